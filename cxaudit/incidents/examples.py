"""Some values of each column of an input as they stand, and what they became."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.incidents.sampling import looked_at
from cxaudit.incidents.values.presence import present
from cxaudit.model import COLUMNS, ROW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.incidents.source import OpenSource

_EXAMPLES = 3
_MOST_DISTINCT = 1_000  # values that are told apart; a column with more has "many"


@dataclass(slots=True)
class Originals:
    """The columns as they stand: how many rows hold something, some values, and how many different ones.

    `first` has the first values of each column, and the row in which each stands.
    """

    rows: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    values: dict[str, dict[str, None]] = field(default_factory=dict)
    first: dict[str, dict[str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, source: OpenSource) -> Self:
        """Those of a source, which is read to its end."""
        found = cls()
        above = source.header_rows
        for raw in source.reader.batches(looked_at(source.reader)):
            skipped = sum(row <= above for row in raw.rows[:above])
            columns = [present(column.slice(skipped)) for column in raw.table.columns]
            rows = [row - above for row in raw.rows[skipped:]]
            found.add(pa.RecordBatch.from_arrays(columns, names=raw.table.schema.names), rows)
        return found

    def add(self, batch: pa.RecordBatch, rows: Sequence[int]) -> None:
        """Take in further rows, and which they are; what is missing is null."""
        self.rows += batch.num_rows
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            held = column.drop_null()
            self.filled[name] += len(held)
            known, first = self.values.setdefault(name, {}), self.first.setdefault(name, {})
            if len(known) <= _MOST_DISTINCT:
                distinct = pc.unique(held)
                known.update(dict.fromkeys(str(value) for value in distinct.to_pylist()))
                for value in distinct.slice(0, 2 * _EXAMPLES) if len(first) < _EXAMPLES else ():
                    if len(first) < _EXAMPLES:
                        first.setdefault(str(value), rows[pc.index(column, value).as_py()])

    @property
    def example_rows(self) -> frozenset[int]:
        """The rows in which the first values stand."""
        return frozenset(row for first in self.first.values() for row in first.values())

    def distinct(self, name: str) -> int | None:
        """How many different values a column holds; None for very many."""
        found = len(self.values.get(name, ()))
        return None if found > _MOST_DISTINCT else found


def gather_meanings(read: dict[str, dict[int, str]], batch: pa.RecordBatch, wanted: frozenset[int]) -> None:
    """Take in what the values of the rows `wanted` became; nothing where they mean nothing."""
    found = [(place, row) for place, row in enumerate(batch[ROW].to_pylist()) if row in wanted]
    for name in batch.schema.names if found else ():
        if name in COLUMNS:
            column = batch.column(name)
            known = read.setdefault(name, {})
            for place, row in found:
                value = column[place].as_py()
                known[row] = "" if value is None else _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
