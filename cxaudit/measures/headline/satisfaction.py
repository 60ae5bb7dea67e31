"""Customer satisfaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.estimates import column_share

if TYPE_CHECKING:
    from cxaudit.model import Measure, Rulebook, Tally

_FORMULA = "ratings of 4 or 5 ÷ ratings, on a scale of 1 to 5"


def satisfaction(_rulebook: Rulebook, tally: Tally) -> Measure | None:
    """Return ratings of 4 or 5 ÷ ratings, on a scale of 1 to 5."""
    return column_share(
        tally,
        "satisfaction",
        lambda value: value >= 4,
        "customer-satisfaction",
        "Customer satisfaction (CSAT)",
        _FORMULA,
    )
