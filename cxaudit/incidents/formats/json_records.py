"""Decodes JSON records into batches: only the fields wanted, whole blocks at a time, one by one where one is broken."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from types import MappingProxyType
from typing import Any, TypeAlias

import msgspec
import pyarrow as pa

from cxaudit.incidents.formats.json_values import Json, Step, as_text, picked, steps

Read: TypeAlias = Callable[[Any], Any]

# As what Arrow reads a field whose values are of these kinds, beside those that are null.
_KINDS: Mapping[frozenset[type], pa.DataType] = MappingProxyType(
    {frozenset(): pa.string(), frozenset({str}): pa.string(), frozenset({int}): pa.int64()}
    | {frozenset({bool}): pa.bool_(), frozenset({float}): pa.float64(), frozenset({int, float}): pa.float64()}
)
_LISTED = pa.list_(pa.string())
# Where in the record the decoder stumbled, which is another place in each.
_PLACE = re.compile(r"(:? line \d+ column \d+)? ?\((byte|char) \d+\)| - at `[^`]*`")
# A text, which may hold anything, or a number that is none.
_UNKNOWN = re.compile(rb'("(?:[^"\\]++|\\.)*+")|-?\b(?:NaN|Inf(?:inity)?)\b', re.DOTALL)
# What the name of a struct's field may not hold.
UNNAMEABLE = re.compile(r'[\x00-\x1f"\\]')


@dataclass(frozen=True, slots=True)
class Fields:
    """A decoder of records that skips all keys but those wanted, and how to pick each column from what it makes.

    `plain` reads each column by its name, where all of them are top-level fields.
    """

    record: type[Any]
    columns: tuple[Callable[[Sequence[Any]], pa.Array], ...]
    plain: Mapping[str, Read]

    def table(self, records: Sequence[Any]) -> list[pa.Array]:
        """The columns of these records, as strings."""
        return [pick(records) for pick in self.columns]

    def schema(self, records: Sequence[Any]) -> pa.Schema | None:
        """As what Arrow reads fields of the same kinds as those of these records; None where it cannot."""
        kinds = {name: _kind(list(map(read, records))) for name, read in self.plain.items()}
        return pa.schema(kinds.items()) if kinds and all(kinds.values()) else None


def fields(wanted: Sequence[str]) -> Fields:
    """What reads the columns `wanted`, each a key or a dotted path."""
    paths = [steps(name) or (Step(name),) for name in wanted]  # a key may be empty
    keys = dict.fromkeys(key for name, path in zip(wanted, paths, strict=True) for key in (name, path[0].key))
    record, readers = _record(tuple(keys))
    plain = {name: readers[name] for name, path in zip(wanted, paths, strict=True) if _is_plain(path)}
    pickers = (
        _plain(readers[name]) if _is_plain(path) else _deep(readers[name], readers[path[0].key], path)
        for name, path in zip(wanted, paths, strict=True)
    )
    return Fields(record, tuple(pickers), plain if len(plain) == len(wanted) else {})


def decode_one(raw: bytes, record: type[Any]) -> tuple[Any, str]:
    """The record in `raw` and no fault, or None and what is wrong with it."""
    try:
        try:
            return msgspec.json.decode(raw, type=record), ""
        except msgspec.DecodeError:
            known = as_known(raw)
            if known == raw:
                raise
            return msgspec.json.decode(known, type=record), ""
    except UnicodeDecodeError:
        return None, "undecodable bytes"
    except msgspec.ValidationError:
        return None, "not a JSON object"
    except (ValueError, RecursionError) as error:
        return None, f"broken JSON: {fault_of(error)}"


def as_known(raw: bytes) -> bytes:
    """The record with null for what programs write that divided by zero; Arrow reads it, and JSON does not know it."""
    if b"NaN" not in raw and b"Inf" not in raw:
        return raw
    return _UNKNOWN.sub(lambda found: found[1] or b"null", raw)


def fault_of(error: ValueError | RecursionError) -> str:
    """What is wrong with the text of a record that could not be decoded, in words of people who do not program."""
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, UnicodeDecodeError):
        return "undecodable bytes"
    return _PLACE.sub("", str(error)) if isinstance(error, msgspec.DecodeError) else "no JSON"


def _record(keys: tuple[str, ...]) -> tuple[type[Any], Mapping[str, Read]]:
    """The type to decode to, and what reads each key from it."""
    if any(UNNAMEABLE.search(key) for key in keys):
        return dict, {key: partial(_from_mapping, key) for key in keys}
    attributes = {key: f"f{index}" for index, key in enumerate(keys)}
    record = msgspec.defstruct(
        "Record",
        [(attribute, Any, None) for attribute in attributes.values()],
        rename={attribute: key for key, attribute in attributes.items()},
    )
    return record, {key: attrgetter(attribute) for key, attribute in attributes.items()}


def _kind(values: Sequence[Json]) -> pa.DataType | None:
    """As what Arrow reads these values, if it can."""
    kinds = frozenset(map(type, values)) - {type(None)}
    if kinds == {list}:
        elements = {type(element) for value in values if isinstance(value, list) for element in value}
        return _LISTED if elements <= {str, type(None)} else None
    return _KINDS.get(kinds)


def _from_mapping(key: str, record: Mapping[str, Json]) -> Json:
    value: Json = record.get(key)
    return value


def _is_plain(path: tuple[Step, ...]) -> bool:
    return len(path) == 1 and not path[0].field


def _plain(read: Read) -> Callable[[Sequence[Any]], pa.Array]:
    """A top-level field; the usual kinds go to Arrow as they are."""

    def pick(records: Sequence[Any]) -> pa.Array:
        values = list(map(read, records))
        with suppress(pa.ArrowTypeError):  # nearly all fields hold texts, and nothing else is one
            return pa.array(values, pa.string())
        if set(map(type, values)) <= {int, type(None)}:
            with suppress(OverflowError, pa.ArrowInvalid):
                return pa.array(values, pa.int64()).cast(pa.string())
        return pa.array([value if type(value) is str else as_text(value) for value in values], pa.string())

    return pick


def _deep(whole: Read, top: Read, path: tuple[Step, ...]) -> Callable[[Sequence[Any]], pa.Array]:
    """A field within the one `top` reads; `whole` reads a field whose key is the dotted name itself."""
    first = path[0].key

    def one(record: Any) -> str | None:
        value = top(record)
        return as_text(whole(record)) if value is None else picked({first: value}, path)

    return lambda records: pa.array([one(record) for record in records], pa.string())
