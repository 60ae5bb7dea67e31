"""Median time to first response."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.estimates import distribution, quantile, quantile_interval
from cxaudit.model import Basis, Measure

if TYPE_CHECKING:
    from cxaudit.model import Rulebook, Tally

_FORMULA = "median of the minutes from opening to the first response"
_SOURCE = "order statistics over buckets exact to 1 % (Masson et al. 2019)"


def first_response(_rulebook: Rulebook, tally: Tally) -> Measure | None:
    """Return the median of the minutes from opening to the first response."""
    found = distribution(tally, "first_response_minutes")
    if found is None:
        return None
    value, interval = quantile(found, 0.5), quantile_interval(found, 0.5)
    return Measure(
        "median-first-response",
        "Median time to first response",
        value,
        "minutes",
        found.n,
        Basis.MEASURED,
        _FORMULA,
        interval,
        _SOURCE,
    )
