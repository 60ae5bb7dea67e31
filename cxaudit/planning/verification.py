"""How one will know that a remedy worked: today's value, and the smallest change this volume could show."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import Measure, Tally, Verification

# One-sided test at 5 % with power 80 %: the sum of the two normal quantiles.
_QUANTILES = 1.6448536269514722 + 0.8416212335729143
# An assumption: the variance of weekly complaint counts is commonly 1.2 to 1.8 times their mean.
_DISPERSION = 1.5


def baseline_of(verify: Verification | None, tally: Tally, headline: Sequence[Measure]) -> float | None:
    """Today's value of what the remedy should move: the rate of a symptom, or a headline measure; None if unknown."""
    if verify is None:
        return None
    if verify.measure == "rate":
        seen = tally.observable().get(verify.of, 0)
        return tally.counts()[verify.of] / seen if seen else None
    return next((measure.value for measure in headline if measure.id == verify.measure), None)


def smallest_detectable_fall(verify: Verification | None, tally: Tally) -> float | None:
    """The smallest relative fall of a symptom's count that its window could tell from noise; None if there is none.

    Two over-dispersed Poisson counts, before and after, each over the window: d = (z₉₅ + z₈₀) · √(2 φ / μ).
    """
    if verify is None or verify.measure != "rate" or not tally.first_opened:
        return None
    days = (date.fromisoformat(tally.last_opened) - date.fromisoformat(tally.first_opened)).days + 1
    expected = tally.counts().get(verify.of, 0) / days * verify.within_days
    if expected <= 0:
        return None
    fall = _QUANTILES * math.sqrt(2 * _DISPERSION / expected)
    return fall if fall < 1 else None
