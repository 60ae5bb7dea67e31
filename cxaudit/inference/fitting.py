"""The joint maximum a posteriori fit of root prevalence, arrow strengths and leaks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxaudit.inference.arrays import Floats
from cxaudit.inference.batches import Batch, make_batches
from cxaudit.inference.elimination import plan
from cxaudit.inference.evidence import Evidence, sample
from cxaudit.inference.expectation import blocks, expect, scores
from cxaudit.inference.likelihood import Block, Budget, make_world
from cxaudit.inference.network import Network

MOST_STEPS = 60
LONGEST_STEP = 1.5  # in units of a parameter, ln λ or logit
ENOUGH = 0.05  # expected gain of the next step, in units of log posterior, below which the fit is done
STAGES = (1_000, 8_000, 50_000)  # incidents of quick fits from which the fit to a larger log starts
SMALLER = (50_000, 20_000)  # incidents fitted to, where all of them would take too long
MOST_WORK = 150_000_000  # table entries for one pass over all profiles, a few seconds
TRIFLE, LITTLE = 0.1, 1.0  # a gain so small, where no more than a little was expected, ends the fit: a flat ridge
GENTLE = 1e-3  # damping of a fit that goes well
STUBBORN = 1e6  # damping at which no step helps any more


@dataclass(frozen=True, slots=True)
class Problem:
    """What is fitted: the evidence (in batches), and how the log came about."""

    network: Network
    evidence: Evidence
    batches: tuple[Batch, ...]
    budget: Budget | None
    only_failures: bool

    def sampled(self, size: int) -> Problem:
        """The same with at most `size` incidents."""
        fewer = sample(self.evidence, size)
        if fewer is self.evidence:
            return self
        return pose(self.network, fewer, self.budget, only_failures=self.only_failures)

    def with_budget(self, budget: Budget) -> Problem:
        """The same under another account of what people mention."""
        return Problem(self.network, self.evidence, self.batches, budget, self.only_failures)


@dataclass(frozen=True, slots=True)
class Fit:
    """The mode of the posterior, its curvature there, and how it was reached.

    `precision` is Σ g gᵀ over incidents plus the prior's precision (Berndt, Hall, Hall, Hausman 1974).
    """

    parameters: Floats
    precision: Floats
    log_posterior: float
    steps: int
    converged: bool


@dataclass(frozen=True, slots=True)
class _Point:
    parameters: Floats
    value: float
    gradient: Floats
    outer: Floats


def pose(network: Network, evidence: Evidence, budget: Budget | None = None, *, only_failures: bool) -> Problem:
    """Put a problem together; of a log of failures the few incidents without a symptom are left out."""
    if only_failures and not evidence.failing.all():
        evidence = evidence.restricted(np.where(evidence.failing, evidence.counts, 0.0))
    return Problem(network, evidence, make_batches(network, evidence), budget, only_failures)


def manageable(problem: Problem, most: int | None) -> Problem:
    """`problem` with at most `most` incidents; if that is None, with as many as can be fitted in reasonable time."""
    if most is not None:
        return problem.sampled(most)
    for size in SMALLER:
        if sum(batch.schedule.size * len(batch.rows) for batch in problem.batches) <= MOST_WORK:
            break
        problem = problem.sampled(size)
    return problem


def fit(problem: Problem) -> Fit:
    """Fit `problem`; the fit to a large log starts from that to a part of it."""
    start = problem.network.mean
    for size in STAGES:
        if problem.evidence.incidents > 2 * size:
            start = _climb(problem.sampled(size), start).parameters
    return _climb(problem, start)


def unfitted(problem: Problem) -> Fit:
    """The rulebook's numbers as they stand, with the prior as their uncertainty."""
    return Fit(problem.network.mean, problem.network.precision, float("nan"), 0, converged=True)


def _climb(problem: Problem, start: Floats) -> Fit:
    """Damped BHHH: solve (Σ g gᵀ + σ⁻² + μD) s = score, with |s| at most `LONGEST_STEP` (Levenberg–Marquardt's μ)."""
    prior = problem.network.precision
    point = _evaluate(problem, start)
    damping, steps = GENTLE, 1
    while steps < MOST_STEPS and damping < STUBBORN:
        precision = point.outer + prior
        step = np.linalg.solve(precision + damping * np.diag(np.diag(precision)), point.gradient)
        step *= min(1.0, LONGEST_STEP / max(float(np.abs(step).max()), 1e-300))
        expected = 0.5 * float(step @ point.gradient)
        if expected < ENOUGH:
            return Fit(point.parameters, precision, point.value, steps, converged=True)
        tried = _evaluate(problem, point.parameters + step)
        steps += 1
        gain = tried.value - point.value
        if gain > 0.0:
            point, damping = tried, max(damping / 5.0, GENTLE)
        else:
            damping *= 10.0
        if abs(gain) < TRIFLE and expected < LITTLE:
            return Fit(point.parameters, point.outer + prior, point.value, steps, converged=True)
    return Fit(point.parameters, point.outer + prior, point.value, steps, converged=False)


def _evaluate(problem: Problem, parameters: Floats) -> _Point:
    """Log posterior, its gradient and Σ g gᵀ at `parameters`."""
    network, evidence = problem.network, problem.evidence
    world = make_world(network, parameters, problem.budget)
    empty_share, empty_score = empty(problem, parameters)
    correction = empty_score * (empty_share / (1.0 - empty_share))
    away = parameters - network.mean
    gradient = -network.precision @ away
    value = 0.5 * float(away @ gradient)
    outer = np.zeros((len(parameters), len(parameters)))
    for batch in problem.batches:
        for rows, block in blocks(evidence, batch, problem.budget):
            log, score = expect(world, batch.schedule, block, scores)
            counts, pattern = evidence.counts[rows], evidence.pattern[rows]
            score = score + correction[:, pattern]
            value += float(counts @ (log - np.log1p(-empty_share[pattern])))
            gradient += score @ counts
            outer += (score * counts) @ score.T
    return _Point(parameters, value, gradient, outer)


def empty(problem: Problem, parameters: Floats) -> tuple[Floats, Floats]:
    """P(no symptom) under each pattern of what is hidden, and the score of its logarithm (parameters, patterns).

    Both are 0 where the log also holds the incidents without a symptom, so that nothing is corrected.
    """
    patterns = problem.evidence.patterns
    if not problem.only_failures:
        return np.zeros(len(patterns)), np.zeros((len(parameters), len(patterns)))
    world = make_world(problem.network, parameters)
    nothing = np.zeros_like(patterns)
    block = Block(nothing, nothing, ~patterns, capped=False)
    log, score = expect(world, plan(problem.network), block, scores)
    return np.exp(log), score
