"""The E-step: what each profile says of the causes, and the score of its log likelihood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Floats
from cxaudit.inference.likelihood import Block, Layer, World, findings
from cxaudit.inference.propagation import Beliefs, log_evidence, propagate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cxaudit.inference.arrays import Integers
    from cxaudit.inference.batches import Batch
    from cxaudit.inference.elimination import Schedule
    from cxaudit.inference.evidence import Evidence
    from cxaudit.inference.likelihood import Budget
    from cxaudit.inference.network import Family

BLOCK_ENTRIES = 1_500_000  # table entries of one block of profiles, about 12 MB
SMALLEST_BLOCK, LARGEST_BLOCK = 16, 1024  # profiles


@dataclass(frozen=True, slots=True)
class Posterior:
    """What one layer says of a block: the beliefs, and P(node on) as (nodes, profiles)."""

    world: World
    layer: Layer
    block: Block
    beliefs: Beliefs
    marginals: Floats


def blocks(evidence: Evidence, batch: Batch, budget: Budget | None) -> Iterator[tuple[Integers, Block]]:
    """The rows of `batch` in pieces that fit the cache, capped and uncapped profiles apart."""
    size = int(np.clip(BLOCK_ENTRIES // max(1, batch.schedule.size), SMALLEST_BLOCK, LARGEST_BLOCK))
    mentions = evidence.asserted[batch.rows].sum(axis=1)
    capped = mentions >= budget.mentions if budget is not None else np.zeros(len(mentions), dtype=np.bool_)
    for flag in (False, True):
        rows = batch.rows[capped == flag]
        for start in range(0, len(rows), size):
            piece = rows[start : start + size]
            asserted, denied, hidden = evidence.asserted[piece], evidence.denied[piece], evidence.hidden[piece]
            yield piece, Block(asserted, denied, ~(asserted | denied | hidden), flag)


def expect(
    world: World, schedule: Schedule, block: Block, statistic: Callable[[Posterior], Floats]
) -> tuple[Floats, Floats]:
    """Ln P (profiles) and the posterior mean of `statistic` (rows, profiles) over the layers of the likelihood."""
    logs, values = [], []
    for layer in world.layers(block):
        found, constant = findings(world, layer, block, schedule)
        beliefs = propagate(schedule, world.tables, found)
        posterior = Posterior(world, layer, block, beliefs, marginals(beliefs))
        logs.append(beliefs.log_evidence + constant + layer.log_weight)
        values.append(statistic(posterior))
    if len(logs) == 1:
        return logs[0], values[0]
    total = np.logaddexp.reduce(logs, axis=0)
    return total, np.sum([value * np.exp(log - total) for log, value in zip(logs, values, strict=True)], axis=0)


def log_likelihood(world: World, schedule: Schedule, block: Block) -> Floats:
    """Ln P of each profile (profiles)."""
    logs = []
    for layer in world.layers(block):
        found, constant = findings(world, layer, block, schedule)
        logs.append(log_evidence(schedule, world.tables, found) + constant + layer.log_weight)
    return np.asarray(np.logaddexp.reduce(logs, axis=0))


def marginals(beliefs: Beliefs) -> Floats:
    """P(node on) as (nodes, profiles)."""
    profiles = len(beliefs.log_evidence)
    found = [belief.reshape(-1, 2, profiles)[:, 1].sum(axis=0) for belief in beliefs.nodes]
    return np.array(found).reshape(len(beliefs.nodes), profiles)


def scores(posterior: Posterior) -> Floats:
    """Derivative of ln P by each parameter (parameters, profiles), by Fisher's identity."""
    world, network = posterior.world, posterior.world.network
    profiles = posterior.marginals.shape[1]
    found = np.zeros((len(network.mean), profiles))
    for node, family in enumerate(network.families):
        if not family.parents:
            found[family.leak] = posterior.marginals[node] - world.rates.prevalence[node]
            continue
        belief = posterior.beliefs.nodes[node].reshape(-1, 2, profiles)
        slopes = world.node_slopes[node]
        found[[family.leak, *family.edges]] = slopes.shown @ belief[:, 1] - slopes.plain @ belief[:, 0]
    block, arrows = posterior.block, posterior.layer.slopes
    on = np.concatenate([posterior.marginals, np.ones((1, profiles))])[arrows.parent]
    silent = arrows.silent * block.silent.T[arrows.symptom] + arrows.denied * block.denied.T[arrows.symptom]
    found[arrows.parameter] = -on * silent
    for symptom, family in enumerate(network.symptom_families):
        shown = np.flatnonzero(block.asserted[:, symptom])
        if len(shown):
            belief = symptom_belief(posterior, symptom, family)[:, shown]
            found[np.ix_(np.array([family.leak, *family.edges]), shown)] = world.symptom_slopes[symptom].shown @ belief
    return found


def symptom_belief(posterior: Posterior, symptom: int, family: Family) -> Floats:
    """Posterior of the states of a symptom's parents (2^parents, profiles), where it is asserted."""
    profiles = posterior.marginals.shape[1]
    if not family.parents:
        return np.ones((1, profiles))
    if len(family.parents) == 1:
        on = posterior.marginals[family.parents[0]]
        return np.stack([1.0 - on, on])
    return posterior.beliefs.symptoms[symptom]
