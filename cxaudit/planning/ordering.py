"""In which order the chosen remedies are started: what adds most for its effort first, what it needs before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import Remedy
    from cxaudit.planning.prospects import Prospects

HALF_DAY = 0.5  # nothing is done in less


@dataclass(frozen=True, slots=True)
class Step:
    """A remedy, and what it adds to those before it, as a share of the failing incidents."""

    remedy: str
    added: float


def order_remedies(prospects: Prospects, chosen: Sequence[Remedy]) -> tuple[Step, ...]:
    """Greedy: again and again the remedy that, with all it still needs, adds most per likely person-day."""
    remedies = {remedy.id: remedy for remedy in chosen}
    steps: list[Step] = []
    so_far = 0.0
    while waiting := sorted(set(remedies) - {step.remedy for step in steps}):
        started = [step.remedy for step in steps]
        bundles = {name: _with_needs(name, remedies, started) for name in waiting}
        gains = {name: prospects.share([*started, *bundles[name]]) - so_far for name in waiting}
        days = {name: sum(remedies[entry].effort_days[1] for entry in bundles[name]) for name in waiting}
        best = min(waiting, key=lambda name: (-gains[name] / max(HALF_DAY, days[name]), name))
        for name in bundles[best]:
            share = prospects.share([*(step.remedy for step in steps), name])
            steps.append(Step(name, max(0.0, share - so_far)))
            so_far = share
    return tuple(steps)


def _with_needs(name: str, remedies: dict[str, Remedy], started: Sequence[str]) -> list[str]:
    """The remedy after all that it needs and that is not started yet."""
    found: list[str] = []
    for need in sorted(remedies[name].needs):
        if need in remedies and need not in started:
            behind = _with_needs(need, remedies, [*started, name])  # remedies that need each other start in order of id
            found.extend(entry for entry in behind if entry not in found)
    return [*found, name]
