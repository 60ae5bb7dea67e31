"""Solved work that came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.estimates import column_share

if TYPE_CHECKING:
    from cxaudit.model import Measure, Rulebook, Tally

_FORMULA = "incidents reopened at least once ÷ incidents with a reopen count"


def reopen_rate(_rulebook: Rulebook, tally: Tally) -> Measure | None:
    """Return incidents reopened at least once ÷ incidents with a reopen count."""
    return column_share(tally, "reopens", lambda value: value >= 1, "reopen-rate", "Reopened incidents", _FORMULA)
