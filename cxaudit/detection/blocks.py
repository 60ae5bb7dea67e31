"""Texts put together into blocks that are worked at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.matchers.text_block import SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Iterator

Integers = npt.NDArray[np.int64]

_BLOCK_TEXTS = 2048  # texts worked at once; more fall out of the cache and are slower
_BLOCK_BYTES = 1 << 20


def blocks(sizes: Integers) -> Iterator[tuple[int, int]]:
    """Runs of texts that are worked at once, given how many bytes they have."""
    ends = np.cumsum(sizes)
    first = 0
    while first < len(sizes):
        before = int(ends[first - 1]) if first else 0
        full = int(np.searchsorted(ends, before + _BLOCK_BYTES, side="right"))
        last = min(max(full, first + 1), first + _BLOCK_TEXTS, len(sizes))
        yield first, last
        first = last


def joined(texts: pa.LargeStringArray) -> bytes:
    """All texts with separators between them."""
    together = pa.ListArray.from_arrays(pa.array([0, len(texts)], pa.int32()), texts.cast(pa.string()))
    joined: bytes = pc.binary_join(together, SEPARATOR)[0].as_buffer().to_pybytes()
    return joined
