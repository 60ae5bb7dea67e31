"""What is true of a simulated log, to hold a diagnosis against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxaudit.simulation.world import World


@dataclass(frozen=True, slots=True)
class Truth:
    """`prevented`: share of the failing incidents that would show no symptom had the root cause been off.

    `active`: share of all incidents in which it was at work; `shown`: incidents that truly show each symptom.
    """

    incidents: int
    failing: int
    prevented: Mapping[str, float]
    active: Mapping[str, float]
    shown: Mapping[str, int]


def truth_of(world: World, roots: tuple[str, ...]) -> Truth:
    """The truth of a world, by running it again with each root switched off."""
    failing = world.shows_symptom(world.on)
    number = int(failing.sum())
    prevented = {
        root: float((failing & ~world.shows_symptom(world.without(root))).sum()) / max(1, number) for root in roots
    }
    return Truth(
        incidents=len(failing),
        failing=number,
        prevented=dict(sorted(prevented.items(), key=lambda entry: (-entry[1], entry[0]))),
        active={root: float(world.on[root].mean()) for root in sorted(roots)},
        shown={symptom: int(world.on[symptom].sum()) for symptom in world.symptoms},
    )
