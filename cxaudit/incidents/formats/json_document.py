"""One JSON document: a list of records, or an object that holds one (``{"tickets": [...]}``), streamed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from cxaudit.errors import InputError
from cxaudit.incidents.content import Content
from cxaudit.incidents.encoding import Encoding, utf8_chunks
from cxaudit.incidents.formats.columns import Numbered, in_batches
from cxaudit.incidents.formats.json_elements import Elements, UnbalancedError, elements
from cxaudit.incidents.formats.json_records import Fields, decode_one, fields, sampled_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.incidents.formats.texts import Probe
    from cxaudit.incidents.options import ReadingOptions
    from cxaudit.incidents.raw import RawBatch
    from cxaudit.model import Rejection

NAME = "JSON"

# Keys under which programs put their list of records.
_HOLDERS = frozenset(
    {"tickets", "results", "records", "result", "conversations", "data", "items", "issues", "value", "values"}
    | {"incidents", "cases", "rows", "objects", "entries", "responses", "complaints", "surveys", "survey_responses"}
    | {"satisfaction_ratings", "ticket_metrics", "hits", "messages", "feedback", "reviews", "list", "elements"}
)
_TOKEN = re.compile(rb'"((?:[^"\\]++|\\.)*+)"|[\[\]{}:,]', re.DOTALL)
_DEEPEST = 3  # objects within objects in which the list may stand


@dataclass(frozen=True, slots=True)
class Place:
    """Where the list begins: bytes before its inside, brackets open there, and the keys that lead to it."""

    offset: int
    depth: int
    path: str


@dataclass(frozen=True, slots=True)
class JsonReader:
    """An opened document; `columns` are the dotted names in the first records."""

    content: Content
    encoding: Encoding
    place: Place
    columns: tuple[str, ...]
    hollow: frozenset[str]
    notes: tuple[str, ...]
    format: str = NAME
    open_ended: bool = True

    def batches(self, wanted: Sequence[str]) -> Iterator[RawBatch]:
        """All rows, in batches."""
        numbered = Numbered(self.content.path)
        picked = fields(wanted)
        decoder = msgspec.json.Decoder(list[picked.record])  # type: ignore[name-defined] # made at run time
        for block in _stream(self.content, self.encoding, self.place):
            rejected: list[Rejection] = []
            try:
                start = block.spans[0][0] if block.before.strip(b" \t\r\n,") == b"" else 0
                inside = block.data[start:]
                if not self.place.depth:
                    inside = b",".join(block.data[first:last] for first, last in block.spans)
                records = decoder.decode(b"[" + inside + b"]")
            except (ValueError, RecursionError):
                records, rejected = _one_by_one(block, picked, numbered)
            yield from in_batches(picked.table(records), wanted, numbered.rows(len(records), rejected), rejected)


def recognises(probe: Probe) -> bool:
    """A text that begins as a list of objects, or as an object, does."""
    return re.match(rb"\s*(\{\s*(\"|\}|\Z)|\[\s*(\{|\]|\[|\"|\d|\Z))", probe.text) is not None


def open_reader(content: Content, options: ReadingOptions, found: Probe) -> JsonReader:
    """Find the list and learn the columns from its first records."""
    del options  # all that concerns a text went into its encoding
    encoding = found.encoding
    assert encoding is not None
    place = _place(found.text)
    raw = (block.data[start:end] for block in _stream(content, encoding, place) for start, end in block.spans)
    names, hollow = sampled_names(content, raw)
    notes = [f"its records are the list '{place.path}'"] if place.path else []
    return JsonReader(content, encoding, place, names, hollow, (*((encoding.note,) if encoding.note else ()), *notes))


def _stream(content: Content, encoding: Encoding, place: Place) -> Iterator[Elements]:
    try:
        yield from elements(_skipping(utf8_chunks(content, encoding), place.offset), place.depth)
    except UnbalancedError as error:
        raise InputError(
            f"{content.name}: the JSON is cut short or damaged: at its end (byte {place.offset + error.offset:,})"
            " a list, an object or a text is still open; export it again"
        ) from error


def _skipping(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    for piece in pieces:
        if size < len(piece):
            yield piece[size:]
        size = max(0, size - len(piece))


def _place(head: bytes) -> Place:
    """The first list of objects at the top or under a key that holds records; else the objects of the text itself."""
    opened: list[tuple[bytes, str]] = []
    key, last = "", ""
    for match in _TOKEN.finditer(head):
        token = match[0]
        if token[:1] == b'"':
            last = match[1].decode("utf-8", "replace")
        elif token == b":":
            key = last
        elif token in b"[{":
            within_objects = all(bracket == b"{" for bracket, _ in opened) and len(opened) <= _DEEPEST
            if (
                token == b"["
                and within_objects
                and (not opened or key in _HOLDERS)
                and _holds_objects(head, match.end())
            ):
                path = ".".join((*(name for _, name in opened if name), key))
                return Place(match.end(), len(opened) + 1, path)
            opened.append((token, key))
            key = ""
        elif token in b"]}" and opened:
            opened.pop()
            if not opened:
                break
    return Place(0, 0, "")


def _holds_objects(head: bytes, position: int) -> bool:
    return re.compile(rb"\s*(\{|\]|\Z)").match(head, position) is not None


def _one_by_one(block: Elements, picked: Fields, numbered: Numbered) -> tuple[list[Any], list[Rejection]]:
    records, rejected = [], []
    number, position = 0, 0
    for start, end in block.spans:
        between = block.data[position:start].strip(b" \t\r\n,")
        position = end
        if between:
            number += 1
            rejected.append(numbered.rejection(number, "not a JSON object", between))
        number += 1
        record, fault = decode_one(block.data[start:end], picked.record)
        if fault:
            rejected.append(numbered.rejection(number, fault, block.data[start:end]))
        else:
            records.append(record)
    return records, rejected
