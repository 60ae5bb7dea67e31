"""A sequential test for a rise in a weekly count: gamma-Poisson Shiryaev–Roberts, the baseline integrated out.

Sources: e-detectors (Shin, Ramdas, Rinaldo 2024); e-BH under dependence (Wang, Ramdas 2022). Counts are divided by
their dispersion first, because real complaint counts vary far more than Poisson's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

BASELINE = 26  # weeks that set the dispersion
FIRST_START = 13  # weeks before the earliest start of a change
LAST_STARTS = 52  # only starts in the last year are looked at
_STEPS = (1.15, 1.3, 1.5, 2.0)  # a sudden rise by this factor
_RAMPS = (0.005, 0.01, 0.02)  # a steady rise by this much a week (log scale)


@dataclass(frozen=True, slots=True)
class Scan:
    """What the test says at the last week.

    `evidence` is the Shiryaev–Roberts statistic R; `starts` and `weight` the posterior of the week in which it began;
    `ratio` the posterior mean of the rate now over the rate before, with a 90 % range.
    """

    evidence: float
    starts: NDArray[np.int64]
    weight: NDArray[np.float64]
    ratio: float
    ratio_range: tuple[float, float]


def dispersion(counts: NDArray[np.int64], exposure: NDArray[np.float64], *, block: int = 1) -> tuple[float, int]:
    """Pearson dispersion of the baseline in blocks of weeks, and its degrees of freedom (0: too short)."""
    length = min(BASELINE, len(counts)) // block * block
    y = counts[:length].reshape(-1, block).sum(axis=1)
    size = exposure[:length].reshape(-1, block).sum(axis=1)
    freedom = len(y) - 1
    if freedom < 1 or not y.sum():
        return 1.0, 0
    expected = size * y.sum() / size.sum()
    positive = expected > 0
    return float(((y - expected)[positive] ** 2 / expected[positive]).sum() / freedom), freedom


def scan(counts: NDArray[np.int64], exposure: NDArray[np.float64], phi: float) -> Scan:
    """Test the series up to its last week; shapes (weeks,). Needs more than `FIRST_START` weeks."""
    y, x = counts / phi, exposure / phi
    weeks = len(y)
    starts = _starts(weeks)
    bayes = np.stack([*_steps(y, x, starts), *_ramps(y, x)])
    factor = np.exp(np.minimum(bayes, 600.0))
    per_start = factor.mean(axis=0)
    evidence = float(per_start.sum())
    rates = np.stack(
        [*(np.full(len(starts), rho) for rho in _STEPS), *(np.exp(slope * (weeks - starts)) for slope in _RAMPS)]
    )
    weight = factor / factor.sum()
    order = np.argsort(rates, axis=None, kind="stable")
    cumulative = np.cumsum(weight.ravel()[order])
    low, high = (float(rates.ravel()[order][np.searchsorted(cumulative, level)]) for level in (0.05, 0.95))
    return Scan(evidence, starts, per_start / evidence, float((weight * rates).sum()), (low, high))


def first_alarm(counts: NDArray[np.int64], exposure: NDArray[np.float64], phi: float, threshold: float) -> int | None:
    """The first week at which someone who looked every week would have seen R at the threshold, or None."""
    for weeks in range(FIRST_START + 1, len(counts) + 1):
        if scan(counts[:weeks], exposure[:weeks], phi).evidence >= threshold:
            return weeks - 1
    return None


def _steps(y: NDArray[np.float64], x: NDArray[np.float64], starts: NDArray[np.int64]) -> list[NDArray[np.float64]]:
    """Log Bayes factor of a sudden rise by each of `_STEPS` at each start against no change."""
    shape, size = 0.5 + y.sum(), x.sum()
    after_y = y.sum() - np.concatenate([[0.0], np.cumsum(y)])[starts]
    after_x = size - np.concatenate([[0.0], np.cumsum(x)])[starts]
    return [after_y * np.log(rho) + shape * (np.log(size) - np.log(size + (rho - 1) * after_x)) for rho in _STEPS]


def _ramps(y: NDArray[np.float64], x: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Log Bayes factor of a steady rise by each of `_RAMPS` a week from each start against no change."""
    shape, size = 0.5 + y.sum(), x.sum()
    age, growths = _ages(len(y))
    risen = (age * y[None, :]).sum(axis=1)
    found = []
    for slope, growth in zip(_RAMPS, growths, strict=True):
        grown = (x[None, :] * growth).sum(axis=1)
        found.append(slope * risen + shape * (np.log(size) - np.log(grown)))
    return found


@lru_cache(maxsize=64)
def _ages(weeks: int) -> tuple[NDArray[np.int64], tuple[NDArray[np.float64], ...]]:
    """Weeks that a rise from each start has lasted in each week, and the factors by which each of `_RAMPS` has grown.

    Most series of a log are as long as the others.
    """
    age = np.maximum(0, np.arange(weeks)[None, :] - _starts(weeks)[:, None] + 1)
    return age, tuple(np.exp(slope * age) for slope in _RAMPS)


def _starts(weeks: int) -> NDArray[np.int64]:
    """The weeks in which a change may begin."""
    return np.arange(max(FIRST_START, weeks - LAST_STARTS), weeks)
