"""Puts remedies in the order of what each adds for its effort."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cxaudit.planning.effects import Effects

_LONGEST = 12  # actions in a plan; a longer list is not a plan
_LEAST = 0.002  # share of the failing incidents that an action must add to be listed
_HALF_DAY = 0.5  # nothing is done in less


@dataclass(frozen=True, slots=True)
class Step:
    """A remedy, and what it adds to those before it, as a share of the failing incidents."""

    remedy: str
    added: float


def order_remedies(effects: Effects) -> tuple[Step, ...]:
    """Greedy: again and again the remedy that adds most per likely person-day to what is already chosen."""
    chosen: list[Step] = []
    waiting = sorted(effects.reductions)
    so_far = 0.0
    while waiting and len(chosen) < _LONGEST:
        names = [step.remedy for step in chosen]
        gains = {name: float(np.mean(effects.together([*names, name]))) - so_far for name in waiting}
        worthwhile = [name for name in waiting if gains[name] >= _LEAST]
        if not worthwhile:
            break
        best = max(worthwhile, key=lambda name: (gains[name] / max(_HALF_DAY, effects.likely_days[name]), name))
        chosen.append(Step(best, gains[best]))
        so_far += gains[best]
        waiting.remove(best)
    return tuple(chosen)
