"""The ways in which reality departs from the rulebook, and what each leaves in a log."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from inference_worlds import HERE, PERFECT, Hearing, World, fire, layered_world, rulebook

from cxaudit.model import Effect, Remedy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxaudit.model import Link, Rulebook

KNOWN = Hearing(0.1, 0.002)  # what detectors miss and mishear in every world, as the rulebook knows
WORSE = Hearing(0.25, 0.006)  # the same where the rulebook takes them for perfect
RARE = 0.1  # times as prevalent as in other scenarios
LOST = 0.1  # of the arrows that nobody wrote down
EFFECT = (0.5, 0.7, 0.85)  # by which a remedy reduces its cause: low, likely, high


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way in which reality departs from the rulebook; `meaning` says which, in a sentence without its end."""

    name: str
    meaning: str
    strength_error: float = 0.4
    hearing: Hearing = KNOWN
    believed: Hearing = KNOWN
    only_failures: bool = False
    most_mentions: int = 0
    missing_cause: bool = False
    missing_arrows: bool = False
    rare: bool = False
    fan_in: int = 3


SCENARIOS = (
    Scenario("strengths known", "the rulebook is right but for how often each root is at work", 0.0),
    Scenario("strengths off", "each strength and leak is off by a factor e^N(0, .4²) of its rate, here and below"),
    Scenario(
        "detector errors unknown",
        "detectors miss a quarter and hear .6 % falsely, and the rulebook takes them for perfect",
        hearing=WORSE,
        believed=PERFECT,
    ),
    Scenario("only failures logged", "incidents without a symptom are not in the log", only_failures=True),
    Scenario("two mentions at most", "customers name at most two of their symptoms, any two", most_mentions=2),
    Scenario("one mention at most", "customers name one symptom, whatever else went wrong", most_mentions=1),
    Scenario("a cause is missing", "the most frequent root is not in the rulebook", missing_cause=True),
    Scenario("arrows are missing", "one arrow in ten is not in the rulebook", missing_arrows=True),
    Scenario("rare causes", "roots are ten times rarer than the rulebook says", rare=True),
    Scenario("dense", "up to four causes behind each effect instead of three", fan_in=4),
    Scenario(
        "several at once",
        "detector errors unknown, only failures logged and arrows missing, all together",
        hearing=WORSE,
        believed=PERFECT,
        only_failures=True,
        missing_arrows=True,
    ),
)


def world_of(scenario: Scenario, seed: int) -> World:
    """The truth, and the rulebook as it was written, with all that it lacks."""
    world = layered_world(seed, strength_error=scenario.strength_error, fan_in=scenario.fan_in)
    truth, written = world.truth, world.written
    if scenario.rare:
        causes = [
            replace(cause, prior=cause.prior * RARE) if cause.is_root else cause for cause in truth.causes.values()
        ]
        truth = rulebook(causes, truth.symptoms.values())
    if scenario.missing_cause:
        written = _without_a_root(world)
    if scenario.missing_arrows:
        written = _without_some_arrows(written, seed)
    return World(truth, _with_remedies(_with_detectors(written, scenario.believed)))


def observed(scenario: Scenario, world: World, seed: int, incidents: int) -> NDArray[np.bool_]:
    """What the log of the world shows under `scenario` (incidents, symptoms)."""
    shown = fire(world.truth, incidents * (12 if scenario.only_failures else 1), 100_000 + seed).shown()
    shown = scenario.hearing.hears(shown, seed)
    source = np.random.default_rng(seed)
    if scenario.only_failures:
        shown = shown[shown.any(axis=1)][:incidents]
    if scenario.most_mentions:
        order = np.argsort(np.where(shown, source.random(shown.shape), 2.0), axis=1)
        shown &= np.argsort(order, axis=1) < scenario.most_mentions
    return shown


def _with_detectors(written: Rulebook, believed: Hearing) -> Rulebook:
    """The rulebook with what it says of each detector."""
    symptoms = {
        name: replace(found, sensitivity=1.0 - believed.missed, false_hit_rate=believed.false_hits)
        for name, found in written.symptoms.items()
    }
    return replace(written, symptoms=symptoms)


def _with_remedies(written: Rulebook) -> Rulebook:
    """The rulebook with a remedy of the same effect and effort for each root."""
    remedies = {
        name: Remedy(
            name, name, "process", name, "stronger", "short-term", "Owner", HERE, (5.0, 10.0, 20.0),
            (Effect(name, *EFFECT, HERE),),
        )
        for name, cause in written.causes.items()
        if cause.is_root
    }  # fmt: skip
    return replace(written, remedies=remedies)


def _without_a_root(world: World) -> Rulebook:
    """The rulebook without its most prevalent root, which nobody thought of."""
    roots = [cause for cause in world.truth.causes.values() if cause.is_root]
    gone = max(roots, key=lambda cause: cause.prior).id

    def kept(links: tuple[Link, ...]) -> tuple[Link, ...]:
        return tuple(link for link in links if link.cause != gone)

    causes = [
        replace(cause, caused_by=kept(cause.caused_by)) for cause in world.written.causes.values() if cause.id != gone
    ]
    symptoms = [replace(shown, caused_by=kept(shown.caused_by)) for shown in world.written.symptoms.values()]
    return rulebook(causes, symptoms)


def _without_some_arrows(written: Rulebook, seed: int) -> Rulebook:
    """The rulebook without a tenth of its arrows, but never the last into an effect or out of a cause."""
    source = np.random.default_rng(7_000 + seed)
    listed = [entry.caused_by for entry in written.causes.values()]
    listed += [entry.caused_by for entry in written.symptoms.values()]
    left = Counter(link.cause for links in listed for link in links)

    def kept(links: tuple[Link, ...]) -> tuple[Link, ...]:
        found = list(links)
        for link in links:
            if source.random() < LOST and len(found) > 1 and left[link.cause] > 1:
                found.remove(link)
                left[link.cause] -= 1
        return tuple(found)

    causes = [replace(cause, caused_by=kept(cause.caused_by)) for cause in written.causes.values()]
    symptoms = [replace(shown, caused_by=kept(shown.caused_by)) for shown in written.symptoms.values()]
    return rulebook(causes, symptoms)
