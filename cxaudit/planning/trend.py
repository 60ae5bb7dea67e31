"""Whether what a remedy should bring down is already moving by itself."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cxaudit.model import Series, Tally

_QUARTER = 13  # weeks
_FEWEST = 10  # mentions in each of the two periods
_Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Trend:
    """The rate of some symptoms in the last quarter over that before, and its 95 % interval."""

    ratio: float
    low: float
    high: float


def trend_note(symptoms: Sequence[str], tally: Tally) -> str:
    """A sentence if the symptoms have become rarer or more frequent beyond chance; else nothing."""
    trend = last_quarter(symptoms, tally)
    if trend is None or trend.low <= 1 <= trend.high:
        return ""
    if trend.ratio < 1:
        least, most = 1 - trend.high, 1 - trend.low
        return (
            f"already falling: the main symptoms of its cause were {1 - trend.ratio:.0%} rarer in the last {_QUARTER}"
            f" weeks than before (95% interval {least:.0%} to {most:.0%}), so a further fall alone is no proof"
        )
    return (
        f"rising: the main symptoms of its cause were {trend.ratio:.2g} times as frequent in the last {_QUARTER} weeks"
        f" as before (95% interval {trend.low:.2g} to {trend.high:.2g})"
    )


def last_quarter(symptoms: Sequence[str], tally: Tally) -> Trend | None:
    """The last quarter against all before it, quasi-Poisson (McCullagh, Nelder 1989); None with too little of either.

    Each symptom counts against the incidents that could show it, so that one asked for only lately is no rise.
    """
    whole = next((series for series in tally.series if not series.dimension), None)
    if whole is None:
        return None
    inside = _whole_weeks(whole, tally)
    if len(inside) < 2 * _QUARTER:
        return None
    mentions, expected = _mentions(symptoms, whole, inside)
    parts = (slice(0, -_QUARTER), slice(-_QUARTER, None))
    sums = [(mentions[part].sum(), expected[part].sum()) for part in parts]
    if any(count < _FEWEST or not size for count, size in sums):
        return None
    (before, before_size), (after, after_size) = sums
    level = np.concatenate([expected[part] * count / size for part, (count, size) in zip(parts, sums, strict=True)])
    freedom = int((level > 0).sum()) - 2
    dispersion = max(1.0, float(((mentions - level)[level > 0] ** 2 / level[level > 0]).sum()) / freedom)
    # Student's quantile from the normal one, to first order (Fisher), since the dispersion is estimated too.
    half = (_Z95 + (_Z95**3 + _Z95) / (4 * freedom)) * math.sqrt(dispersion * (1 / before + 1 / after))
    ratio = float(after / after_size / (before / before_size))
    return Trend(ratio, ratio * math.exp(-half), ratio * math.exp(half))


def _whole_weeks(series: Series, tally: Tally) -> list[int]:
    """Places of the weeks that lie wholly within the log."""
    first, last = date.fromisoformat(tally.first_opened), date.fromisoformat(tally.last_opened)
    days = [date.fromisoformat(week) for week in series.weeks]
    return [place for place, day in enumerate(days) if day >= first and day + timedelta(days=6) <= last]


def _mentions(
    symptoms: Sequence[str], series: Series, inside: list[int]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mentions of the symptoms a week, and as many as there would be had each kept its rate; shape (weeks,)."""
    mentions, expected = np.zeros(len(inside)), np.zeros(len(inside))
    for name in symptoms:
        counts = np.array(series.symptoms.get(name, (0,) * len(series.weeks)), dtype=np.float64)[inside]
        seen = np.array(series.observable(name), dtype=np.float64)[inside]
        if counts.any():
            mentions += counts
            expected += seen * counts.sum() / seen.sum()
    return mentions, expected
