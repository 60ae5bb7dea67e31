"""The first rows of an input, to learn from."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

from cxaudit.incidents.raw import SAMPLED_ROWS, Reader, Sampled
from cxaudit.incidents.values.texts import present
from cxaudit.model import Rejection


@dataclass(frozen=True, slots=True)
class Sample:
    """Up to SAMPLED_ROWS rows with every column, their rejections, and the rows above that continue the heading."""

    table: pa.RecordBatch
    rejected: tuple[Rejection, ...]
    above: pa.RecordBatch | None = None
    _texts: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def column(self, name: str) -> pa.Array | None:
        """A column of the sample, or None for one that is none of text."""
        index = self.table.schema.get_field_index(name)
        return None if index < 0 else self.table.column(index)

    def heading(self, name: str) -> tuple[str, ...]:
        """What else stands over a column, below its name."""
        if self.above is None or self.above.schema.get_field_index(name) < 0:
            return ()
        return tuple(text or "" for text in present(self.above.column(name)).to_pylist())

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
    names = looked_at(reader)
    for batch in reader.batches(names):
        tables.append(batch.table)
        rejected.extend(batch.rejected)
        rows += batch.table.num_rows
        if rows >= SAMPLED_ROWS or len(rejected) >= SAMPLED_ROWS:
            break
    if not tables:
        nothing = [pa.array([], pa.string()) for _ in names]
        return Sample(pa.RecordBatch.from_arrays(nothing, names=list(names)), ())
    everything = pa.Table.from_batches(tables)
    above = _one(everything.slice(0, skipped), tables[0]) if skipped else None
    return Sample(_one(everything.slice(skipped, SAMPLED_ROWS), tables[0]), tuple(rejected), above)


def _one(table: pa.Table, like: pa.RecordBatch) -> pa.RecordBatch:
    batches = table.combine_chunks().to_batches()
    return batches[0] if batches else like.slice(0, 0)


def looked_at(reader: Reader) -> tuple[str, ...]:
    """The columns that can be looked at, whoever wants them: all but those of bytes that mean nothing."""
    return reader.sampled() if isinstance(reader, Sampled) else reader.columns
