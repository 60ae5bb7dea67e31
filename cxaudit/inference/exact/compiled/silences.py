"""What the silent part of the network says, compiled: the numbers of `fall_silent`, a bucket for each node."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxaudit.compiling import compiled
from cxaudit.inference.exact.compiled.tables import SMALLEST_SUM, fill_with, multiply_by_place, spread_places

if TYPE_CHECKING:
    from cxaudit.inference.arrays import Floats, Integers
    from cxaudit.inference.exact.compiled.blocks import Places
    from cxaudit.inference.exact.flat import Shape, Wanted


@compiled
def fall_silent(shape: Shape, wanted: Wanted, numbers: Floats, values: Floats, scales: Floats, most_axes: int) -> None:
    """Fill in the tables of whispers in `numbers`, their means in `values`, and the logarithms of their `scales`."""
    table, places = np.empty(1 << most_axes), np.empty(1 << most_axes, np.uint32)
    axis, strides = np.zeros(len(shape.above), np.int64), np.zeros((1, most_axes), np.int64)
    for node in shape.order:
        first, last = shape.whisper_start[node], shape.whisper_start[node + 1]
        axes = 1 + last - first
        half = 1 << (axes - 1)
        axis[node] = 0
        for place in range(first, last):
            axis[shape.whisper[place]] = 1 + place - first
        fill_with(table, 0, half, numbers[wanted.unary[node]])
        fill_with(table, half, half, numbers[wanted.unary[node] + 1])
        scales[node] = 0.0
        for place in range(shape.homed_start[node], shape.homed_start[node + 1]):
            family = shape.homed[place]
            spread(shape.family, shape.family_start, family, axis, strides, axes, places)
            multiply_by_place(table, 0, axes, numbers, wanted.tables[family], places)
        for place in range(shape.below_start[node], shape.below_start[node + 1]):
            below = shape.below[place]
            scales[node] += scales[below]
            spread(shape.whisper, shape.whisper_start, below, axis, strides, axes, places)
            multiply_by_place(table, 0, axes, numbers, wanted.whispers[below], places)
        scales[node] += whisper(table, half, numbers, wanted.whispers[node])
        average(shape, wanted, values, node, table, half, axis, strides, axes, places)


@compiled
def spread(
    scopes: Integers, starts: Integers, name: int, axis: Integers, strides: Integers, axes: int, places: Places
) -> None:
    """Where each state of a bucket stands in one of its tables."""
    for place in range(axes):
        strides[0, place] = 0
    for place in range(starts[name], starts[name + 1]):
        strides[0, axis[scopes[place]]] = 1 << (starts[name + 1] - 1 - place)
    spread_places(places, 0, strides, 0, axes)


@compiled
def whisper(table: Floats, half: int, numbers: Floats, start: int) -> float:
    """Sum the node out and scale; the table becomes the chance of each state of the node, given the others."""
    largest = SMALLEST_SUM
    for state in range(half):
        numbers[start + state] = table[state] + table[half + state]
        largest = max(largest, numbers[start + state])
    for state in range(half):
        total = max(numbers[start + state], SMALLEST_SUM)
        table[state] /= total
        table[half + state] /= total
        numbers[start + state] /= largest
    return float(np.log(largest))


@compiled
def average(
    shape: Shape, wanted: Wanted, values: Floats, node: int, table: Floats, half: int, axis: Integers,
    strides: Integers, axes: int, places: Places,
) -> None:  # fmt: skip
    """The means of the bucket and of all below it, given the nodes it shares with that above."""
    into = wanted.whisper_means[node]
    for place in range(shape.homed_start[node], shape.homed_start[node + 1]):
        family = shape.homed[place]
        spread(shape.family, shape.family_start, family, axis, strides, axes, places)
        size = 1 << (shape.family_start[family + 1] - shape.family_start[family])
        rows = wanted.row_start[family + 1] - wanted.row_start[family]
        into = average_rows(values, wanted.means[family], rows, size, table, half, places, into)
    for place in range(wanted.leaving_start[node], wanted.leaving_start[node + 1]):
        for state in range(half):
            values[into + state] = values[wanted.leaving[place]] * table[half + state]
        into += half
    for place in range(shape.below_start[node], shape.below_start[node + 1]):
        below = shape.below[place]
        spread(shape.whisper, shape.whisper_start, below, axis, strides, axes, places)
        size = 1 << (shape.whisper_start[below + 1] - shape.whisper_start[below])
        rows = wanted.whisper_row_start[below + 1] - wanted.whisper_row_start[below]
        into = average_rows(values, wanted.whisper_means[below], rows, size, table, half, places, into)


@compiled
def average_rows(
    values: Floats, start: int, rows: int, size: int, table: Floats, half: int, places: Places, into: int
) -> int:
    """Some rows of means, of `size` states each; returns where the next ones go."""
    for _ in range(rows):
        for state in range(half):
            off, on = values[start + places[state]], values[start + places[half + state]]
            values[into + state] = off * table[state] + on * table[half + state]
        start += size
        into += half
    return into
