"""When each action starts and should be in place."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.planning.limits import MONTH, days_a_month

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import PlanLimits, Remedy


@dataclass(frozen=True, slots=True)
class Dates:
    """In days from the decision; `due` is given in whole months."""

    start: int
    due: int


def schedule(remedies: Sequence[Remedy], limits: PlanLimits) -> tuple[Dates, ...]:
    """Each owner does theirs one after another in this order, with as many days a month as they have.

    An action waits until all it needs is done; what it needs must stand before it.
    """
    free: defaultdict[str, float] = defaultdict(float)
    done: dict[str, float] = {}
    found = []
    for remedy in remedies:
        start = max([free[remedy.owner], *(done[need] for need in remedy.needs if need in done)])
        end = start + remedy.effort_days[1] / days_a_month(remedy.owner, limits) * MONTH
        free[remedy.owner] = done[remedy.id] = end
        found.append(Dates(math.floor(start), MONTH * max(1, math.ceil(end / MONTH - 1e-9))))
    return tuple(found)
