"""Median time to resolution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.estimates import distribution, quantile, quantile_interval
from cxaudit.model import Basis, Measure

if TYPE_CHECKING:
    from cxaudit.model import Rulebook, Tally

_FORMULA = "median of the minutes from opening to resolution"
_SOURCE = "order statistics over buckets exact to 1 % (Masson et al. 2019)"


def resolution_time(_rulebook: Rulebook, tally: Tally) -> Measure | None:
    """Return the median of the minutes from opening to resolution."""
    found = distribution(tally, "resolution_minutes")
    if found is None:
        return None
    value, interval = quantile(found, 0.5), quantile_interval(found, 0.5)
    return Measure(
        "median-resolution",
        "Median time to resolution",
        value,
        "minutes",
        found.n,
        Basis.MEASURED,
        _FORMULA,
        interval,
        _SOURCE,
    )
