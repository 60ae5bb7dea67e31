"""Exact sums over the region of one profile after another, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cxaudit.compiling import compiled
from cxaudit.inference.exact.compiled.blocks import Places, sum_of
from cxaudit.inference.exact.compiled.ordering import Orders, cliques, order_as_given, order_by_fill
from cxaudit.inference.exact.compiled.regions import FAMILY, WHISPER, arrange, gather, listen
from cxaudit.inference.exact.compiled.scoring import apart, score_symptoms
from cxaudit.inference.exact.compiled.tables import (
    SMALLEST_SUM,
    divide_into,
    fill_with,
    multiply,
    multiply_by_place,
    read_rows,
    scale,
    scale_halves,
    spread_places,
    sum_out,
    total_by_place,
    total_into,
)

if TYPE_CHECKING:
    from cxaudit.inference.arrays import Flags, Floats
    from cxaudit.inference.exact.compiled.scratch import Factors, Region
    from cxaudit.inference.exact.flat import Shape, Slopes, Voice, Wanted

TINY = 1e-30  # of the largest entry of a message, below which it is scaled


class Found(NamedTuple):
    """What is worked out, a row a profile: ln P, means, P(node on) and the states of parents of shown symptoms.

    Where nobody asks for the last two, they have one row, which is written over.
    """

    logs: Floats
    means: Floats
    on: Floats
    shown: Floats


@compiled
def sweep_profiles(
    shape: Shape, wanted: Wanted, voice: Voice, slopes: Slopes, asserted: Flags, denied: Flags, hidden: Flags,
    orders: Orders, found: Found, region: Region, factors: Factors,
) -> None:  # fmt: skip
    """Every row of `asserted`, `denied` and `hidden` (profiles, symptoms).

    `orders` (profiles, nodes) are those of an earlier sweep, or begin with −1 and are filled.
    """
    tables, messages = np.empty(1 << 14), np.empty(1 << 14)
    small, marginal, places = np.empty(1 << 12), np.empty(1 << 12), np.empty(1 << 12, np.uint32)
    for profile in range(asserted.shape[0]):
        count, symptoms, log = listen(shape, voice, asserted, denied, hidden, profile, region)
        listed = gather(shape, asserted, profile, region, factors, count, symptoms)
        if orders[profile, 0] < 0:
            order_by_fill(region.around, count, region.order, region.fills, region.stale)
            for place in range(count):
                orders[profile, place] = region.order[place]
        else:
            for place in range(count):
                region.order[place] = orders[profile, place]
            order_as_given(region.around, count, region.order)
        size = cliques(region.around, count, region.order, region.position, region.axes, region.lengths)
        largest = arrange(region, factors, count, listed)
        if size > len(tables):
            tables, messages = np.empty(size), np.empty(size)
        if largest > len(places):
            small, marginal, places = np.empty(largest), np.empty(largest), np.empty(largest, np.uint32)
        log += collect(shape, wanted, voice, region, factors, count, tables, messages, small, places)
        row = min(profile, found.on.shape[0] - 1)
        distribute(region, count, tables, messages, small, places)
        read(shape, wanted, voice.values, region, factors, count, found, profile, row, tables, small, marginal, places)
        log += apart(shape, wanted, voice, region, found.means, profile)
        score_symptoms(
            shape, slopes, asserted, denied, hidden, profile, region.departing, symptoms, found.means, found.on,
            found.shown, row,
        )  # fmt: skip
        found.logs[profile] = log
        for place in range(count):
            region.local[region.nodes[place]] = -1
            region.heard[region.nodes[place]] = False


@compiled
def collect(
    shape: Shape, wanted: Wanted, voice: Voice, region: Region, factors: Factors, count: int, tables: Floats,
    messages: Floats, small: Floats, places: Places,
) -> float:  # fmt: skip
    """Multiply the tables of each bucket and send their sum upwards; returns ln of the sum over all states.

    Buckets that are not `waiting` stand as they are from before.
    """
    log = 0.0
    waiting, logs = region.waiting, region.logs
    numbers, heard, scales = voice.numbers, voice.shown, voice.scales
    family_start, whisper_start, shown_start = wanted.tables, wanted.whispers, shape.shown
    kind, which, first, following, strides = (
        factors.kind, factors.which, factors.first, factors.next, factors.strides
    )  # fmt: skip
    unary, nodes, lengths, used, fixed = region.unary, region.nodes, region.lengths, region.used, region.fixed
    first_child, next_child, above, order = region.first_child, region.next_child, region.above, region.order
    table_start, message_start, message = region.table_start, region.message_start, region.message
    for bucket in range(count):
        if not waiting[bucket]:
            log += logs[bucket]
            continue
        before = log
        axes, start, few = lengths[bucket], table_start[bucket], used[bucket]
        whole = few == axes
        begin = start if whole else 0
        into = tables if whole else small
        node, half = nodes[order[bucket]], 1 << (few - 1)
        fill_with(into, begin, half, unary[node, 0])
        fill_with(into, begin + half, half, unary[node, 1])
        table = first[bucket]
        while table >= 0:
            spread_places(places, 0, strides, table, few)
            if kind[table] == FAMILY:
                multiply_by_place(into, begin, few, numbers, family_start[which[table]], places)
            elif kind[table] == WHISPER:
                multiply_by_place(into, begin, few, numbers, whisper_start[which[table]], places)
                log += scales[which[table]]
            else:
                multiply_by_place(into, begin, few, heard, shown_start[which[table]], places)
            table = following[table]
        if not whole:
            fill_with(tables, start, 1 << axes, 1.0)
            multiply(tables, start, axes, fixed, bucket, small, 0, places)
        child = first_child[bucket]
        while child >= 0:
            multiply(tables, start, axes, message, child, messages, message_start[child], places)
            child = next_child[child]
        half = 1 << (axes - 1)
        largest = max(sum_out(tables, start, half, messages, message_start[bucket]), SMALLEST_SUM)
        if largest < TINY or above[bucket] < 0:
            log += np.log(largest)
            scale(messages, message_start[bucket], half, 1.0 / largest)
            scale(tables, start, 2 * half, 1.0 / largest)
        logs[bucket] = log - before
    return log


@compiled
def distribute(region: Region, count: int, tables: Floats, messages: Floats, small: Floats, places: Places) -> None:
    """Turn the tables into beliefs, from the tops down."""
    lengths, first_child, next_child = region.lengths, region.first_child, region.next_child
    table_start, message_start, message = region.table_start, region.message_start, region.message
    for bucket in range(count - 1, -1, -1):
        axes, start = lengths[bucket], table_start[bucket]
        scale_halves(tables, start, 1 << (axes - 1), messages, message_start[bucket])
        child = first_child[bucket]
        while child >= 0:
            size = 1 << (lengths[child] - 1)
            fill_with(small, 0, size, 0.0)
            total_into(tables, start, axes, message, child, small, places)
            divide_into(small, size, messages, message_start[child])
            child = next_child[child]


@compiled
def read(
    shape: Shape, wanted: Wanted, values: Floats, region: Region, factors: Factors, count: int, found: Found,
    profile: int, row: int, tables: Floats, small: Floats, marginal: Floats, places: Places,
) -> None:  # fmt: skip
    """Read the means of the region off the beliefs."""
    means, on, shown, shown_start = found.means, found.on, found.shown, shape.shown
    kind, which, first, following, strides = (
        factors.kind, factors.which, factors.first, factors.next, factors.strides
    )  # fmt: skip
    nodes, order, lengths, used, fixed = region.nodes, region.order, region.lengths, region.used, region.fixed
    factor_start, table_start = factors.start, region.table_start
    rows, starts, first_row = wanted.rows, wanted.means, wanted.row_start
    whisper_rows, whisper_starts, first_whisper = wanted.whisper_rows, wanted.whisper_means, wanted.whisper_row_start
    leaving_start, leaving, leaving_row = wanted.leaving_start, wanted.leaving, wanted.leaving_row
    for bucket in range(count):
        few, start, node = used[bucket], table_start[bucket], nodes[order[bucket]]
        whole = few == lengths[bucket]
        into, begin = (tables, start) if whole else (small, 0)
        if not whole:
            fill_with(small, 0, 1 << few, 0.0)
            total_into(tables, start, lengths[bucket], fixed, bucket, small, places)
        chance = sum_of(into, begin + (1 << (few - 1)), 1 << (few - 1))
        on[row, node] = chance
        for place in range(leaving_start[node], leaving_start[node + 1]):
            means[profile, leaving_row[place]] = values[leaving[place]] * chance
        table = first[bucket]
        while table >= 0:
            states, name = 1 << (factor_start[table + 1] - factor_start[table]), which[table]
            fill_with(marginal, 0, states, 0.0)
            spread_places(places, 0, strides, table, few)
            total_by_place(into, begin, few, marginal, places)
            if kind[table] == FAMILY:
                read_rows(values, starts, rows, first_row, name, marginal, states, means, profile)
            elif kind[table] == WHISPER:
                read_rows(values, whisper_starts, whisper_rows, first_whisper, name, marginal, states, means, profile)
            else:
                for state in range(states):
                    shown[row, shown_start[name] + state] = marginal[state]
            table = following[table]
