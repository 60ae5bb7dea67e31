"""Intervals and quantiles against independent computations."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, gamma

from cxaudit.measures.estimates import (
    gamma_quantile,
    quantile,
    quantile_interval,
    rate_ratio_interval,
    wilson,
)
from cxaudit.model import Distribution


@given(st.integers(1, 5000), st.floats(0, 1))
def test_the_wilson_interval_is_that_of_scipy(n: int, share: float) -> None:
    hits = round(share * n)
    found = wilson(hits, n)
    assert found is not None
    expected = binomtest(hits, n).proportion_ci(confidence_level=0.95, method="wilson")
    assert found.low == pytest.approx(expected.low, abs=1e-12)
    assert found.high == pytest.approx(expected.high, abs=1e-12)


def test_there_is_no_interval_without_data() -> None:
    assert wilson(0, 0) is None


@given(st.lists(st.integers(0, 50), min_size=1, max_size=80), st.floats(0, 1))
def test_a_quantile_is_the_smallest_value_that_enough_incidents_do_not_exceed(values: list[int], level: float) -> None:
    distinct, counts = np.unique(values, return_counts=True)
    found = Distribution("x", tuple(zip(distinct.astype(float).tolist(), counts.tolist(), strict=True)))
    place = max(0, math.ceil(level * len(values) - 1e-9) - 1)
    assert quantile(found, level) == sorted(values)[place]


def test_the_interval_of_a_median_covers_the_truth_as_often_as_it_says() -> None:
    generator = np.random.default_rng(3)
    covered = 0
    for _ in range(400):
        sample = np.sort(generator.exponential(1.0, 101))
        found = Distribution("x", tuple((float(value), 1) for value in sample))
        interval = quantile_interval(found, 0.5)
        covered += interval.low <= math.log(2) <= interval.high
    assert covered / 400 >= 0.92


@given(st.floats(0.2, 20_000), st.floats(0.01, 0.99))
def test_gamma_quantiles_are_those_of_scipy(shape: float, probability: float) -> None:
    assert gamma_quantile(shape, probability) == pytest.approx(gamma.ppf(probability, shape), rel=1e-7, abs=1e-9)


def test_the_interval_of_a_rate_ratio_covers_the_truth_when_counts_are_overdispersed() -> None:
    generator = np.random.default_rng(4)
    covered, truth, expected, dispersion = 0, 2.1, 30.0, 1.8
    for count in generator.negative_binomial(truth * expected / 0.8, 1 / 1.8, 600).tolist():
        interval = rate_ratio_interval(count, expected, dispersion)
        assert interval.low <= count / expected <= interval.high
        covered += interval.low <= truth <= interval.high
    assert 0.88 <= covered / 600 <= 0.95
