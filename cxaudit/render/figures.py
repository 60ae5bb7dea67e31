"""How numbers are written: the same everywhere, never more precise than they deserve."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cxaudit.model import Interval, Measure

_BARS = "▁▂▃▄▅▆▇█"
_LONGEST_SPARKLINE = 52  # weeks in a year
_MINUTES_AN_HOUR, _MINUTES_A_DAY = 60, 1440


def count(value: float) -> str:
    """A number of things, rounded to whole ones: ``12,345``; a few that are not whole say so: ``about 3``."""
    return f"{round(value):,}"


def share(value: float) -> str:
    """A share as a percentage: whole from 10 % on, one decimal below, and never 0 % for something that is there."""
    percent = 100 * value
    if 0 < abs(percent) < 0.1:
        return "<0.1%" if percent > 0 else ">-0.1%"
    if 0 < abs(percent) < 9.95:
        return f"{percent:.1f}%"
    return f"{percent:.0f}%"


def quantity(value: float, unit: str) -> str:
    """A value with its unit, as `Measure.unit` names them; any other unit is a plain number."""
    return _UNITS.get(unit, _short)(value)


def measured(measure: Measure) -> str:
    """The value of a measure, or a dash where the data cannot tell."""
    return "–" if measure.value is None else quantity(measure.value, measure.unit)


def span(interval: Interval | None, unit: str) -> str:
    """An interval without its level: ``29–40%``; a dash where there is none."""
    if interval is None:
        return "–"
    low, high = quantity(interval.low, unit), quantity(interval.high, unit)
    if low == high:
        return low
    for suffix in ("%", " days", " points", " min", " h"):
        if low.endswith(suffix) and high.endswith(suffix) and "<" not in low:
            low = low.removesuffix(suffix)
    return f"{low} to {high}" if low[0] in "-+<>" or low[-1].isalpha() else f"{low}–{high}"


def share_with_span(value: float, interval: Interval) -> str:
    """A share and its interval: ``34% (29–40%)``."""
    return f"{share(value)} ({span(interval, 'share')})"


def level(interval: Interval | None) -> str:
    """How sure an interval is: ``90%``; empty without one."""
    return "" if interval is None else f"{100 * interval.level:g}%"


def effort(days: tuple[float, float, float]) -> str:
    """Person-days, likely with low and high: ``20 (10–40)``."""
    low, likely, high = (_short(value) for value in days)
    return likely if low == high else f"{likely} ({low}–{high})"


def sparkline(values: Sequence[float]) -> str:
    """The course of a series in one line of text; a long one is gathered into at most 52 steps.

    The lowest mark is zero, not the least value, so that two lines can be compared.
    """
    if not values:
        return ""
    step = math.ceil(len(values) / _LONGEST_SPARKLINE)
    gathered = [sum(values[at : at + step]) / len(values[at : at + step]) for at in range(0, len(values), step)]
    top = max(gathered)
    if top <= 0:
        return _BARS[0] * len(gathered)
    return "".join(_BARS[min(len(_BARS) - 1, int(value / top * len(_BARS)))] for value in gathered)


def plural(number: float, one: str, many: str = "") -> str:
    """``1 incident``, ``12 incidents``."""
    return f"{count(number)} {one if round(number) == 1 else many or one + 's'}"


def _duration(minutes: float) -> str:
    if abs(minutes) < 2 * _MINUTES_AN_HOUR:
        return f"{minutes:.0f} min"
    if abs(minutes) < 2 * _MINUTES_A_DAY:
        return f"{_short(minutes / _MINUTES_AN_HOUR)} h"
    return f"{_short(minutes / _MINUTES_A_DAY)} days"


def _short(value: float) -> str:
    """At most one decimal, none from ten on."""
    if abs(value) >= 9.95 or round(value, 1) == round(value):
        return f"{value:,.0f}"
    return f"{value:.1f}"


def _days(days: float) -> str:
    return f"{_short(days)} days"


def _points(points: float) -> str:
    return f"{points:+.0f} points"


def _ratio(ratio: float) -> str:
    return f"{ratio:.2f}"


_UNITS: Mapping[str, Callable[[float], str]] = MappingProxyType(
    {"share": share, "count": count, "minutes": _duration, "days": _days, "points": _points, "ratio": _ratio}
)
