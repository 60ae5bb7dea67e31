"""Which part of the network one profile touches, and an elimination for it, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxaudit.compiling import compiled
from cxaudit.inference.exact.compiled.masks import NONE, ONE, Words, drop

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
        count = _touch(shape.above, voice.weights, region.local, region.nodes, region.heard, region.unary, parents,
                       start[symptom], start[symptom + 1], count)  # fmt: skip
        for place in range(start[symptom], start[symptom + 1]):
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
    above: Integers, weights: Floats, local: Integers, nodes: Integers, heard: Flags, unary: Floats, parents: Integers,
    first: int, last: int, count: int,
) -> int:  # fmt: skip
    """Number these parents and all above them; returns how many nodes have a number."""
    for place in range(first, last):
        node = parents[place]
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
    nodes, local, departing = region.nodes, region.local, region.departing
    kind, which, symptom_start = factors.kind, factors.which, shape.symptom_start
    homed_start, homed, below_start, below = shape.homed_start, shape.homed, shape.below_start, shape.below
    listed = 0
    for place in range(count):
        node = nodes[place]
        for at in range(homed_start[node], homed_start[node + 1]):
            kind[listed], which[listed] = FAMILY, homed[at]
            listed += 1
        for at in range(below_start[node], below_start[node + 1]):
            if local[below[at]] < 0:
                kind[listed], which[listed] = WHISPER, below[at]
                listed += 1
    for place in range(symptoms):
        symptom = departing[place]
        if asserted[profile, symptom] and symptom_start[symptom + 1] - symptom_start[symptom] > 1:
            kind[listed], which[listed] = SHOWN, symptom
            listed += 1
    _number(shape.family, shape.family_start, shape.whisper, shape.whisper_start, shape.symptom, symptom_start,
            kind, which, factors.start, factors.scope, local, listed)  # fmt: skip
    _join(region.around, count, factors.start, factors.scope, listed)
    return listed


@compiled
def _number(
    family: Integers, family_start: Integers, whisper: Integers, whisper_start: Integers, symptom: Integers,
    symptom_start: Integers, kind: Integers, which: Integers, start: Integers, scope: Integers, local: Integers,
    listed: int,
) -> None:  # fmt: skip
    """The scope of each table that is listed, in local numbers."""
    into = 0
    start[0] = 0
    for table in range(listed):
        name = which[table]
        if kind[table] == FAMILY:
            for place in range(family_start[name], family_start[name + 1]):
                scope[into] = local[family[place]]
                into += 1
        elif kind[table] == WHISPER:
            for place in range(whisper_start[name], whisper_start[name + 1]):
                scope[into] = local[whisper[place]]
                into += 1
        else:
            for place in range(symptom_start[name], symptom_start[name + 1]):
                scope[into] = local[symptom[place]]
                into += 1
        start[table + 1] = into


@compiled
def _join(around: Words, count: int, start: Integers, scope: Integers, listed: int) -> None:
    """Join the nodes of each table with each other."""
    for word in range(around.shape[1]):
        for place in range(count):
            around[place, word] = NONE
        for table in range(listed):
            together = NONE
            for place in range(start[table], start[table + 1]):
                if scope[place] >> 6 == word:
                    together |= ONE << np.uint64(scope[place] & 63)
            for place in range(start[table], start[table + 1]):
                around[scope[place], word] |= together
    for place in range(count):
        drop(around, place, place)


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
    _stride(count, axes, lengths, first_child, next_child, region.used, region.fixed, region.message,
            region.axis, region.rank, first, following, start, scope, factors.strides)  # fmt: skip
    return largest


@compiled
def _stride(
    count: int, axes: Integers, lengths: Integers, first_child: Integers, next_child: Integers, used: Integers,
    fixed: Integers, message: Integers, axis: Integers, rank: Integers, first: Integers, following: Integers,
    start: Integers, scope: Integers, strides: Integers,
) -> None:  # fmt: skip
    """The strides of everything that goes to each bucket; one call, as each counts who holds the arrays."""
    for bucket in range(count):
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
        few = 0
        for place in range(length):
            if rank[place] >= 0:
                rank[place] = few
                few += 1
        used[bucket] = few
        for place in range(length):
            fixed[bucket, place] = 1 << (few - 1 - rank[place]) if rank[place] >= 0 else 0
        table = first[bucket]
        while table >= 0:
            for place in range(few):
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
