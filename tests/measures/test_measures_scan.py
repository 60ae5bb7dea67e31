"""The sequential test against simulated series whose truth is known."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from cxaudit.measures.signals.scan import dispersion, first_alarm, scan

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEEKS = 52


def stable(generator: np.random.Generator, mean: float) -> NDArray[np.int64]:
    """Over-dispersed weekly counts (variance one and a half times the mean) with nothing happening."""
    return generator.negative_binomial(2 * mean, 2 / 3, WEEKS)


def shrunk(series: list[NDArray[np.int64]]) -> list[float]:
    """Dispersions drawn towards their mean, as they are when many series are looked at."""
    found = [dispersion(counts, np.ones(WEEKS))[0] for counts in series]
    mean = sum(found) / len(found)
    return [max(1.0, (phi * 25 + mean * 25) / 50) for phi in found]


def test_a_stable_year_hardly_ever_alarms() -> None:
    generator = np.random.default_rng(7)
    series = [stable(generator, 40) for _ in range(400)]
    alarms = sum(
        first_alarm(counts, np.ones(WEEKS), phi, 1000.0) is not None
        for counts, phi in zip(series[:120], shrunk(series)[:120], strict=True)
    )
    assert alarms / 120 <= 0.06


def test_a_rise_by_a_third_is_found_within_weeks_and_dated_well() -> None:
    generator = np.random.default_rng(8)
    delays, onsets = [], []
    for _ in range(60):
        mean = np.where(np.arange(WEEKS) >= 30, 80 * 1.3, 80.0)
        counts = generator.negative_binomial(2 * mean, 2 / 3)
        alarm = first_alarm(counts, np.ones(WEEKS), 1.5, 1000.0)
        if alarm is not None and alarm >= 30:
            delays.append(alarm - 30)
        found = scan(counts, np.ones(WEEKS), 1.5)
        onsets.append(int(found.starts[np.searchsorted(np.cumsum(found.weight), 0.5)]))
    assert len(delays) >= 57
    assert np.median(delays) <= 8
    assert abs(np.median(onsets) - 30) <= 2


def test_the_bayes_factor_of_a_step_is_the_ratio_of_two_marginal_likelihoods() -> None:
    counts, exposure = np.array([3, 5, 4, 6, 2, 4, 5, 3, 4, 4, 5, 4, 3, 9, 8, 10]), np.linspace(1.0, 1.5, 16)
    result = scan(counts, exposure, 1.0)

    def marginal(rho: float, start: int) -> float:
        """Integrate the Poisson likelihood over the baseline rate under its gamma(1/2, 0) prior, by a fine grid."""
        rate = np.linspace(1e-4, 30, 60_000)
        size = exposure * np.where(np.arange(16) >= start, rho, 1.0)
        log = counts.sum() * np.log(rate) - rate * size.sum() + (counts * np.log(size / exposure)).sum()
        return float(np.trapezoid(np.exp(log - 60) * rate**-0.5, rate))

    ratios = [marginal(rho, start) / marginal(1.0, start) for start in (13, 14, 15) for rho in (1.15, 1.3, 1.5, 2.0)]
    steps = sum(ratios)
    assert result.evidence > steps / 7
    ramps = result.evidence * 7 - steps
    assert ramps > 0
    # The three ramps are gentler than any step here, so their factors lie between 1 and the largest step's.
    assert 9 * 1.0 < ramps < 9 * max(ratios)


def test_evidence_does_not_depend_on_the_unit_of_exposure() -> None:
    counts = np.random.default_rng(9).poisson(30, WEEKS)
    one, thousand = scan(counts, np.ones(WEEKS), 1.4), scan(counts, np.full(WEEKS, 1000.0), 1.4)
    assert math.isclose(one.evidence, thousand.evidence, rel_tol=1e-9)


def test_dispersion_of_poisson_counts_is_about_one() -> None:
    generator = np.random.default_rng(10)
    found = [dispersion(generator.poisson(50, 26), np.ones(26))[0] for _ in range(300)]
    assert np.mean(found) == pytest.approx(1.0, abs=0.05)
