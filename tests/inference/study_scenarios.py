"""The ways in which reality departs from the rulebook, and what each leaves in a log."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from inference_worlds import PERFECT, Hearing, World, fire, layered_world, rulebook

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxaudit.model import Link, Rulebook

RARE = 0.1  # times as prevalent as in other scenarios
LOST = 0.1  # of the arrows that nobody wrote down


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way in which reality departs from the rulebook."""

    name: str
    strength_error: float = 0.4
    hearing: Hearing = PERFECT
    only_failures: bool = False
    most_mentions: int = 0
    missing_cause: bool = False
    missing_arrows: bool = False
    rare: bool = False
    fan_in: int = 2


SCENARIOS = (
    Scenario("strengths known", 0.0),
    Scenario("strengths off"),
    Scenario("and detector errors", hearing=Hearing(0.1, 0.003)),
    Scenario("and only failures logged", only_failures=True),
    Scenario("at most two mentions", most_mentions=2),
    Scenario("a cause is missing", missing_cause=True),
    Scenario("one arrow in ten is missing", missing_arrows=True),
    Scenario("rare causes", rare=True),
    Scenario("up to three causes each", fan_in=3),
)


def world_of(scenario: Scenario, seed: int) -> World:
    """The truth, and the rulebook as it was written, with all that it lacks."""
    world = layered_world(seed, strength_error=scenario.strength_error, fan_in=scenario.fan_in)
    if scenario.rare:
        causes = [
            replace(cause, prior=cause.prior * RARE) if cause.is_root else cause
            for cause in world.truth.causes.values()
        ]
        world = World(rulebook(causes, world.truth.symptoms.values()), world.written)
    if scenario.missing_cause:
        return World(world.truth, _without_a_root(world))
    if scenario.missing_arrows:
        return World(world.truth, _without_some_arrows(world.written, seed))
    return world


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
    """The rulebook without a tenth of its arrows, but never the last into an effect."""
    source = np.random.default_rng(7_000 + seed)

    def kept(links: tuple[Link, ...]) -> tuple[Link, ...]:
        lost = source.random(len(links)) < LOST
        return tuple(link for link, gone in zip(links, lost, strict=True) if not gone) or links

    causes = [replace(cause, caused_by=kept(cause.caused_by)) for cause in written.causes.values()]
    symptoms = [replace(shown, caused_by=kept(shown.caused_by)) for shown in written.symptoms.values()]
    return rulebook(causes, symptoms)
