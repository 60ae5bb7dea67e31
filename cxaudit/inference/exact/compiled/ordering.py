"""In which order to sum the nodes of one profile's region out: minimum fill, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxaudit.compiling import compiled
from cxaudit.inference.exact.compiled.masks import NONE, ONE, Words, drop, lowest, popcount

if TYPE_CHECKING:
    from cxaudit.inference.arrays import Flags, Integers

Orders = NDArray[np.int16]


@compiled
def order_by_fill(around: Words, count: int, order: Integers, fills: Integers, stale: Flags) -> None:
    """Eliminate nodes 0 to `count` − 1: one whose neighbours are all joined, else that of least fill, then degree.

    `around` (nodes, words) holds the neighbours of each; afterwards those left when it was eliminated. `order` is
    filled; `fills` (2, nodes) and `stale` (nodes) are scratch.
    """
    words = (count + 63) >> 6
    for node in range(count):
        stale[node] = True
        order[node] = node
    for step in range(count):
        best, fill, degree = step, np.int64(1 << 60), np.int64(0)
        for place in range(step, count):
            node = order[place]
            if stale[node]:
                _weigh(around, words, node, fills)
                stale[node] = False
            if fills[0, node] < fill or (fills[0, node] == fill and fills[1, node] < degree):
                best, fill, degree = place, fills[0, node], fills[1, node]
                if fill == 0:
                    break
        node = order[best]
        order[best] = order[step]
        order[step] = node
        _join(around, words, node, fill > 0, stale)
        if fill > 0:
            for place in range(step + 1, count):
                other = order[place]
                for word in range(words):
                    if around[other, word] & around[node, word]:
                        stale[other] = True


@compiled
def order_as_given(around: Words, count: int, order: Integers) -> None:
    """Eliminate nodes in an `order` that is known; `around` see above."""
    words = (count + 63) >> 6
    for step in range(count):
        node = order[step]
        for word in range(words):
            rest = around[node, word]
            while rest != NONE:
                other = 64 * word + lowest(rest)
                rest &= rest - ONE
                for part in range(words):
                    around[other, part] |= around[node, part]
                drop(around, other, other)
                drop(around, other, node)


@compiled
def _weigh(around: Words, words: int, node: int, fills: Integers) -> None:
    """How many neighbours a node has, and how many pairs of them (twice) are not joined."""
    count, missing = np.int64(0), np.int64(0)
    for word in range(words):
        rest = around[node, word]
        while rest != NONE:
            other = 64 * word + lowest(rest)
            rest &= rest - ONE
            count += 1
            for part in range(words):
                missing += popcount(around[node, part] & ~around[other, part])
    fills[0, node] = missing - count
    fills[1, node] = count


@compiled
def _join(around: Words, words: int, node: int, filling: bool | np.bool, stale: Flags) -> None:  # noqa: FBT001 - compiled
    """Join the neighbours of a node with each other, and take the node away."""
    for word in range(words):
        rest = around[node, word]
        while rest != NONE:
            other = 64 * word + lowest(rest)
            rest &= rest - ONE
            if filling:
                for part in range(words):
                    around[other, part] |= around[node, part]
                drop(around, other, other)
            drop(around, other, node)
            stale[other] = True


@compiled
def cliques(
    around: Words, count: int, order: Integers, position: Integers, axes: Integers, lengths: Integers
) -> int | np.int64:
    """The scope of each bucket (buckets, axes), its own node first, then by order; returns the table entries of all."""
    size, words = np.int64(0), (count + 63) >> 6
    for place in range(count):
        position[order[place]] = place
    for place in range(count):
        node = order[place]
        found = np.int64(0)
        for word in range(words):
            found += popcount(around[node, word])
        lengths[place] = found + 1
        size += 1 << (found + 1)
        if found + 1 > axes.shape[1]:
            continue
        axes[place, 0] = node
        last = 0
        for word in range(words):
            rest = around[node, word]
            while rest != NONE:
                other = 64 * word + lowest(rest)
                rest &= rest - ONE
                last += 1
                slot = last
                while slot > 1 and position[axes[place, slot - 1]] > position[other]:
                    axes[place, slot] = axes[place, slot - 1]
                    slot -= 1
                axes[place, slot] = other
    return size
