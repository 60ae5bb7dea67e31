"""Nine in ten resolved within."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.estimates import column_quantile

if TYPE_CHECKING:
    from cxaudit.model import Measure, Rulebook, Tally


def slowest_resolutions(_rulebook: Rulebook, tally: Tally) -> Measure | None:
    """The 90th percentile over incidents with a value; None if the log does not record it."""
    return column_quantile(tally, "resolution_minutes", 0.9, "resolution-ninetieth", "Nine in ten resolved within")
