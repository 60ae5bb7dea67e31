"""Tables put one behind another whose headers name the same columns in another order: each is read by its own."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.incidents.formats.columns import clean_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxaudit.incidents.formats.records import Record

_ZERO = b"\x00"  # which may stand anywhere within a name
_ALTERED = re.compile('["\ufffd]')  # signs of a name that its text may have in another form
# The reason of a rejection.
REORDERED = "the header again, with its columns in another order, in which the rows below it were read"


@dataclass(slots=True)
class Ordering:
    """Where each column of the header, called by `names`, stands in the rows that come next; at first in its place."""

    names: tuple[str, ...]
    _places: tuple[int, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the rows that come next are in another order than those below the first header."""
        return self._present() != tuple(range(len(self.names)))

    def places(self, columns: Sequence[int]) -> list[int]:
        """Where in the next rows these columns of the header stand."""
        return [self._places[column] for column in columns] if self._places else list(columns)

    def may_be_told(self, text: bytes) -> bool:
        """Whether the text may hold a header: told without parsing it, by the names of the columns."""
        # Single signs are found, or not, many times as fast as words, and seldom are all those of the names in a text.
        return _ZERO in text or all(part in text for part in (*_telling_signs(self.names), *_telling_parts(self.names)))

    def may_change(self, column: pa.ChunkedArray) -> bool:
        """Whether a value of any one column is the name of one, as in a header."""
        return bool(pc.any(pc.is_in(column, value_set=pa.array(self.names, pa.string()))).as_py())

    def straightened(self, records: Iterable[Record]) -> tuple[Record, ...] | None:
        """The records in the order of the header, as headers among them say; None where there are none that matter."""
        found, changed = [], False
        for record in records:
            places = self.told(record)
            if places is not None:
                changed = changed or self.changed or places != self._present()
                self._places = places
            if record.fault or len(record.fields) != len(self.names) or not self._places:
                found.append(record)
            elif places is not None and places != tuple(range(len(places))):
                found.append(replace(record, fault=REORDERED))
            else:
                found.append(replace(record, fields=tuple(record.fields[place] for place in self._places)))
        return tuple(found) if changed else None

    def told(self, record: Record) -> tuple[int, ...] | None:
        """What a record says of the order, if it is a header of the same columns."""
        if record.fault or len(record.fields) != len(self.names):
            return None
        cells = [clean_name(field.decode("utf-8", "replace"), index) for index, field in enumerate(record.fields)]
        if sorted(cells) != sorted(self.names):
            return None
        # Of several columns with one name, each keeps its place among them.
        theirs = sorted(range(len(cells)), key=lambda place: (cells[place], place))
        ours = sorted(range(len(cells)), key=lambda place: (self.names[place], place))
        places = dict(zip(ours, theirs, strict=True))
        return tuple(places[column] for column in range(len(cells)))

    def _present(self) -> tuple[int, ...]:
        return self._places or tuple(range(len(self.names)))


@cache
def _telling_signs(names: tuple[str, ...]) -> tuple[bytes, ...]:
    """The bytes that stand in what the text of a header with these names holds for sure, letters last."""
    signs = {bytes([byte]) for part in _telling_parts(names) for byte in part}
    return tuple(sorted(signs, key=lambda sign: (sign.isalpha() and sign.islower(), sign)))


@cache
def _telling_parts(names: tuple[str, ...]) -> tuple[bytes, ...]:
    """What the text of a header with these names holds for sure, what is rarest first: long words."""
    # Of a name in quotation marks its own are doubled, what was no text is read as another sign, and a column
    # without a name is called by its number.
    named = [name for place, name in enumerate(names) if name != clean_name("", place)]
    parts = {max(_ALTERED.split(name), key=len).encode() for name in named}
    return tuple(sorted(parts, key=lambda part: (-len(part), part)))
