"""How many incidents show that the service failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.estimates import share

if TYPE_CHECKING:
    from cxaudit.model import Measure, Rulebook, Tally


def failing_share(_rulebook: Rulebook, tally: Tally) -> Measure:
    """Incidents with at least one symptom ÷ all incidents."""
    hits = sum(entry.count for entry in tally.profiles if entry.profile.asserted)
    note = "" if tally.incidents else "the log holds no incident"
    formula = "incidents with at least one symptom ÷ incidents"
    return share("failing-share", "Incidents with a service failure", hits, tally.incidents, formula, note)
