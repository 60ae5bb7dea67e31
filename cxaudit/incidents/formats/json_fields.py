"""Which fields the records of a whole JSON input have: programs leave out what is empty, so each may name its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import msgspec

from cxaudit.errors import InputError
from cxaudit.incidents.content import Content
from cxaudit.incidents.formats.json_records import UNNAMEABLE, as_known, fault_of
from cxaudit.incidents.formats.json_values import DEEPEST, Json, is_document, names
from cxaudit.incidents.raw import MAXIMUM_COLUMNS, SAMPLED_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Kind: TypeAlias = Any  # a type that msgspec decodes to, made at run time

_MAP = 1_000  # keys of one object; with more they are data themselves, such as ids, and no fields
_LEARNT = 256  # records with something new, after which it is worth to know them at once
_SCALAR: Kind = None | bool | int | float | str
_NO_LIST: Kind = Annotated[list[Any], msgspec.Meta(max_length=0)]
# What messages call that which is no object.
_SAID: Mapping[type, str] = MappingProxyType({list: "a list", str: "a text", int: "a number", float: "a number"})


@dataclass(slots=True)
class _Place:
    """What stood in one place of the records so far: fields of objects, if any, and whether anything did."""

    inner: dict[str, _Place] | None = None
    filled: bool = False
    opaque: bool = False

    def learn(self, value: Json, depth: int = 0) -> None:
        """Take in one more value."""
        self.filled = self.filled or not (value is None or value in ([], {}))
        for record in value if isinstance(value, list) else (value,):
            if isinstance(record, dict):
                self._learn_object(record, depth)

    def _learn_object(self, record: Mapping[str, Json], depth: int) -> None:
        if self.inner is None:
            self.inner = {}
        self.opaque = self.opaque or depth >= DEEPEST or is_document(record)
        if not self.opaque:
            for key, value in record.items():
                self.inner.setdefault(key, _Place()).learn(value, depth + 1)
            self.opaque = depth > 0 and len(self.inner) > _MAP

    def maps(self, path: str = "") -> Iterator[str]:
        """The dotted names of objects with so many keys that not all were learnt."""
        if self.opaque and len(self.inner or {}) > _MAP:
            yield path
        for key, place in (self.inner or {}).items():
            yield from place.maps(f"{path}.{key}" if path else key)

    def record(self) -> Kind:
        """The type of objects that hold nothing new."""
        if self.opaque:
            return Any
        fields = [(f"f{index}", place.kind(), None) for index, place in enumerate((self.inner or {}).values())]
        keys = {f"f{index}": key for index, key in enumerate(self.inner or {})}
        return msgspec.defstruct("Known", fields, rename=keys, forbid_unknown_fields=True, gc=False)

    def kind(self) -> Kind:
        """The type of values that hold nothing new."""
        if self.opaque:
            return Any
        objects = () if self.inner is None else (self.record(),)
        if not self.filled:
            return _either(None, _NO_LIST, *objects)
        return _either(_SCALAR, list[_either(_SCALAR, list[Any], *objects)], *objects)  # type: ignore[misc] # made at run time


@dataclass(slots=True)
class FieldSurvey:
    """The fields of the records that were added, by their dotted names, and whether nothing stood in them."""

    content: Content
    _found: dict[str, bool] = field(default_factory=dict)
    _place: _Place = field(default_factory=_Place)
    _known: msgspec.json.Decoder[Any] | None = None
    _news: int = 0  # records with something new that `_known` does not know yet
    _read: int = 0
    _fault: str = ""
    _full: bool = False
    _unnameable: bool = False  # no type can be made that knows all fields

    def add_lines(self, block: bytes) -> None:
        """Add records that stand on a line each."""
        if self._full:
            return
        self._settle()
        if self._known is not None:
            try:
                self._read += len(self._known.decode_lines(block))
            except (ValueError, RecursionError):
                pass
            else:
                return
        self.add(line for line in block.split(b"\n") if line.strip())

    def add(self, records: Iterable[bytes]) -> None:
        """Add records."""
        for raw in records:
            if self._full:
                return
            if self._news >= _LEARNT:
                self._settle()
            if self._known is not None:
                try:
                    self._known.decode(raw)
                except (ValueError, RecursionError):
                    pass
                else:
                    self._read += 1
                    continue
            self._learn(raw)

    @property
    def records(self) -> int:
        """How many records could be read."""
        return self._read

    def names(self) -> tuple[tuple[str, ...], frozenset[str]]:
        """All dotted names in order of appearance, and those that held nothing.

        Raises InputError when no record could be read.
        """
        if not self._read:
            reason = f" readable JSON record: {self._fault}" if self._fault else " JSON records"
            cure = "export it as a list of objects, or as CSV" if "object should" in reason else "export the log again"
            raise InputError(f"{self.content.name}: holds no{reason}; {cure}")
        if not self._found:
            raise InputError(f"{self.content.name}: its JSON objects are empty; export the log again")
        return tuple(self._found), frozenset(name for name, hollow in self._found.items() if hollow)

    def notes(self) -> Iterator[str]:
        """What to tell the user."""
        if self._full:
            yield (
                f"its records have more than {MAXIMUM_COLUMNS:,} different fields; those that first appear after row"
                f" {self._read:,} are left aside"
            )
        for path in self._place.maps():
            yield f"'{path}' holds more than {_MAP:,} different keys, of which only the first ones are looked at"

    def _settle(self) -> None:
        if self._news:
            self._known = None if self._unnameable else msgspec.json.Decoder(self._place.record())
            self._news = 0

    def _learn(self, raw: bytes) -> None:
        try:
            record: Json = msgspec.json.decode(as_known(raw))
        except (ValueError, RecursionError) as error:
            self._fault = self._fault or fault_of(error)
            return
        if not isinstance(record, dict):
            self._fault = self._fault or f"{_SAID.get(type(record), 'a value')} stands where an object should"
            return
        self._news += 1
        self._place.learn(record)
        for name, hollow in names(record):
            self._unnameable = self._unnameable or UNNAMEABLE.search(name) is not None
            self._found[name] = self._found.get(name, True) and hollow
        if len(self._found) > MAXIMUM_COLUMNS:
            if self._read < SAMPLED_ROWS:
                raise InputError(
                    f"{self.content.name}: its records have more than {MAXIMUM_COLUMNS:,} different fields; export"
                    " fewer of them"
                )
            self._full = True
        self._read += 1


def _either(*kinds: Kind) -> Kind:
    return reduce(or_, kinds)
