"""Times, numbers, durations, flags and grades as exports write them."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxaudit.incidents.values.numbers import durations, flags, numbers
from cxaudit.incidents.values.scales import SCALES, Scale, grades, scale_of
from cxaudit.incidents.values.texts import (
    first_present,
    is_hashed,
    paragraphs,
    present,
    tags,
    without_markup,
    without_references,
)
from cxaudit.incidents.values.times import order_evidence, times

MOMENT = dt.datetime(2024, 3, 5, 14, 22, 11)  # noqa: DTZ001 - columns are naive UTC


def read(*texts: str | None, day_first: bool = True) -> list[dt.datetime | None]:
    found: list[dt.datetime | None] = times(pa.array(texts, pa.string()), day_first=day_first).to_pylist()
    return found


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05 14:22:11",
        "2024-03-05T14:22:11Z",
        "2024-03-05T14:22:11.000+00:00",
        "2024-03-05T16:22:11+0200",
        "2024-03-05 09:22:11 -0500",
        "2024-03-05 09:22:11 EST",
        "2024/3/5 14:22:11",
        "05.03.2024 14:22:11",
        "5.3.24, 14:22:11",
        "05/03/2024 02:22:11 PM",
        "05-03-2024 14:22:11",
        "1709648531",
        "1709648531000",
        "1709648531000000",
        "20240305142211",
        "45356.598738",
        "Tue, 05 Mar 2024 14:22:11 +0000",
        "5. März 2024 um 14:22:11 Uhr",
        "5 mars 2024 à 14:22:11",
        "5 de marzo de 2024 14:22:11",
        "March 5, 2024 at 2:22:11 PM",
        "5-Mar-24 14:22:11",
        "05/Mar/24 2:22:11 PM",
    ],
)
def test_a_time_is_read_whatever_way_it_is_written(text: str) -> None:
    assert read(text, "no time at all") == [MOMENT, None]


def test_the_same_text_is_another_day_with_the_month_first() -> None:
    assert read("05/03/2024", day_first=False) == [dt.datetime(2024, 5, 3)]  # noqa: DTZ001 - naive UTC


@pytest.mark.parametrize(
    "text", ["31/02/2024", "2023-02-29", "2024-13-01", "12", "99:99", "1/1/24 25:00", "5 Foo 2024", "9999-12-31"]
)
def test_what_is_no_time_is_missing(text: str) -> None:
    assert read(text) == [None]


def test_two_digit_years_lie_between_1970_and_2069() -> None:
    assert [found.year for found in read("1/2/69", "1/2/70") if found] == [2069, 1970]


@given(st.lists(st.datetimes(dt.datetime(1971, 1, 1), dt.datetime(2099, 12, 31)), min_size=1))  # noqa: DTZ001 - naive UTC
def test_every_date_comes_back_from_both_orders_as_python_reads_it(moments: list[dt.datetime]) -> None:
    whole = [moment.replace(microsecond=0) for moment in moments]
    assert read(*(f"{m:%d/%m/%Y %H:%M:%S}" for m in whole), day_first=True) == whole
    assert read(*(f"{m:%m/%d/%Y %I:%M:%S %p}" for m in whole), day_first=False) == whole
    assert read(*(m.isoformat() + "+01:30" for m in whole)) == [m - dt.timedelta(minutes=90) for m in whole]


def test_dates_tell_their_order_only_where_one_number_is_no_month() -> None:
    evidence = order_evidence(pa.array(["13/02/2024", "02/13/2024", "02/03/2024", "25.12.2024", "2024-01-13", None]))
    assert (evidence.day_first, evidence.month_first) == (1, 1)
    assert (evidence.first, evidence.second) == (frozenset({2}), frozenset({3}))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("3,5", 3.5),
        ("12 %", 12),
        ("$5", 5),
        ("4/5", 4),
        ("4 stars", 4),
        ("x", None),
    ],
)
def test_a_number_is_read_whatever_way_it_is_written(text: str, value: float | None) -> None:
    assert numbers(pa.array([text, "x"])).to_pylist() == [value, None]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("90", 90 * 60),
        ("25:03:12", 1503.2),
        ("1:30", 90),
        ("-2:30", -150),
        ("1d 2h 30m", 1590),
        ("2 days, 1:00:00", 2940),
    ],
)
def test_a_duration_is_read_whatever_way_it_is_written(text: str, minutes: float) -> None:
    assert durations(pa.array([text, "soon"]), "hours").to_pylist() == [pytest.approx(minutes), None]


def test_a_duration_kept_as_a_time_after_1970_is_its_length() -> None:
    assert durations(pa.array(["1970-01-02 01:00:30"]), "seconds").to_pylist() == [1500.5]


def test_infinity_and_nan_are_no_numbers() -> None:
    assert numbers(pa.array(["inf", "nan", "1"])).to_pylist() == [None, None, 1]


def test_flags_are_read_in_several_languages() -> None:
    found = flags(pa.array(["Yes", "FALSE", "ja", "não", "1", "maybe", None]), {"maybe": "true"})
    assert found.to_pylist() == [True, False, True, False, True, True, None]


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (["1", "5", "3"], [1, 5, 3]),
        (["0", "1"], [1, 5]),
        (["1", "10"], [1, 5]),
        (["0", "10", "5"], [1, 5, 3]),
        (["1", "7", "4"], [1, 5, 3]),
        (["20%", "100%"], [1.8, 5]),
        (["Bad", "good", "Very satisfied", "neutral"], [1, 5, 5, 3]),
    ],
)
def test_grades_of_any_scale_come_to_one_to_five(texts: list[str], wanted: list[float]) -> None:
    found, _ = grades(pa.array(texts), scale_of(texts), {})
    assert found.to_pylist() == pytest.approx(wanted)


@given(st.sampled_from(sorted(SCALES)), st.lists(st.floats(-5, 120), min_size=1))
def test_a_grade_is_between_one_and_five_or_missing_when_off_its_scale(name: str, values: list[float]) -> None:
    low, high = SCALES[name]
    found, _ = grades(pa.array([f"{value:.4f}" for value in values]), Scale(low, high), {})
    for value, grade in zip(values, found.to_pylist(), strict=True):
        assert (grade is None) == (not low <= round(value, 4) <= high)
        assert grade is None or 1 <= grade <= 5


def test_no_answer_is_neither_a_grade_nor_a_fault() -> None:
    found, unanswered = grades(pa.array(["offered", "skipped", "good"]), Scale(1, 5), {"skipped": ""})
    assert (found.to_pylist(), unanswered.to_pylist()) == ([None, None, 5], [True, True, False])


def test_what_means_nothing_is_missing_and_the_first_value_counts() -> None:
    first = pa.array(["?", " N/A ", "null", "-", "none of it works", "a"])
    second = pa.array(["x", "", "y", "z", "b", None])
    assert present(first).to_pylist() == [None, None, None, None, "none of it works", "a"]
    assert first_present([first, second]).to_pylist() == ["x", None, "y", "z", "none of it works", "a"]


@given(st.lists(st.tuples(*[st.none() | st.sampled_from(["a", "b", "long text"])] * 3), min_size=1))
def test_paragraphs_are_the_parts_that_differ_from_the_one_before(rows: list[tuple[str | None, ...]]) -> None:
    columns = [pa.array([row[place] for row in rows], pa.string()) for place in range(3)]
    wanted = []
    for row in rows:
        parts = [part for place, part in enumerate(row) if part and (place == 0 or row[place - 1] != part)]
        wanted.append("\n\n".join(parts) or None)
    assert paragraphs(columns).to_pylist() == wanted


def test_markup_becomes_plain_text() -> None:
    html = "<div>It&#39;s <b>broken</b><br/>again</div><script>x()</script><p>5 &lt; 6</p>"
    assert without_markup(pa.array([html, "a < b", None])).to_pylist() == ["It's broken\nagain\n5 < 6", "a < b", None]


def test_tags_are_separated_by_semicolons_however_they_were_written() -> None:
    assert tags(pa.array(["a,b", '["c", "d e"]', "f; g|h", ""]), spaced=False).to_pylist() == [
        "a; b",
        "c; d e",
        "f; g; h",
        "",
    ]
    assert tags(pa.array(["a b_c"]), spaced=True).to_pylist() == ["a; b_c"]


def test_digests_are_told_from_words() -> None:
    assert is_hashed(["d41d8cd98f00b204e9800998ecf8427e", "1B2M2Y8AsgTpgAmY7PhCfg=="])
    assert not is_hashed(["broken", "d41d8cd98f00b204e9800998ecf8427e"])
    assert not is_hashed([])


def test_character_references_are_resolved_even_when_written_twice() -> None:
    column = pa.array(["Tom &amp; I can&#39;t &amp;amp; don&amp;#39;t", "AT&T; R&D & co", None])
    assert without_references(column).to_pylist() == ["Tom & I can't & don't", "AT&T; R&D & co", None]
