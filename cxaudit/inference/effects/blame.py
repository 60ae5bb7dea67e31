"""Each incident's weight, passed back from its mentions to root causes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Floats
from cxaudit.inference.exact.expectation import Expected, listen, shown_beliefs
from cxaudit.inference.exact.likelihood import make_world
from cxaudit.inference.exact.passes import passed
from cxaudit.inference.exact.posteriors import Posterior, Statistic
from cxaudit.inference.exact.silence import Account
from cxaudit.inference.rates import Gate, states

if TYPE_CHECKING:
    from cxaudit.inference.arrays import Integers
    from cxaudit.inference.exact.likelihood import World
    from cxaudit.inference.fit.fitting import Problem
    from cxaudit.inference.network import Network


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
    listener = listen(world, evidence, problem.batches, problem.budget, SHARES)

    def added(expected: Expected) -> tuple[Integers, Floats, Floats]:
        return expected.rows, expected.values[[*roots, count]], expected.values @ failing[expected.rows]

    for rows, found, total in passed(listener, added):
        by_root[rows] = found[:-1].T
        unexplained[rows] = found[-1]
        nodes += total[:count]
        fired += total[count + 1 :]
    return Blame(by_root, unexplained, nodes, fired)


def _account(world: World) -> Account:
    """For each cause that has causes: what its leak and arrows have of its weight, and whether they fired."""
    nodes: list[tuple[Integers, Floats]] = []
    for node, start in enumerate(_starts(world.network)[:-1]):
        gate = world.rates.nodes[node]
        if not len(gate.edges):
            nodes.append((np.zeros(0, dtype=np.int64), np.zeros((0, 2))))
            continue
        on = np.concatenate([_first(gate), _fired(gate)])
        means = np.stack([np.zeros_like(on), on], axis=2).reshape(len(on), -1)
        nodes.append((start + np.arange(len(on), dtype=np.int64), means))
    return Account(_starts(world.network)[-1], tuple(nodes))


def _starts(network: Network) -> list[int]:
    """The first of the means that belong to each node, and how many there are in all."""
    sizes = [2 * (len(family.edges) + 1) if family.parents else 0 for family in network.families]
    return [sum(sizes[:node]) for node in range(len(sizes) + 1)]


def _finish(posterior: Posterior) -> Floats:
    """Rows: weight of each node, weight unexplained, then for each parameter the chance that it fired."""
    network = posterior.world.network
    profiles = posterior.swept.means.shape[1]
    flow = np.zeros((len(network.nodes), profiles))
    unexplained = np.zeros(profiles)
    fired = np.zeros((len(network.mean), profiles))
    _from_mentions(posterior, flow, unexplained, fired)
    _up_the_arrows(posterior, flow, unexplained, fired)
    return np.concatenate([flow, unexplained[np.newaxis], fired])


SHARES = Statistic(_account, _finish)


def _from_mentions(posterior: Posterior, flow: Floats, unexplained: Floats, fired: Floats) -> None:
    each = 1.0 / np.maximum(posterior.block.asserted.sum(axis=1), 1)
    for symptom, shown, belief in shown_beliefs(posterior):
        family = posterior.world.network.symptom_families[symptom]
        gate = posterior.world.rates.symptoms[symptom]
        shares = _first(gate) @ belief * each[shown]
        unexplained[shown] += shares[0]
        flow[np.ix_(np.array(family.parents, dtype=np.int64), shown)] += shares[1:]
        fired[np.ix_(np.array([family.leak, *family.edges]), shown)] = _fired(gate) @ belief


def _up_the_arrows(posterior: Posterior, flow: Floats, unexplained: Floats, fired: Floats) -> None:
    families = posterior.world.network.families
    starts = _starts(posterior.world.network)
    for node in reversed(range(len(families))):
        family = families[node]
        if not family.parents:
            continue
        means = posterior.swept.means[starts[node] : starts[node + 1]]
        shares = means[: len(means) // 2]
        shares = shares / np.maximum(shares.sum(axis=0), 1e-300) * flow[node]
        unexplained += shares[0]
        flow[list(family.parents)] += shares[1:]
        fired[[family.leak, *family.edges]] = means[len(means) // 2 :]


def _first(gate: Gate) -> Floats:
    """Chance that leak or arrow fired first, given that one fired, per state of the parents."""
    return _parts(gate) / gate.total()[:, 0]


def _fired(gate: Gate) -> Floats:
    """Chance that leak or arrow fired, given that one fired, per state of the parents."""
    return np.asarray(-np.expm1(-_parts(gate)) / -np.expm1(-gate.total()[:, 0]))


def _parts(gate: Gate) -> Floats:
    on = states(len(gate.edges)).T
    return np.concatenate([np.full((1, on.shape[1]), gate.leak[0]), gate.edges * on])
