"""Inner loops over tables of binary nodes, compiled. A table is in C order: the first axis is the highest bit.

Positions are unsigned, so that nothing looks for negative ones. `weights` hold, in one of their rows, the strides of
another table along the axes of a table: 0 where the other does not have the axis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxaudit.compiling import compiled
from cxaudit.inference.exact.compiled.blocks import (
    Places,
    dot,
    largest_of,
    multiply_across,
    multiply_along,
    total_across,
    total_along,
)

if TYPE_CHECKING:
    from cxaudit.inference.arrays import Floats, Integers

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
    mine, theirs, blocks = np.uint64(start), np.uint64(other_start), np.uint64(1 << (axes - run))
    if weights[row, axes - 1] > 0:
        multiply_along(table, mine, np.uint64(1 << run), other, theirs, places, blocks)
    else:
        multiply_across(table, mine, np.uint64(1 << run), other, theirs, places, blocks)


@compiled
def total_into(
    table: Floats, start: int, axes: int, weights: Integers, row: int, other: Floats, places: Places
) -> None:
    """Add a table up over the axes that another one (zeros, from its beginning) does not have."""
    run = trailing(weights, row, axes)
    spread_places(places, 0, weights, row, axes - run)
    mine, blocks = np.uint64(start), np.uint64(1 << (axes - run))
    if weights[row, axes - 1] > 0:
        total_along(table, mine, np.uint64(1 << run), other, places, blocks)
    else:
        total_across(table, mine, np.uint64(1 << run), other, places, blocks)


@compiled
def sum_out(table: Floats, start: int, half: int, message: Floats, message_start: int) -> float:
    """Sum the first axis of a table out; returns the largest entry of what is left."""
    one, other, into, size = np.uint64(start), np.uint64(start + half), np.uint64(message_start), np.uint64(half)
    for state in range(size):
        message[into + state] = table[one + state] + table[other + state]
    return largest_of(message, into, size)


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
def read_rows(
    values: Floats, starts: Integers, rows: Integers, first: Integers, name: int, marginal: Floats, states: int,
    means: Floats, profile: int,
) -> None:  # fmt: skip
    """The means of one table (by name), as what each state adds, weighed by its posterior."""
    begin, size = np.uint64(starts[name]), np.uint64(states)
    for place in range(first[name], first[name + 1]):
        means[profile, rows[place]] = dot(values, begin, marginal, size)
        begin += size
