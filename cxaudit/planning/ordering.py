"""Puts remedies in the order of what each adds for its effort."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import Remedy
    from cxaudit.planning.effects import Effects

_LONGEST = 12  # actions in a plan; a longer list is not a plan
_LEAST = 0.002  # share of the failing incidents that an action must add to be listed
HALF_DAY = 0.5  # nothing is done in less
_MONTH = 30  # days; dates are given in whole months from the decision
_WORKING_DAYS = 20  # in a month


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
        best = max(worthwhile, key=lambda name: (gains[name] / max(HALF_DAY, effects.likely_days[name]), name))
        chosen.append(Step(best, gains[best]))
        so_far += gains[best]
        waiting.remove(best)
    return tuple(chosen)


def due_days(remedies: Sequence[Remedy]) -> tuple[int, ...]:
    """When each remedy should be in place, in days from the decision, if each owner does theirs one after another."""
    busy: defaultdict[str, float] = defaultdict(float)
    found = []
    for remedy in remedies:
        busy[remedy.owner] += remedy.effort_days[1]
        found.append(_MONTH * max(1, math.ceil(busy[remedy.owner] / _WORKING_DAYS)))
    return tuple(found)
