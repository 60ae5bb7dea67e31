"""Customer effort score, version 2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.estimates import column_share

if TYPE_CHECKING:
    from cxaudit.model import Measure, Rulebook, Tally

_FORMULA = "scores of 5 to 7 ÷ scores, on a scale of 1 (hard) to 7 (easy)"


def customer_effort(_rulebook: Rulebook, tally: Tally) -> Measure | None:
    """Return scores of 5 to 7 ÷ scores, on a scale of 1 (hard) to 7 (easy)."""
    return column_share(
        tally, "effort", lambda value: value >= 5, "customer-effort", "Customers who found it easy (CES 2.0)", _FORMULA
    )
