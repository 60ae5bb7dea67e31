"""Some values of each column of an input as they stand, and what they became."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.incidents.sampling import looked_at
from cxaudit.incidents.values.presence import present
from cxaudit.model import COLUMNS, ROW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.incidents.source import OpenSource
    from cxaudit.model import InspectedColumn

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


@dataclass(slots=True)
class Meanings:
    """What values became: `values` by canonical column and row of those that are shown, nothing where it means nothing.

    `held` counts the incidents with a value in each canonical column.
    """

    values: dict[str, dict[int, str]] = field(default_factory=dict)
    held: Counter[str] = field(default_factory=Counter)

    def add(self, batch: pa.RecordBatch, wanted: frozenset[int]) -> None:
        """Take in further incidents; the rows `wanted` are those that are shown."""
        found = [(place, row) for place, row in enumerate(batch[ROW].to_pylist()) if row in wanted]
        for name in batch.schema.names:
            if name in COLUMNS:
                column = batch.column(name)
                self.held[name] += len(column) - column.null_count
                known = self.values.setdefault(name, {})
                for place, row in found:
                    value = column[place].as_py()
                    known[row] = "" if value is None else _plain(value)


def answered(
    source: OpenSource, meanings: Meanings, columns: tuple[InspectedColumn, ...]
) -> tuple[InspectedColumn, ...]:
    """The columns, where a score answers a question of one kind a row: only as what some row answers with it.

    One of them is left where no row answers any of the questions.
    """
    asked = {plan.column for plan in source.planned if plan.rule.asked.columns}
    told = {column for column in asked if meanings.held[column]}
    kept = told or {next((entry.column for entry in columns if entry.column in asked), "")}
    return tuple(
        _of_answers(entry, meanings.held[entry.column]) if entry.column in told else entry
        for entry in columns
        if entry.column not in asked or entry.column in kept
    )


def _of_answers(entry: InspectedColumn, filled: int) -> InspectedColumn:
    """The column with those of its examples alone that answer the question."""
    shown = [(value, read) for value, read in zip(entry.examples, entry.read_as, strict=True) if read]
    values, reads = (tuple(pair[place] for pair in shown) for place in (0, 1))
    return replace(entry, filled=filled, examples=values, read_as=reads)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
