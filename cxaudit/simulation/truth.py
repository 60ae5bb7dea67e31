"""What is true of a simulated log, to hold a diagnosis against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.simulation.year import monday

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.simulation.business import Business, TrueCause
    from cxaudit.simulation.world import World


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of a simulated log; causes and symptoms are ids of the rulebook.

    `failing` incidents truly show a symptom, whether or not the customer speaks of it. `prevented`: the share of them
    that would show none had the cause been off. `active`: share of all incidents in which it was at work. `shown`:
    incidents that truly show each symptom. `story` says in words what changed, and where.
    """

    incidents: int
    failing: int
    prevented: Mapping[str, float]
    active: Mapping[str, float]
    shown: Mapping[str, int]
    story: tuple[str, ...]


def truth_of(business: Business, world: World) -> Truth:
    """The truth of a world, by running it again with each cause of the business switched off."""
    fails = world.fails(world.on)
    number = int(fails.sum())
    causes = [cause.cause for cause in business.causes]
    prevented = {cause: int((fails & ~world.fails(world.without(cause))).sum()) / max(1, number) for cause in causes}
    return Truth(
        incidents=len(fails),
        failing=number,
        prevented=dict(sorted(prevented.items(), key=lambda entry: (-entry[1], entry[0]))),
        active={cause: int(world.on[cause].sum()) / max(1, len(fails)) for cause in sorted(causes)},
        shown={symptom: int(world.on[symptom].sum()) for symptom in world.symptoms},
        story=tuple(sentence for cause in business.causes for sentence in _changes(cause)),
    )


def _changes(cause: TrueCause) -> Iterator[str]:
    if cause.trend != 1.0:
        yield f"{cause.cause}: its odds grow by {cause.trend - 1:.1%} a week from {monday(cause.since)} on"
    if cause.remedied is not None:
        yield f"{cause.cause}: remedied on {monday(cause.remedied)}; {cause.left:.0%} of its odds remain"
    for place, factor in cause.where.items():
        yield f"{cause.cause}: its odds are {factor:g} times as high at '{place}'"
