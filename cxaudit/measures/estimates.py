"""Estimates and intervals that the measures share."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cxaudit.model import Basis, Interval, Measure

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxaudit.model import Distribution, Tally

WILSON = "Wilson score interval, 95 % (Wilson 1927)"
_BUCKETS = "order statistics over buckets exact to 1 % (Masson et al. 2019)"
_Z95 = 1.959963984540054


def wilson(hits: float, n: int) -> Interval | None:
    """The 95 % score interval of a share of `hits` in `n`; None without data. Wilson 1927."""
    if n == 0:
        return None
    share, z2 = hits / n, _Z95 * _Z95
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return Interval(max(0.0, centre - half), min(1.0, centre + half), 0.95)


def share(id_: str, title: str, hits: int, n: int, formula: str, note: str = "") -> Measure:
    """A measured share; without data its value is None and `note` should say what is missing."""
    value = hits / n if n else None
    return Measure(id_, title, value, "share", n, Basis.MEASURED, formula, wilson(hits, n), WILSON, note)


def distribution(tally: Tally, column: str) -> Distribution | None:
    """The distribution of a column, or None if the log does not have it."""
    return next((entry for entry in tally.distributions if entry.column == column), None)


def column_share(
    tally: Tally, column: str, holds: Callable[[float], bool], id_: str, title: str, formula: str
) -> Measure | None:
    """The share of incidents whose value in `column` holds, among those with a value; None without the column."""
    found = distribution(tally, column)
    if found is None:
        return None
    hits = sum(count for value, count in found.values if holds(value))
    return share(id_, title, hits, found.n, formula)


def quantile(found: Distribution, level: float) -> float:
    """The smallest value that at least `level` of the incidents do not exceed."""
    needed, seen = level * found.n, 0
    for value, count in found.values:
        seen += count
        if seen >= needed:
            return value
    return found.values[-1][0]


def quantile_interval(found: Distribution, level: float) -> Interval:
    """A distribution-free 95 % interval of a quantile, from the binomial ranks around it (Conover 1999)."""
    half = _Z95 * math.sqrt(level * (1 - level) / found.n)
    return Interval(quantile(found, max(0.0, level - half)), quantile(found, min(1.0, level + half)), 0.95)


def column_quantile(tally: Tally, column: str, level: float, id_: str, title: str) -> Measure | None:
    """A quantile of a column in minutes, among the incidents with a value; None without the column."""
    found = distribution(tally, column)
    if found is None:
        return None
    formula = f"{level:.0%} of the incidents with a value took no longer, in minutes from opening"
    value, interval = quantile(found, level), quantile_interval(found, level)
    return Measure(id_, title, value, "minutes", found.n, Basis.MEASURED, formula, interval, _BUCKETS)


def rate_ratio_interval(count: float, expected: float, dispersion: float, level: float = 0.9) -> Interval:
    """The exact Poisson interval of `count` ÷ `expected` (Garwood 1936), widened by the dispersion of the counts.

    Counts that vary `dispersion` times as much as Poisson's tell as much as so many times fewer independent ones.
    """
    shape, scale, tail = count / dispersion, dispersion / expected, (1 - level) / 2
    low = scale * gamma_quantile(shape, tail) if count else 0.0
    return Interval(low, scale * gamma_quantile(shape + 1, 1 - tail), level)


def gamma_quantile(shape: float, probability: float) -> float:
    """The quantile of a gamma distribution of scale 1, by bisection; `shape` is positive."""
    low, high = 0.0, shape + 10 * math.sqrt(shape) + 20
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _gamma_below(shape, middle) < probability else (low, middle)
    return (low + high) / 2


def _gamma_below(shape: float, value: float) -> float:
    """The regularised lower incomplete gamma function, by its power series (Abramowitz and Stegun 6.5.29)."""
    if value <= 0:
        return 0.0
    term, total, step = 1.0, 1.0, shape
    while term > total * 1e-15:
        step += 1
        term *= value / step
        total += term
    return total * math.exp(shape * math.log(value) - value - math.lgamma(shape + 1))
