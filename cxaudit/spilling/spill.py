"""Brings rows that belong together into one partition, in memory while they fit and on disk when they do not."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa

from cxaudit.spilling.parts_file import PartsFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from numpy.typing import NDArray

_PARTITIONS = 256  # of rows that are on disk; as many as one byte can number
_TOGETHER = 8 << 20  # bytes of partitions that are worked as one: each by itself costs time, all at once memory
_AT_ONCE = 16 << 20  # bytes of a partition; one that holds more is worked in several


@dataclass(frozen=True, slots=True)
class Written:
    """Rows that lie in files, each with a part for every partition."""

    files: tuple[PartsFile, ...]
    schema: pa.Schema


class Spill:
    """Collects rows and gives them back in partitions; all rows that belong together are in one partition.

    Within a partition rows keep the order in which they came. Used as a context, so that no file is left behind; the
    files are in a folder that nobody else may open.
    """

    def __init__(
        self, belonging: Callable[[pa.Table], NDArray[np.uint64]], in_memory: int, at_once: int = _AT_ONCE
    ) -> None:
        """`belonging` gives every row a number, and rows that belong together one and the same: a hash, best of all.

        `in_memory` is how many bytes are held before they are written, `at_once` how large a partition may become.
        """
        self._belonging = belonging
        self._limit = in_memory
        self._at_once = at_once
        self._held: list[pa.Table] = []
        self._bytes = 0
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._files: list[PartsFile] = []
        self._made = 0  # files so far, in this process
        self._schema = pa.schema([])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._folder is not None:
            self._folder.cleanup()

    def add(self, rows: pa.Table | pa.RecordBatch) -> None:
        """Take in rows; all must have the same columns."""
        self._held.append(pa.Table.from_batches([rows]) if isinstance(rows, pa.RecordBatch) else rows)
        self._bytes += rows.nbytes
        if self._bytes > self._limit:
            self._write()

    def runs(self, number: int) -> list[range]:
        """Partitions that several processes can work, each a run of them; a single run if all is in memory.

        Nothing can be added afterwards.
        """
        if self._folder is None:
            return [range(_PARTITIONS)]
        self._write()
        bounds = [_PARTITIONS * place // number for place in range(number + 1)]
        return [range(first, last) for first, last in pairwise(bounds)]

    def partitions(self, run: range = range(_PARTITIONS)) -> Iterator[pa.Table]:
        """Every partition in turn, or those of a run; small ones are joined, and nothing can be added afterwards."""
        if self._folder is None:
            if self._held:
                yield pa.concat_tables(self._held)
            return
        self._write()
        for some in self._joined(run):
            rows = self._read(some)
            if rows is not None:
                yield from self._cut_up(rows)

    def begin(self) -> None:
        """Be ready for rows that other processes write."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="cxaudit-")

    def written(self) -> Written:
        """All rows that were added, as files that a spill of the same kind in another process can take in."""
        self._write()
        files, self._files = self._files, []
        return Written(tuple(files), self._schema)

    def take_in(self, written: Written) -> None:
        """Add rows that another process has written; they come after those that are there."""
        self._write()
        if written.files:
            self._files += written.files
            self._schema = written.schema

    def _joined(self, run: range) -> Iterator[range]:
        """Partitions that are worked as one."""
        first, size = run.start, 0
        for number in run:
            more = sum(file.size(number) for file in self._files)
            if size and size + more > min(_TOGETHER, self._at_once):
                yield range(first, number)
                first, size = number, 0
            size += more
        yield range(first, run.stop)

    def _read(self, partitions: range) -> pa.Table | None:
        parts = [batch for file in self._files for batch in file.read(partitions)]
        if not parts:
            return None
        # Columns that had no value in a file are of no type there.
        rows = pa.concat_tables(map(_as_table, parts), promote_options="default").combine_chunks()
        return pa.table([_typed(*pair) for pair in zip(rows.columns, self._schema, strict=True)], self._schema)

    def _cut_up(self, table: pa.Table) -> Iterator[pa.Table]:
        parts = -(-table.nbytes // self._at_once)
        if parts <= 1:
            yield table
            return
        # What numbers have in common that came into one partition must not decide again.
        part = self._belonging(table) // np.uint64(_PARTITIONS) % np.uint64(parts)
        for number in range(parts):
            some = table.filter(pa.array(part == number))
            if some.num_rows:
                yield some

    def _write(self) -> None:
        """One file more, with a part for each partition: one that is written from end to end is written fast."""
        if not self._held:
            return
        rows = pa.concat_tables(self._held)
        self._held, self._bytes, self._schema = [], 0, rows.schema
        self.begin()
        assert self._folder is not None
        # Narrow numbers are put in order without comparing them.
        home = (self._belonging(rows) % np.uint64(_PARTITIONS)).astype(np.uint8)
        starts = np.concatenate(([0], np.cumsum(np.bincount(home, minlength=_PARTITIONS)))).tolist()
        columns = rows.columns
        del rows
        ordered = _ordered(columns, pa.array(np.argsort(home, kind="stable")))
        path = Path(self._folder.name) / f"{os.getpid()}-{self._made}"
        self._made += 1
        batch = pa.RecordBatch.from_arrays(ordered, names=self._schema.names)
        self._files.append(PartsFile.write(path, batch, starts))


def _ordered(columns: list[pa.ChunkedArray], order: pa.Array) -> list[pa.Array]:
    """The columns in this order; those without any value take no room.

    The list is emptied on the way, so that what it held need not be in memory as long as what is made of it.
    """
    nothing = pa.nulls(len(order))
    columns.reverse()
    ordered = []
    while columns:
        column = columns.pop()
        ordered.append(nothing if column.null_count == len(order) else column.combine_chunks().take(order))
    return ordered


def _as_table(batch: pa.RecordBatch) -> pa.Table:
    return pa.Table.from_batches([batch])


def _typed(column: pa.ChunkedArray, field: pa.Field) -> pa.ChunkedArray | pa.Array:
    return pa.nulls(len(column), field.type) if pa.types.is_null(column.type) else column
