"""Incidents that had to go above the front line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.estimates import column_share

if TYPE_CHECKING:
    from cxaudit.model import Measure, Rulebook, Tally

_FORMULA = "escalated incidents ÷ incidents where it is recorded"


def escalation_rate(_rulebook: Rulebook, tally: Tally) -> Measure | None:
    """Return escalated incidents ÷ incidents where it is recorded."""
    return column_share(tally, "escalated", lambda value: value > 0, "escalation-rate", "Escalated incidents", _FORMULA)
