"""The first rows of an input, to learn from."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

from cxaudit.incidents.raw import ROWS, Reader
from cxaudit.incidents.values.texts import present
from cxaudit.model import Rejection


@dataclass(frozen=True, slots=True)
class Sample:
    """Up to ROWS rows with every column, and the rejections among them."""

    table: pa.RecordBatch
    rejected: tuple[Rejection, ...]
    _texts: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def column(self, name: str) -> pa.Array | None:
        """A column of the sample, or None for one that only later records may have."""
        index = self.table.schema.get_field_index(name)
        return None if index < 0 else self.table.column(index)

    def texts(self, name: str) -> tuple[str, ...]:
        """The values of a column that are not missing, as text."""
        column = self.column(name)
        if column is None:
            return ()
        if name not in self._texts:
            self._texts[name] = tuple(present(column).drop_null().to_pylist())
        return self._texts[name]


def take_sample(reader: Reader, skipped: int = 0) -> Sample:
    """The first rows of `reader`, those after the first `skipped`."""
    tables: list[pa.RecordBatch] = []
    rejected: list[Rejection] = []
    rows = 0
    for batch in reader.batches(reader.columns):
        tables.append(batch.table)
        rejected.extend(batch.rejected)
        rows += batch.table.num_rows
        if rows >= ROWS or len(rejected) >= ROWS:
            break
    if not tables:
        nothing = [pa.array([], pa.string()) for _ in reader.columns]
        return Sample(pa.RecordBatch.from_arrays(nothing, names=list(reader.columns)), ())
    table = pa.Table.from_batches(tables).slice(skipped, ROWS).combine_chunks()
    batches = table.to_batches()
    return Sample(batches[0] if batches else tables[0].slice(0, 0), tuple(rejected))
