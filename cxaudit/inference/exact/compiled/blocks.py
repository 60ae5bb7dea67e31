"""Entries that stand side by side in tables, compiled: imported only where numba is installed.

They are few most of the time, so that two and four are written out; sums have four parts, so that no addition waits
for the one before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxaudit.compiling import compiled

if TYPE_CHECKING:
    from cxaudit.inference.arrays import Floats

Places = NDArray[np.uint32]

NONE, ONE, TWO, THREE, FOUR = (np.uint64(number) for number in range(5))


@compiled
def multiply_along(
    table: Floats,
    mine: np.uint64,
    length: np.uint64,
    other: Floats,
    start: np.uint64,
    places: Places,
    blocks: np.uint64,
) -> None:
    """`blocks` of `length` entries by as many of the other table's."""
    for block in range(blocks):
        theirs = start + np.uint64(places[block])
        if length == TWO:
            table[mine] *= other[theirs]
            table[mine + ONE] *= other[theirs + ONE]
        elif length == FOUR:
            table[mine] *= other[theirs]
            table[mine + ONE] *= other[theirs + ONE]
            table[mine + TWO] *= other[theirs + TWO]
            table[mine + THREE] *= other[theirs + THREE]
        else:
            for state in range(length):
                table[mine + state] *= other[theirs + state]
        mine += length


@compiled
def multiply_across(
    table: Floats,
    mine: np.uint64,
    length: np.uint64,
    other: Floats,
    start: np.uint64,
    places: Places,
    blocks: np.uint64,
) -> None:
    """`blocks` of `length` entries by one of the other table's each."""
    for block in range(blocks):
        factor = other[start + np.uint64(places[block])]
        if length == TWO:
            table[mine] *= factor
            table[mine + ONE] *= factor
        elif length == FOUR:
            table[mine] *= factor
            table[mine + ONE] *= factor
            table[mine + TWO] *= factor
            table[mine + THREE] *= factor
        else:
            for state in range(length):
                table[mine + state] *= factor
        mine += length


@compiled
def total_along(
    table: Floats, mine: np.uint64, length: np.uint64, other: Floats, places: Places, blocks: np.uint64
) -> None:
    """`blocks` of `length` entries to as many of the other table's."""
    for block in range(blocks):
        theirs = np.uint64(places[block])
        if length == TWO:
            other[theirs] += table[mine]
            other[theirs + ONE] += table[mine + ONE]
        elif length == FOUR:
            other[theirs] += table[mine]
            other[theirs + ONE] += table[mine + ONE]
            other[theirs + TWO] += table[mine + TWO]
            other[theirs + THREE] += table[mine + THREE]
        else:
            for state in range(length):
                other[theirs + state] += table[mine + state]
        mine += length


@compiled
def total_across(
    table: Floats, mine: np.uint64, length: np.uint64, other: Floats, places: Places, blocks: np.uint64
) -> None:
    """`blocks` of `length` entries to one of the other table's each."""
    for block in range(blocks):
        if length == TWO:
            other[places[block]] += table[mine] + table[mine + ONE]
        elif length == FOUR:
            other[places[block]] += (table[mine] + table[mine + ONE]) + (table[mine + TWO] + table[mine + THREE])
        else:
            other[places[block]] += sum_of(table, mine, length)
        mine += length


@compiled
def largest_of(table: Floats, begin: np.uint64, size: np.uint64) -> float:
    """The largest of some entries, 0 at least."""
    first, second, third, fourth = 0.0, 0.0, 0.0, 0.0
    if size < FOUR:
        for state in range(size):
            first = max(first, table[begin + state])
        return first
    for state in range(NONE, size, FOUR):
        place = begin + state
        first = max(first, table[place])
        second = max(second, table[place + ONE])
        third = max(third, table[place + TWO])
        fourth = max(fourth, table[place + THREE])
    return max(first, second, third, fourth)


@compiled
def sum_of(table: Floats, start: int | np.uint64, length: int | np.uint64) -> float:
    """The sum of some entries."""
    begin, size = np.uint64(start), np.uint64(length)
    first, second, third, fourth = 0.0, 0.0, 0.0, 0.0
    if size < FOUR:
        for state in range(size):
            first += table[begin + state]
        return first
    for state in range(NONE, size, FOUR):
        place = begin + state
        first += table[place]
        second += table[place + ONE]
        third += table[place + TWO]
        fourth += table[place + THREE]
    return (first + second) + (third + fourth)


@compiled
def dot(values: Floats, begin: np.uint64, weights: Floats, size: np.uint64) -> float:
    """The sum of some values, weighed by the first of `weights`."""
    first, second, third, fourth = 0.0, 0.0, 0.0, 0.0
    if size < FOUR:
        for state in range(size):
            first += values[begin + state] * weights[state]
        return first
    for state in range(NONE, size, FOUR):
        place = begin + state
        first += values[place] * weights[state]
        second += values[place + ONE] * weights[state + ONE]
        third += values[place + TWO] * weights[state + TWO]
        fourth += values[place + THREE] * weights[state + THREE]
    return (first + second) + (third + fourth)
