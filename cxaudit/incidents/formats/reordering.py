"""Tables put one behind another whose headers name the same columns in another order: each is read by its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.incidents.formats.columns import clean_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxaudit.incidents.formats.records import Record

# The reason of a rejection.
REORDERED = "the header again, with its columns in another order, in which the rows below it were read"


@dataclass(slots=True)
class Ordering:
    """Where each column of the header, called by `names`, stands in the rows that come next; at first in its place."""

    names: tuple[str, ...]
    _places: tuple[int, ...] = ()

    def places(self, columns: Sequence[int]) -> list[int]:
        """Where in the next rows these columns of the header stand."""
        return [self._places[column] for column in columns] if self._places else list(columns)

    def may_change(self, column: pa.ChunkedArray) -> bool:
        """Whether a value of any one column is the name of one, as in a header."""
        return bool(pc.any(pc.is_in(column, value_set=pa.array(self.names, pa.string()))).as_py())

    def straightened(self, records: Iterable[Record]) -> tuple[Record, ...] | None:
        """The records in the order of the header, as headers among them say; None where there are none that matter."""
        found, changed = [], False
        for record in records:
            places = self._told(record)
            if places is not None:
                changed = changed or places != self._present()
                self._places = places
            if record.fault or len(record.fields) != len(self.names) or not self._places:
                found.append(record)
            elif places is not None and places != tuple(range(len(places))):
                found.append(replace(record, fault=REORDERED))
            else:
                found.append(replace(record, fields=tuple(record.fields[place] for place in self._places)))
        return tuple(found) if changed else None

    def _present(self) -> tuple[int, ...]:
        return self._places or tuple(range(len(self.names)))

    def _told(self, record: Record) -> tuple[int, ...] | None:
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
