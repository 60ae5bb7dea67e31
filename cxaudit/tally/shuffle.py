"""Brings events with the same key together."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.spilling import Spill

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

_IN_MEMORY = 16 << 20  # bytes of events held before they are spilled


class Shuffle(Spill):
    """Collects events and gives them back in partitions; all events of one key are in one partition.

    A key of 0 means none: such events belong together with no other, and are spread over all partitions.
    """

    def __init__(self, key: str, *, in_memory: int = _IN_MEMORY) -> None:
        """`key` names the uint64 column that decides the partition; `in_memory` is in bytes."""
        super().__init__(partial(_keys, key), in_memory)


def _keys(name: str, events: pa.Table) -> NDArray[np.uint64]:
    key: NDArray[np.uint64] = events[name].to_numpy()
    return np.where(key == 0, events["order"].to_numpy().astype(np.uint64), key)
