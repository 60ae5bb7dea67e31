"""Which part of the network one profile touches, and an elimination for it, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxaudit.compiling import compiled
from cxaudit.inference.exact.compiled.masks import NONE, Words, drop, put

if TYPE_CHECKING:
    from cxaudit.inference.arrays import Flags, Floats, Integers
    from cxaudit.inference.exact.compiled.scratch import Factors, Region
    from cxaudit.inference.exact.flat import Shape, Voice

FAMILY, WHISPER, SHOWN = 0, 1, 2


@compiled
def listen(
    shape: Shape, voice: Voice, asserted: Flags, denied: Flags, hidden: Flags, profile: int, region: Region
) -> tuple[int, int, float]:
    """Find where a profile departs from the silence, weigh the nodes it touches, and number those nodes and all above.

    Returns how many nodes and symptoms these are, and ln P of what no node at hand can change.
    """
    count, symptoms, log = 0, 0, voice.base
    silence, start, parents = voice.hidden, shape.symptom_start, shape.symptom
    departing = region.departing
    for symptom in range(asserted.shape[1]):
        shown, said_not = asserted[profile, symptom], denied[profile, symptom]
        if not (shown or said_not) and hidden[profile, symptom] == silence[symptom]:
            continue
        departing[symptoms] = symptom
        symptoms += 1
        if not silence[symptom]:
            log += voice.silent_leak[symptom]
        if shown:
            log += voice.shown_leak[symptom]
        elif said_not:
            log -= voice.denied_leak[symptom]
        elif silence[symptom]:
            log -= voice.silent_leak[symptom]
        for place in range(start[symptom], start[symptom + 1]):
            count = _touch(shape.above, voice.weights, region.local, region.nodes, region.heard, region.unary,
                           parents[place], count)  # fmt: skip
            on, off = 0.0, 0.0
            if not silence[symptom]:
                on += voice.silent[place]
            if shown:
                off, on = voice.shown_off[place], on + voice.shown_on[place]
            elif said_not:
                on -= voice.denied[place]
            elif silence[symptom]:
                on -= voice.silent[place]
            region.unary[parents[place], 0] += off
            region.unary[parents[place], 1] += on
    return count, symptoms, log + _exponentiate(voice.weights, region, count)


@compiled
def _touch(
    above: Integers, weights: Floats, local: Integers, nodes: Integers, heard: Flags, unary: Floats, node: int,
    count: int,
) -> int:  # fmt: skip
    if not heard[node]:
        heard[node] = True
        unary[node, 0], unary[node, 1] = 0.0, weights[node]
    while node >= 0 and local[node] < 0:
        local[node] = count
        nodes[count] = node
        count += 1
        node = above[node]
    return count


@compiled
def _exponentiate(weights: Floats, region: Region, count: int) -> float:
    """Weights from logarithms, at most 1; returns the logarithm of what they were divided by."""
    log = 0.0
    nodes, heard, unary = region.nodes, region.heard, region.unary
    for place in range(count):
        node = nodes[place]
        off, on = (unary[node, 0], unary[node, 1]) if heard[node] else (0.0, weights[node])
        highest = max(off, on)
        log += highest
        unary[node, 0], unary[node, 1] = np.exp(off - highest), np.exp(on - highest)
    return log


@compiled
def gather(
    shape: Shape, asserted: Flags, profile: int, region: Region, factors: Factors, count: int, symptoms: int
) -> int:
    """List the tables of the region: families, whispers from just below, and asserted symptoms of several parents."""
    around, local = region.around, region.local
    kind, which, start, scope = factors.kind, factors.which, factors.start, factors.scope
    for place in range(count):
        for word in range(around.shape[1]):
            around[place, word] = NONE
    listed = 0
    start[0] = 0
    for place in range(count):
        node = region.nodes[place]
        for at in range(shape.homed_start[node], shape.homed_start[node + 1]):
            kind[listed], which[listed] = FAMILY, shape.homed[at]
            listed = _list(shape.family, shape.family_start, which, start, scope, local, around, listed)
        for at in range(shape.below_start[node], shape.below_start[node + 1]):
            if local[shape.below[at]] < 0:
                kind[listed], which[listed] = WHISPER, shape.below[at]
                listed = _list(shape.whisper, shape.whisper_start, which, start, scope, local, around, listed)
    for place in range(symptoms):
        symptom = region.departing[place]
        if asserted[profile, symptom] and shape.symptom_start[symptom + 1] - shape.symptom_start[symptom] > 1:
            kind[listed], which[listed] = SHOWN, symptom
            listed = _list(shape.symptom, shape.symptom_start, which, start, scope, local, around, listed)
    return listed


@compiled
def _list(
    scopes: Integers, starts: Integers, which: Integers, start: Integers, scope: Integers, local: Integers,
    around: Words, listed: int,
) -> int:  # fmt: skip
    """One table more, its nodes joined with each other."""
    begin, source = start[listed], starts[which[listed]]
    end = begin + starts[which[listed] + 1] - source
    start[listed + 1] = end
    for place in range(begin, end):
        scope[place] = local[scopes[source + place - begin]]
    for place in range(begin, end):
        for other in range(begin, end):
            put(around, scope[place], scope[other])
        drop(around, scope[place], scope[place])
    return listed + 1


@compiled
def arrange(region: Region, factors: Factors, count: int, listed: int) -> int:
    """Chain tables and messages to the buckets they go to, and lay tables out; returns the entries of the largest."""
    table, message, largest = 0, 0, 1
    first_child, next_child, above = region.first_child, region.next_child, region.above
    position, axes, lengths = region.position, region.axes, region.lengths
    first, following, start, scope = factors.first, factors.next, factors.start, factors.scope
    for bucket in range(count):
        first[bucket] = first_child[bucket] = above[bucket] = -1
        region.table_start[bucket], region.message_start[bucket] = table, message
        size = 1 << lengths[bucket]
        table += size
        message += size // 2
        largest = max(largest, size)
    for bucket in range(count):
        if lengths[bucket] > 1:
            above[bucket] = position[axes[bucket, 1]]
            next_child[bucket] = first_child[above[bucket]]
            first_child[above[bucket]] = bucket
    for table in range(listed):
        home = count
        for place in range(start[table], start[table + 1]):
            home = min(home, position[scope[place]])
        following[table] = first[home]
        first[home] = table
    for bucket in range(count):
        _stride(bucket, axes, lengths, first_child, next_child, region.used, region.fixed, region.message,
                region.axis, region.rank, first, following, start, scope, factors.strides)  # fmt: skip
    return largest


@compiled
def _stride(
    bucket: int, axes: Integers, lengths: Integers, first_child: Integers, next_child: Integers, used: Integers,
    fixed: Integers, message: Integers, axis: Integers, rank: Integers, first: Integers, following: Integers,
    start: Integers, scope: Integers, strides: Integers,
) -> None:  # fmt: skip
    """The strides of everything that goes to one bucket."""
    length = lengths[bucket]
    for place in range(length):
        axis[axes[bucket, place]] = place
        rank[place] = -1
    rank[0] = 0
    table = first[bucket]
    while table >= 0:
        for place in range(start[table], start[table + 1]):
            rank[axis[scope[place]]] = 0
        table = following[table]
    count = 0
    for place in range(length):
        if rank[place] >= 0:
            rank[place] = count
            count += 1
    used[bucket] = count
    for place in range(length):
        fixed[bucket, place] = 1 << (count - 1 - rank[place]) if rank[place] >= 0 else 0
    table = first[bucket]
    while table >= 0:
        for place in range(count):
            strides[table, place] = 0
        for place in range(start[table], start[table + 1]):
            strides[table, rank[axis[scope[place]]]] = 1 << (start[table + 1] - 1 - place)
        table = following[table]
    child = first_child[bucket]
    while child >= 0:
        for place in range(length):
            message[child, place] = 0
        for place in range(1, lengths[child]):
            message[child, axis[axes[child, place]]] = 1 << (lengths[child] - 1 - place)
        child = next_child[child]
