"""Brings rows that belong together into one partition, in memory while they fit and on disk when they do not."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from numpy.typing import NDArray

_FILES = 64  # files once rows are on disk
_BUFFER = 64 << 10  # bytes of each file
_AT_ONCE = 16 << 20  # bytes of a partition; a file that holds more is worked in several


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
        self._writers: list[pa.ipc.RecordBatchFileWriter] = []
        self._files: list[pa.NativeFile] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()
        if self._folder is not None:
            self._folder.cleanup()

    def add(self, rows: pa.Table | pa.RecordBatch) -> None:
        """Take in rows; all must have the same columns."""
        self._held.append(pa.Table.from_batches([rows]) if isinstance(rows, pa.RecordBatch) else rows)
        self._bytes += rows.nbytes
        if self._bytes > self._limit:
            self._write()

    def partitions(self) -> Iterator[pa.Table]:
        """Every partition in turn; nothing can be added afterwards."""
        if self._folder is None:
            if self._held:
                yield pa.concat_tables(self._held)
            return
        self._write()
        self._close()
        for number in range(_FILES):
            yield from self._partitions_of(self._path(number))

    def _partitions_of(self, path: Path) -> Iterator[pa.Table]:
        with pa.memory_map(str(path)) as file:
            table = pa.ipc.open_file(file).read_all()
        parts = -(-table.nbytes // self._at_once)
        if parts <= 1:
            if table.num_rows:
                yield table
            return
        # What numbers have in common that came into one file must not decide again.
        part = self._belonging(table) // np.uint64(_FILES) % np.uint64(parts)
        for number in range(parts):
            some = table.filter(pa.array(part == number))
            if some.num_rows:
                yield some

    def _write(self) -> None:
        if not self._held:
            return
        rows = pa.concat_tables(self._held).combine_chunks()
        self._held, self._bytes = [], 0
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="cxaudit-")
            # Arrow writes every column by itself, so that files without a buffer are written in very small parts.
            self._files = [pa.output_stream(self._path(number), None, _BUFFER) for number in range(_FILES)]
            self._writers = [pa.ipc.new_file(file, rows.schema) for file in self._files]
        # Narrow numbers are put in order without comparing them.
        home = (self._belonging(rows) % np.uint64(_FILES)).astype(np.uint8)
        order = np.argsort(home, kind="stable")
        bounds = np.concatenate(([0], np.cumsum(np.bincount(home, minlength=_FILES)))).tolist()
        sorted_rows = rows.take(pa.array(order))
        for writer, start, end in zip(self._writers, bounds[:-1], bounds[1:], strict=True):
            if start < end:
                writer.write_table(sorted_rows.slice(start, end - start))

    def _close(self) -> None:
        for opened in (*self._writers, *self._files):
            opened.close()
        self._writers, self._files = [], []

    def _path(self, number: int) -> Path:
        assert self._folder is not None
        return Path(self._folder.name) / f"{number}.arrow"
