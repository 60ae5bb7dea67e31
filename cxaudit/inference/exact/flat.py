"""A network, its silent tree and what is wanted of each profile, as flat arrays that compiled code can walk through."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cxaudit.inference.exact.fixed import fixed_numbers, fixed_values, silent_weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxaudit.inference.arrays import Flags, Floats, Integers
    from cxaudit.inference.exact.likelihood import Layer, World
    from cxaudit.inference.exact.silence import Account, Layout, Tree
    from cxaudit.inference.network import Network


MOST_AXES = 24  # of one table; exact sums are not tried where it would have more than 19


class Shape(NamedTuple):
    """What never changes. A list of lists is two arrays, `..._start` and the lists one after the other.

    Of the tree, in which every bucket sums out one node and goes by its number: the `order`, `above` (−1: a top),
    `below`, `homed` (whose families are there) and `whisper` (the nodes that a bucket shares with that above). `family`
    is parents and node, `symptom` the parents. `shown` is where the states of each symptom's parents begin in a list of
    all.
    """

    order: Integers
    above: Integers
    below_start: Integers
    below: Integers
    homed_start: Integers
    homed: Integers
    family_start: Integers
    family: Integers
    whisper_start: Integers
    whisper: Integers
    symptom_start: Integers
    symptom: Integers
    shown: Integers


class Wanted(NamedTuple):
    """Where means stand in the `numbers` and `values` of a silence, by node; see `Layout`.

    `leaving` are the arrows into symptoms out of each node: which symptom, and the row of the mean.
    """

    width: int
    tables: Integers
    unary: Integers
    whispers: Integers
    means: Integers
    row_start: Integers
    rows: Integers
    whisper_means: Integers
    whisper_row_start: Integers
    whisper_rows: Integers
    leaving_start: Integers
    leaving: Integers
    leaving_symptom: Integers
    leaving_row: Integers


class Voice(NamedTuple):
    """One silence: its `numbers` and `values`, logarithms, and what each symptom weighs (leaks, then per parent).

    `tops` (nodes) are the logarithms of the sums of tops, `scales` those of whispers; `base` is that of all tops and
    leaks together.
    """

    numbers: Floats
    values: Floats
    base: float
    weights: Floats
    tops: Floats
    scales: Floats
    hidden: Flags
    silent_leak: Floats
    denied_leak: Floats
    shown_leak: Floats
    silent: Floats
    denied: Floats
    shown_off: Floats
    shown_on: Floats
    shown: Floats


class Slopes(NamedTuple):
    """What the score of a symptom's own parameters is made of; no symptoms where other means are wanted.

    By symptom: `leak_row`, and the slope of silence and denial by the leak; per parent: `row` and those by the arrow.
    `shown` (leak and arrows, states) is cut by `shown_start`.
    """

    leak_row: Integers
    silent_leak: Floats
    denied_leak: Floats
    row: Integers
    silent: Floats
    denied: Floats
    shown_start: Integers
    shown: Floats


def flat_shape(network: Network, tree: Tree) -> Shape:
    """The shape of `network`, whose `tree` must have a bucket for each node."""
    node_of = [own[0] for own in tree.own]
    above = np.full(len(node_of), -1, dtype=np.int64)
    below: list[list[int]] = [[] for _ in node_of]
    homed: list[list[int]] = [[] for _ in node_of]
    shared: list[tuple[int, ...]] = [()] * len(node_of)
    for place, bucket in enumerate(tree.buckets):
        node = node_of[place]
        shared[node] = bucket.scope[1:]
        homed[node] = [placement.index for placement in tree.families[place]]
        if bucket.parent >= 0:
            above[node] = node_of[bucket.parent]
            below[above[node]].append(node)
    families = [(*family.parents, node) for node, family in enumerate(network.families)]
    parents = [family.parents for family in network.symptom_families]
    return Shape(
        np.array(node_of, dtype=np.int64), above, *_listed(below), *_listed(homed), *_listed(families),
        *_listed(shared), *_listed(parents),
        _starts(1 << len(found) for found in parents),
    )  # fmt: skip


def flat_wanted(tree: Tree, layout: Layout) -> Wanted:
    """Where the means of `layout` stand."""
    place_of = np.argsort([own[0] for own in tree.own])
    none = np.zeros(0, dtype=np.int64)
    slopes = layout.slopes
    leaving = [none for _ in place_of] if slopes is None else list(slopes.out_of)
    start, arrows = _listed(leaving)
    whisper_rows = [layout.whisper_rows[place] for place in place_of]
    return Wanted(
        layout.width, layout.tables, layout.unary, layout.whispers[place_of], layout.means, *_listed(layout.rows),
        layout.whisper_values[place_of], *_listed(whisper_rows), start,
        arrows + layout.arrows, none if slopes is None else slopes.symptom[arrows],
        none if slopes is None else slopes.parameter[arrows],
    )  # fmt: skip


def flat_voice(
    world: World, layer: Layer, hidden: Flags, flat: tuple[Shape, Wanted, Layout], account: Account
) -> Voice:
    """The numbers of the silence of all that is not `hidden` under one `layer`, by compiled code."""
    from cxaudit.inference.exact.compiled.silences import fall_silent  # noqa: PLC0415 - imports numba

    shape, wanted, layout = flat
    weights, constant, arrows = silent_weights(layer, hidden)
    numbers, values = np.zeros(int(layout.whispers[-1])), np.zeros(int(layout.whisper_values[-1]))
    fixed, means = fixed_numbers(world, weights), fixed_values(account, arrows)
    numbers[: len(fixed)], values[: len(means)] = fixed, means
    scales = np.zeros(len(shape.above))
    fall_silent(shape, wanted, numbers, values, scales, MOST_AXES)
    tops = np.where(shape.above < 0, scales, 0.0)
    listed = layer.slopes
    grid = (listed.symptom[listed.arrows], listed.parent[listed.arrows])
    return Voice(
        numbers, values, float(constant + tops.sum()), weights, tops, scales,
        hidden, layer.silent_leak, layer.denied_leak, layer.shown_leak,
        layer.silent[grid], layer.denied[grid], layer.shown_off[grid], layer.shown_on[grid],
        np.concatenate([table[:, 0] for table in world.shown]),
    )  # fmt: skip


def flat_slopes(world: World, layer: Layer, *, scores: bool) -> Slopes:
    """The slopes of symptoms under one `layer`."""
    none, nothing = np.zeros(0, dtype=np.int64), np.zeros(0)
    if not scores:
        return Slopes(none, nothing, nothing, none, nothing, nothing, none, nothing)
    slopes = layer.slopes
    leaks, arrows = slopes.leaks, slopes.arrows
    shown = [found.shown.reshape(-1) for found in world.symptom_slopes]
    return Slopes(
        slopes.parameter[leaks], slopes.silent[leaks, 0], slopes.denied[leaks, 0],
        slopes.parameter[arrows], slopes.silent[arrows, 0], slopes.denied[arrows, 0],
        _starts(len(found) for found in shown), np.concatenate(shown),
    )  # fmt: skip


def _listed(lists: Iterable[Sequence[int] | Integers]) -> tuple[Integers, Integers]:
    found = [np.array(entry, dtype=np.int64) for entry in lists]
    return _starts(len(entry) for entry in found), np.concatenate([np.zeros(0, dtype=np.int64), *found])


def _starts(lengths: Iterable[int]) -> Integers:
    return np.concatenate([[0], np.cumsum(list(lengths))]).astype(np.int64)
