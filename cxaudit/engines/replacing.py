"""Rows that another row of the same incident replaces: which, by which, and who is told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.model import ROWS_PER_SOURCE, KeptRow, Rejection

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

SUPERSEDED = "earlier state of an incident that appears again"
_AT_ONCE = 10_000  # rows that somebody is told of at once, so that a long history does not fill the memory


def tell_replaced(
    pairs: NDArray[np.int64], reason: str, paths: Sequence[str], rejected: Callable[[tuple[Rejection, ...]], None]
) -> None:
    """Tell of the first row of each of the `pairs` that it is left out, and of the second that it is used instead."""
    for begin in range(0, len(pairs), _AT_ONCE):
        some = pairs[begin : begin + _AT_ONCE].tolist()
        rejected(tuple(_rejection(gone, kept, reason, paths) for gone, kept in some))


def _rejection(gone: int, kept: int, reason: str, paths: Sequence[str]) -> Rejection:
    instead = KeptRow(paths[kept // ROWS_PER_SOURCE], kept % ROWS_PER_SOURCE)
    return Rejection(paths[gone // ROWS_PER_SOURCE], gone % ROWS_PER_SOURCE, reason, kept=instead)
