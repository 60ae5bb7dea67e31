"""Demand caused by a failure to do something, or to do it right (Seddon)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.model import Basis, Interval, Measure

if TYPE_CHECKING:
    from cxaudit.model import Rulebook, Tally


def failure_demand(_rulebook: Rulebook, tally: Tally) -> Measure:
    """Failure demand with bounds: an incident with no symptom is unclassified, it may be either kind of demand."""
    failures = sum(entry.count for entry in tally.profiles if entry.profile.asserted)
    n = tally.incidents
    return Measure(
        "failure-demand",
        "Failure demand, at least",
        failures / n if n else None,
        "share",
        n,
        Basis.MEASURED,
        "F ÷ (F + V + U), with U the incidents that no rule classified; at most (F + U) ÷ (F + V + U)",
        Interval(failures / n, 1.0, 1.0) if n else None,
        "Seddon 2003, Freedom from Command and Control",
        "the range is a bound, not a confidence interval: demand that no rule knows may be either"
        if n
        else "no incident",
    )
