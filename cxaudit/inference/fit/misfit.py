"""Signs that the model does not fit the log, raised before a ranking is believed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Floats, Integers
from cxaudit.inference.exact.elimination import plan
from cxaudit.inference.exact.expectation import log_likelihood
from cxaudit.inference.exact.likelihood import Block, make_world
from cxaudit.inference.fit.fitting import empty
from cxaudit.inference.fit.sampling import sample_incidents
from cxaudit.model import Alarm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.inference.arrays import Flags
    from cxaudit.inference.fit.fitting import Fit, Problem
    from cxaudit.model import Hypothesis

SIMULATED = 40_000  # incidents of the model against which mentions are compared
SHIFT_LIMIT = 0.05  # total variation of mentions beyond chance: .016 in sound worlds, .033 with arrows missing
PAIR_LIMIT = (
    6.0  # |z| of the most surprising pairs: 4–5 in sound worlds, 7 with a cause missing, 11 with arrows missing
)
AGREEMENT_LIMIT = 0.4  # Kendall's τ between the fitted and the one-pass ranking
FEWEST_RANKED = 5  # roots with at least `FEWEST_INCIDENTS` from which that is worth a word
FEWEST_INCIDENTS = 5.0
MOVE_LIMIT = 1.0  # root mean square movement from the rulebook's numbers, in standard deviations of the prior


def mention_shift(problem: Problem, fit: Fit, seed: int) -> Alarm | None:
    """Incidents name more or fewer symptoms than the model says: total variation of the histogram of mentions."""
    observed, expected = mention_shares(problem, fit, seed)
    incidents = problem.evidence.incidents
    chance = 0.5 * float(np.sqrt(2.0 * expected / (np.pi * incidents)).sum())  # mean deviation of a sound sample
    value = 0.5 * float(np.abs(observed - expected).sum())
    limit = SHIFT_LIMIT + 2.0 * chance
    return _alarm(
        "mention-count", value, limit,
        "incidents name more or fewer symptoms than the model expects: people may stop after a few, or symptoms "
        "may share a cause that the rulebook lacks",
    )  # fmt: skip


def mention_shares(problem: Problem, fit: Fit, seed: int) -> tuple[Floats, Floats]:
    """Share of incidents by number of symptoms named, in the log and under the model (mentions from 0)."""
    evidence = problem.evidence
    simulated = sample_incidents(problem.network, fit.parameters, SIMULATED, seed, problem.budget)
    weight = np.bincount(evidence.pattern, weights=evidence.counts, minlength=len(evidence.patterns))
    length = len(problem.network.symptoms) + 1
    expected = np.zeros(length)
    for hidden, incidents in zip(evidence.patterns, weight, strict=True):
        shares = np.bincount((simulated & ~hidden).sum(axis=1), minlength=length).astype(np.float64)
        if problem.only_failures:
            shares[0] = 0.0
        expected += incidents * shares / max(1.0, shares.sum())
    mentions = evidence.asserted.sum(axis=1)
    observed = np.bincount(mentions, weights=evidence.counts, minlength=length)
    return observed / observed.sum(), expected / max(1e-300, expected.sum())


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of symptoms of which at least one incident is expected, and how far each is off in standard deviations."""

    first: Integers
    second: Integers
    surprise: Floats

    @property
    def dispersion(self) -> float:
        """Pearson's X² over the pairs, by their number: about 1 where the model holds; never less."""
        return max(1.0, float(np.mean(self.surprise**2))) if len(self.surprise) else 1.0


def pairs_seen(problem: Problem, fit: Fit) -> Pairs:
    """How often symptoms come together, against what the model says.

    Where people stop after a few mentions, pairs are cut off with the rest, and this says nothing: no pairs.
    """
    first, second = np.triu_indices(len(problem.network.symptoms), 1)
    if problem.budget is not None:
        return Pairs(first[:0], second[:0], np.zeros(0))
    asserted = problem.evidence.asserted
    weighted = asserted * problem.evidence.counts[:, np.newaxis]
    observed = (weighted.T @ asserted.astype(np.float64))[first, second]
    both, trials = _pair_chance(problem, fit, first, second)
    expected = both * trials
    enough = expected >= 1.0
    spread = np.sqrt(np.maximum(expected[enough] * (1.0 - both[enough]), 1e-300))
    return Pairs(first[enough], second[enough], np.abs(observed[enough] - expected[enough]) / spread)


def surprising_pairs(problem: Problem, fit: Fit) -> Alarm | None:
    """Symptoms come together more or less often than the model says: 99.9th percentile of |z| over pairs."""
    pairs = pairs_seen(problem, fit)
    if not len(pairs.surprise):
        return None
    value = float(np.percentile(pairs.surprise, 99.9))
    return _alarm(
        "pair-co-occurrence", value, PAIR_LIMIT,
        "some symptoms come together far more or less often than the model expects: a cause or an arrow may be missing "
        f"from the rulebook (look first at {_worst(problem, pairs.first, pairs.second, pairs.surprise)})",
    )  # fmt: skip


def movement(problem: Problem, fit: Fit) -> Alarm | None:
    """The fit left the rulebook's numbers: root mean square movement in standard deviations of the prior.

    What all roots or all leaks have in common is expected to move, and weighs as one.
    """
    network = problem.network
    away = fit.parameters - network.mean
    value = float(np.sqrt(away @ network.precision @ away / len(away)))
    return _alarm(
        "parameter-movement", value, MOVE_LIMIT,
        "the fit had to move far from the rulebook's strengths and prevalences: they may not suit this log",
    )  # fmt: skip


def rank_disagreement(roots: Sequence[Hypothesis]) -> Alarm | None:
    """The fitted ranking and that of the rulebook's numbers differ: Kendall's τ over roots with some incidents."""
    ranked = [(root.rank, root.rank_one_pass) for root in roots if root.incidents >= FEWEST_INCIDENTS]
    if len(ranked) < FEWEST_RANKED:
        return None
    pairs = list(combinations(ranked, 2))
    agreement = sum(1 if (one[0] < other[0]) == (one[1] < other[1]) else -1 for one, other in pairs) / len(pairs)
    if agreement >= AGREEMENT_LIMIT:
        return None
    return Alarm(
        "rank-disagreement", float(f"{agreement:.6g}"), AGREEMENT_LIMIT,
        "the fitted ranking and the ranking by the rulebook's own numbers differ: read both, and trust neither order "
        "within the first few",
    )  # fmt: skip


def _alarm(name: str, value: float, limit: float, message: str) -> Alarm | None:
    return Alarm(name, float(f"{value:.6g}"), float(f"{limit:.6g}"), message) if value > limit else None


def _pair_chance(problem: Problem, fit: Fit, first: Integers, second: Integers) -> tuple[Floats, Floats]:
    """P(both shown) of each pair, and incidents in which both could be seen, unlogged ones counted in."""
    network, evidence = problem.network, problem.evidence
    count = len(network.symptoms)
    one = np.eye(count, dtype=np.bool_)
    silent: Flags = np.concatenate([one, one[first] | one[second]])
    nothing = np.zeros_like(silent)
    world = make_world(network, fit.parameters)
    schedule = plan(network)
    logs = log_likelihood(world, schedule, Block(nothing, nothing, silent, capped=False))
    single, pair = np.exp(logs[:count]), np.exp(logs[count:])
    both = np.clip(1.0 - single[first] - single[second] + pair, 0.0, 1.0)
    none = empty(problem, fit.parameters)[0]
    weight = np.bincount(evidence.pattern, weights=evidence.counts, minlength=len(evidence.patterns)) / (1.0 - none)
    seen = ~(evidence.patterns[:, first] | evidence.patterns[:, second])
    return both, weight @ seen


def _worst(problem: Problem, first: Integers, second: Integers, surprise: Floats) -> str:
    place = int(np.argmax(surprise))
    symptoms = problem.network.symptoms
    return f"'{symptoms[first[place]]}' with '{symptoms[second[place]]}'"
