"""Incidents that went from one person or team to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.estimates import column_share

if TYPE_CHECKING:
    from cxaudit.model import Measure, Rulebook, Tally

_FORMULA = "incidents handed on at least once ÷ incidents with a hand-off count"


def transfer_rate(_rulebook: Rulebook, tally: Tally) -> Measure | None:
    """Return incidents handed on at least once ÷ incidents with a hand-off count."""
    return column_share(tally, "handoffs", lambda value: value >= 1, "transfer-rate", "Incidents handed on", _FORMULA)
