"""The seeded study behind the choice of method: `python tests/inference/study.py [worlds] [incidents]`.

Worlds of forty causes and eighty symptoms with known truth. Printed per scenario, as means over worlds: Kendall's τ
between the true and the found order of roots by prevented incidents, for weight voting, the rulebook's numbers in one
pass, and the fit; the coverage of the 90 % intervals; and how often each alarm was raised.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from inference_worlds import (
    PERFECT,
    Hearing,
    World,
    fire,
    kendall,
    layered_world,
    rulebook,
    tally_of_flags,
    true_prevention,
    weight_votes,
)

from cxaudit.inference import diagnose

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxaudit.model import Rulebook

TWINS = 100_000  # incidents behind each true share


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way in which reality departs from the rulebook."""

    name: str
    strength_error: float = 0.0
    hearing: Hearing = PERFECT
    only_failures: bool = False
    most_mentions: int = 0
    missing_cause: bool = False
    fan_in: int = 2


SCENARIOS = (
    Scenario("strengths known"),
    Scenario("strengths off", 0.4),
    Scenario("and detector errors", 0.4, Hearing(0.1, 0.003)),
    Scenario("and only failures logged", 0.4, only_failures=True),
    Scenario("at most two mentions", 0.4, most_mentions=2),
    Scenario("a cause is missing", 0.4, missing_cause=True),
    Scenario("up to three causes each", 0.4, fan_in=3),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How well one world was diagnosed."""

    votes: float
    one_pass: float
    fitted: float
    coverage: float
    width: float
    alarms: tuple[str, ...]


def run(scenario: Scenario, seed: int, incidents: int) -> Outcome:
    """One world under `scenario`, diagnosed and held against its truth."""
    world = layered_world(seed, strength_error=scenario.strength_error, fan_in=scenario.fan_in)
    written = _without_a_root(world) if scenario.missing_cause else world.written
    shown = observed(scenario, world, seed, incidents)
    tally = tally_of_flags(list(world.truth.symptoms), shown)
    diagnosis = diagnose(written, tally)
    found = {root.cause: root for root in diagnosis.roots}
    names = sorted(found)
    prevented = true_prevention(world.truth, names, TWINS, 500 + seed, scenario.hearing)
    truth = [prevented[name] for name in names]
    votes = weight_votes(written, tally)
    intervals = [found[name].prevented_interval for name in names]
    inside = [band.low <= share <= band.high for band, share in zip(intervals, truth, strict=True)]
    widths = [band.high - band.low for band in intervals]
    return Outcome(
        kendall([votes[name] for name in names], truth),
        kendall([-found[name].rank_one_pass for name in names], truth),
        kendall([found[name].prevented for name in names], truth),
        float(np.mean(inside)),
        float(np.mean(widths) / np.mean(truth)),
        tuple(alarm.id for alarm in diagnosis.alarms),
    )


def observed(scenario: Scenario, world: World, seed: int, incidents: int) -> NDArray[np.bool_]:
    """What the log of the world shows under `scenario` (incidents, symptoms)."""
    shown = fire(world.truth, incidents * (3 if scenario.only_failures else 1), 1_000 + seed).shown()
    shown = scenario.hearing.hears(shown, seed)
    source = np.random.default_rng(seed)
    if scenario.only_failures:
        shown = shown[shown.any(axis=1)][:incidents]
    if scenario.most_mentions:
        order = np.argsort(np.where(shown, source.random(shown.shape), 2.0), axis=1)
        shown &= np.argsort(order, axis=1) < scenario.most_mentions
    return shown


def main(arguments: list[str]) -> None:
    """Print the table."""
    worlds = int(arguments[0]) if arguments else 8
    incidents = int(arguments[1]) if len(arguments) > 1 else 10_000
    line = "{:26} {:>7} {:>9} {:>7} {:>9} {:>7}  {}\n"
    sys.stdout.write(line.format("", "votes", "one pass", "fitted", "coverage", "width", "alarms"))
    for scenario in SCENARIOS:
        outcomes = [run(scenario, seed, incidents) for seed in range(1, worlds + 1)]
        sums: dict[str, list[float]] = defaultdict(list)
        for outcome in outcomes:
            for key in ("votes", "one_pass", "fitted", "coverage", "width"):
                sums[key].append(getattr(outcome, key))
        means = [f"{np.mean(values):.2f}" for values in sums.values()]
        alarms = Counter(alarm for outcome in outcomes for alarm in outcome.alarms)
        raised = ", ".join(f"{name} {count}" for name, count in sorted(alarms.items()))
        sys.stdout.write(line.format(scenario.name, *means, raised))
        sys.stdout.flush()


def _without_a_root(world: World) -> Rulebook:
    """The rulebook without its most prevalent root, which nobody thought of."""
    roots = [cause for cause in world.truth.causes.values() if cause.is_root]
    gone = max(roots, key=lambda cause: cause.prior).id
    causes = [
        replace(cause, caused_by=tuple(link for link in cause.caused_by if link.cause != gone))
        for cause in world.written.causes.values()
        if cause.id != gone
    ]
    symptoms = [
        replace(shown, caused_by=tuple(link for link in shown.caused_by if link.cause != gone))
        for shown in world.written.symptoms.values()
    ]
    return rulebook(causes, symptoms)


if __name__ == "__main__":
    main(sys.argv[1:])
