"""One incident in several exports whose openings are written differently, and other incidents that have its id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import permutations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxaudit.engines.joining.openings import with_one_opening
from cxaudit.engines.joining.people import Identifiers
from cxaudit.model import ROWS_PER_SOURCE

MORNING = "2025-01-03 10:20:00"


@dataclass(frozen=True)
class Row:
    """A row with one id, the same in all; 0 stands for nothing."""

    source: int
    opened: str
    customer: int = 0
    words: int = 0
    by_mail: bool = False


def microseconds(opened: str) -> int | None:
    if not opened:
        return None
    return round(datetime.fromisoformat(opened).replace(tzinfo=UTC).timestamp() * 1e6)


def incidents(rows: list[Row]) -> tuple[pa.Table, int]:
    customer = np.array([row.customer for row in rows], dtype=np.uint64)
    by_mail = np.array([row.by_mail for row in rows])
    nothing = np.zeros(len(rows), dtype=np.uint64)
    events = pa.table(
        {
            "order": pa.array([row.source * ROWS_PER_SOURCE + number for number, row in enumerate(rows)], pa.int64()),
            "key": pa.array([7] * len(rows), pa.uint64()),
            "opened": pa.array([microseconds(row.opened) for row in rows], pa.int64()),
            "customer": pa.array(customer),
            "words": pa.array([row.words for row in rows], pa.uint64()),
        }
    )
    names = Identifiers(np.where(by_mail, nothing, customer), np.where(by_mail, customer, nothing), nothing)
    return with_one_opening(events, names)


def together(*rows: Row) -> bool:
    events, apart = incidents(list(rows))
    one = len(set(events["key"].to_pylist())) == 1
    assert one == (apart == 0)
    return one


WRITTEN = [
    "2025-01-03 10:20:59",
    "2025-01-03 10:21:00",
    "2025-01-03",
    "2025-01-03 11:20:00",
    "2025-01-03 04:20:00",
    "2025-01-03 22:20:00",
    "2025-01-02 22:20:00",
]


@pytest.mark.parametrize("other", WRITTEN)
@pytest.mark.parametrize("customers", [(1, 1), (1, 0), (0, 0)])
def test_an_opening_written_in_another_way_is_of_the_same_incident(other: str, customers: tuple[int, int]) -> None:
    assert together(Row(0, MORNING, customers[0]), Row(1, other, customers[1]))


@pytest.mark.parametrize("other", [entry for entry in WRITTEN if entry != "2025-01-03 10:20:59"])
def test_other_customers_have_other_incidents(other: str) -> None:
    assert not together(Row(0, MORNING, 1), Row(1, other, 2))


def test_days_alone_are_no_sign_against_two_customers() -> None:
    assert not together(Row(0, "2025-01-03", 1), Row(1, "2025-01-03", 2))
    assert together(Row(0, "2025-01-03", 1), Row(1, "2025-01-03", 1))


def test_a_customer_named_by_an_id_may_be_the_one_named_by_mail() -> None:
    assert together(Row(0, MORNING, 1), Row(1, "2025-01-03", 2, by_mail=True))


@pytest.mark.parametrize("other", ["2025-01-03 16:30:00", "2025-01-04 10:20:00", "2025-01-04", "2025-01-19 10:20:00"])
def test_nobody_known_and_another_time_make_another_incident(other: str) -> None:
    assert not together(Row(0, MORNING), Row(1, other))


def test_of_unknown_customers_other_words_speak_against_a_time_zone() -> None:
    assert together(Row(0, MORNING, words=5), Row(1, "2025-01-03 12:20:00", words=5))
    assert not together(Row(0, MORNING, words=5), Row(1, "2025-01-03 12:20:00", words=6))
    assert together(Row(0, MORNING, 1, words=5), Row(1, "2025-01-03 12:20:00", 1, words=6))


def test_one_customer_has_no_two_incidents_with_one_id_on_a_day() -> None:
    assert together(Row(0, MORNING, 1), Row(1, "2025-01-03 16:33:00", 1))
    assert not together(Row(0, MORNING, 1), Row(1, "2025-01-09 10:20:00", 1))


def test_an_incident_was_opened_at_the_first_time_with_a_clock() -> None:
    events, _ = incidents([Row(0, "2025-01-03", 1), Row(1, MORNING, 1), Row(2, "2025-01-03 12:20:00", 1)])
    assert set(events["opened"].to_pylist()) == {microseconds(MORNING)}


def test_rows_of_one_source_keep_their_times() -> None:
    rows = [Row(0, MORNING, 1), Row(0, "2025-01-03 10:20:30", 1), Row(1, "2025-02-03 10:00:00", 2)]
    events, apart = incidents(rows)
    assert events["opened"].to_pylist() == [microseconds(row.opened) for row in rows]
    assert apart == 1
    events, apart = incidents(rows[:2])
    assert (events["opened"].to_pylist(), apart) == ([microseconds(row.opened) for row in rows[:2]], 0)


def test_rows_without_a_time_stay_with_the_first_incident() -> None:
    events, apart = incidents([Row(0, MORNING, 1), Row(1, "", 2), Row(2, "2025-01-09 10:00:00", 2)])
    keys = events["key"].to_pylist()
    assert (keys[0] == keys[1], keys[0] == keys[2], apart) == (True, False, 1)
    assert events["opened"].null_count == 1


ROWS = st.lists(
    st.builds(
        Row,
        st.integers(0, 2),
        st.sampled_from(["", MORNING, "2025-01-03 16:33:00", "2025-01-05 10:20:00", *WRITTEN]),
        st.integers(0, 2),
        st.integers(0, 2),
    ),
    min_size=2,
    max_size=4,
)


@given(ROWS)
def test_the_order_of_rows_changes_nothing(rows: list[Row]) -> None:
    found = set()
    for order in permutations(range(len(rows))):
        events, apart = incidents([rows[place] for place in order])
        back = np.argsort(order)
        keys, opened = (events[name].take(pa.array(back)).to_pylist() for name in ("key", "opened"))
        found.add((tuple(keys), tuple(opened), apart))
    assert len(found) == 1
