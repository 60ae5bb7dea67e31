"""Profiles put together so that one elimination serves many of them, vectorised."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxaudit.compiling import can_compile
from cxaudit.inference.arrays import Flags, Integers
from cxaudit.inference.exact.capacity import joint_symptoms
from cxaudit.inference.exact.compiled_sweep import Setting
from cxaudit.inference.exact.costs import by_first, cost
from cxaudit.inference.exact.covers import covers
from cxaudit.inference.exact.elimination import eliminate
from cxaudit.inference.exact.flat import Shape, flat_shape
from cxaudit.inference.exact.posteriors import Statistic
from cxaudit.inference.exact.recipes import Recipe
from cxaudit.inference.exact.regions import Region, make_region
from cxaudit.inference.exact.silence import Tree, make_tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxaudit.inference.evidence import Evidence
    from cxaudit.inference.exact.likelihood import World
    from cxaudit.inference.network import Network

NO_LIMIT = 1 << 60
COMPILED = 300  # profiles from which compiled code is worth the time that it takes to be compiled once
MANY = 0.02  # share of the profiles from which what they hide is a background of its own


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of the evidence that share a region; `varying` symptoms differ from the background `hidden` in some row.

    Rows of one batch that belong to several backgrounds stand together by `background`.
    """

    region: Region
    rows: Integers
    background: Integers
    varying: Integers
    recipes: dict[Statistic, Recipe] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Batches:
    """Every row of the evidence in exactly one batch, or a `shape` for compiled code, which needs none.

    `backgrounds` (backgrounds, symptoms) flags what is hidden; `background` says which of them each row differs from
    least. `orders` (rows, nodes) and `settings` are kept by compiled code from one pass to the next.
    """

    tree: Tree
    backgrounds: Flags
    background: Integers
    batches: tuple[Batch, ...]
    shape: Shape | None
    orders: NDArray[np.int16]
    settings: dict[Statistic, Setting] = field(default_factory=dict)

    @property
    def compiled(self) -> bool:
        """Whether compiled code does the sums."""
        return self.shape is not None

    def setting(self, world: World, statistic: Statistic) -> Setting:
        """Where everything stands for compiled code."""
        assert self.shape is not None
        if statistic not in self.settings:
            self.settings[statistic] = Setting.of(world, self.tree, self.shape, statistic)
        return self.settings[statistic]


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Costs along one order of elimination; `start` and `scopes` as in `cost`, a scope for each joint symptom."""

    start: list[int]
    scopes: list[int]

    def of(self, symptoms: Iterable[int], most: int = NO_LIMIT) -> int:
        """Table entries with the tables of joint `symptoms`; counting ends once there are more than `most`."""
        return cost(self.start, (self.scopes[symptom] for symptom in symptoms), most)


def make_batches(network: Network, evidence: Evidence, *, compiled: bool | None = None) -> Batches:
    """Every row in exactly one batch, whose region has room for all symptoms that the row asserts.

    `compiled`: compiled code will do the sums; if that is None, where it can be had and pays. The sums are the same.
    """
    backgrounds, background = _backgrounds(evidence)
    if compiled or (compiled is None and len(evidence.counts) >= COMPILED and can_compile()):
        tree = make_tree(network, single=True)
        unknown = np.full((len(evidence.counts), len(network.nodes)), -1, dtype=np.int16)
        return Batches(tree, backgrounds, background, (), flat_shape(network, tree), unknown)
    tree = make_tree(network)
    joint = joint_symptoms(network)
    departs = evidence.asserted | evidence.denied | (evidence.hidden != backgrounds[background])
    batches = []
    for cover in covers(evidence.asserted[:, joint], lambda first: _sizes(network, joint, first).of):
        rows = cover.profiles[np.argsort(background[cover.profiles], kind="stable")]
        varying = np.flatnonzero(departs[rows].any(axis=0)).astype(np.int64)
        touched = {node for symptom in varying for node in network.symptom_families[symptom].parents}
        region = make_region(network, tree, [joint[place] for place in cover.symptoms], touched)
        batches.append(Batch(region, rows, background[rows], varying))
    return Batches(tree, backgrounds, background, tuple(batches), None, np.zeros((0, 0), dtype=np.int16))


def _backgrounds(evidence: Evidence) -> tuple[Flags, Integers]:
    """What is hidden in many profiles, the commonest first, and which of those each profile differs from least."""
    packed = np.packbits(evidence.hidden, axis=1)
    _, first, place, count = np.unique(
        packed.view(np.dtype((np.void, packed.shape[1]))), return_index=True, return_inverse=True, return_counts=True
    )
    hidden = evidence.hidden[first]
    order = np.argsort(-count, kind="stable")
    kept = order[count[order] >= max(1.0, MANY * len(evidence.counts))] if len(order) > 1 else order
    kept = kept if len(kept) else order[:1]
    each, other = hidden.astype(np.float64), hidden[kept].astype(np.float64)
    away = each.sum(axis=1)[:, np.newaxis] + other.sum(axis=1) - 2.0 * (each @ other.T)
    return hidden[kept], away.argmin(axis=1)[place.reshape(-1)].astype(np.int64)


def _sizes(network: Network, joint: Sequence[int], first: Iterable[int]) -> _Sizes:
    count = len(network.nodes)
    own = [(*family.parents, node) for node, family in enumerate(network.families)]
    seen = [network.symptom_families[symptom].parents for symptom in joint]
    order = [clique[0] for clique in eliminate(count, [*own, *(seen[symptom] for symptom in first)])]
    bit_of = [0] * count
    for place, node in enumerate(order):
        bit_of[node] = 1 << place
    start = by_first(count, (sum(bit_of[node] for node in scope) for scope in own))
    return _Sizes(start, [sum(bit_of[node] for node in scope) for scope in seen])
