"""Times and durations in spellings that are seldom met: read, or said not to be, and never read as something else."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxaudit.incidents import open_sources
from cxaudit.incidents.values.numbers import durations, flags, numbers
from cxaudit.incidents.values.scales import scale_of
from cxaudit.incidents.values.times import order_evidence, times

if TYPE_CHECKING:
    from pathlib import Path

NOON = dt.datetime(2024, 3, 5, 14, 22, 11)  # noqa: DTZ001 - columns are naive UTC
WEEKS = {"minutes": 1.0, "hours": 60.0, "days": 1440.0, "weeks": 10_080.0}


def read(text: str, *, day_first: bool = True) -> dt.datetime | None:
    found: dt.datetime | None = times(pa.array([text], pa.string()), day_first=day_first)[0].as_py()
    return found


def minutes(text: str, unit: str = "minutes") -> float | None:
    found: float | None = durations(pa.array([text, "1 of a kind"], pa.string()), unit)[0].as_py()
    return found


@pytest.mark.parametrize(
    "text",
    [
        "5/3/2024, 2:22:11\u202fPM",  # JavaScript and Java, since 2022
        "05/03/2024 02:22:11 p.\u00a0m.",  # Spanish
        "\u200e05/03/2024 \u200e14:22:11",  # Windows
        "2024-03-05T15:22:11+01:00[Europe/Berlin]",  # Java
        "2024-03-05 14:22:11.000 +0000 UTC",  # Go
        "2024-03-05 15:22:11 +0100 CET m=+0.5",
        "Tue, 5 Mar 2024 15:22:11 +0100 (CET)",
        "2024-03-05 15:22:11 GMT+0100 (Central European Standard Time)",
        "2024-03-05 15:22:11 (UTC+01:00)",
        "2024-03-05 15:22:11 Europe/Berlin",
        "2024-07-05 09:22:11 America/New_York",
        "2024-03-05 06:22:11 PT",
        "05-MAR-24 02.22.11.000000000 PM",  # Oracle
        "05-Mar-24 14.22.11.000000",
        "/Date(1709648531000)/",  # .NET
        "20240305T142211Z",
        "45356,59873843",
        "2024年3月5日 14時22分11秒",
        "2024년 3월 5일 14시 22분 11초",
        "2024. 3. 5. 오후 2:22:11",
        "2024/3/5 下午2:22:11",
        "5 марта 2024 г., 14:22:11",
        "5 marca 2024 14:22:11",
        "5. března 2024 14:22:11",
        "5 mars 2024 kl. 14:22:11",
        "5 Mart 2024 14:22:11",
        "05/03/2024 à 14:22:11",
        "05/03/2024 a las 14:22:11",
        "05.03.2024 um 14:22:11 Uhr",
        "05/03/2024 - 14:22:11",
        "14:22:11 05.03.2024",
        "2:22:11 PM, 05/03/2024",
        "Di, 05/03/2024 14:22:11",
        "05/03/2024 14:22:11:000",
    ],
)
def test_a_time_in_a_rare_spelling_is_read(text: str) -> None:
    assert read(text) == (NOON.replace(month=7, hour=13) if "07" in text else NOON)


@pytest.mark.parametrize(
    ("text", "hour"),
    [("March 5th, 2024 2pm", 14), ("5 March 2024 10 AM", 10), ("05/03/2024 9am", 9), ("5 Mar 2024 9.00", 9)],
)
def test_an_hour_alone_is_not_lost(text: str, hour: int) -> None:
    assert read(text) == dt.datetime(2024, 3, 5, hour)  # noqa: DTZ001 - likewise


@pytest.mark.parametrize(
    "text",
    [
        "5 Mar 2024 7-12",
        "25/12",
        "Mar 2024",
        "2024-03-05 25:00",
        "yesterday",
        "5 Foo 2024",
        "x" * 10_000 + " 5 Mar 2024",
    ],
)
def test_what_is_no_time_is_not_taken_for_one(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "1970-01-01",
        "1970-01-01 01:00:00",
        "1969-12-31T19:00:00-0500",
        "01/01/1970",
        "1900-01-01 00:00:00",
        "0001-01-01",
    ],
)
def test_the_first_day_of_a_calendar_stands_for_no_time(text: str) -> None:
    assert read(text) is None
    assert read("2024-03-05 14:22:11") == NOON


@given(st.datetimes(dt.datetime(1971, 1, 1), dt.datetime(2099, 12, 31)))  # noqa: DTZ001 - likewise
def test_what_javascript_writes_is_read_back(moment: dt.datetime) -> None:
    moment = moment.replace(microsecond=0)
    text = f"{moment.month}/{moment.day}/{moment.year}, {moment:%I:%M:%S}\u202f{moment:%p}"
    assert read(text, day_first=False) == moment
    assert read(text.replace("\u202f", " "), day_first=False) == moment


def test_dates_in_rare_spellings_tell_the_order_of_day_and_month() -> None:
    found = order_evidence(pa.array(["1/13/2024, 2:15:00\u202fPM", "13/1/2024 2:15 p. m.", "5 Mar 2024", "words"]))
    assert (found.day_first, found.month_first) == (1, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 Stunden 5 Minuten", 125),
        ("1 Tag, 2 Stunden", 1560),
        ("1 heure et 5 minutes", 65),
        ("2 horas y 5 minutos", 125),
        ("1 hour, 5 minutes and 30 seconds", 65.5),
        ("1,234.5 hours", 74_070),
        ("3 business days", 4320),
        ("1h30", 90),
        ("PT1H30M", 90),
        ("P1DT2H", 1560),
        ("-PT15M", -15),
        ("1.02:03:00", 1563),
        ("1899-12-30 05:00:00", 300),
        ("1.2E+03", 1200),
        ("5 (business)", 5),
        ("1 month", None),
        ("2 apples", None),
        ("1d 2 apples", None),
        ("P", None),
        ("PT", None),
    ],
)
def test_a_duration_in_words_is_read_or_said_not_to_be(text: str, expected: float | None) -> None:
    assert minutes(text) == expected


@given(
    st.lists(
        st.tuples(st.integers(0, 900), st.sampled_from(sorted(WEEKS))),
        min_size=1,
        max_size=4,
        unique_by=lambda each: each[1],
    )
)
def test_durations_in_words_add_up(parts: list[tuple[int, str]]) -> None:
    expected = sum(amount * WEEKS[unit] for amount, unit in parts)
    for between in (" ", ", ", " and "):
        assert minutes(between.join(f"{amount} {unit}" for amount, unit in parts)) == expected


def test_a_number_in_powers_of_ten_is_that_number_among_others_too() -> None:
    assert numbers(pa.array(["1e3", "1.5E+02", "$5"])).to_pylist() == [1000, 150, 5]


@pytest.mark.parametrize("text", ["VERDADERO", "verdadeiro", "VERO", "WAAR", "✓", "☑"])
def test_yes_in_the_languages_of_spreadsheets(text: str) -> None:
    assert flags(pa.array([text]), {}).to_pylist() == [True]


@pytest.mark.parametrize("text", ["FALSO", "ONWAAR", "✗", "☐"])
def test_no_in_the_languages_of_spreadsheets(text: str) -> None:
    assert flags(pa.array([text]), {}).to_pylist() == [False]


@pytest.mark.parametrize("texts", [("0.2", "1", "0.85"), ("0", "1"), ("0.5", "0.9")])
def test_shares_of_a_whole_are_no_grades_from_one_to_five(texts: tuple[str, ...]) -> None:
    assert (scale_of(texts).low, scale_of(texts).high) == (0, 1)


def notes_on(folder: Path, text: str) -> str:
    (folder / "log.csv").write_text(text, encoding="utf-8")
    (source,) = open_sources([str(folder / "log.csv")])
    for _ in source.chunks():
        pass
    return "\n".join(source.finished().notes)


def test_a_zone_that_means_several_is_said_and_the_times_are_kept(tmp_path: Path) -> None:
    said = notes_on(tmp_path, "id,created at,text\n1,2024-03-05 14:22 IST,late\n2,5 Mar 2024 14:22 (IST),late\n")
    assert "which time zone 'IST' is in 'created at' is not known" in said
    assert "could not be read" not in said


@pytest.mark.parametrize(
    "text", ["2024-03-05T14:22:11Z", "3/5/2024 2:22 PM", "2024-03-05 14:22 EST", "2024-03-05 14:22 PT"]
)
def test_of_a_zone_that_is_known_nothing_is_said(tmp_path: Path, text: str) -> None:
    assert "time zone" not in notes_on(tmp_path, f"id,created at,text\n1,{text},late\n")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1.70955E+12", "a spreadsheet rounded it"),
        ("1970-01-01 00:00:00", "the first day that programs count stands for none"),
    ],
)
def test_why_a_time_could_not_be_read_is_said(tmp_path: Path, text: str, why: str) -> None:
    assert why in notes_on(tmp_path, f"id,created at,text\n1,{text},late\n2,2024-03-05,late\n")


def test_the_errors_of_a_spreadsheet_are_no_words_of_customers_and_are_said(tmp_path: Path) -> None:
    rows = "id,created at,text\n1,2024-03-05,#NAME?\n2,2024-03-05,late\n3,2024-03-05, #REF! \n4,2024-03-05,#N/A\n"
    assert "2 cells hold the error of a spreadsheet in place of what was written (#NAME? in 'text')" in notes_on(
        tmp_path, rows
    )
    (source,) = open_sources([str(tmp_path / "log.csv")])
    assert [row["text"] for chunk in source.chunks() for row in chunk.batch.to_pylist()] == [None, "late", None, None]


def test_a_single_text_in_html_among_plain_ones_loses_its_markup(tmp_path: Path) -> None:
    rows = [
        '1,2024-03-05,"<p>It is <b>late</b> since &lt;two&gt; weeks</p>"',
        *(f"{n},2024-03-05,a < b and c > d" for n in range(2, 30)),
    ]
    (tmp_path / "log.csv").write_text("\n".join(("id,created at,text", *rows)))
    (source,) = open_sources([str(tmp_path / "log.csv")])
    texts = [row["text"] for chunk in source.chunks() for row in chunk.batch.to_pylist()]
    assert texts == ["It is late since <two> weeks", *["a < b and c > d"] * 28]


def test_hostile_texts_are_no_times_and_no_durations_and_cost_no_more_than_others() -> None:
    zone = f"2025-01-01 12:00 {'a' * 90}!"
    digits = "1" * 200_000
    assert read(zone) is None
    assert durations(pa.array([digits + "!"]), "minutes").to_pylist() == [None]
