"""The columns beside the text: what a help desk would have recorded of an incident."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.simulation.year import EXPORTED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxaudit.simulation.chance import Chance

LATE, REOPENED, HANDED_ON, ESCALATED, UNHAPPY, WORKAROUND = (
    "sla-breached",
    "reopened",
    "many-handoffs",
    "escalated-case",
    "low-satisfaction",
    "shared-workaround",
)
# The symptoms that stand in the fields, which must be told here to be seen in a simulated log.
SHOWN_BY_FIELDS = frozenset({LATE, REOPENED, HANDED_ON, ESCALATED, UNHAPPY, WORKAROUND})

_PROMISED_HOURS = 72
_FORGOTTEN = 0.001  # share of the incidents that nobody ever closes
_RATED = 0.35  # share of the incidents that a customer rates
_WORKAROUND_NOTE = "Reset by hand as in the list of known errors"
_NOTES = (
    "Solved, case {number}",
    "Explained to customer, case {number}",
    "Passed on as {number} and solved",
    "Agreed by phone, note {number}",
    "Answered with letter {number}",
    "Put right under {number}",
)


def recorded_fields(shown: Sequence[str], opened: np.datetime64, chance: Chance) -> Mapping[str, str]:
    """Times, counts and ratings of one incident that shows the symptoms `shown`; texts, empty where unknown."""
    late = LATE in shown
    share_of_promise = 1 - math.log1p(-chance.number()) if late else chance.number() ** 3
    closed = opened + np.timedelta64(int(share_of_promise * _PROMISED_HOURS * 60) + 1, "m")
    still_open = closed >= EXPORTED or chance.happens(_FORGOTTEN)
    rating = _rating(shown, chance)
    return {
        "opened_at": str(opened),
        "closed_at": "" if still_open else str(closed),
        "status": "open" if still_open else "closed",
        "sla_breached": "yes" if late else "no",
        "first_response_minutes": str(_first_response(shown, chance)),
        "reopens": str(chance.between(1, 2) if REOPENED in shown else 0),
        "handoffs": str(chance.between(2, 5) if HANDED_ON in shown else chance.between(0, 1)),
        "escalated": "yes" if ESCALATED in shown else "no",
        "satisfaction": str(rating) if rating else "",
        "recommend": str(min(10, max(0, round(2.4 * rating - 2.5 + chance.bell())))) if rating else "",
        "resolution": "" if still_open else _note(shown, chance),
    }


def _rating(shown: Sequence[str], chance: Chance) -> int:
    """A rating from 1 to 5, lower the more went wrong, or 0 for none."""
    if UNHAPPY in shown:
        return chance.between(1, 2)
    if not chance.happens(_RATED):
        return 0
    return min(5, max(3, round(4.7 - 0.5 * len(shown) + 0.6 * chance.bell())))


def _first_response(shown: Sequence[str], chance: Chance) -> int:
    """Minutes; half of them within an hour and a half, three times as long where the whole case was late."""
    return round(90 * (3 if LATE in shown else 1) * math.exp(0.8 * chance.bell()))


def _note(shown: Sequence[str], chance: Chance) -> str:
    """What staff wrote on closing; its own words for each case, but for the workaround."""
    number = chance.between(10_000, 99_999)
    return _WORKAROUND_NOTE if WORKAROUND in shown else chance.one_of(_NOTES).format(number=number)
