"""Each incident's weight, passed back from its mentions to root causes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Floats
from cxaudit.inference.expectation import Posterior, blocks, expect, symptom_belief
from cxaudit.inference.likelihood import make_world
from cxaudit.inference.rates import Gate, states

if TYPE_CHECKING:
    from cxaudit.inference.fitting import Problem


@dataclass(frozen=True, slots=True)
class Blame:
    """`roots` (profiles, roots) and `unexplained` (profiles): shares of each failing incident, adding up to 1.

    `nodes` (nodes): incidents whose weight passes through each cause. `fired` (parameters): failing incidents in
    which each arrow or leak was at work.
    """

    roots: Floats
    unexplained: Floats
    nodes: Floats
    fired: Floats


def blame(problem: Problem, parameters: Floats) -> Blame:
    """Every mention weighs the same within its incident; its weight goes back arrow by arrow.

    At each effect the weight is split in the proportion in which arrows and leak are expected to have fired first
    (competing Poisson clocks: λ_u x_u / Σ λ x), under the posterior of its family.
    """
    network, evidence = problem.network, problem.evidence
    world = make_world(network, parameters, problem.budget)
    failing = np.where(evidence.failing, evidence.counts, 0.0)
    count, roots = len(network.nodes), list(network.roots)
    by_root = np.zeros((len(failing), len(roots)))
    unexplained = np.zeros(len(failing))
    nodes, fired = np.zeros(count), np.zeros(len(parameters))
    for batch in problem.batches:
        for rows, block in blocks(evidence, batch, problem.budget):
            if not failing[rows].any():
                continue
            found = expect(world, batch.schedule, block, _statistics)[1]
            by_root[rows] = found[roots].T
            unexplained[rows] = found[count]
            nodes += found[:count] @ failing[rows]
            fired += found[count + 1 :] @ failing[rows]
    return Blame(by_root, unexplained, nodes, fired)


def _statistics(posterior: Posterior) -> Floats:
    """Rows: weight of each node, weight unexplained, then for each parameter the chance that it fired."""
    network = posterior.world.network
    profiles = posterior.marginals.shape[1]
    flow = np.zeros((len(network.nodes), profiles))
    unexplained = np.zeros(profiles)
    fired = np.zeros((len(network.mean), profiles))
    _from_mentions(posterior, flow, unexplained, fired)
    _up_the_arrows(posterior, flow, unexplained, fired)
    return np.concatenate([flow, unexplained[np.newaxis], fired])


def _from_mentions(posterior: Posterior, flow: Floats, unexplained: Floats, fired: Floats) -> None:
    block = posterior.block
    each = 1.0 / np.maximum(block.asserted.sum(axis=1), 1)
    for symptom, family in enumerate(posterior.world.network.symptom_families):
        shown = np.flatnonzero(block.asserted[:, symptom])
        if not len(shown):
            continue
        belief = symptom_belief(posterior, symptom, family)[:, shown]
        gate = posterior.world.rates.symptoms[symptom]
        shares = _first(gate) @ belief * each[shown]
        unexplained[shown] += shares[0]
        flow[np.ix_(np.array(family.parents, dtype=np.int64), shown)] += shares[1:]
        fired[np.ix_(np.array([family.leak, *family.edges]), shown)] = _fired(gate) @ belief


def _up_the_arrows(posterior: Posterior, flow: Floats, unexplained: Floats, fired: Floats) -> None:
    families = posterior.world.network.families
    for node in reversed(range(len(families))):
        family = families[node]
        if not family.parents:
            continue
        on = posterior.beliefs.nodes[node].reshape(-1, 2, flow.shape[1])[:, 1]
        gate = posterior.world.rates.nodes[node]
        shares = _first(gate) @ on
        shares = shares / np.maximum(shares.sum(axis=0), 1e-300) * flow[node]
        unexplained += shares[0]
        flow[list(family.parents)] += shares[1:]
        fired[[family.leak, *family.edges]] = _fired(gate) @ on


def _first(gate: Gate) -> Floats:
    """Chance that leak or arrow fired first, given that one fired, per state of the parents."""
    return _parts(gate) / gate.total()[:, 0]


def _fired(gate: Gate) -> Floats:
    """Chance that leak or arrow fired, given that one fired, per state of the parents."""
    return np.asarray(-np.expm1(-_parts(gate)) / -np.expm1(-gate.total()[:, 0]))


def _parts(gate: Gate) -> Floats:
    on = states(len(gate.edges)).T
    return np.concatenate([np.full((1, on.shape[1]), gate.leak[0]), gate.edges * on])
