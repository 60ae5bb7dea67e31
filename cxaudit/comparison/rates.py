"""Rates of two periods: their ratio, how sure it is, and which changes are more than chance."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxaudit.model import Interval
from cxaudit.render.comparison_periods import RateChange

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxaudit.model import Series, Tally

_Z95 = 1.959963984540054
_FEWEST_FREEDOM = 6  # degrees of freedom below which weekly counts do not tell how much they vary
_FALSE_SHARE = 0.05  # of the changes that are called clear, the share that chance may have made
_SURE_FREEDOM = 1e6  # as good as infinitely many: the dispersion is not estimated
_HALF = 0.5  # added to counts of which one is 0 (Anscombe 1956)


@dataclass(frozen=True, slots=True)
class Spread:
    """How much weekly counts vary, by what Poisson's would, and on how many degrees of freedom that rests."""

    dispersion: float
    freedom: float


def rate_changes(old: Tally, new: Tally, titles: Mapping[str, str]) -> tuple[RateChange, ...]:
    """Every symptom that was seen in either period or stands in one rulebook only, the clearest changes first."""
    counts, seen = (old.counts(), new.counts()), (old.observable(), new.observable())
    found: list[tuple[float, RateChange]] = []
    for symptom in sorted({*counts[0], *counts[1]}):
        title = titles.get(symptom, symptom)
        numbers = [(counts[side].get(symptom, 0), seen[side].get(symptom, 0)) for side in (0, 1)]
        change = RateChange(symptom, title, *numbers[0], *numbers[1], None, None, None, clear=False)
        note = _note(symptom, counts, numbers)
        if note:
            found.append((1.0, replace(change, note=note)))
        elif change.old or change.new:
            found.append(_judged(change, spread(_whole(old), _whole(new), symptom)))
    clear = _clear([probability for probability, change in found if not change.note])
    ordered = sorted(found, key=lambda entry: (bool(entry[1].note), entry[0], entry[1].symptom))
    return tuple(replace(change, clear=not change.note and chance <= clear) for chance, change in ordered)


def spread(old: Series | None, new: Series | None, symptom: str) -> Spread | None:
    """The dispersion of a symptom's weekly counts around the rate of their own period; None with too few weeks.

    It is Pearson's statistic by its degrees of freedom, never below 1 (McCullagh and Nelder 1989, section 6.2.3).
    """
    statistic, freedom = 0.0, 0
    for series in (old, new):
        counts = series.symptoms.get(symptom) if series else None
        if series is None or counts is None:
            continue
        exposure = series.observable(symptom)
        rate = sum(counts) / sum(exposure)
        weeks = [(count, rate * seen) for count, seen in zip(counts, exposure, strict=True) if seen]
        statistic += sum((count - expected) ** 2 / expected for count, expected in weeks)
        freedom += len(weeks) - 1
    if freedom < _FEWEST_FREEDOM:
        return None
    return Spread(max(1.0, statistic / freedom), freedom)


def ratio_interval(old: float, old_seen: float, new: float, new_seen: float, found: Spread) -> Interval:
    """The 95 % interval of a ratio of rates, symmetric in its logarithm; with a count of 0, half is added to both."""
    if not old or not new:
        old, new = old + _HALF, new + _HALF
    middle = math.log(new / new_seen) - math.log(old / old_seen)
    half = student_quantile(found.freedom) * _error(old, new, found)
    return Interval(math.exp(middle - half), math.exp(middle + half), 0.95)


def student_quantile(freedom: float, normal: float = _Z95) -> float:
    """The quantile of Student's distribution where the normal one is `normal` (Wallace 1959, inverted)."""
    shrunk = normal * (8 * freedom + 3) / (8 * freedom + 1)
    return math.sqrt(freedom * math.expm1(shrunk * shrunk / freedom))


def _judged(change: RateChange, found: Spread | None) -> tuple[float, RateChange]:
    """The probability that chance alone makes such a change, and the change with its ratio and interval."""
    used = found or Spread(1.0, _SURE_FREEDOM)
    numbers = (change.old, change.old_seen, change.new, change.new_seen)
    ratio = (change.new / change.new_seen) / (change.old / change.old_seen) if change.old else None
    interval = ratio_interval(*numbers, used)
    old, new = (change.old, change.new) if change.old and change.new else (change.old + _HALF, change.new + _HALF)
    distance = abs(math.log(new / change.new_seen) - math.log(old / change.old_seen)) / _error(old, new, used)
    shown = Interval(0.0, interval.high, interval.level) if not change.new else interval if change.old else None
    dispersion = found.dispersion if found else None
    return _chance(distance, used.freedom), replace(change, ratio=ratio, interval=shown, dispersion=dispersion)


def _error(old: float, new: float, found: Spread) -> float:
    """The standard error of the logarithm of a ratio of rates."""
    return math.sqrt(found.dispersion * (1 / old + 1 / new))


def _chance(distance: float, freedom: float) -> float:
    """The two-sided probability beyond `distance` under Student's distribution (Wallace 1959)."""
    normal = (8 * freedom + 1) / (8 * freedom + 3) * math.sqrt(freedom * math.log1p(distance * distance / freedom))
    return math.erfc(normal / math.sqrt(2))


def _clear(chances: Sequence[float]) -> float:
    """The largest probability that is still clear among so many (Benjamini and Hochberg 1995); -1 if none is."""
    ordered = sorted(chances)
    passing = [chance for place, chance in enumerate(ordered, 1) if chance <= _FALSE_SHARE * place / len(ordered)]
    return max(passing, default=-1.0)


def _note(symptom: str, counts: tuple[Mapping[str, int], Mapping[str, int]], numbers: list[tuple[int, int]]) -> str:
    missing = [word for word, side in zip(("old", "new"), counts, strict=True) if symptom not in side]
    if missing:
        return f"not in the rulebook of the {missing[0]} audit"
    unseen = [word for word, (_, seen) in zip(("old", "new"), numbers, strict=True) if not seen]
    if len(unseen) == 1 and any(count for count, _ in numbers):
        return f"the {unseen[0]} log could not have shown it"
    return ""


def _whole(tally: Tally) -> Series | None:
    """The weekly series of the whole log."""
    return next((series for series in tally.series if not series.dimension), None)
