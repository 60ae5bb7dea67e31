"""Profiles put together so that one elimination serves many of them, vectorised."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Flags, Integers
from cxaudit.inference.exact.covers import covers
from cxaudit.inference.exact.elimination import by_first, cost, eliminate, members, plan
from cxaudit.inference.exact.expectation import Statistic
from cxaudit.inference.exact.recipes import Recipe
from cxaudit.inference.exact.regions import Region, make_region
from cxaudit.inference.exact.silence import Tree, make_tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxaudit.inference.evidence import Evidence
    from cxaudit.inference.network import Network

NO_LIMIT = 1 << 60
LARGEST_SIZE = 1 << 19  # about a width of 18: beyond it exact sums take too long
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
    """Every row of the evidence in exactly one batch; `backgrounds` (backgrounds, symptoms) flags what is hidden."""

    tree: Tree
    backgrounds: Flags
    batches: tuple[Batch, ...]

    @property
    def work(self) -> int:
        """Table entries of one pass over all profiles."""
        return sum(batch.region.size * len(batch.rows) for batch in self.batches)


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Costs along one order of elimination; `start` and `scopes` as in `cost`, a scope for each joint symptom."""

    start: list[int]
    scopes: list[int]

    def of(self, symptoms: Iterable[int], most: int = NO_LIMIT) -> int:
        """Table entries with the tables of joint `symptoms`; counting ends once there are more than `most`."""
        return cost(self.start, (self.scopes[symptom] for symptom in symptoms), most)


def make_batches(network: Network, evidence: Evidence) -> Batches:
    """Every row in exactly one batch, whose region has room for all symptoms that the row asserts."""
    tree = make_tree(network)
    joint = _joint(network)
    backgrounds, background = _backgrounds(evidence)
    departs = evidence.asserted | evidence.denied | (evidence.hidden != backgrounds[background])
    batches = []
    for cover in covers(evidence.asserted[:, joint], lambda first: _sizes(network, joint, first).of):
        rows = cover.profiles[np.argsort(background[cover.profiles], kind="stable")]
        varying = np.flatnonzero(departs[rows].any(axis=0)).astype(np.int64)
        touched = {node for symptom in varying for node in network.symptom_families[symptom].parents}
        region = make_region(network, tree, [joint[place] for place in cover.symptoms], touched)
        batches.append(Batch(region, rows, background[rows], varying))
    return Batches(tree, backgrounds, tuple(batches))


def within_reach(network: Network, evidence: Evidence) -> tuple[Flags, float]:
    """What of `evidence.asserted` exact sums can take, and the incidents of which something had to be left out.

    Where one incident shows so many linked symptoms that its tables would grow too large, those with the most
    parents are treated as not observable.
    """
    joint = _joint(network)
    kept = evidence.asserted.copy()
    if plan(network, joint).size <= LARGEST_SIZE:
        return kept, 0.0
    sizes = _sizes(network, joint, ())
    lost = 0.0
    allowed: dict[int, int] = {}
    for row, mask in enumerate(_masks(evidence.asserted[:, joint])):
        if mask not in allowed:
            allowed[mask] = (
                mask if sizes.of(members(mask), LARGEST_SIZE) <= LARGEST_SIZE else _trimmed(network, joint, mask)
            )
        if allowed[mask] != mask:
            kept[row, [joint[bit] for bit in members(mask & ~allowed[mask])]] = False
            lost += float(evidence.counts[row])
    return kept, lost


def _backgrounds(evidence: Evidence) -> tuple[Flags, Integers]:
    """What is hidden in many profiles, the commonest first, and which of those each profile differs from least."""
    hidden, place, count = np.unique(evidence.hidden, axis=0, return_inverse=True, return_counts=True)
    order = np.argsort(-count, kind="stable")
    kept = order[count[order] >= max(1.0, MANY * len(evidence.counts))] if len(order) > 1 else order
    kept = kept if len(kept) else order[:1]
    each, other = hidden.astype(np.float64), hidden[kept].astype(np.float64)
    away = each.sum(axis=1)[:, np.newaxis] + other.sum(axis=1) - 2.0 * (each @ other.T)
    return hidden[kept], away.argmin(axis=1)[place.reshape(-1)].astype(np.int64)


def _joint(network: Network) -> list[int]:
    """Symptoms with two parents or more; the others only weigh single nodes."""
    return [symptom for symptom, family in enumerate(network.symptom_families) if len(family.parents) > 1]


def _trimmed(network: Network, joint: Sequence[int], mask: int) -> int:
    kept = sorted(members(mask), key=lambda bit: (len(network.symptom_families[joint[bit]].parents), bit))
    own = [(*family.parents, node) for node, family in enumerate(network.families)]
    while kept:
        seen = [network.symptom_families[joint[bit]].parents for bit in kept]
        if sum(1 << len(clique) for clique in eliminate(len(network.nodes), [*own, *seen])) <= LARGEST_SIZE:
            break
        kept.pop()
    return sum(1 << bit for bit in kept)


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


def _masks(flags: Flags) -> list[int]:
    packed = np.packbits(flags, axis=1, bitorder="little")
    return [int.from_bytes(row.tobytes(), "little") for row in packed]
