"""A file of rows in numbered parts, any run of which is read at once and alone."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BUFFER = 1 << 20  # bytes; Arrow writes every column by itself, which is slow in parts so small


@dataclass(frozen=True, slots=True)
class PartsFile:
    """Rows on disk: part `n` lies at the bytes `bounds[n]` to `bounds[n + 1]`, as one Arrow message without a header.

    It is read and not mapped into memory: of what is mapped the system holds as much as it likes.
    """

    path: Path
    schema: pa.Schema
    bounds: tuple[int, ...]

    @classmethod
    def write(cls, path: Path, rows: pa.RecordBatch, starts: Sequence[int]) -> Self:
        """Write `rows`, of which part `n` begins at row `starts[n]` and ends where the next begins."""
        sizes = []
        with pa.output_stream(path, None, _BUFFER) as file:
            for start, end in pairwise(starts):
                part = rows.slice(start, end - start).serialize() if end > start else b""
                file.write(part)
                sizes.append(len(part))
        return cls(path, rows.schema, tuple(accumulate(sizes, initial=0)))

    def size(self, part: int) -> int:
        """Bytes of this part."""
        return self.bounds[part + 1] - self.bounds[part]

    def read(self, parts: range) -> Iterator[pa.RecordBatch]:
        """The rows of these parts, which follow one another, a batch for each that has any."""
        bounds = self.bounds[parts.start : parts.stop + 1]
        with pa.OSFile(os.fspath(self.path)) as file:
            file.seek(bounds[0])
            read = file.read_buffer(bounds[-1] - bounds[0])
        for start, end in pairwise(bounds):
            if end > start:
                yield pa.ipc.read_record_batch(read.slice(start - bounds[0], end - start), self.schema)
