"""Median time to first response."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.estimates import column_quantile

if TYPE_CHECKING:
    from cxaudit.model import Measure, Rulebook, Tally


def first_response(_rulebook: Rulebook, tally: Tally) -> Measure | None:
    """The median over incidents with a value; None if the log does not record it."""
    return column_quantile(
        tally, "first_response_minutes", 0.5, "median-first-response", "Median time to first response"
    )
