"""The keyed pass against plain loops over the same incidents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from cxaudit.tally import (
    RepeatRule,
    SharedRule,
    count_customers,
    event_schema,
    keep_last_state,
    mark_repeats,
    mark_shared,
    pack,
    profile_array,
    profile_column,
    unpack,
)

DAY = 86_400_000_000
SYMPTOMS = 6  # 0 to 3 are seen in text, 4 is a repeat, 5 a shared workaround


@dataclass(frozen=True)
class Row:
    customer: int
    day: int | None
    channel: str | None
    shown: frozenset[int]
    resolution: int
    key: int
    has_text: bool = True


rows = st.lists(
    st.builds(
        Row,
        st.integers(0, 3),
        st.none() | st.integers(0, 40),
        st.sampled_from([None, "phone", "web"]),
        st.frozensets(st.integers(0, 3), max_size=3),
        st.integers(0, 2),
        st.integers(0, 8),
        has_text=st.booleans(),
    ),
    max_size=25,
)


def events_of(found: list[Row]) -> pa.Table:
    schema = event_schema(SYMPTOMS)
    pairs = [(place, symptom) for place, row in enumerate(found) for symptom in sorted(row.shown)]
    place, symptom = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    packed = pack(len(found), SYMPTOMS, place, symptom.astype(np.int32), np.ones(len(pairs), dtype=np.int8))
    time = [None if row.day is None else row.day * DAY for row in found]
    columns = {
        "order": list(range(len(found))),
        "key": [row.key for row in found],
        "customer": [row.customer for row in found],
        "resolution": [row.resolution for row in found],
        "opened": time,
        "updated": time,
        "channel": [row.channel for row in found],
        "has_text": [row.has_text for row in found],
    }
    arrays = [
        profile_column(packed)
        if name == "profile"
        else pa.array(columns.get(name, [None] * len(found)), type=schema.field(name).type)
        for name in schema.names
    ]
    return pa.table(arrays, schema=schema)


def marked(events: pa.Table, symptom: int, state: int) -> list[bool]:
    return [bool(value) for value in unpack(profile_array(events["profile"]), state)[:, symptom]]


def earlier(found: list[Row], place: int) -> list[Row]:
    """Contacts of the same customer before this one; of two at one time the first in the log is the earlier."""
    me = found[place]
    assert me.day is not None
    return [
        other
        for number, other in enumerate(found)
        if other.customer == me.customer and other.day is not None and (other.day, number) < (me.day, place)
    ]


@given(rows)
def test_a_repeat_is_a_contact_within_the_window_of_an_earlier_one(found: list[Row]) -> None:
    events = mark_repeats(events_of(found), [RepeatRule(4, 7)])
    known = [row.customer != 0 and row.day is not None for row in found]
    expected = [
        known[place] and any(row.day - other.day <= 7 for other in earlier(found, place))  # type: ignore[operator]
        for place, row in enumerate(found)
    ]
    assert marked(events, 4, 1) == expected
    assert marked(events, 4, 3) == [not entry for entry in known]


@given(rows)
def test_a_silo_is_the_same_symptom_taken_to_another_channel(found: list[Row]) -> None:
    rule = RepeatRule(4, 7, other_channel=True, among=(0, 1, 2))
    events = mark_repeats(events_of(found), [rule])
    expected = []
    for place, row in enumerate(found):
        same = (
            other
            for other in (earlier(found, place) if row.customer and row.day is not None else [])
            if other.shown & row.shown & {0, 1, 2} and None not in (other.channel, row.channel)
            if other.channel != row.channel
        )
        expected.append(any(row.day - other.day <= 7 for other in same))  # type: ignore[operator]
    assert marked(events, 4, 1) == expected
    silos = {row.customer for row, repeated in zip(found, expected, strict=True) if repeated}
    assert count_customers(events_of(found), (0, 1, 2)).cross_channel == len(silos)


def test_the_same_complaint_cannot_be_seen_to_come_back_where_nobody_wrote_one_down() -> None:
    found = [Row(1, day, "phone", frozenset(), 0, day, has_text=False) for day in (1, 2, 3)]
    found.append(Row(1, 4, "phone", frozenset(), 0, 4))
    events = mark_repeats(events_of(found), [RepeatRule(4, 7, among=(0, 1)), RepeatRule(5, 7)])
    assert marked(events, 4, 3) == [True, True, True, False]
    assert marked(events, 5, 3) == [False, False, False, False]


def test_a_missing_channel_is_not_another_channel() -> None:
    found = [Row(1, 1, None, frozenset({0}), 0, 1), Row(1, 2, "web", frozenset({0}), 0, 2)]
    found.append(Row(1, 3, None, frozenset({0}), 0, 3))
    events = mark_repeats(events_of(found), [RepeatRule(4, 7, other_channel=True, among=(0,))])
    assert marked(events, 4, 1) == [False, False, False]
    assert marked(events, 4, 3) == [True, False, True]
    assert count_customers(events_of(found), (0,)).cross_channel == 0


@given(rows)
def test_a_workaround_is_a_resolution_shared_often_enough_in_its_window(found: list[Row]) -> None:
    events = mark_shared(events_of(found), [SharedRule(5, 3, 10)])
    days = [row.day if row.resolution else None for row in found]
    expected = []
    for row in found:
        alike = sorted(
            day
            for other, day in zip(found, days, strict=True)
            if other.resolution == row.resolution and day is not None
        )
        mine = row.day if row.resolution else None
        windows = (alike[start : start + 3] for start in range(len(alike) - 2))
        expected.append(mine is not None and any(w[2] - w[0] <= 10 and w[0] <= mine <= w[2] for w in windows))
    assert marked(events, 5, 1) == expected


@given(rows)
def test_only_the_last_state_of_an_incident_is_kept(found: list[Row]) -> None:
    kept, pairs = keep_last_state(events_of(found))
    last: dict[int, tuple[int, int]] = {}
    for place, row in enumerate(found):
        state = (-1 if row.day is None else row.day, place)
        last[row.key] = max(last.get(row.key, (-2, -1)), state)
    assert kept["order"].to_pylist() == sorted(place for _, place in last.values())
    assert len(pairs) + kept.num_rows == len(found)
    survivors = {key: place for key, (_, place) in last.items()}
    replaced = [place for place, row in enumerate(found) if survivors[row.key] != place]
    assert pairs.tolist() == [[place, survivors[found[place].key]] for place in replaced]


@given(rows)
def test_customers_are_counted_once(found: list[Row]) -> None:
    customers = count_customers(events_of(found), (0, 1, 2, 3))
    identified = [row for row in found if row.customer]
    assert customers.distinct == len({row.customer for row in identified})
    assert customers.with_failure == len({row.customer for row in identified if row.shown})
    assert customers.contacts_with_customer == sum(row.day is not None for row in identified)
