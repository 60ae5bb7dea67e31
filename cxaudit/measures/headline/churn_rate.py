"""Incidents of customers who left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.estimates import column_share

if TYPE_CHECKING:
    from cxaudit.model import Measure, Rulebook, Tally

_FORMULA = "incidents of customers who left ÷ incidents where it is recorded"


def churn_rate(_rulebook: Rulebook, tally: Tally) -> Measure | None:
    """Return incidents of customers who left ÷ incidents where it is recorded."""
    return column_share(tally, "churned", lambda value: value > 0, "churn-rate", "Customers marked as lost", _FORMULA)
