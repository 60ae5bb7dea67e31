"""Which nodes of a graph hang together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def components(nodes: int, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each of the nodes 0 to `nodes` - 1 the smallest node it hangs together with over the edges first–second.

    Trees of parents are hooked onto smaller ones and flattened in turn (Shiloach and Vishkin 1982), so that few rounds
    over whole arrays do, and memory stays at a few numbers a node and an edge.
    """
    parent = np.arange(nodes, dtype=np.int64)
    while len(first):
        low, high = np.minimum(parent[first], parent[second]), np.maximum(parent[first], parent[second])
        apart = low != high
        first, second = low[apart], high[apart]
        np.minimum.at(parent, second, first)
        parent = _flattened(parent)
    return parent


def _flattened(parent: NDArray[np.int64]) -> NDArray[np.int64]:
    while True:
        above = parent[parent]
        if np.array_equal(above, parent):
            return parent
        parent = above
