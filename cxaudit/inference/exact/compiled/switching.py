"""What profiles would say if one node after another were switched on, compiled: what they share is worked out once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cxaudit.compiling import compiled
from cxaudit.inference.exact.compiled.blocks import sum_of
from cxaudit.inference.exact.compiled.ordering import Orders, cliques, order_as_given
from cxaudit.inference.exact.compiled.regions import FAMILY, WHISPER, arrange, gather, listen
from cxaudit.inference.exact.compiled.scoring import apart
from cxaudit.inference.exact.compiled.sweeps import collect, distribute
from cxaudit.inference.exact.compiled.tables import (
    copy_into,
    fill_with,
    read_rows,
    spread_places,
    total_by_place,
    total_into,
)
from cxaudit.inference.exact.flat import Voice

if TYPE_CHECKING:
    from cxaudit.inference.arrays import Flags, Floats, Integers
    from cxaudit.inference.exact.compiled.blocks import Places
    from cxaudit.inference.exact.compiled.scratch import Factors, Region
    from cxaudit.inference.exact.flat import Shape, Wanted


class Voices(NamedTuple):
    """Silences that differ in the table of one of `nodes` each; `homes` are the nodes in whose bucket that table is.

    The others see `Voice`, a row a silence.
    """

    nodes: Integers
    homes: Integers
    numbers: Floats
    values: Floats
    bases: Floats
    tops: Floats
    scales: Floats


@compiled
def sweep_switched(
    shape: Shape, wanted: Wanted, voice: Voice, switched: Voices, asserted: Flags, denied: Flags, hidden: Flags,
    orders: Orders, logs: Floats, on: Floats, region: Region, factors: Factors,
) -> None:  # fmt: skip
    """Fill in ln P `logs` (silences, profiles) and P(node on) `on` (silences, profiles, nodes).

    `orders` are those of an earlier sweep; for the profiles see `sweep_profiles`.
    """
    tables, messages = np.empty(1 << 14), np.empty(1 << 14)
    own_tables, own_messages, logs_before = np.empty(1 << 14), np.empty(1 << 14), np.empty(len(shape.above))
    small, marginal, places = np.empty(1 << 12), np.empty(1 << 12), np.empty(1 << 12, np.uint32)
    for profile in range(asserted.shape[0]):
        count, symptoms, log = listen(shape, voice, asserted, denied, hidden, profile, region)
        listed = gather(shape, asserted, profile, region, factors, count, symptoms)
        for place in range(count):
            region.order[place] = orders[profile, place]
        order_as_given(region.around, count, region.order)
        size = cliques(region.around, count, region.order, region.position, region.axes, region.lengths)
        largest = arrange(region, factors, count, listed)
        if size > len(tables):
            tables, messages, own_tables, own_messages = (
                np.empty(size), np.empty(size), np.empty(size), np.empty(size)
            )  # fmt: skip
        if largest > len(places):
            small, marginal, places = np.empty(largest), np.empty(largest), np.empty(largest, np.uint32)
        collect(shape, wanted, voice, region, factors, count, tables, messages, small, places)
        copy_into(logs_before, region.logs, count)
        for silence in range(len(switched.homes)):
            other = Voice(
                switched.numbers[silence], switched.values[silence], switched.bases[silence], voice.weights,
                switched.tops[silence], switched.scales[silence], voice.hidden, voice.silent_leak, voice.denied_leak,
                voice.shown_leak, voice.silent, voice.denied, voice.shown_off, voice.shown_on, voice.shown,
            )  # fmt: skip
            _refresh(shape, region, factors, count, switched.nodes[silence], switched.homes[silence])
            copy_into(region.logs, logs_before, count)
            copy_into(own_tables, tables, size)
            copy_into(own_messages, messages, size // 2)
            found = collect(shape, wanted, other, region, factors, count, own_tables, own_messages, small, places)
            distribute(region, count, own_tables, own_messages, small, places)
            _read(wanted, other.values, region, factors, count, on[silence], profile, own_tables, small,
                  marginal, places)  # fmt: skip
            found += apart(shape, wanted, other, region, on[silence], profile)
            logs[silence, profile] = log - voice.base + other.base + found
        for place in range(count):
            region.waiting[place] = True
            region.local[region.nodes[place]] = -1
            region.heard[region.nodes[place]] = False


@compiled
def _refresh(shape: Shape, region: Region, factors: Factors, count: int, node: int, home: int) -> None:
    """Mark the buckets whose messages change with the table of `node`, which is kept at the node `home`."""
    above, local, stale, own_above = shape.above, region.local, region.waiting, region.above
    for bucket in range(count):
        stale[bucket] = False
    kind, name = FAMILY, node
    while home >= 0 and local[home] < 0:
        kind, name, home = WHISPER, home, above[home]
    if home < 0:
        return
    for bucket in range(count):
        table = factors.first[bucket]
        while table >= 0:
            if factors.kind[table] == kind and factors.which[table] == name:
                stale[bucket] = True
            table = factors.next[table]
        if stale[bucket] and own_above[bucket] >= 0:
            stale[own_above[bucket]] = True


@compiled
def _read(
    wanted: Wanted, values: Floats, region: Region, factors: Factors, count: int, means: Floats,
    profile: int, tables: Floats, small: Floats, marginal: Floats, places: Places,
) -> None:  # fmt: skip
    """P(on) of the nodes at hand and of those below them."""
    kind, which, first, following = factors.kind, factors.which, factors.first, factors.next
    for bucket in range(count):
        axes, few, start = region.lengths[bucket], region.used[bucket], region.table_start[bucket]
        half = 1 << (axes - 1)
        means[profile, region.nodes[region.order[bucket]]] = sum_of(tables, start + half, half)
        summed = False
        table = first[bucket]
        while table >= 0:
            if kind[table] == WHISPER:
                if not summed:
                    fill_with(small, 0, 1 << few, 0.0)
                    total_into(tables, start, axes, region.fixed, bucket, small, places)
                    summed = True
                states = 1 << (factors.start[table + 1] - factors.start[table])
                fill_with(marginal, 0, states, 0.0)
                spread_places(places, 0, factors.strides, table, few)
                total_by_place(small, 0, few, marginal, places)
                read_rows(values, wanted.whisper_means, wanted.whisper_rows, wanted.whisper_row_start, which[table],
                          marginal, states, means, profile)  # fmt: skip
            table = following[table]
