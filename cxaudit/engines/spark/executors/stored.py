"""On the executors: rows of Parquet files as Spark's reader brings them, read as incidents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import numpy as np
import pyarrow as pa

from cxaudit.engines.spark.executors.elsewhere import Elsewhere
from cxaudit.engines.spark.executors.lines import located
from cxaudit.engines.spark.executors.shares import Work
from cxaudit.incidents import OpenSource
from cxaudit.incidents.formats.columns import Numbered
from cxaudit.incidents.formats.parquet import ParquetReader
from cxaudit.incidents.formats.parquet_folder import ParquetFolderReader, Part
from cxaudit.incidents.raw import ROWS, RawBatch


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One Parquet file of a source; `before` counts the rows of the files before it in its folder.

    `part` is what the folder says of it, None for a file that is a source by itself.
    """

    reader: ParquetReader
    before: int
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class ReadStored:
    """Gives what a source's rows come to; for `mapInArrow` over (columns of the files, file, row in it).

    `columns` are those of the files by name, with the types they are stored in; `before` counts the rows of the
    sources before this.
    """

    source: OpenSource
    number: int
    before: int
    columns: pa.Schema
    files: Mapping[str, StoredFile]
    work: Work

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The records of all runs of rows."""
        worker = self.work.worker()
        for (file, first), runs in groupby(_runs(batches), key=lambda run: run[:2]):
            stored = self.files[located(file, self.files)]
            rows = _Rows(stored, stored.before + first, (self._typed(run[2]) for run in runs))
            reader = self.source.reader
            if stored.part is not None and isinstance(reader, ParquetFolderReader):
                source = self.source.read_by(Elsewhere(reader, _InFolder(reader, stored.part, rows)))
            else:
                source = self.source.read_by(Elsewhere(reader, rows))
            yield from worker.records(source, self.number, self.before)

    def _typed(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The columns with the names and types of the files; Spark knows fewer types."""
        columns = [batch.column(index).cast(field.type) for index, field in enumerate(self.columns)]
        return pa.RecordBatch.from_arrays(columns, schema=self.columns)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Consecutive rows of one file; `before` counts those before them in the source."""

    file: StoredFile
    before: int
    batches: Iterable[pa.RecordBatch]

    def __call__(self, wanted: Sequence[str]) -> Iterator[RawBatch]:
        numbered = Numbered(self.file.reader.content.path, self.before)
        return self.file.reader.flattened(self.batches, wanted, numbered)


@dataclass(frozen=True, slots=True)
class _InFolder:
    """The same of a file in a folder, which adds columns and takes some out."""

    reader: ParquetFolderReader
    part: Part
    rows: _Rows

    def __call__(self, wanted: Sequence[str]) -> Iterator[RawBatch]:
        part = replace(self.part, reader=Elsewhere(self.part.reader, self.rows))
        return replace(self.reader, parts=(part,)).batches(wanted)


def _runs(batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[str, int, pa.RecordBatch]]:
    """Batches of at most ROWS consecutive rows, with their file and the number of the row with which their run began.

    The number is that of a row less its place among all rows that passed, which is the same throughout a run.
    """
    passed, begun = 0, ("", -1, 0)
    for batch in filter(len, batches):
        width = batch.num_columns - 2
        row = batch.column(width + 1).to_numpy()
        file = batch.column(width).dictionary_encode()
        names, number = file.dictionary.to_pylist(), file.indices.to_numpy()
        changes = np.flatnonzero((np.diff(row) != 1) | (np.diff(number) != 0)) + 1
        bounds = [0, *changes.tolist(), batch.num_rows]
        for first, last in pairwise(bounds):
            key = (names[number[first]], int(row[first]) - passed - first)
            if key != begun[:2]:
                begun = (*key, int(row[first]))
            for start in range(first, last, ROWS):
                yield names[number[first]], begun[2], batch.slice(start, min(ROWS, last - start))
        passed += batch.num_rows
