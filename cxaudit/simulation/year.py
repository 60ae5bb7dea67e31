"""The year that is simulated: which weeks are busy, and when in the week customers make contact."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxaudit.simulation.business import Business
    from cxaudit.simulation.chance import Chance

WEEKS = 52
FIRST_DAY = np.datetime64("2025-01-06")  # a Monday
EXPORTED = FIRST_DAY + np.timedelta64(7 * WEEKS, "D")  # when the log is exported
_DAYS = (("0", 0.19), ("1", 0.18), ("2", 0.17), ("3", 0.16), ("4", 0.15), ("5", 0.09), ("6", 0.06))
_UNREST = 0.16  # standard deviation of how busy a week is beyond season and chance, relative
_MIDDAY, _SPREAD = 13 * 60, 3 * 60  # minutes


def weeks_of_contacts(business: Business, incidents: int, chance: Chance) -> NDArray[np.int64]:
    """The week of each of about `incidents` contacts, in order; the weeks differ by more than chance."""
    season = [1 + business.season * math.cos(2 * math.pi * (week - business.peak) / WEEKS) for week in range(WEEKS)]
    counts = []
    for factor in season:
        expected = incidents * factor / math.fsum(season)
        drawn = expected * (1 + _UNREST * chance.bell()) + math.sqrt(expected) * chance.bell()
        counts.append(max(0, round(drawn)))
    return np.repeat(np.arange(WEEKS, dtype=np.int64), counts)


def times_of_contacts(week: NDArray[np.int64], chance: Chance) -> NDArray[np.datetime64]:
    """When each contact was made, to the minute, in order."""
    day = chance.weighted(_DAYS, len(week)).astype(np.int64)
    minute = np.clip(_MIDDAY + _SPREAD * chance.bells(len(week)), 0, 24 * 60 - 1).astype(np.int64)
    minutes = ((week * 7 + day) * 24 * 60 + minute).astype("timedelta64[m]")
    return np.sort(FIRST_DAY.astype("datetime64[m]") + minutes)


def monday(week: int) -> str:
    """The Monday of a week, as ``2025-01-06``."""
    return str(FIRST_DAY + np.timedelta64(7 * week, "D"))
