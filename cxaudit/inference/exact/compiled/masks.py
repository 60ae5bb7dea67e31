"""Sets of nodes as bits of unsigned words, for compiled code: imported only where numba is installed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cxaudit.compiling import compiled

Words = NDArray[np.uint64]

ONE = np.uint64(1)
NONE = np.uint64(0)
_PAIRS = np.uint64(0x5555555555555555)
_FOURS = np.uint64(0x3333333333333333)
_BYTES = np.uint64(0x0F0F0F0F0F0F0F0F)
_SUM = np.uint64(0x0101010101010101)
_TWO, _FOUR, _LAST = np.uint64(2), np.uint64(4), np.uint64(56)


@compiled
def popcount(word: np.uint64) -> np.int64:
    """How many bits are set."""
    word = word - ((word >> ONE) & _PAIRS)
    word = (word & _FOURS) + ((word >> _TWO) & _FOURS)
    word = (word + (word >> _FOUR)) & _BYTES
    return np.int64((word * _SUM) >> _LAST)


@compiled
def lowest(word: np.uint64) -> np.int64:
    """The position of the lowest bit that is set."""
    return popcount((word & (~word + ONE)) - ONE)


@compiled
def drop(masks: Words, row: int | np.int64, bit: int | np.int64) -> None:
    """Clear one bit of a row."""
    masks[row, bit >> 6] &= ~(ONE << np.uint64(bit & 63))
