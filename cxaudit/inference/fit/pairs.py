"""How often symptoms come together, in the log and under the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Floats, Integers
from cxaudit.inference.exact.elimination import plan
from cxaudit.inference.exact.expectation import log_likelihood
from cxaudit.inference.exact.likelihood import Block, make_world
from cxaudit.inference.fit.fitting import empty
from cxaudit.inference.fit.sampling import sample_incidents

if TYPE_CHECKING:
    from cxaudit.inference.arrays import Flags
    from cxaudit.inference.fit.fitting import Fit, Problem

SEEDS = range(20_250_103, 20_250_107)  # of the simulations behind pairs where people stop after a few mentions
SIMULATED = 50_000  # incidents of each


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

    def apart_from(self, symptoms: Flags) -> Pairs:
        """The pairs without those of any of `symptoms` (a flag each)."""
        kept = ~(symptoms[self.first] | symptoms[self.second])
        return Pairs(self.first[kept], self.second[kept], self.surprise[kept])


def pairs_seen(problem: Problem, fit: Fit) -> Pairs:
    """How often symptoms come together, against what the model says.

    Where people stop after a few mentions, no closed form says what is left of a pair, and simulation tells.
    """
    first, second = np.triu_indices(len(problem.network.symptoms), 1)
    asserted = problem.evidence.asserted
    weighted = asserted * problem.evidence.counts[:, np.newaxis]
    observed = (weighted.T @ asserted.astype(np.float64))[first, second]
    if problem.budget is None:
        both, trials = _chance(problem, fit, first, second)
        expected, noise = both * trials, 1.0
    else:
        expected = _simulated(problem, fit)[first, second]
        both, noise = expected / problem.evidence.incidents, 1.0 + problem.evidence.incidents / (len(SEEDS) * SIMULATED)
    enough = expected >= 1.0
    spread = np.sqrt(np.maximum(expected[enough] * (1.0 - both[enough]) * noise, 1e-300))
    return Pairs(first[enough], second[enough], np.abs(observed[enough] - expected[enough]) / spread)


def _chance(problem: Problem, fit: Fit, first: Integers, second: Integers) -> tuple[Floats, Floats]:
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
    logged = np.bincount(evidence.pattern, weights=evidence.counts, minlength=len(evidence.patterns))
    # Where everything is hidden, none is 1, and no incident of a log of failures is of that kind.
    weight = np.divide(logged, 1.0 - none, out=np.zeros_like(logged), where=none < 1.0)
    seen = ~(evidence.patterns[:, first] | evidence.patterns[:, second])
    return both, weight @ seen


def _simulated(problem: Problem, fit: Fit) -> Floats:
    """Incidents in which each two symptoms are expected together (symptoms, symptoms)."""
    evidence = problem.evidence
    weight = np.bincount(evidence.pattern, weights=evidence.counts, minlength=len(evidence.patterns))
    expected = np.zeros((len(problem.network.symptoms),) * 2)
    for seed in SEEDS:
        simulated = sample_incidents(problem.network, fit.parameters, SIMULATED, seed, problem.budget)
        for hidden, incidents in zip(evidence.patterns, weight, strict=True):
            shown = simulated & ~hidden
            kept = shown[shown.any(axis=1)] if problem.only_failures else shown
            flags = kept.astype(np.float32)  # counts up to `SIMULATED` are exact
            expected += (incidents / max(1, len(kept)) / len(SEEDS)) * (flags.T @ flags)
    return expected
