"""Tells what is wrapped around the incidents of a JSON text, and refuses what would pass for a single incident."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from cxaudit.errors import InputError
from cxaudit.incidents.formats.columns import excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cxaudit.incidents.formats.json_values import Json

# Keys under which programs put their list of records.
HOLDERS = frozenset(
    {"tickets", "results", "records", "result", "conversations", "data", "items", "issues", "value", "values"}
    | {"incidents", "cases", "rows", "objects", "entries", "responses", "complaints", "surveys", "survey_responses"}
    | {"satisfaction_ratings", "ticket_metrics", "hits", "messages", "feedback", "reviews", "list", "elements"}
    | {"nodes", "edges"}
)
# Those of them that records have no fields of the same name as.
_PAGED = HOLDERS - {
    "edges",
    "value",
    "values",
    "items",
    "messages",
    "conversations",
    "elements",
    "list",
    "objects",
    "entries",
}
# Fields that incidents have, and what is put around them has not.
OF_RECORDS = frozenset({"id", "key", "number", "sys_id", "ticket_id", "uuid", "text", "description", "subject"})
_DEEPEST = 4  # objects within objects in which a list of incidents is looked for
_REMARK = re.compile(rb"\s*(//[^\n]*|/\*.*?\*/|#[^\n]*)\s*[\[{]", re.DOTALL)
_TWICE = re.compile(rb'\s*"\s*[\[{]\s*\\"')


def is_page(line: bytes) -> bool:
    """Whether one line of JSON is a page of an API, which holds a list of records and is none itself."""
    try:
        page = msgspec.json.decode(line)
    except (ValueError, RecursionError):
        return False
    return _is_page(page, 1)


def refuse_wrapped_text(text: bytes, name: str) -> None:
    """Raise InputError for JSON below a remark, which JSON does not know, and for JSON that was packed twice."""
    remark = _REMARK.match(text)
    if remark:
        raise InputError(
            f"{name}: a remark stands above the JSON ('{excerpt(remark[1])}'), and JSON knows none; take it out"
        )
    if _TWICE.match(text):
        raise InputError(
            f"{name}: its lines are texts that hold JSON, which was packed twice ('{excerpt(text.lstrip()[:30])}…');"
            " unpack it once, so that each line is an object"
        )


def refuse_wrapped_records(raw: bytes, name: str) -> None:
    """Raise InputError where the only object of an input is no incident, but holds several."""
    try:
        record: Json = msgspec.json.decode(raw)
    except (ValueError, RecursionError):
        return  # whoever reads it says so
    if not isinstance(record, dict):
        return
    path = next(_lists(record, "", 1), None)
    if path is not None:
        raise InputError(
            f"{name}: holds one object, with a list of objects at '{path}' that looks like the incidents; give that"
            " list by itself, or one object a line"
        )
    if _holds_columns(record):
        raise InputError(
            f"{name}: holds columns ('{next(iter(record))}' is a list of values), not records; export it as a list of"
            " objects, or as CSV"
        )
    if _holds_by_key(record):
        raise InputError(
            f"{name}: holds one object with an object under each of its {len(record):,} keys ('{next(iter(record))}' is"
            " the first), as when a table is written by column or by id; export it as a list of objects, one a record"
            " (in pandas with orient='records'), or as CSV"
        )


def _is_page(page: Json, depth: int) -> bool:
    if not isinstance(page, dict) or not OF_RECORDS.isdisjoint(page):
        return False
    for key, value in page.items():
        if isinstance(value, list) and key in _PAGED and all(isinstance(element, dict) for element in value):
            return True
        if key in HOLDERS and depth < _DEEPEST and _is_page(value, depth + 1):
            return True
    return False


def _lists(record: Mapping[str, Json], before: str, depth: int) -> Iterator[str]:
    """Where lists of several objects are, within objects that are no incidents themselves."""
    if any(key.casefold() in OF_RECORDS and not isinstance(record[key], dict | list) for key in record):
        return
    for key, value in record.items():
        path = f"{before}{key}"
        if isinstance(value, list) and len(value) > 1 and all(isinstance(element, dict) for element in value):
            yield path
        elif isinstance(value, dict) and depth < _DEEPEST:
            yield from _lists(value, f"{path}.", depth + 1)


def _holds_by_key(record: Mapping[str, Json]) -> bool:
    """Whether an object is a table by column or by id: objects with the same keys, or nearly so, under all its keys."""
    inner = [set(value) for value in record.values() if isinstance(value, dict) and value]
    if len(inner) < 2 or len(inner) < len(record):
        return False
    common = set.intersection(*inner)
    return len(common) > sum(map(len, inner)) / len(inner) / 2


def _holds_columns(record: Mapping[str, Json]) -> bool:
    """Whether an object is a table turned on its side: lists of equal length under most of its keys."""
    if {"columns", "data"} <= record.keys():  # as pandas splits a table
        return isinstance(record["data"], list) and all(isinstance(row, list) for row in record["data"])
    lengths = [len(value) for value in record.values() if isinstance(value, list)]
    return len(lengths) > 1 and len(lengths) == len(record) and len(set(lengths)) == 1 and lengths[0] > 1
