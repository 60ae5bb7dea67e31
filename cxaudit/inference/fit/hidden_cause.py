"""A cause that the rulebook does not know: looked for where several effects happen more often than they should.

Without it the fit gives what such a cause does to a root with arrows into some of its effects, and bends that root's
other arrows until they fit.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.figures import steady
from cxaudit.inference.fit.completing import Build, Completed, part_of, posed, price, within_means
from cxaudit.inference.fit.fitting import Fit, Problem, fit
from cxaudit.inference.fit.pairs import pairs_seen
from cxaudit.inference.found_arrows import UNKNOWN, with_found
from cxaudit.inference.network import MOST_CAUSES
from cxaudit.model import FoundArrow, Rulebook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxaudit.inference.fit.pace import Pace
    from cxaudit.inference.network import Family, Network

LEAST = 200  # failing incidents below which too little comes together
PAIRS, HANDFUL = 3, 5  # pairs of symptoms of different effects, each in so many incidents, that must be seen
FAR = 2.5  # standard deviations of the prior by which some effect must be drawn upwards, or nothing is looked for
DRAWN = 1.0  # by which a cause in between must be drawn to be tried as an effect
DRAWN_SYMPTOM = 3.0  # the same of a symptom, of which there are more
MOST_NODES, MOST_SYMPTOMS = 6, 4  # tried as effects
MOST = 8  # of both, and of those that arrows hint at; each makes tables wider
GUESS, LOW_GUESS = 0.35, 0.1  # strengths from which the fit starts, of effects drawn far and of others
WEAK = 0.15  # fitted strength below which an arrow goes again
PROMISING = 10.0  # gain in log posterior of a first fit below which nothing comes of it


def hidden_cause(
    rulebook: Rulebook, problem: Problem, fitted: Fit, build: Build, pace: Pace, hints: Sequence[FoundArrow] = ()
) -> Completed | None:
    """`rulebook` with the cause `UNKNOWN` behind two or more effects, or None where the log does not ask for it.

    Effects are tried whose leak and arrows the fit has drawn upwards, and those at the ends of the arrows that a search
    without it has found (`hints`); all is fitted anew from the rulebook's numbers, arrows that turn out weak go, and
    the whole stays if its log posterior has risen by more than the extended Bayesian information criterion asks for
    (Chen & Chen 2008, γ = 1). In sound simulated worlds it rises by 3 at most. Where people stop after a few mentions,
    or few incidents fail, nothing is looked for, and one pair of symptoms is not enough: two rules that hear the same
    words would do the same.
    """
    if problem.budget is not None or problem.evidence.counts[problem.evidence.failing].sum() < LEAST:
        return None
    part = part_of(problem, pace.effects)
    near = fitted if part is problem else fit(part, fitted)
    search = _Search(rulebook, part, build)
    trial = search.first(_suspects(part.network, near, hints))
    if trial is None or trial.fit.log_posterior - near.log_posterior < PROMISING:
        return None
    trial = search.without_weak(trial)
    if trial is None or trial.fit.log_posterior - near.log_posterior < price(trial.found, part):
        return None
    larger = posed(problem, trial.problem.network)
    better = trial.fit if part is problem else fit(larger, trial.fit)
    surprise = steady(np.sqrt(2.0 * max(0.0, better.log_posterior - fitted.log_posterior)))
    found = tuple(replace(arrow, surprise=surprise) for arrow in trial.found)
    return Completed(with_found(rulebook, found), found, larger, better, pairs_seen(larger, better))


@dataclass(frozen=True, slots=True)
class _Trial:
    problem: Problem
    found: tuple[FoundArrow, ...]
    fit: Fit


@dataclass(frozen=True, slots=True)
class _Search:
    rulebook: Rulebook
    part: Problem
    build: Build

    def first(self, suspects: Mapping[str, float]) -> _Trial | None:
        """The unknown cause behind as many of `suspects` as exact sums allow, at least two; see `_trial`."""
        listed = list(suspects)
        while len(listed) > 1:
            network = self._network(_arrows({effect: suspects[effect] for effect in listed}))
            if within_means(network, self.part):
                return self._trial({effect: suspects[effect] for effect in listed})
            listed.pop()
        return None

    def without_weak(self, trial: _Trial) -> _Trial | None:
        """The same behind those effects only to which it leads often, at least two; see `_trial`."""
        found: _Trial | None = trial
        while found is not None:
            strengths = _strengths(found)
            ordered = sorted(strengths, key=lambda effect: (-strengths[effect], effect))
            kept = [effect for place, effect in enumerate(ordered) if place < 2 or strengths[effect] >= WEAK]
            if len(kept) == len(ordered):
                break
            found = self._trial(dict.fromkeys(kept, GUESS))
        return found

    def _trial(self, guesses: Mapping[str, float]) -> _Trial | None:
        """Fitted from the rulebook's numbers: from those of a fit without it others would go on doing its part.

        None where too few pairs of symptoms of its effects are seen, of which fewer effects have no more.
        """
        found = _arrows(guesses)
        problem = posed(self.part, self._network(found))
        if _pairs_seen(problem, found) < PAIRS:
            return None
        return _Trial(problem, found, fit(problem))

    def _network(self, found: Sequence[FoundArrow]) -> Network:
        return self.build(with_found(self.rulebook, found))


def _suspects(network: Network, fitted: Fit, hints: Sequence[FoundArrow]) -> dict[str, float]:
    """Effects that arrows hint at or the fit has drawn upwards, farthest first, and strengths from which to start."""
    away = np.maximum((fitted.parameters - network.mean) / network.deviation, 0.0)

    def drawn(names: Sequence[str], families: Sequence[Family], least: float, most: int) -> dict[str, float]:
        found = {
            name: float(np.linalg.norm(away[[family.leak, *family.edges]]))
            for name, family in zip(names, families, strict=True)
            if _open(family)
        }
        ordered = sorted(found, key=lambda name: (-found[name], name))
        return {name: found[name] for name in ordered[:most] if found[name] >= least}

    far = drawn(network.nodes, network.families, DRAWN, MOST_NODES)
    far.update(drawn(network.symptoms, network.symptom_families, DRAWN_SYMPTOM, MOST_SYMPTOMS))
    able = {name for name, family in zip(network.nodes, network.families, strict=True) if _open(family)}
    ends = dict.fromkeys(name for arrow in hints for name in (arrow.effect, arrow.cause) if name in able)
    hinted = list(ends)[:MOST_NODES]
    if not hinted and max(far.values(), default=0.0) < FAR:
        return {}
    ordered = [*hinted, *sorted(far.keys() - hinted, key=lambda name: (-far[name], name))][:MOST]
    return {name: GUESS if name in hinted or far[name] >= FAR else LOW_GUESS for name in ordered}


def _pairs_seen(problem: Problem, arrows: Sequence[FoundArrow]) -> int:
    """How many pairs there are of symptoms that stand for different effects and are seen more than now and then."""
    network, evidence = problem.network, problem.evidence
    seen = evidence.counts @ evidence.asserted >= HANDFUL
    effects = {arrow.effect for arrow in arrows}
    nodes = {node for node, name in enumerate(network.nodes) if name in effects}
    sizes = Counter(
        parent
        for symptom, family in enumerate(network.symptom_families)
        if seen[symptom]
        for parent in family.parents
        if parent in nodes
    )
    own = sum(bool(seen[symptom]) for symptom, name in enumerate(network.symptoms) if name in effects)
    total = sizes.total() + own
    return (total**2 - sum(size**2 for size in sizes.values()) - own) // 2


def _open(family: Family) -> bool:
    """Whether one more cause may lie behind it: a root stays one, and its table has an end."""
    return 0 < len(family.parents) < MOST_CAUSES


def _arrows(guesses: Mapping[str, float]) -> tuple[FoundArrow, ...]:
    return tuple(FoundArrow(UNKNOWN, effect, guess, 0.0) for effect, guess in sorted(guesses.items()))


def _strengths(trial: _Trial) -> dict[str, float]:
    """The fitted strength of each arrow out of the unknown cause, by effect."""
    network = trial.problem.network
    unknown = network.nodes.index(UNKNOWN)
    effects = (
        *zip(network.nodes, network.families, strict=True),
        *zip(network.symptoms, network.symptom_families, strict=True),
    )
    return {
        effect: float(-np.expm1(-np.exp(trial.fit.parameters[family.edges[family.parents.index(unknown)]])))
        for effect, family in effects
        if unknown in family.parents
    }
