"""The joint maximum a posteriori fit of root prevalence, arrow strengths and leaks."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cxaudit.inference.arrays import Floats
from cxaudit.inference.evidence import Evidence, sample
from cxaudit.inference.exact.batches import Batches, make_batches
from cxaudit.inference.exact.capacity import work
from cxaudit.inference.exact.compiled_sweep import Speaker
from cxaudit.inference.exact.expectation import Expected, listen
from cxaudit.inference.exact.likelihood import Budget, World, make_world
from cxaudit.inference.exact.passes import passed
from cxaudit.inference.exact.scores import SCORES
from cxaudit.inference.exact.silence import fall_silent
from cxaudit.inference.network import Network

MOST_STEPS = 60
LONGEST_STEP = 3.0  # in units of a parameter, ln λ or logit
ENOUGH = 0.1  # expected gain of the next step, in units of log posterior, below which the fit is done
STAGES = (1_000, 8_000, 50_000)  # incidents of quick fits from which the fit to a larger log starts
SMALLER = (50_000, 20_000)  # incidents fitted to, where all of them would take too long
MOST_WORK = 40_000_000  # table entries for one pass over all profiles, about a second of compiled code
FEW_PROFILES = 600  # up to which a quick fit saves nothing, and a sample could tip a balance between two causes
ROUGHLY = 2.0  # the same for the quick fits
REMEMBERED = 6  # steps whose effect on the gradient is remembered
LEAST_FALL = 0.05  # of the gradient along a step, as a part of what was expected, from which it tells the curvature
TRIFLE, LITTLE = 0.25, 1.0  # a gain so small, where no more than a little was expected, ends the fit: a flat ridge
GENTLE = 1e-3  # damping of a fit that goes well
GRID = 2.0**-20  # steps between values of a parameter, ln λ or logit
STUBBORN = 1e6  # damping at which no step helps any more


@dataclass(frozen=True, slots=True)
class Problem:
    """What is fitted: the evidence (in batches), and how the log came about."""

    network: Network
    evidence: Evidence
    batches: Batches
    budget: Budget | None
    only_failures: bool

    def sampled(self, size: int) -> Problem:
        """The same with at most `size` incidents."""
        fewer = sample(self.evidence, size)
        if fewer is self.evidence:
            return self
        return pose(self.network, fewer, self.budget, only_failures=self.only_failures, compiled=self.batches.compiled)

    def with_budget(self, budget: Budget) -> Problem:
        """The same under another account of what people mention."""
        return Problem(self.network, self.evidence, self.batches, budget, self.only_failures)


@dataclass(frozen=True, slots=True)
class Fit:
    """The mode of the posterior, its curvature there, and how it was reached.

    `precision` is Σ g gᵀ over incidents plus the prior's precision (Berndt, Hall, Hall, Hausman 1974). `dispersion` is
    what Σ g gᵀ was divided by, because the log varies by so much more than the model says.
    """

    parameters: Floats
    precision: Floats
    log_posterior: float
    steps: int
    converged: bool
    dispersion: float = 1.0

    def tempered(self, dispersion: float, prior: Floats) -> Fit:
        """The same mode where each incident counts for 1 / `dispersion` of one; `prior` is the prior's precision.

        A power posterior (Grünwald & van Ommen 2017) whose power is that of quasi-likelihood (McCullagh & Nelder 1989,
        section 4.5): like the coarsened posterior of Miller & Dunson 2019, it does not narrow down for ever where the
        model is wrong.
        """
        return replace(self, precision=(self.precision - prior) / dispersion + prior, dispersion=dispersion)


@dataclass(frozen=True, slots=True)
class _Point:
    parameters: Floats
    value: float
    gradient: Floats
    outer: Floats


def pose(
    network: Network,
    evidence: Evidence,
    budget: Budget | None = None,
    *,
    only_failures: bool,
    compiled: bool | None = None,
) -> Problem:
    """Put a problem together; of a log of failures the few incidents without a symptom are left out.

    `compiled` see `make_batches`.
    """
    if only_failures and not evidence.failing.all():
        evidence = evidence.restricted(np.where(evidence.failing, evidence.counts, 0.0))
    return Problem(network, evidence, make_batches(network, evidence, compiled=compiled), budget, only_failures)


def manageable(problem: Problem, most: int | None) -> Problem:
    """`problem` with at most `most` incidents; if that is None, with as many as can be fitted in reasonable time."""
    if most is not None:
        return problem.sampled(most)
    for size in SMALLER:
        if problem.evidence.incidents <= size or work(problem.network, problem.evidence) <= MOST_WORK:
            break
        problem = problem.sampled(size)
    return problem


def fit(problem: Problem, near: Fit | None = None, *, known: int = STAGES[0]) -> Fit:
    """Fit `problem`, from a fit that is `near` if given; the fit to a large log starts from that to a part of it.

    `known` incidents at least are behind `near`.
    """
    start = problem.network.mean if near is None else near.parameters
    for size in (size for size in STAGES if near is None or size > known):
        if problem.evidence.incidents > 2 * size and len(problem.evidence.counts) > FEW_PROFILES:
            start = _climb(problem.sampled(size), start, ROUGHLY).parameters
    return _climb(problem, start, ENOUGH)


def unfitted(problem: Problem) -> Fit:
    """The rulebook's numbers as they stand, with the prior as their uncertainty."""
    return Fit(problem.network.mean, problem.network.precision, float("nan"), 0, converged=True)


def _climb(problem: Problem, start: Floats, enough: float) -> Fit:
    """Damped BHHH: solve (Σ g gᵀ + σ⁻² + μD) s = score, with |s| at most `LONGEST_STEP` (Levenberg–Marquardt's μ).

    Where the model is wrong Σ g gᵀ is not the curvature; what the last steps showed of that is put in by updates of
    Broyden, Fletcher, Goldfarb and Shanno, as in Dennis & Schnabel 1983, chapter 9. Done once a step is expected to
    gain less than `enough`.
    """
    prior = problem.network.precision
    point = _evaluate(problem, start)
    damping, steps = GENTLE, 1
    seen: list[tuple[Floats, Floats]] = []
    while steps < MOST_STEPS and damping < STUBBORN:
        curvature = _secant(point.outer + prior, seen)
        np.fill_diagonal(curvature, np.diag(curvature) + damping * np.diag(curvature))
        step = np.linalg.solve(curvature, point.gradient)
        step *= min(1.0, LONGEST_STEP / max(float(np.abs(step).max()), 1e-300))
        expected = 0.5 * float(step @ point.gradient)
        if expected < enough:
            return Fit(point.parameters, point.outer + prior, point.value, steps, converged=True)
        tried = _evaluate(problem, _on_grid(point.parameters + step))
        step = tried.parameters - point.parameters
        steps += 1
        seen = [*seen[1 - REMEMBERED :], (step, point.gradient - tried.gradient)]
        gain = tried.value - point.value
        if gain > 0.0:
            point, damping = tried, max(damping / 5.0, GENTLE)
        else:
            damping *= 10.0
        if abs(gain) < TRIFLE and expected < LITTLE:
            return Fit(point.parameters, point.outer + prior, point.value, steps, converged=True)
    return Fit(point.parameters, point.outer + prior, point.value, steps, converged=False)


def _on_grid(parameters: Floats) -> Floats:
    """Rounded far below any uncertainty, so that the last bits of one evaluation never reach the next."""
    return np.asarray(np.round(parameters / GRID) * GRID)


def _secant(curvature: Floats, seen: list[tuple[Floats, Floats]]) -> Floats:
    """`curvature` made to agree with how the gradient fell along the last steps, as far as it did fall."""
    less, more = np.zeros((len(curvature), 0)), np.zeros((len(curvature), 0))
    for step, fall in seen:
        along = curvature @ step - less @ (step @ less) + more @ (step @ more)
        if fall @ step > LEAST_FALL * (step @ along):
            less = np.column_stack([less, along / np.sqrt(step @ along)])
            more = np.column_stack([more, fall / np.sqrt(fall @ step)])
    return np.asarray(curvature - less @ less.T + more @ more.T)


def _evaluate(problem: Problem, parameters: Floats) -> _Point:
    """Log posterior, its gradient and Σ g gᵀ at `parameters`."""
    network, evidence = problem.network, problem.evidence
    world = make_world(network, parameters, problem.budget)
    empty_share, empty_score = empty(problem, parameters, world)
    # Where everything is hidden, P(no symptom) is 1, and no failing incident is of that kind.
    odds = np.divide(empty_share, 1.0 - empty_share, out=np.zeros_like(empty_share), where=empty_share < 1.0)
    correction = empty_score * odds
    away = parameters - network.mean
    gradient = -network.precision @ away
    value = 0.5 * float(away @ gradient)
    outer = np.zeros((len(parameters), len(parameters)))
    listener = listen(world, evidence, problem.batches, problem.budget, SCORES)

    def added(found: Expected) -> tuple[float, Floats, Floats]:
        counts, pattern = evidence.counts[found.rows], evidence.pattern[found.rows]
        score = found.values + correction[:, pattern] if problem.only_failures else found.values
        weighted = score * np.sqrt(counts)
        log = float(counts @ (found.log - np.log1p(-empty_share[pattern])))
        return log, np.asarray(score @ counts), np.asarray(weighted @ weighted.T)

    for log, score, product in passed(listener, added):
        value += log
        gradient += score
        outer += product
    return _Point(parameters, value, gradient, outer)


def empty(problem: Problem, parameters: Floats, made: World | None = None) -> tuple[Floats, Floats]:
    """P(no symptom) under each pattern of what is hidden, and the score of its logarithm (parameters, patterns).

    Both are 0 where the log also holds the incidents without a symptom, so that nothing is corrected. `made` is the
    world of `parameters`, if that is there already.
    """
    patterns = problem.evidence.patterns
    if not problem.only_failures:
        return np.zeros(len(patterns)), np.zeros((len(parameters), len(patterns)))
    world = make_world(problem.network, parameters) if made is None else made
    logs, score = np.zeros(len(patterns)), np.zeros((len(parameters), len(patterns)))
    if problem.batches.compiled:
        setting = problem.batches.setting(world, SCORES)
        for place, speaker in enumerate(Speaker.each_of(world, world.plain[0], patterns, setting)):
            logs[place], score[:, place] = speaker.said()
        return np.exp(logs), score
    account = SCORES.account(world)
    slopes = world.plain[0].slopes
    for place, hidden in enumerate(patterns):
        silence = fall_silent(problem.batches.tree, world, world.plain[0], hidden, account)
        logs[place] = silence.log_evidence(problem.batches.tree)
        for top in silence.tops(problem.batches.tree):
            score[top.rows, place] = top.values[:, 0]
        leaks = slopes.leaks[~hidden[slopes.symptom[slopes.leaks]]]
        score[slopes.parameter[leaks], place] = -slopes.silent[leaks, 0]
    return np.exp(logs), score
