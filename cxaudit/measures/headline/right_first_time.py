"""Incidents that went right the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.estimates import share

if TYPE_CHECKING:
    from cxaudit.model import Measure, Rulebook, Tally

_AGAIN = ("reopened", "repeat-contact", "cross-channel-repeat", "ineffective-fix")


def right_first_time(_rulebook: Rulebook, tally: Tally) -> Measure | None:
    """Incidents with no reopen, repeat or failed fix ÷ incidents where at least a reopen or repeat could be seen."""
    again = {index for index, symptom in enumerate(tally.symptoms) if symptom in _AGAIN}
    structural = {index for index in again if tally.symptoms[index] != "ineffective-fix"}
    seen = [entry for entry in tally.profiles if structural - set(entry.profile.hidden)]
    n = sum(entry.count for entry in seen)
    if not n or not structural:
        return None
    hits = sum(entry.count for entry in seen if not again & set(entry.profile.asserted))
    formula = "incidents with no reopen, repeat contact or failed fix ÷ incidents where one could be seen"
    return share("right-first-time", "Right first time", hits, n, formula)
