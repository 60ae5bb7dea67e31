"""From rows to incidents: which times can be meant, and which rows with one id are one incident."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from cxaudit.engines.cautions import shown_value
from cxaudit.engines.kernel import ROWS_PER_SOURCE
from cxaudit.engines.namesakes import Messages
from cxaudit.engines.plausibility import Days
from cxaudit.engines.reconciling import at_odds, kept_apart

DAY = 86_400_000_000
ROW = tuple[int, int, int | None, int]  # source, key, day opened, customer
ROWS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(1, 4), st.none() | st.integers(18_000, 18_003), st.integers(0, 2))
)


def events(rows: list[ROW]) -> pa.Table:
    return pa.table(
        {
            "order": pa.array([source * ROWS_PER_SOURCE + row for row, (source, *_) in enumerate(rows)], pa.int64()),
            "key": pa.array([key for _, key, _, _ in rows], pa.uint64()),
            "contact": pa.array([customer or key for _, key, _, customer in rows], pa.uint64()),
            "customer": pa.array([customer for *_, customer in rows], pa.uint64()),
            "opened": pa.array([None if day is None else day * DAY for _, _, day, _ in rows], pa.int64()),
        }
    )


def times(days: list[int]) -> pa.Table:
    column = pa.array([day * DAY for day in days], pa.int64())
    nothing = pa.nulls(len(days), pa.int64())
    return pa.table({"opened": column, "updated": nothing, "closed": nothing})


@given(ROWS)
def test_rows_are_kept_apart_only_where_files_and_days_differ(rows: list[ROW]) -> None:
    keys = kept_apart(events(rows))[0]["key"].to_pylist()
    for one, (_, key, day, _) in enumerate(rows):
        for other, (_, other_key, other_day, _) in enumerate(rows):
            sharing = [row for row in rows if row[1] == key and row[2] is not None]
            torn = len({row[0] for row in sharing}) > 1
            if key != other_key:
                assert keys[one] != keys[other]
            elif torn and day is not None and other_day is not None:
                assert (keys[one] == keys[other]) == (day == other_day)
            elif not torn:
                assert keys[one] == keys[other] == key


@given(ROWS, st.lists(st.sampled_from([-1, 0, 1]), min_size=3, max_size=3))
def test_conversations_that_one_run_read_are_never_one_by_their_id_alone(rows: list[ROW], runs: list[int]) -> None:
    messages = Messages(np.array(runs, dtype=np.int64), np.zeros(3, dtype=np.int64))
    told, count = messages.told_apart(events(rows))
    keys = told["key"].to_pylist()
    of = [runs[source] for source, *_ in rows]
    whole = sum(run >= 0 for run in runs) > 1
    for one, (_, key, _, customer) in enumerate(rows):
        assert told["contact"][one].as_py() == (customer or keys[one])
        if of[one] < 0 or not whole:
            assert keys[one] == key
        for other in range(one):
            if key != rows[other][1] or (whole and of[one] == of[other] >= 0):
                assert keys[one] != keys[other]
    assert count == sum(found != key for found, (_, key, _, _) in zip(keys, rows, strict=True))


@given(ROWS)
def test_rows_at_odds_are_those_of_ids_with_two_days_or_two_customers(rows: list[ROW]) -> None:
    expected = 0
    odd: list[list[int]] = []
    for key in {row[1] for row in rows}:
        same = [row for row in rows if row[1] == key]
        days, customers = {row[2] for row in same} - {None}, {row[3] for row in same} - {0}
        if len(days) > 1 or len(customers) > 1:
            expected += len(same) - 1
            odd.append(
                [order for order, row in zip(events(rows)["order"].to_pylist(), rows, strict=True) if row[1] == key]
            )
    first = tuple(sorted(min(odd, key=min))[:2]) if odd else None
    assert at_odds(events(rows)) == (expected, first)


@given(st.lists(st.integers(15_000, 16_500), min_size=1, max_size=300))
def test_no_day_of_four_years_is_ever_strange(days: list[int]) -> None:
    gathered = Days()
    gathered.add(times(days))
    assert not any(gathered.period().strange(times(days), "opened").to_pylist())


@given(st.lists(st.integers(20_000, 20_400), min_size=9, max_size=300), st.sampled_from([-25_567, 0, 47_480]))
def test_a_stray_day_is_strange_however_few_the_others(days: list[int], stray: int) -> None:
    gathered = Days()
    gathered.add(times([*days, stray]))
    assert gathered.period().strange(times([*days, stray]), "opened").to_pylist() == [False] * len(days) + [True]


def test_only_the_form_of_a_stray_value_is_shown() -> None:
    assert shown_value(redacted=True)("13 Févrie 2024, ann@bell.com") == "13 xxxxxx 2024, [e-mail]"
    assert shown_value(redacted=False)("13 Févrie 2024") == "13 Févrie 2024"
