"""Parts of texts in which expressions are searched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.matchers.text_block import BlockLayer

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Windows:
    """Parts of texts in which an expression can match: by expression (`owners`), then place; none overlap.

    A match lies in one window, from the character `starts` up to `ends` of the buffer, and begins before `lasts`.
    """

    owners: Integers
    texts: Integers | Numbers
    starts: Integers
    ends: Integers
    lasts: Integers | Numbers

    @classmethod
    def joined(cls, parts: Sequence[Windows]) -> Windows:
        """All windows of several, in order; each is of other texts than those before it."""
        owners, texts, starts, ends, lasts = (
            np.concatenate([np.empty(0, dtype=np.int64), *(getattr(part, name) for part in parts)])
            for name in cls.__slots__
        )
        order = np.argsort(owners, kind="stable")
        return cls(owners[order], texts[order], starts[order], ends[order], lasts[order])

    @classmethod
    def all_of(cls, layer: BlockLayer, owner: int) -> Windows:
        """All texts of a block for one expression."""
        texts = np.arange(len(layer.text_starts) - 1)
        ends = layer.text_starts[1:] - 1
        return cls(np.full(len(texts), owner), texts, layer.text_starts[:-1], ends, ends)

    def taken(self, which: npt.NDArray[np.bool_] | Integers | slice) -> Windows:
        """Some of the windows."""
        return Windows(self.owners[which], self.texts[which], self.starts[which], self.ends[which], self.lasts[which])

    def whole_texts(self, layer: BlockLayer) -> Windows:
        """The texts of these windows, whole."""
        new = np.ones(len(self.owners), dtype=bool)
        new[1:] = (self.owners[1:] != self.owners[:-1]) | (self.texts[1:] != self.texts[:-1])
        owners, texts = self.owners[new], self.texts[new]
        ends = layer.text_starts[texts + 1] - 1
        return Windows(owners, texts, layer.text_starts[texts], ends, ends)


def merged(windows: Windows, width: int) -> Windows:
    """The windows, in order, with those joined that overlap."""
    base = windows.owners * width
    reached = np.maximum.accumulate(base + windows.ends)
    new = np.ones(len(reached), dtype=bool)
    new[1:] = (base + windows.starts)[1:] >= reached[:-1]
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(reached))[: len(first)] - 1
    owners, texts, starts = windows.owners[first], windows.texts[first], windows.starts[first]
    return Windows(owners, texts, starts, reached[last] - owners * width, windows.lasts[last])
