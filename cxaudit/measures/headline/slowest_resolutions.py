"""Nine in ten resolved within."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.estimates import distribution, quantile, quantile_interval
from cxaudit.model import Basis, Measure

if TYPE_CHECKING:
    from cxaudit.model import Rulebook, Tally

_FORMULA = "90th percentile of the minutes from opening to resolution"
_SOURCE = "order statistics over buckets exact to 1 % (Masson et al. 2019)"


def slowest_resolutions(_rulebook: Rulebook, tally: Tally) -> Measure | None:
    """Return the 90th percentile of the minutes from opening to resolution."""
    found = distribution(tally, "resolution_minutes")
    if found is None:
        return None
    value, interval = quantile(found, 0.9), quantile_interval(found, 0.9)
    return Measure(
        "resolution-ninetieth",
        "Nine in ten resolved within",
        value,
        "minutes",
        found.n,
        Basis.MEASURED,
        _FORMULA,
        interval,
        _SOURCE,
    )
