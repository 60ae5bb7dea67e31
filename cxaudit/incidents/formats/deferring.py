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
    """Consecutive texts of rows that `numbered` counts; a batch of them has at most ROWS rows and about BYTES bytes."""

    numbered: Numbered
    _texts: list[tuple[bytes, int]] = field(default_factory=list)
    _rows: int = 0
    _size: int = 0

    def add(self, text: bytes, ends: npt.NDArray[np.int64]) -> Iterator[RawBatch]:
        """Add a text whose rows end at `ends`; gives the batches that are full."""
        start = 0
        while len(ends):
            part, ends = np.split(ends, [ROWS - self._rows])
            end = int(part[-1])
            self._texts.append((text[start:end], len(part)))
            self._rows += len(part)
            self._size += end - start
            self.numbered.last += len(part)
            start = end
            if self._rows == ROWS or self._size >= BYTES:
                yield from self.rest()

    def rest(self) -> Iterator[RawBatch]:
        """What is left, as it has to be given before any rows that come behind."""
        if self._texts:
            texts, rows = zip(*self._texts, strict=True)
            table = pa.record_batch([pa.array(texts, pa.binary()), pa.array(rows, pa.int64())], names=["text", "rows"])
            last = self.numbered.last
            yield not_parsed(table, range(last - self._rows + 1, last + 1))
        self._texts, self._rows, self._size = [], 0, 0


def parsed(batch: RawBatch, path: str, parse: Callable[[bytes, int, Numbered], Iterator[RawBatch]]) -> RawBatch:
    """The rows of a batch, parsed text by text; `parse` is told how many rows a text holds, and how to number them."""
    if not batch.unparsed:
        return batch
    numbered = Numbered(path, batch.rows[0] - 1)
    texts = zip(*(column.to_pylist() for column in batch.table.columns), strict=True)
    return united([found for text, rows in texts for found in parse(text, rows, numbered)])


def whole_text(batch: RawBatch) -> bytes:
    """All texts of an unparsed batch together, which is how they lie in memory."""
    texts = batch.table.column(0)
    _, offsets, text = texts.buffers()
    bounds = np.frombuffer(offsets, dtype=np.int32, count=len(texts) + 1, offset=4 * texts.offset)
    whole: bytes = text.slice(int(bounds[0]), int(bounds[-1] - bounds[0])).to_pybytes()
    return whole
