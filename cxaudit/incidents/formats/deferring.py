"""Texts whose rows others parse: gathered until they fill a batch, and put together again once they are parsed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cxaudit.incidents.formats.columns import Numbered
from cxaudit.incidents.raw import BYTES, ROWS, RawBatch, not_parsed, united

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(slots=True)
class Gathered:
    """Consecutive texts of rows that `numbered` counts; a batch of them has at most ROWS rows and about BYTES bytes.

    Each text is copied at once to where all will lie together, so that no memory is held that has to be found anew.
    """

    numbered: Numbered
    _text: pa.BufferOutputStream = field(default_factory=pa.BufferOutputStream)
    _ends: list[int] = field(default_factory=lambda: [0])
    _rows: list[int] = field(default_factory=list)

    def add(self, text: bytes, ends: npt.NDArray[np.int64]) -> Iterator[RawBatch]:
        """Add a text whose rows end at `ends`; gives the batches that are full."""
        start, whole = 0, memoryview(text)
        while len(ends):
            part, ends = np.split(ends, [ROWS - sum(self._rows)])
            end = int(part[-1])
            self._text.write(whole[start:end])
            self._ends.append(self._ends[-1] + end - start)
            self._rows.append(len(part))
            self.numbered.last += len(part)
            start = end
            if sum(self._rows) == ROWS or self._ends[-1] >= BYTES:
                yield from self.rest()

    def rest(self) -> Iterator[RawBatch]:
        """What is left, as it has to be given before any rows that come behind."""
        if self._rows:
            bounds = pa.py_buffer(np.array(self._ends, dtype=np.int32))
            texts = pa.Array.from_buffers(pa.binary(), len(self._rows), [None, bounds, self._text.getvalue()])
            table = pa.record_batch([texts, pa.array(self._rows, pa.int64())], names=["text", "rows"])
            last = self.numbered.last
            yield not_parsed(table, range(last - sum(self._rows) + 1, last + 1))
            self._text, self._ends, self._rows = pa.BufferOutputStream(), [0], []


def parsed(batch: RawBatch, path: str, parse: Callable[[bytes, int, Numbered], Iterator[RawBatch]]) -> RawBatch:
    """The rows of a batch, parsed text by text; `parse` is told how many rows a text holds, and how to number them."""
    if not batch.unparsed:
        return batch
    numbered = Numbered(path, batch.rows[0] - 1)
    texts = zip(*(column.to_pylist() for column in batch.table.columns), strict=True)
    return united([found for text, rows in texts for found in parse(text, rows, numbered)])


def whole_text(batch: RawBatch) -> pa.Buffer:
    """All texts of an unparsed batch together, which is how they lie in memory; nothing is copied."""
    texts = batch.table.column(0)
    _, offsets, text = texts.buffers()
    bounds = np.frombuffer(offsets, dtype=np.int32, count=len(texts) + 1, offset=4 * texts.offset)
    return text.slice(int(bounds[0]), int(bounds[-1] - bounds[0]))
