"""Signals about logs made by hand, in which not every incident can show every symptom."""

from __future__ import annotations

from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from cxaudit.matchers import Series as SeriesCondition
from cxaudit.measures.signals.slow_decline import slow_decline
from cxaudit.measures.signals.unit_outlier import unit_outlier
from cxaudit.model import Gravity, Location, Margin, Profile, ProfileCount, Rulebook, Series, Signal, Symptom, Tally

if TYPE_CHECKING:
    from numpy.typing import NDArray

HERE = Location("rules.yaml", 1, 1)
NAMES = ("low-rating", "late")


def symptom(name: str) -> Symptom:
    return Symptom(name, name, Gravity.MAJOR, HERE, SeriesCondition(HERE, "outlier", {}), ())


EMPTY: MappingProxyType[str, Any] = MappingProxyType({})
RULES = Rulebook(
    "test",
    "1",
    MappingProxyType({name: symptom(name) for name in NAMES}),
    EMPTY,
    EMPTY,
    EMPTY,
    EMPTY,
    "",
)
PROFILES = (Profile(()), Profile((), (), (0,)), Profile((0,)), Profile((1,)))


def by_site(sites: dict[str, tuple[int, int, int, int]]) -> Tally:
    """A log of incidents per site: silent, unable to show a low rating, with a low rating, late."""
    total = [sum(counts[place] for counts in sites.values()) for place in range(4)]
    margin = Margin("site", {name: tuple(enumerate(counts)) for name, counts in sites.items()})
    profiles = tuple(ProfileCount(profile, count) for profile, count in zip(PROFILES, total, strict=True))
    return Tally(NAMES, sum(total), profiles, (margin,))


def outliers(sites: dict[str, tuple[int, int, int, int]]) -> list[Signal]:
    return list(unit_outlier("unit-outlier", RULES, by_site(sites)))


def test_a_site_that_alone_asks_for_ratings_does_not_stand_out_by_low_ones() -> None:
    asked, not_asked = (800, 0, 200, 50), (0, 1000, 0, 50)
    assert outliers({"a": asked, "b": not_asked, "c": not_asked, "d": not_asked}) == []


def test_a_site_that_asks_seldom_but_is_rated_low_stands_out() -> None:
    usual, bad = (800, 0, 80, 50), (60, 800, 60, 50)
    found = outliers({"a": bad, **dict.fromkeys("bcdefgh", usual)})
    assert [(signal.where, signal.about) for signal in found] == [("a", "low-rating")]


def test_the_interval_of_an_outlier_holds_its_estimate_and_is_as_wide_as_its_count_is_small() -> None:
    usual = (1000, 0, 20, 50)
    (few,) = outliers({"a": (300, 0, 18, 15), **dict.fromkeys("bcdefgh", usual)})
    (many,) = outliers({"a": (6000, 0, 360, 300), **dict.fromkeys("bcdefgh", usual)})
    for signal in (few, many):
        assert signal.interval is not None
        assert signal.ratio is not None
        assert signal.interval.low < signal.ratio < signal.interval.high
    assert few.interval is not None
    assert few.interval.high - few.interval.low > 1.5
    assert many.interval is not None
    assert many.interval.high - many.interval.low < 0.6


def weekly(rated: NDArray[np.int64], asked: NDArray[np.int64], total: NDArray[np.int64]) -> Tally:
    """A log of a year with low ratings among those asked."""
    weeks = tuple((date(2025, 1, 6) + timedelta(days=7 * week)).isoformat() for week in range(len(total)))
    counts = {"low-rating": tuple(rated.tolist())}
    series = Series("", "", weeks, tuple(total.tolist()), counts, {"low-rating": tuple(asked.tolist())})
    silent, shown, hidden = int((asked - rated).sum()), int(rated.sum()), int((total - asked).sum())
    profiles = tuple(
        ProfileCount(profile, count) for profile, count in zip(PROFILES[:3], (silent, hidden, shown), strict=True)
    )
    last = (date.fromisoformat(weeks[-1]) + timedelta(days=6)).isoformat()
    return Tally(NAMES, int(total.sum()), profiles, series=(series,), first_opened=weeks[0], last_opened=last)


def test_a_survey_that_starts_in_august_at_a_flat_rate_is_no_decline() -> None:
    generator = np.random.default_rng(1)
    total = generator.poisson(200, 52)
    asked = np.where(np.arange(52) >= 30, total, 0)
    assert list(slow_decline("slow-decline", RULES, weekly(generator.binomial(asked, 0.2), asked, total))) == []


def test_a_survey_sent_to_ever_more_customers_at_a_flat_rate_is_no_decline() -> None:
    generator = np.random.default_rng(2)
    total = generator.poisson(300, 52)
    asked = (total * np.linspace(0.1, 0.9, 52)).astype(np.int64)
    assert list(slow_decline("slow-decline", RULES, weekly(generator.binomial(asked, 0.2), asked, total))) == []


def test_ratings_that_do_get_worse_are_found_though_fewer_are_asked() -> None:
    generator = np.random.default_rng(3)
    total = generator.poisson(300, 52)
    asked = (total * np.linspace(0.9, 0.4, 52)).astype(np.int64)
    rated = generator.binomial(asked, np.where(np.arange(52) >= 30, 0.35, 0.15))
    (found,) = slow_decline("slow-decline", RULES, weekly(rated, asked, total))
    assert (found.about, found.state) == ("low-rating", "confirmed")
