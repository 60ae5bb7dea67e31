"""Brings events with the same key together, in memory while they fit and on disk when they do not."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

_PARTS = 64  # partitions once events are spilled; each is then worked alone
_IN_MEMORY = 48 << 20  # bytes of events held before they are spilled


class Shuffle:
    """Collects events and gives them back in partitions; all events of one key are in one partition.

    A key of 0 means none: such events belong together with no other, and are spread over all partitions.
    Within a partition events keep the order in which they came. Used as a context, so that no file is left behind.
    """

    def __init__(self, key: str, schema: pa.Schema, *, in_memory: int = _IN_MEMORY) -> None:
        """`key` names the uint64 column that decides the partition; `in_memory` is in bytes."""
        self._key = key
        self._schema = schema
        self._limit = in_memory
        self._held: list[pa.Table] = []
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

    def add(self, events: pa.Table) -> None:
        """Take in events."""
        self._held.append(events)
        self._bytes += events.nbytes
        if self._bytes > self._limit:
            self._spill()

    def partitions(self) -> Iterator[pa.Table]:
        """Every partition in turn; nothing can be added afterwards."""
        if self._folder is None:
            if self._held:
                yield pa.concat_tables(self._held)
            return
        self._spill()
        self._close()
        for part in range(_PARTS):
            with pa.memory_map(str(self._path(part))) as file:
                table = pa.ipc.open_file(file).read_all()
            if table.num_rows:
                yield table

    def _spill(self) -> None:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="cxaudit-")
            self._writers = [pa.ipc.new_file(str(self._path(part)), self._schema) for part in range(_PARTS)]
        if not self._held:
            return
        table = pa.concat_tables(self._held).combine_chunks()
        self._held, self._bytes = [], 0
        key = table[self._key].to_numpy()
        part = np.where(key == 0, table["order"].to_numpy().astype(np.uint64), key) % np.uint64(_PARTS)
        part = part.astype(np.uint8)  # narrow numbers are put in order without comparing them
        order = np.argsort(part, kind="stable")
        bounds = np.concatenate(([0], np.cumsum(np.bincount(part, minlength=_PARTS)))).tolist()
        parted = table.take(pa.array(order))
        for writer, start, end in zip(self._writers, bounds[:-1], bounds[1:], strict=True):
            if start < end:
                writer.write_table(parted.slice(start, end - start))

    def _close(self) -> None:
        for writer in self._writers:
            writer.close()
        self._writers = []

    def _path(self, part: int) -> Path:
        assert self._folder is not None
        return Path(self._folder.name) / f"{part}.arrow"
