"""The most probable way by which causes led to a symptom of one incident."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.figures import steady
from cxaudit.inference.found_arrows import UNKNOWN
from cxaudit.model import FiredPath

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.inference.arrays import Floats
    from cxaudit.inference.fit.posterior import Case

_MOST_STEPS = 300  # questions asked for one symptom; the best way found by then is taken


@dataclass(frozen=True, slots=True, order=True)
class _Way:
    """Nodes from the one nearest to the symptom upwards; `whole` once it begins where nothing lies behind."""

    cost: float
    nodes: tuple[int, ...]
    whole: bool


def most_probable_path(case: Case, symptom: int) -> FiredPath:
    """The way to a shown `symptom` on which, given the whole profile, most probably every arrow fired.

    Best-first search over ways that grow upwards from the symptom: the probability that the arrows of a part of a way
    fired is exact, and never less than that of the whole, so that the first whole way taken up is the best.
    """
    network = case.world.network
    whole = case.asked(case.nothing_asked)[0]
    gate = case.world.rates.symptoms[symptom]
    alone = np.log(-np.expm1(-gate.leak[0])) + case.asked(case.nothing_asked, explained=symptom)[0] - whole
    waiting = [
        _way(case, symptom, (parent,), whole, ended=not network.families[parent].parents)
        for parent in network.symptom_families[symptom].parents
        if network.nodes[parent] != UNKNOWN
    ]
    heapq.heapify(waiting)
    for _ in range(_MOST_STEPS):
        if not waiting or waiting[0].whole:
            break
        for longer in _extended(case, symptom, heapq.heappop(waiting), whole):
            heapq.heappush(waiting, longer)
    best = next((way for way in sorted(waiting) if way.whole), None)
    name = network.symptoms[symptom]
    if best is None:
        return FiredPath((name,), 0.0, steady(np.exp(alone)))
    nodes = tuple(network.nodes[node] for node in reversed(best.nodes))
    return FiredPath((*nodes, name), steady(np.exp(-best.cost)), steady(np.exp(min(0.0, alone))))


def _extended(case: Case, symptom: int, way: _Way, whole: float) -> Iterator[_Way]:
    """The way with each arrow that may lead to its upper end, or with that end at work by itself."""
    network = case.world.network
    families = network.families
    for parent in families[way.nodes[-1]].parents:
        if network.nodes[parent] != UNKNOWN:
            yield _way(case, symptom, (*way.nodes, parent), whole, ended=not families[parent].parents)
    yield _way(case, symptom, way.nodes, whole, ended=True)


def _way(case: Case, symptom: int, nodes: tuple[int, ...], whole: float, *, ended: bool) -> _Way:
    """−ln P(every arrow of the way fired | profile), and, where it has `ended`, the leak of a node with parents."""
    network, rates = case.world.network, case.world.rates
    factor, tables = case.nothing_asked, {}
    place = network.symptom_families[symptom].parents.index(nodes[0])
    factor[nodes[0], 0] = 0.0
    log = float(np.log(-np.expm1(-rates.symptoms[symptom].edges[place, 0])))
    for child, parent in pairwise(nodes):
        family = network.families[child]
        edge = family.parents.index(parent)
        chance = -np.expm1(-rates.nodes[child].edges[edge, 0])
        tables[child] = _fired(len(family.parents), edge, chance)
    top = nodes[-1]
    if ended and network.families[top].parents:
        leak = -np.expm1(-rates.nodes[top].leak[0])
        tables[top] = _fired(len(network.families[top].parents), -1, leak)
    log += case.asked(factor, tables, explained=symptom)[0] - whole
    return _Way(max(0.0, -log), nodes, ended)


def _fired(parents: int, edge: int, chance: float) -> Floats:
    """P(node on, and its arrow from parent `edge` (−1: its leak) fired | parents), as a table (2^(parents+1), 1)."""
    table = np.zeros((*(2,) * parents, 2))
    at = tuple(1 if place == edge else slice(None) for place in range(parents))
    table[(*at, 1)] = chance
    return table.reshape(-1, 1)
