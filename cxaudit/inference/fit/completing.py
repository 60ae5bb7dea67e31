"""Arrows that the log asks for beyond doubt, taken in one after another until pairs of symptoms no longer surprise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.exact.capacity import within_reach
from cxaudit.inference.exact.elimination import plan
from cxaudit.inference.figures import steady
from cxaudit.inference.fit.absent_arrows import absent_arrows
from cxaudit.inference.fit.fitting import Fit, Problem, fit, pose
from cxaudit.inference.fit.pairs import Pairs, pairs_seen
from cxaudit.inference.found_arrows import UNKNOWN, with_found
from cxaudit.inference.network import MOST_CAUSES, Network
from cxaudit.inference.signature import behind
from cxaudit.model import FoundArrow, Rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.inference.arrays import Floats
    from cxaudit.inference.fit.absent_arrows import Absent
    from cxaudit.inference.fit.pace import Pace
    from cxaudit.inference.network import Family

ROUNDS = 8  # after each of which the model is fitted again
A_ROUND = 5  # arrows at most, each into another effect: arrows into one effect stand for each other
PARTS = (10_000, 4_000, 2_000, 1_000)  # incidents looked at
WIDER = 4  # times by which tables may grow
SMALL = 1 << 13  # table entries that are never too many
FAINTEST, STRONGEST = 0.05, 1.6  # λ from which a fit starts: strengths of .05 and .8
BETTER = 0.8  # of what the dispersion of pairs is above 1: arrows that leave more of it explain nothing

Build = Callable[[Rulebook], Network]


@dataclass(frozen=True, slots=True)
class Completed:
    """The rulebook with the arrows `found`; the `problem`, its `fitted` model and pairs of symptoms with them."""

    rulebook: Rulebook
    found: tuple[FoundArrow, ...]
    problem: Problem
    fitted: Fit
    pairs: Pairs


def completed(
    rulebook: Rulebook, problem: Problem, fitted: Fit, build: Build, pace: Pace, pairs: Pairs
) -> Completed | None:
    """`rulebook` with the arrows the log asks for, or None if there are none or they explain little.

    Forward selection by score tests (see `absent_arrows`). An arrow is taken if its score passes what the extended
    Bayesian information criterion asks for among so many candidates (Chen & Chen 2008, γ = 1). `build` makes the
    network of a rulebook, `pairs` are those without arrows. Where people stop after a few mentions nothing is looked
    for.
    """
    if problem.budget is not None:
        return None
    part = part_of(problem, pace.arrows)
    near = fit(part, fitted)
    found: list[FoundArrow] = []
    for _ in range(ROUNDS):
        new = _chosen(part, _beyond_doubt(part, near))
        while new and not within_means(build(with_found(rulebook, [*found, *new])), problem):
            new.pop()
        if not new:
            break
        larger = posed(part, build(with_found(rulebook, [*found, *new])))
        tried = fit(larger, _carried(near, part.network, larger.network))
        if pace.thrifty and tried.log_posterior - near.log_posterior < price(new, part):
            break
        found += new
        part, near = larger, tried
    if not found:
        return None
    whole = with_found(rulebook, found)
    larger = posed(problem, build(whole))
    better = fit(larger, near)
    left = pairs_seen(larger, better)
    if left.dispersion - 1.0 > BETTER * (pairs.dispersion - 1.0):
        return None
    order = sorted(found, key=lambda arrow: (-arrow.surprise, arrow.effect, arrow.cause))
    return Completed(whole, tuple(order), larger, better, left)


def price(found: Sequence[FoundArrow], problem: Problem) -> float:
    """What the extended Bayesian information criterion asks of the arrows `found`, in units of log posterior.

    Half of ln n for each number more, and the logarithm of how many arrows each was chosen from.
    """
    each = 0.5 * float(np.log(problem.evidence.incidents))
    nodes = len(problem.network.nodes)
    effects = nodes + len(problem.network.symptoms)
    own = sum(arrow.cause == UNKNOWN for arrow in found)
    choice = own * np.log(effects) + (len(found) - own) * np.log(effects * nodes)
    return float(choice) + each * (len(found) + (own > 0))


def part_of(problem: Problem, sweeps: int) -> Problem:
    """As many incidents as can be looked at with so many `sweeps`, which are causes in between times profiles."""
    between = sum(bool(family.parents) for family in problem.network.families)
    part = problem
    for size in PARTS:
        part = problem.sampled(size)
        if between * len(part.evidence.counts) <= sweeps:
            break
    return part


def _beyond_doubt(problem: Problem, near: Fit) -> list[Absent]:
    """The absent arrows that pass, strongest first."""
    nodes = len(problem.network.nodes)
    candidates = nodes * (nodes + len(problem.network.symptoms))
    least = float(np.sqrt(np.log(problem.evidence.incidents) + 2.0 * np.log(candidates)))
    return absent_arrows(problem, near, least)


def _chosen(problem: Problem, absent: list[Absent]) -> list[FoundArrow]:
    """The most surprising of these, no two into one effect and none that closes a circle."""
    network = problem.network
    names = (*network.nodes, *network.symptoms)
    families = (*network.families, *network.symptom_families)
    above = [set(found) for found in behind(network)]
    chosen: dict[int, FoundArrow] = {}
    for arrow in absent:
        cause, effect = arrow.cause, arrow.effect
        if len(chosen) == A_ROUND:
            break
        if effect in chosen or effect in above[cause] or len(families[effect].parents) >= MOST_CAUSES:
            continue
        guess = float(-np.expm1(-np.clip(arrow.rate, FAINTEST, STRONGEST)))
        chosen[effect] = FoundArrow(names[cause], names[effect], steady(guess), steady(arrow.surprise))
        if effect < len(above):
            gained = {cause} | above[cause]
            for ancestors in (above[effect], *(found for found in above if effect in found)):
                ancestors.update(gained)
    return list(chosen.values())


def within_means(network: Network, problem: Problem) -> bool:
    """Whether the sums over `network`, larger than that of `problem`, can still be worked out."""
    most = max(SMALL, WIDER * plan(problem.network).size)
    return plan(network).size <= most and within_reach(network, problem.evidence)[1] == 0.0


def posed(problem: Problem, network: Network) -> Problem:
    """`problem` with another `network`."""
    return pose(network, problem.evidence, only_failures=problem.only_failures, compiled=problem.batches.compiled)


def _carried(fitted: Fit, old: Network, new: Network) -> Fit:
    """`fitted` as a start for `new`, whose own arrows start from its prior."""
    values = dict(zip(_named(old), _in_order(old, fitted.parameters), strict=True))
    parameters = new.mean.copy()
    for key, place in zip(_named(new), _places(new), strict=True):
        parameters[place] = values.get(key, parameters[place])
    return replace(fitted, parameters=parameters)


def _families(network: Network) -> Iterator[tuple[str, Family]]:
    yield from zip(network.nodes, network.families, strict=True)
    yield from zip(network.symptoms, network.symptom_families, strict=True)


def _named(network: Network) -> list[tuple[str, str]]:
    """Cause (empty for a leak or a prevalence) and effect of each parameter, family by family."""
    return [
        (cause, effect)
        for effect, family in _families(network)
        for cause in ("", *(network.nodes[parent] for parent in family.parents))
    ]


def _places(network: Network) -> list[int]:
    return [place for _, family in _families(network) for place in (family.leak, *family.edges)]


def _in_order(network: Network, parameters: Floats) -> list[float]:
    return [float(parameters[place]) for place in _places(network)]
