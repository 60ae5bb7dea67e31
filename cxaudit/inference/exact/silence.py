"""What the silent part of the network says, worked out once for each set of parameters and shared by all profiles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Flags, Floats, Integers
from cxaudit.inference.exact.elimination import Bucket, Placement, Schedule, plan
from cxaudit.inference.exact.fixed import fixed_numbers, fixed_values, silent_weights
from cxaudit.inference.exact.likelihood import Layer
from cxaudit.inference.exact.slopes import SilentSlopes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxaudit.inference.exact.likelihood import World
    from cxaudit.inference.network import Network


@dataclass(frozen=True, slots=True)
class Account:
    """Posterior means that are wanted of every profile, as sums over families.

    `width` is how many there are; `nodes` has, for each node, which of them its family adds to and how much in each
    state of the family, (rows, states). Each of them belongs to one node. `arrows`: add minus the derivative of each
    arrow into a silent symptom, which belongs to the row of its parameter.
    """

    width: int
    nodes: tuple[tuple[Integers, Floats], ...]
    arrows: bool = False


@dataclass(frozen=True, slots=True)
class Tree:
    """The elimination of the network when no symptom needs a table.

    `families` and `own` are, for each bucket, the tables in it and the nodes summed out in it; `home` is the bucket of
    each node; `shape` makes a node's weights broadcast over its home.
    """

    buckets: tuple[Bucket, ...]
    families: tuple[tuple[Placement, ...], ...]
    own: tuple[tuple[int, ...], ...]
    home: tuple[int, ...]
    schedule: Schedule

    def path(self, nodes: Iterable[int]) -> frozenset[int]:
        """The buckets of `nodes` and all above them."""
        found: set[int] = set()
        for node in nodes:
            place = self.home[node]
            while place >= 0 and place not in found:
                found.add(place)
                place = self.buckets[place].parent
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Whisper:
    """What a bucket and all below it say to the bucket above, per state of the nodes they share.

    `table` (states) is at most 1, `log_scale` the rest of it; `rows` and `values` (rows, states) are the means of the
    account that lie below, given that state.
    """

    table: Floats
    log_scale: float
    rows: Integers
    values: Floats


@dataclass(frozen=True, slots=True)
class Silence:
    """All buckets of the tree under one layer when every symptom that is not `hidden` is silent.

    `weights` (nodes) are the logarithms of the chance of that silence if the node is on, `constant` that of leaks.
    """

    layer: Layer
    hidden: Flags
    weights: Floats
    constant: float
    whispers: tuple[Whisper, ...]
    numbers: Floats
    values: Floats

    def tops(self, tree: Tree) -> tuple[Whisper, ...]:
        """What is left of each tree of the forest: one state."""
        return tuple(self.whispers[place] for place, bucket in enumerate(tree.buckets) if bucket.parent < 0)

    def log_evidence(self, tree: Tree) -> float:
        """Ln P of that silence."""
        return self.constant + sum(top.log_scale + float(np.log(top.table.sum())) for top in self.tops(tree))


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand in `numbers` and `values` of every silence of one account: offsets.

    By node: `tables`, `unary`, `means`; by bucket of the tree: `whispers`, `whisper_values`; of all arrows: `arrows`.
    `rows` (nodes) and `whisper_rows` (buckets) are the means that stand there.
    """

    width: int
    tables: Integers
    unary: Integers
    whispers: Integers
    means: Integers
    arrows: int
    whisper_values: Integers
    rows: tuple[Integers, ...]
    whisper_rows: tuple[Integers, ...]
    slopes: SilentSlopes | None


def make_layout(world: World, account: Account, silence: Silence) -> Layout:
    """The layout of `silence`, which is that of every silence of the same account."""
    sizes = [len(table) for table in world.tables]
    tables = 1 + np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    unary = tables[-1] + 2 * np.arange(len(sizes) + 1)
    whispers = unary[-1] + np.concatenate([[0], np.cumsum([w.table.size for w in silence.whispers])]).astype(np.int64)
    means = 2 + np.concatenate([[0], np.cumsum([means.size for _, means in account.nodes])]).astype(np.int64)
    arrows = int(means[-1])
    start = arrows + len(silence.layer.slopes.parameter)
    values = start + np.concatenate([[0], np.cumsum([w.values.size for w in silence.whispers])]).astype(np.int64)
    return Layout(
        account.width,
        tables,
        unary,
        whispers,
        means,
        arrows,
        values,
        tuple(rows for rows, _ in account.nodes),
        tuple(whisper.rows for whisper in silence.whispers),
        silence.layer.slopes if account.arrows else None,
    )


def make_tree(network: Network, *, single: bool = False) -> Tree:
    """The tree of `network`; `single`: with a bucket for each node."""
    schedule = plan(network, single=single)
    families: list[list[Placement]] = [[] for _ in schedule.buckets]
    for placement in schedule.nodes:
        families[placement.bucket].append(placement)
    own = tuple(bucket.scope[: bucket.own] for bucket in schedule.buckets)
    home = {node: place for place, nodes in enumerate(own) for node in nodes}
    return Tree(
        schedule.buckets,
        tuple(tuple(found) for found in families),
        own,
        tuple(home[node] for node in range(len(network.nodes))),
        schedule,
    )


def fall_silent(tree: Tree, world: World, layer: Layer, hidden: Flags, account: Account) -> Silence:
    """Collect along the whole tree, with the means that `account` asks for."""
    weights, constant, arrows = silent_weights(layer, hidden)
    below: list[list[tuple[Bucket, Whisper]]] = [[] for _ in tree.buckets]
    whispers: list[Whisper] = []
    for place, bucket in enumerate(tree.buckets):
        table = _potential(tree, place, world, weights)
        log_scale = 0.0
        rows, values = [], []
        for placement in tree.families[place]:
            wanted, means = account.nodes[placement.index]
            rows.append(wanted)
            values.append(spread(means[:, placement.gather], placement.shape))
        if account.arrows:
            found, leaving = arrows_out_of(layer.slopes, tree.own[place])
            rows.append(layer.slopes.parameter[found])
            values.append(arrows[found, np.newaxis] * on_states(len(bucket.scope))[leaving])
        for child, whisper in below[place]:
            table = table * whisper.table.reshape(child.shape)
            log_scale += whisper.log_scale
            rows.append(whisper.rows)
            values.append(spread(whisper.values, child.shape))
        whisper = _whisper(bucket, table, log_scale, np.concatenate(rows), np.concatenate(values))
        whispers.append(whisper)
        if bucket.parent >= 0:
            below[bucket.parent].append((bucket, whisper))
    return Silence(
        layer,
        hidden,
        weights,
        constant,
        tuple(whispers),
        np.concatenate([fixed_numbers(world, weights), *(whisper.table for whisper in whispers)]),
        np.concatenate([fixed_values(account, arrows), *(whisper.values.reshape(-1) for whisper in whispers)]),
    )


def arrows_out_of(slopes: SilentSlopes, nodes: Sequence[int]) -> tuple[Integers, Integers]:
    """The places in `slopes` of the arrows out of `nodes`, and which of `nodes` each leaves."""
    listed = [slopes.out_of[node] for node in nodes]
    return np.concatenate(listed), np.repeat(np.arange(len(nodes)), [len(found) for found in listed])


def spread(values: Floats, shape: tuple[int, ...]) -> Floats:
    """`values` (rows, states) of some nodes of a bucket, as (rows, states) of all its nodes."""
    rows = values.shape[0]
    return np.broadcast_to(values.reshape(rows, *shape), (rows, *(2,) * len(shape))).reshape(rows, 1 << len(shape))


def _potential(tree: Tree, place: int, world: World, weights: Floats) -> Floats:
    bucket = tree.buckets[place]
    axes = len(bucket.scope)
    table = np.ones((2,) * axes)
    for placement in tree.families[place]:
        table = table * world.tables[placement.index][placement.gather, 0].reshape(placement.shape)
    for axis, node in enumerate(tree.own[place]):
        shape = (*(1,) * axis, 2, *(1,) * (axes - axis - 1))
        table = table * np.array([1.0, np.exp(weights[node])]).reshape(shape)
    return table


@lru_cache(maxsize=32)
def on_states(axes: int) -> Floats:
    """Flags (axes, states): the node is on, in C order."""
    found = np.indices((2,) * axes).reshape(axes, -1).astype(np.float64)
    found.setflags(write=False)
    return found


def _whisper(bucket: Bucket, table: Floats, log_scale: float, rows: Integers, values: Floats) -> Whisper:
    split = table.reshape(1 << bucket.own, -1)
    total = split.sum(axis=0)
    share = split / np.maximum(total, 1e-300)
    means = (values.reshape(len(rows), *split.shape) * share).sum(axis=1)
    scale = max(float(total.max()), 1e-300)
    return Whisper(total / scale, log_scale + float(np.log(scale)), rows, means)
