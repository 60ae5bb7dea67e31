"""Median time to resolution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.estimates import column_quantile

if TYPE_CHECKING:
    from cxaudit.model import Measure, Rulebook, Tally


def resolution_time(_rulebook: Rulebook, tally: Tally) -> Measure | None:
    """The median over incidents with a value; None if the log does not record it."""
    return column_quantile(tally, "resolution_minutes", 0.5, "median-resolution", "Median time to resolution")
