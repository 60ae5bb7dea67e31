"""Ratios of rates between two periods: their intervals, and which changes are more than chance."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cxaudit.comparison.rates import Spread, rate_changes, ratio_interval, spread, student_quantile
from cxaudit.model import Profile, ProfileCount, Series, Tally

WEEKS = tuple(f"2025-{1 + week // 4:02d}-{1 + 7 * (week % 4):02d}" for week in range(24))


def tally(total: int, weekly: dict[str, list[int]]) -> Tally:
    """A log of `total` incidents a week; each symptom is shown alone, by so many incidents a week."""
    symptoms = tuple(sorted(weekly))
    profiles = [(Profile((index,)), sum(weekly[name])) for index, name in enumerate(symptoms)]
    incidents = total * len(WEEKS)
    rest = incidents - sum(count for _, count in profiles)
    counted = [ProfileCount(Profile(()), rest), *(ProfileCount(profile, count) for profile, count in profiles)]
    shown = {name: tuple(counts) for name, counts in weekly.items() if any(counts)}
    series = Series("", "", WEEKS, (total,) * len(WEEKS), shown)
    return Tally(symptoms, incidents, tuple(counted), series=(series,))


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - the same numbers in every run, no secret


def poisson(chance: random.Random, mean: float) -> int:
    limit, product, count = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


@given(st.integers(3, 500), st.floats(0.8, 0.999))
def test_the_quantile_is_that_of_student(freedom: int, level: float) -> None:
    normal = float(stats.norm.ppf(level))
    assert student_quantile(freedom, normal) == pytest.approx(float(stats.t.ppf(level, freedom)), rel=0.02)


def test_without_dispersion_the_interval_is_the_classic_one_of_a_rate_ratio() -> None:
    found = ratio_interval(50, 1000, 80, 1000, Spread(1.0, 1e6))
    half = 1.959964 * math.sqrt(1 / 50 + 1 / 80)
    assert (found.low, found.high) == pytest.approx((1.6 * math.exp(-half), 1.6 * math.exp(half)), rel=1e-4)


def test_the_dispersion_is_that_of_the_weekly_counts_around_the_rate_of_their_own_period() -> None:
    steady = tally(100, {"late": [5] * 24})
    doubled = tally(100, {"late": [10] * 24})
    found = spread(steady.series[0], doubled.series[0], "late")
    assert found == Spread(1.0, 46)
    jumpy = tally(100, {"late": [0, 10] * 12})
    found = spread(jumpy.series[0], None, "late")
    assert found is not None
    assert found.dispersion == pytest.approx(24 * 5 / 23)


def test_too_few_weeks_tell_no_dispersion() -> None:
    series = Series("", "", WEEKS[:4], (10,) * 4, {"late": (0, 5, 0, 5)})
    assert spread(series, series, "late") == Spread(20 / 6, 6)
    assert spread(series, None, "late") is None
    assert spread(None, None, "late") is None


def test_the_interval_covers_the_truth_as_often_as_it_says_though_weeks_differ() -> None:
    chance = seeded(4)
    covered, runs = 0, 400
    for _ in range(runs):
        pair = []
        for rate in (0.05, 0.075):
            # A gamma mixture makes the weekly counts vary about three times as much as Poisson's.
            counts = [poisson(chance, 200 * rate * chance.gammavariate(5, 1 / 5)) for _ in WEEKS]
            pair.append(tally(200, {"late": counts}))
        interval = rate_changes(pair[0], pair[1], {})[0].interval
        assert interval is not None
        covered += interval.low <= 1.5 <= interval.high
    assert 0.92 <= covered / runs <= 0.98


def test_among_many_symptoms_that_did_not_change_hardly_any_is_called_clear() -> None:
    chance = seeded(5)
    false = 0
    for _ in range(30):
        pair = [
            tally(400, {f"s{number:02d}": [poisson(chance, 4) for _ in WEEKS] for number in range(40)})
            for _ in range(2)
        ]
        false += any(change.clear for change in rate_changes(pair[0], pair[1], {}))
    assert false <= 4


def test_a_true_change_stands_first_and_is_clear() -> None:
    chance = seeded(6)
    old, new = (
        tally(
            400,
            {f"s{number:02d}": [poisson(chance, mean if number == 7 else 4) for _ in WEEKS] for number in range(40)},
        )
        for mean in (4, 8)
    )
    changes = rate_changes(old, new, {"s07": "Seventh"})
    assert (changes[0].symptom, changes[0].title, changes[0].clear, changes[0].rose) == ("s07", "Seventh", True, True)


def test_a_symptom_that_is_new_has_no_ratio_and_one_that_is_gone_a_ratio_of_zero() -> None:
    old, new = tally(100, {"gone": [3] * 24, "new": [0] * 24}), tally(100, {"gone": [0] * 24, "new": [3] * 24})
    found = {change.symptom: change for change in rate_changes(old, new, {})}
    assert (found["new"].ratio, found["new"].interval, found["new"].clear) == (None, None, True)
    gone = found["gone"].interval
    assert gone is not None
    assert (found["gone"].ratio, gone.low, found["gone"].clear) == (0.0, 0.0, True)
    assert 0 < gone.high < 0.2


def test_what_one_side_does_not_know_or_could_not_see_is_noted_and_not_judged() -> None:
    old, new = tally(100, {"late": [3] * 24, "other": [2] * 24}), tally(100, {"late": [9] * 24})
    hidden = tuple(replace(entry, profile=replace(entry.profile, asserted=(), hidden=(0,))) for entry in new.profiles)
    found = {change.symptom: change for change in rate_changes(old, replace(new, profiles=hidden), {})}
    assert found["late"].note == "the new log could not have shown it"
    assert found["other"].note == "not in the rulebook of the new audit"
    assert not any(change.clear or change.interval for change in found.values())
