"""Customers who are neither pleased nor angry, and leave quietly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.estimates import column_share

if TYPE_CHECKING:
    from cxaudit.model import Measure, Rulebook, Tally

_FORMULA = "ratings of 3 ÷ ratings, on a scale of 1 to 5"


def lukewarm_share(_rulebook: Rulebook, tally: Tally) -> Measure | None:
    """Return ratings of 3 ÷ ratings, on a scale of 1 to 5."""
    return column_share(tally, "satisfaction", lambda value: value == 3, "lukewarm-share", "Lukewarm ratings", _FORMULA)
