"""Brings the rows of a conversation together, in memory while they fit and on disk when they do not."""

from __future__ import annotations

import tempfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

_PARTS = 64  # partitions once rows are on disk; each is then worked alone
IN_MEMORY = 256 << 20  # bytes of rows held before they are written


class Spilled:
    """Collects rows and gives them back in partitions; all rows with one `id` are in one partition.

    Within a partition rows keep the order in which they came. Used as a context, so that no file is left behind.
    """

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self._limit = in_memory
        self._held: list[pa.RecordBatch] = []
        self._bytes = 0
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._writers: list[pa.ipc.RecordBatchFileWriter] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()
        if self._folder is not None:
            self._folder.cleanup()

    def add(self, rows: pa.RecordBatch) -> None:
        """Take in rows."""
        self._held.append(rows)
        self._bytes += rows.nbytes
        if self._bytes > self._limit:
            self._write()

    def partitions(self) -> Iterator[pa.Table]:
        """Every partition in turn; nothing can be added afterwards."""
        if self._folder is None:
            if self._held:
                yield pa.Table.from_batches(self._held)
            return
        self._write()
        self._close()
        for part in range(_PARTS):
            with pa.memory_map(str(self._path(part))) as file:
                table = pa.ipc.open_file(file).read_all()
            if table.num_rows:
                yield table

    def _write(self) -> None:
        if not self._held:
            return
        rows = pa.Table.from_batches(self._held).combine_chunks()
        self._held, self._bytes = [], 0
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="cxaudit-")
            self._writers = [pa.ipc.new_file(str(self._path(part)), rows.schema) for part in range(_PARTS)]
        encoded = rows["id"].combine_chunks().dictionary_encode()
        parts = np.array([zlib.crc32(name.encode()) % _PARTS for name in encoded.dictionary.to_pylist()])
        part = parts[np.asarray(encoded.indices)]
        order = np.argsort(part, kind="stable")
        bounds = np.searchsorted(part[order], np.arange(_PARTS + 1))
        for index, writer in enumerate(self._writers):
            chosen = order[bounds[index] : bounds[index + 1]]
            if len(chosen):
                writer.write_table(rows.take(pa.array(chosen)))

    def _close(self) -> None:
        for writer in self._writers:
            writer.close()
        self._writers = []

    def _path(self, part: int) -> Path:
        assert self._folder is not None
        return Path(self._folder.name) / f"{part}.arrow"
