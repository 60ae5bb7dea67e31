"""Finds the JSON records that give one field twice, of which all readers take the last value."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import msgspec
import numpy as np

from cxaudit.incidents.formats.json_values import WHOLE, steps
from cxaudit.incidents.values.presence import string_buffers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy.typing as npt
    import pyarrow as pa

# Which names are wanted of an object, and of the objects under each of these; under WHOLE every name is.
Inner: TypeAlias = "Mapping[str, Inner]"
_Growing: TypeAlias = "dict[str, _Growing]"

_FIELDS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_RECORD = re.compile(r"\{")
_ENCODER = msgspec.json.Encoder()
_QUOTE, _COLON, _SPACE = b'":\x20'
# Ends of names that are not counted.
_UNUSUAL = re.compile(rb'"(?:[\t\r\n]| [ \t\r\n])[ \t\r\n]*+:|\\u00(?:22|3[aA]|20)')
# Quotation marks, colons and blanks that are written so are no ends of names, and look like them once written again.
_ESCAPED = (b"\\u0022", b"\\u003a", b"\\u003A", b"\\u0020")


def apart(text: bytes) -> Iterator[bytes]:
    """The records of sound lines, where some lines hold several of them."""
    decoder, letters = json.JSONDecoder(), text.decode("utf-8", "replace")
    end = 0
    while start := _RECORD.search(letters, end):
        _, end = decoder.raw_decode(letters, start.start())
        yield letters[start.start() : end].encode()


@dataclass(slots=True)
class Repeats:
    """Tells which sound records give twice one of the fields `wanted`, or what a dotted path among them leads through.

    A program lays out all its records alike, so that those of as many fields have as many bytes beside their names and
    values; only a record with more is looked at closely, for one of its values may have been left out. Within a value
    fewer names are left once it was decoded and written again, if one of them stands there twice.
    """

    wanted: Iterable[str]
    _names: Inner = field(init=False)
    _within: tuple[tuple[str, Inner, tuple[bytes, ...]], ...] = field(init=False)
    _beside: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._names = _wanted_names(self.wanted)
        self._within = tuple((name, inner, _as_written(inner)) for name, inner in self._names.items() if inner)

    def among(self, records: Iterable[bytes], columns: Mapping[str, pa.Array] | None = None) -> list[int]:
        """The places of those records that give a field twice; the `columns` were read from the same records.

        Of values that a column holds wholly, written again, all are looked at together, as hardly any lose a name.
        """
        again = {name: f"{name}{WHOLE}" for name, inner, _ in self._within if WHOLE in inner}
        texts = {name: columns[whole] for name, whole in again.items() if columns and whole in columns}
        values: dict[str, list[tuple[int, bytes]]] = {name: [] for name in texts}
        found = {place for place, raw in enumerate(records) if self._found(raw, place, values)}
        for name, wholes in values.items():
            # The texts are those of all records, and the values may not be.
            if len(wholes) < len(texts[name]) or _lose_names([value for _, value in wholes], texts[name]):
                found |= {place for place, value in wholes if self._lost(value, self._names[name])}
        return sorted(found)

    def has(self, raw: bytes) -> bool:
        """Whether the record gives a field twice."""
        return self._found(raw, 0, {})

    def _found(self, raw: bytes, place: int, later: Mapping[str, list[tuple[int, bytes]]]) -> bool:
        """The same; values that `later` asks for are put there, with the `place` of the record, and not looked at."""
        try:
            fields = _FIELDS.decode(raw)
        except (ValueError, RecursionError):  # what it holds beside the fields wanted may be no JSON
            return _repeats(raw, self._names)
        beside = len(raw) - len(_ENCODER.encode(fields))
        if self._beside.get(len(fields)) != beside:
            if _repeats(raw, self._names):
                return True
            self._beside.setdefault(len(fields), beside)
        for name, inner, written in self._within:
            value = bytes(fields.get(name, b""))
            if name in later:
                later[name].append((place, value))
            # What is written once at most is not there twice.
            elif any(value.count(each) > 1 for each in written) and self._lost(value, inner):
                return True
        return False

    @staticmethod
    def _lost(value: bytes, inner: Inner) -> bool:
        return _loses_names(value) and _repeats(value, inner)


def _wanted_names(columns: Iterable[str]) -> Inner:
    """The names that lead to the columns, with those that tell which elements of a list count."""
    found: _Growing = {}
    for name in columns:
        found.setdefault(name, {})  # some exports have flattened names already
        at = found
        for step in steps(name):
            at = at.setdefault(step.key, {})
            beside = at
            for telling in step.field:
                beside = beside.setdefault(telling.key, {})
    return found


def _as_written(names: Inner) -> tuple[bytes, ...]:
    """What the text of an object that has one of these names twice holds twice too, or that is not sure."""
    if not all(name.isascii() and name.isprintable() and name != WHOLE for name in names):
        return (b"",)  # which stands everywhere
    within = (each for inner in names.values() for each in _as_written(inner))
    return tuple(dict.fromkeys((*(f'"{name}"'.encode() for name in names), *within)))


def _loses_names(value: bytes) -> bool:
    """Whether a value may have fewer names once it is decoded, told by their ends, which hardly are anything else."""
    if value[:1] not in {b"{", b"["}:
        return False
    if _UNUSUAL.search(value):
        return True
    try:
        again = _ENCODER.encode(msgspec.json.decode(value))
    except (ValueError, RecursionError):
        return True
    return _ends_of_names(value) != _ends_of_names(again)


def _lose_names(values: Sequence[bytes], texts: pa.Array) -> bool:
    """Whether any of the values may have fewer names, these being all their `texts` once they are written again."""
    whole = b",".join(values)
    if b"\\u00" in whole and any(sign in whole for sign in _ESCAPED):
        return True
    bounds, again = string_buffers(texts)
    ends = _all_ends_of_names(np.frombuffer(whole, dtype=np.uint8))
    return ends is None or ends != _all_ends_of_names(again[bounds[0] : bounds[-1]])


def _ends_of_names(value: bytes) -> int:
    return value.count(b'":') + value.count(b'" :')


def _all_ends_of_names(text: npt.NDArray[np.uint8]) -> int | None:
    """The same of a long text; None where colons stand behind other space than one blank."""
    if len(text) < 3:  # in which no name ends
        return 0
    colons = text[2:] == _COLON
    before, further = text[1:-1], text[:-2]
    spaced = np.flatnonzero(colons & (before <= _SPACE))
    if (before[spaced] != _SPACE).any() or (further[spaced] <= _SPACE).any():
        return None
    return int(np.count_nonzero(colons & (before == _QUOTE))) + int(np.count_nonzero(further[spaced] == _QUOTE))


class _Object(list[tuple[str, object]]):
    """The names and values of an object, also those that are there twice."""


def _repeats(raw: bytes, wanted: Inner) -> bool:
    try:
        value = json.loads(raw.decode("utf-8", "replace"), object_pairs_hook=_Object, parse_int=str)
        return _gives_twice(value, wanted)
    except (ValueError, RecursionError):
        return False


def _gives_twice(value: object, wanted: Inner) -> bool:
    if isinstance(value, _Object):
        every = WHOLE in wanted
        told = [(name, inner) for name, inner in value if every or name in wanted]
        if len(told) > len({name for name, _ in told}):
            return True
        return any(_gives_twice(inner, wanted if every else wanted[name]) for name, inner in told)
    return isinstance(value, list) and any(_gives_twice(element, wanted) for element in value)
