"""How numbers are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxaudit.model import Interval
from cxaudit.render import figures


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "0%"),
        (0.0004, "<0.1%"),
        (-0.0004, ">-0.1%"),
        (0.042, "4.2%"),
        (0.05, "5.0%"),
        (0.0996, "10%"),
        (0.345, "34%"),
        (1.0, "100%"),
        (-0.3, "-30%"),
    ],
)
def test_a_share_is_no_more_precise_than_it_deserves(value: float, written: str) -> None:
    assert figures.share(value) == written


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (12345.4, "count", "12,345"),
        (90.0, "minutes", "90 min"),
        (1710.0, "minutes", "28 h"),
        (4320.0, "minutes", "3 days"),
        (2.5, "days", "2.5 days"),
        (-12.2, "points", "-12 points"),
        (1.234, "ratio", "1.23"),
        (31.4, "score", "31"),
    ],
)
def test_a_quantity_carries_its_unit(value: float, unit: str, written: str) -> None:
    assert figures.quantity(value, unit) == written


@pytest.mark.parametrize(
    ("low", "high", "unit", "written"),
    [
        (0.29, 0.4, "share", "29–40%"),
        (0.0004, 0.02, "share", "<0.1% to 2.0%"),
        (-0.1, 0.2, "share", "-10 to 20%"),
        (-20.5, -3.5, "points", "-20 to -4 points"),
        (0.3, 0.3, "share", "30%"),
        (1500.0, 5000.0, "minutes", "25 h to 3.5 days"),
    ],
)
def test_an_interval_is_written_once_with_its_unit(low: float, high: float, unit: str, written: str) -> None:
    assert figures.span(Interval(low, high), unit) == written


def test_what_is_not_known_is_a_dash() -> None:
    assert figures.span(None, "share") == "–"
    assert figures.level(None) == ""


@given(st.lists(st.integers(0, 10**6), max_size=400))
def test_a_sparkline_has_at_most_52_marks_and_its_highest_is_full(values: list[int]) -> None:
    line = figures.sparkline(values)
    assert len(line) <= 52
    assert (len(line) == len(values)) or len(values) > 52
    if any(values):
        assert "█" in line


def test_a_sparkline_begins_at_zero() -> None:
    assert figures.sparkline([0, 50, 100]) == "▁▅█"
    assert figures.sparkline([95, 100]) == "██"
    assert figures.sparkline([0, 0]) == "▁▁"
