"""Inner loops over tables of binary nodes, compiled. A table is in C order: the first axis is the highest bit.

Positions are unsigned, so that nothing looks for negative ones. `weights` hold, in one of their rows, the strides of
another table along the axes of a table: 0 where the other does not have the axis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxaudit.compiling import compiled

if TYPE_CHECKING:
    from cxaudit.inference.arrays import Floats, Integers

Places = NDArray[np.uint32]

SMALLEST_SUM = 1e-300  # keeps an impossible state from dividing by nothing


@compiled
def spread_places(places: Places, start: int, weights: Integers, row: int, axes: int) -> None:
    """For each state of the first `axes`, where it stands in the other table: 2^axes entries from `start`."""
    begin, size = np.uint64(start), np.uint64(1)
    places[begin] = 0
    for last in range(axes):
        add = np.uint32(weights[row, axes - 1 - last])
        for state in range(size):
            places[begin + size + state] = places[begin + state] + add
        size += size


@compiled
def trailing(weights: Integers, row: int, axes: int) -> int:
    """How many of the last axes are alike: all in the other table, or none of them."""
    inside = weights[row, axes - 1] > 0
    count = 1
    while count < axes and (weights[row, axes - 1 - count] > 0) == inside:
        count += 1
    return count


@compiled
def multiply(
    table: Floats, start: int, axes: int, weights: Integers, row: int, other: Floats, other_start: int, places: Places
) -> None:
    """Multiply a table by another one that has some of its axes, in the same order."""
    run = trailing(weights, row, axes)
    spread_places(places, 0, weights, row, axes - run)
    length, mine, begin = np.uint64(1 << run), np.uint64(start), np.uint64(other_start)
    inside = weights[row, axes - 1] > 0
    for block in range(np.uint64(1 << (axes - run))):
        theirs = begin + np.uint64(places[block])
        if inside:
            for state in range(length):
                table[mine + state] *= other[theirs + state]
        else:
            factor = other[theirs]
            for state in range(length):
                table[mine + state] *= factor
        mine += length


@compiled
def total_into(
    table: Floats, start: int, axes: int, weights: Integers, row: int, other: Floats, places: Places
) -> None:
    """Add a table up over the axes that another one (zeros, from its beginning) does not have."""
    run = trailing(weights, row, axes)
    spread_places(places, 0, weights, row, axes - run)
    length, mine = np.uint64(1 << run), np.uint64(start)
    inside = weights[row, axes - 1] > 0
    for block in range(np.uint64(1 << (axes - run))):
        theirs = np.uint64(places[block])
        if inside:
            for state in range(length):
                other[theirs + state] += table[mine + state]
        else:
            found = 0.0
            for state in range(length):
                found += table[mine + state]
            other[theirs] += found
        mine += length


@compiled
def sum_out(table: Floats, start: int, half: int, message: Floats, message_start: int) -> float:
    """Sum the first axis of a table out; returns the largest entry of what is left."""
    one, other, into, size = np.uint64(start), np.uint64(start + half), np.uint64(message_start), np.uint64(half)
    largest = 0.0
    for state in range(size):
        found = table[one + state] + table[other + state]
        message[into + state] = found
        largest = max(largest, found)
    return largest


@compiled
def fill_with(table: Floats, start: int, length: int, number: float) -> None:
    """The same number in all entries."""
    begin = np.uint64(start)
    for state in range(np.uint64(length)):
        table[begin + state] = number


@compiled
def copy_into(table: Floats, other: Floats, length: int | np.int64) -> None:
    """The first entries of another table."""
    for state in range(np.uint64(length)):
        table[state] = other[state]


@compiled
def scale(table: Floats, start: int, length: int, factor: float) -> None:
    """Multiply all entries."""
    begin = np.uint64(start)
    for state in range(np.uint64(length)):
        table[begin + state] *= factor


@compiled
def multiply_by_place(table: Floats, start: int, axes: int, other: Floats, other_start: int, places: Places) -> None:
    """As `multiply`, by another table in any order of axes."""
    begin, theirs = np.uint64(start), np.uint64(other_start)
    for state in range(np.uint64(1 << axes)):
        table[begin + state] *= other[theirs + np.uint64(places[state])]


@compiled
def total_by_place(table: Floats, start: int, axes: int, other: Floats, places: Places) -> None:
    """As `total_into`, for another table in any order of axes."""
    begin = np.uint64(start)
    for state in range(np.uint64(1 << axes)):
        other[places[state]] += table[begin + state]


@compiled
def scale_halves(table: Floats, start: int, half: int, messages: Floats, message_start: int) -> None:
    """Multiply both halves of a table by what came down from above."""
    one, size, factors = np.uint64(start), np.uint64(half), np.uint64(message_start)
    other = one + size
    for state in range(size):
        table[one + state] *= messages[factors + state]
    for state in range(size):
        table[other + state] *= messages[factors + state]


@compiled
def divide_into(above: Floats, size: int, messages: Floats, message_start: int) -> None:
    """What came up becomes what comes down: the belief above by the message."""
    begin = np.uint64(message_start)
    for state in range(np.uint64(size)):
        messages[begin + state] = above[state] / max(messages[begin + state], SMALLEST_SUM)


@compiled
def sum_of(table: Floats, start: int, length: int) -> float:
    """The sum of some entries."""
    begin, found = np.uint64(start), 0.0
    for state in range(np.uint64(length)):
        found += table[begin + state]
    return found


@compiled
def read_rows(
    values: Floats, starts: Integers, rows: Integers, first: Integers, name: int, marginal: Floats, states: int,
    means: Floats, profile: int,
) -> None:  # fmt: skip
    """The means of one table (by name), as what each state adds, weighed by its posterior."""
    begin, size = np.uint64(starts[name]), np.uint64(states)
    for place in range(first[name], first[name + 1]):
        total = 0.0
        for state in range(size):
            total += values[begin + state] * marginal[state]
        means[profile, rows[place]] = total
        begin += size
