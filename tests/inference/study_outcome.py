"""One world of the study: diagnosed, planned for, and held against its truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from inference_worlds import Firings, Hearing, fire, kendall, tally_of_flags
from numpy.typing import NDArray
from study_rivals import RIVALS
from study_scenarios import EFFECT, Scenario, observed, world_of

from cxaudit.inference import diagnose
from cxaudit.model import PlanLimits
from cxaudit.planning import make_plan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inference_worlds import World

    from cxaudit.model import Diagnosis, Interval, Plan, Tally

TWINS = 100_000  # incidents behind each true share
WORTH = 0.005  # true share from which a relative error is taken
SMALL_PLAN = 40.0  # person-days: four remedies
Z90 = 1.6448536269514722
METHODS = (*RIVALS, "one pass", "fitted")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How well one world was diagnosed: τ and top-3 precision by method, and what only the fit has.

    `error` is the median relative error of the shares, None where no root is worth one, `covered` the share of the
    intervals of roots that hold the truth, `covered_between` of those of the causes in between, `width` the mean width
    as a multiple of the mean share. `plans` says of a small and of the whole plan whether the interval of its total
    holds the true total.
    """

    agreement: dict[str, float]
    top_three: dict[str, float]
    error: float | None
    covered: float
    covered_between: float
    width: float
    plans: tuple[float, ...]
    alarms: tuple[str, ...]


def run(scenario: Scenario, seed: int, incidents: int, twins: int = TWINS) -> Outcome:
    """One world under `scenario`, diagnosed and held against its truth, counted in so many `twins`."""
    world = world_of(scenario, seed)
    tally = tally_of_flags(list(world.truth.symptoms), observed(scenario, world, seed, incidents))
    diagnosis = diagnose(world.written, tally)
    twin = Twins.of(scenario, world, seed, twins)
    found = {root.cause: root for root in diagnosis.roots}
    names = sorted(found)
    truth = np.array([twin.prevented({name: 1.0}) for name in names])
    scores = {method: rank(world.written, tally) for method, rank in RIVALS.items()}
    scores["one pass"] = {name: -float(found[name].rank_one_pass) for name in names}
    scores["fitted"] = {name: found[name].prevented for name in names}
    said = np.array([found[name].prevented for name in names])
    worth = truth >= WORTH
    intervals = [found[name].prevented_interval for name in names]
    between = [
        (entry.prevented_interval, twin.prevented({entry.cause: 1.0}))
        for entry in diagnosis.proximate
        if entry.incidents > 0
    ]
    return Outcome(
        {method: kendall([score[name] for name in names], truth.tolist()) for method, score in scores.items()},
        {method: _top_three([score[name] for name in names], truth) for method, score in scores.items()},
        float(np.median(np.abs(said - truth)[worth] / truth[worth])) if worth.any() else None,
        _held(zip(intervals, truth.tolist(), strict=True)),
        _held(between),
        float(np.mean([band.high - band.low for band in intervals]) / np.mean(truth)),
        tuple(_held([(plan.total_interval, twin.total(plan))]) for plan in _plans(world, tally, diagnosis)),
        tuple(alarm.id for alarm in diagnosis.alarms),
    )


@dataclass(frozen=True, slots=True)
class Twins:
    """Incidents of the truth that can be run again with causes switched off; `effects` are what remedies truly do."""

    hearing: Hearing
    seed: int
    firings: Firings
    failing: NDArray[np.bool_]
    effects: dict[str, float]

    @classmethod
    def of(cls, scenario: Scenario, world: World, seed: int, twins: int) -> Twins:
        """The truth of `world` in so many `twins`; effects are drawn from the rulebook's ranges."""
        low, likely, high = (float(np.log(share / (1.0 - share))) for share in EFFECT)
        standard = np.random.default_rng(900_000 + seed).standard_normal(len(world.written.remedies))
        spread = np.where(standard < 0.0, likely - low, high - likely) / Z90
        effects = 1.0 / (1.0 + np.exp(-(likely + standard * spread)))
        firings = fire(world.truth, twins, 500_000 + seed)
        failing = np.asarray(scenario.hearing.hears(firings.shown(), seed).any(axis=1))
        names = sorted(world.written.remedies)
        return cls(scenario.hearing, seed, firings, failing, dict(zip(names, effects.tolist(), strict=True)))

    def prevented(self, off: dict[str, float]) -> float:
        """The share of incidents with a detected symptom that have none with each cause off in a share of them."""
        source = np.random.default_rng(600_000 + self.seed)
        switched = {name: source.random(len(self.failing)) < share for name, share in sorted(off.items())}
        left = self.hearing.hears(self.firings.shown_without(switched), self.seed).any(axis=1)
        return float((self.failing & ~left).sum() / self.failing.sum())

    def total(self, plan: Plan) -> float:
        """What `plan` truly prevents."""
        return self.prevented({action.remedy: self.effects[action.remedy] for action in plan.actions})


def _plans(world: World, tally: Tally, diagnosis: Diagnosis) -> list[Plan]:
    limits = (PlanLimits(days=SMALL_PLAN), PlanLimits())
    plans = [make_plan(world.written, tally, diagnosis, limits=limit) for limit in limits]
    return [plan for plan in plans if plan.actions]


def _held(bands: Iterable[tuple[Interval, float]]) -> float:
    return float(np.mean([band.low <= share <= band.high for band, share in bands]))


def _top_three(scores: list[float], truth: np.ndarray) -> float:
    """Share of the three truly largest among the three found largest."""
    said = np.argsort(-np.array(scores), kind="stable")[:3]
    return len(set(said.tolist()) & set(np.argsort(-truth, kind="stable")[:3].tolist())) / 3.0
