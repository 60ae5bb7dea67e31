"""Counting and adding against a plain loop over the same incidents."""

from __future__ import annotations

import pickle
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxaudit.model import Evidence, Location, Profile, Tally
from cxaudit.spilling import Spill
from cxaudit.tally import Counting, Shuffle, TallyCounter, add, count, event_schema, pack, profile_column
from cxaudit.tally.addition import EVIDENCE_PER_SYMPTOM, smallest_ranks
from cxaudit.tally.events import to_profile
from cxaudit.tally.weeks import monday

SYMPTOMS = tuple(f"symptom-{index}" for index in range(11))
DAY = 86_400_000_000
COUNTING = Counting(SYMPTOMS, {"channel": ("phone", "web"), "site": ("north",)}, {"channel": 1}, 400 * DAY)


@st.composite
def incidents(draw: st.DrawFn) -> list[dict[str, object]]:
    states = st.dictionaries(st.integers(0, 10), st.integers(1, 3), max_size=5)
    row: st.SearchStrategy[dict[str, object]] = st.fixed_dictionaries(
        {
            "states": states,
            "opened": st.none() | st.integers(-800, 800).map(lambda day: day * DAY),
            "closed": st.none() | st.integers(-800, 800).map(lambda day: day * DAY),
            "channel": st.sampled_from([None, "phone", "web", "fax"]),
            "site": st.sampled_from([None, "north", "south"]),
            "reopens": st.none() | st.integers(0, 4).map(float),
            "resolution_minutes": st.none() | st.floats(0, 1e6),
            "has_text": st.booleans(),
        }
    )
    return draw(st.lists(row, max_size=30))


def events_of(rows: list[dict[str, object]]) -> pa.Table:
    triples = [(row, symptom, state) for row, entry in enumerate(rows) for symptom, state in entry["states"].items()]  # type: ignore[attr-defined]
    row, symptom, state = (
        (np.array(part, dtype=np.int64) for part in zip(*triples, strict=True))
        if triples
        else (np.empty(0, dtype=np.int64) for _ in range(3))
    )
    packed = pack(len(rows), len(SYMPTOMS), row, symptom.astype(np.int32), state.astype(np.int8))
    schema = event_schema(len(SYMPTOMS))
    columns = {
        name: pa.array([entry.get(name) for entry in rows], type=schema.field(name).type)
        for name in schema.names
        if name != "profile"
    }
    columns["key"] = pa.array(range(len(rows)), type=pa.uint64())
    columns["profile"] = profile_column(packed)
    return pa.table([columns[name] for name in schema.names], schema=schema)


def profile_of(entry: dict[str, object]) -> Profile:
    states = entry["states"]
    assert isinstance(states, dict)
    by_state = [tuple(sorted(symptom for symptom, state in states.items() if state == wanted)) for wanted in (1, 2, 3)]
    return Profile(*by_state)


@given(incidents())
def test_profiles_and_margins_are_those_of_a_plain_loop(rows: list[dict[str, object]]) -> None:
    tally = count(events_of(rows), COUNTING)
    assert {entry.profile: entry.count for entry in tally.profiles} == Counter(profile_of(row) for row in rows)
    assert tally.incidents == len(rows)
    channel = next(margin for margin in tally.margins if margin.dimension == "channel")
    names: dict[object, str] = {None: "unknown", "fax": "other"}
    expected = Counter((names.get(row["channel"], row["channel"]), profile_of(row)) for row in rows)
    found = {
        (value, tally.profiles[profile].profile): number
        for value, pairs in channel.counts.items()
        for profile, number in pairs
    }
    assert found == expected


@given(incidents())
def test_weekly_series_are_those_of_a_plain_loop(rows: list[dict[str, object]]) -> None:
    tally = count(events_of(rows), COUNTING)
    dated = [row for row in rows if isinstance(row["opened"], int)]
    week = [monday((int(str(row["opened"])) // DAY + 3) // 7) for row in dated]
    assert tally.opened == dict(sorted(Counter(week).items()))
    assert tally.undated == len(rows) - len(dated)
    for series in tally.series:
        if not series.dimension:
            assert dict(zip(series.weeks, series.total, strict=True)) == {
                name: Counter(week)[name] for name in series.weeks
            }
            shown = Counter(
                (symptom, name) for name, row in zip(week, dated, strict=True) for symptom in profile_of(row).asserted
            )
            found = {
                (SYMPTOMS.index(symptom), name): number
                for symptom, counts in series.symptoms.items()
                for name, number in zip(series.weeks, counts, strict=True)
                if number
            }
            assert found == shown


@given(incidents())
def test_a_series_counts_the_incidents_that_could_have_shown_a_symptom(rows: list[dict[str, object]]) -> None:
    for series in count(events_of(rows), COUNTING).series:
        here = [row for row in rows if not series.dimension or row[series.dimension] == series.value]
        for index, symptom in enumerate(SYMPTOMS):
            able = Counter(
                monday((int(str(row["opened"])) // DAY + 3) // 7)
                for row in here
                if row["opened"] is not None and index not in profile_of(row).hidden
            )
            if not series.dimension or series.value in {"phone", "web", "north"}:
                assert series.observable(symptom) == tuple(able[week] for week in series.weeks)
            hidden_somewhere = series.observable(symptom) != series.total
            assert (symptom in series.seen) == hidden_somewhere


@given(incidents())
def test_a_tally_survives_being_written_as_json(rows: list[dict[str, object]]) -> None:
    tally = count(events_of(rows), COUNTING)
    assert msgspec.json.decode(msgspec.json.encode(tally), type=Tally) == tally


def test_a_channel_really_called_other_or_unknown_is_not_mixed_with_the_gathered_ones() -> None:
    rows: list[dict[str, object]] = [
        {"states": {0: 1}, "channel": value, "has_text": True} for value in ("Other", "unknown", None, "fax")
    ]
    counting = Counting(SYMPTOMS, {"channel": ("Other", "unknown")}, {"channel": 1}, 0)
    (margin,) = count(events_of(rows), counting).margins
    assert {value: sum(number for _, number in pairs) for value, pairs in margin.counts.items()} == {
        "Other": 1,
        "unknown": 1,
        "other values": 1,
        "no value": 1,
    }


def test_the_gathered_values_find_a_free_name_whatever_the_real_ones_are_called() -> None:
    real = ("other", "other values", "other values (2)", "unknown", "no value")
    rows: list[dict[str, object]] = [{"states": {}, "channel": value, "has_text": True} for value in (*real, "x", None)]
    (margin,) = count(events_of(rows), Counting(SYMPTOMS, {"channel": real}, {"channel": 1}, 0)).margins
    assert len(margin.counts) == len(rows)
    assert set(real) < set(margin.counts)


@given(incidents(), st.integers(0, 30), st.integers(0, 30))
def test_tallies_of_parts_add_up_to_the_tally_of_the_whole(
    rows: list[dict[str, object]], first: int, second: int
) -> None:
    events = events_of(rows)
    cuts = sorted((min(first, len(rows)), min(second, len(rows))))
    parts = [events[: cuts[0]], events[cuts[0] : cuts[1]], events[cuts[1] :]]
    whole = count(events, COUNTING)
    assert add([count(part, COUNTING) for part in parts]) == whole
    assert add([count(part, COUNTING) for part in reversed(parts)]) == whole


@given(incidents(), st.lists(st.integers(0, 30), min_size=2, max_size=2))
def test_counters_of_parts_that_other_processes_sent_add_up_to_that_of_the_whole(
    rows: list[dict[str, object]], cuts: list[int]
) -> None:
    events, bounds = events_of(rows), [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    whole = TallyCounter(COUNTING)
    for start, end in pairwise(bounds):
        part = TallyCounter(COUNTING)
        part.add(events[start:end])
        whole.add_all(pickle.loads(pickle.dumps(part)))  # noqa: S301 - made here
    assert whole.tally() == count(events, COUNTING)


def test_more_patterns_of_hidden_symptoms_may_be_undated_than_there_is_room_for() -> None:
    undated: list[dict[str, object]] = [
        {"states": {symptom: 3 for symptom in range(11) if number >> symptom & 1}, "has_text": True}
        for number in range(40)
    ]
    dated: dict[str, object] = {"states": {0: 3}, "opened": DAY, "has_text": True}
    for rows in ([dated, *undated], [*undated, dated]):
        (series,) = (series for series in count(events_of(rows), COUNTING).series if not series.dimension)
        assert (series.total, series.observable(SYMPTOMS[0]), series.observable(SYMPTOMS[1])) == ((1,), (0,), (1,))
        halves = [TallyCounter(COUNTING), TallyCounter(COUNTING)]
        halves[0].add(events_of(rows[:20]))
        halves[1].add(events_of(rows[20:]))
        halves[0].add_all(halves[1])
        assert halves[0].tally() == count(events_of(rows), COUNTING)


def from_profile(profile: Profile, symptoms: int) -> bytes:
    triples = [
        (index, state)
        for state, indices in enumerate((profile.asserted, profile.denied, profile.hidden), start=1)
        for index in indices
    ]
    symptom = np.array([index for index, _ in triples], dtype=np.int32)
    states = np.array([state for _, state in triples], dtype=np.int8)
    return pack(1, symptoms, np.zeros(len(triples), dtype=np.int64), symptom, states).tobytes()


@given(st.lists(st.integers(0, 10), unique=True), st.lists(st.integers(0, 10), unique=True))
def test_a_profile_survives_packing(asserted: list[int], hidden: list[int]) -> None:
    profile = Profile(tuple(sorted(asserted)), (), tuple(sorted(set(hidden) - set(asserted))))
    assert to_profile(from_profile(profile, 11)) == profile


def test_durations_fall_into_buckets_within_one_percent() -> None:
    minutes = [0.5, 3.0, 47.0, 1_000.0, 123_456.0]
    rows = [{"states": {}, "resolution_minutes": value, "has_text": True} for value in minutes]
    found = next(
        entry for entry in count(events_of(rows), COUNTING).distributions if entry.column == "resolution_minutes"
    )
    assert [value for value, _ in found.values] == pytest.approx(minutes, rel=0.0101)


def test_evidence_is_the_bottom_k_of_each_symptom_however_it_is_split() -> None:
    place = Location("rules.yaml", 1, 1)
    entries = [
        Evidence(
            f"{number}",
            f"symptom-{number % 2}",
            "quote",
            0,
            5,
            place,
            "log.csv",
            number,
            rank=f"{number * 7919 % 100:016x}",
        )
        for number in range(100)
    ]
    kept = smallest_ranks(entries)
    assert len(kept) == 2 * EVIDENCE_PER_SYMPTOM
    assert kept == smallest_ranks([*smallest_ranks(entries[60:]), *smallest_ranks(entries[:60])])
    best = sorted((entry for entry in entries if entry.symptom == "symptom-1"), key=lambda entry: entry.rank)
    assert [entry for entry in kept if entry.symptom == "symptom-1"] == best[:EVIDENCE_PER_SYMPTOM]


@given(incidents())
def test_a_shuffle_that_spills_holds_every_event_once_and_keeps_keys_together(rows: list[dict[str, object]]) -> None:
    events = events_of(rows)
    keys = pa.array([number % 5 + 1 for number in range(len(rows))], type=pa.uint64())
    events = events.set_column(events.schema.get_field_index("key"), "key", keys)
    events = events.set_column(
        events.schema.get_field_index("order"), "order", pa.array(range(len(rows)), type=pa.int64())
    )
    seen: list[int] = []
    homes: dict[int, int] = {}
    with Shuffle("key", in_memory=1) as shuffle:
        for start in range(0, len(rows), 3):
            shuffle.add(events[start : start + 3])
        for number, part in enumerate(shuffle.partitions()):
            seen.extend(part["order"].to_pylist())
            for key in part["key"].to_pylist():
                assert homes.setdefault(key, number) == number
    assert sorted(seen) == list(range(len(rows)))


@given(st.lists(st.integers(0, 1 << 62), max_size=300), st.integers(1, 4_000))
@settings(max_examples=30, deadline=None)
def test_large_partitions_come_in_parts_that_keep_together_what_belongs_together(numbers: list[int], size: int) -> None:
    rows = pa.table({"number": pa.array([64 * (number % 40) for number in numbers], pa.uint64())})
    rows = rows.append_column("place", pa.array(range(len(numbers)), pa.int64()))
    with Spill(lambda table: table["number"].to_numpy(), in_memory=1_000, at_once=size) as spill:
        for start in range(0, len(numbers), 7):
            spill.add(rows[start : start + 7])
        parts = [part.to_pylist() for part in spill.partitions()]
    assert sorted(row["place"] for part in parts for row in part) == list(range(len(numbers)))
    assert all([row["place"] for row in part] == sorted(row["place"] for row in part) for part in parts)
    homes: dict[int, int] = {}
    for number, part in enumerate(parts):
        assert all(homes.setdefault(row["number"], number) == number for row in part)
    if 16 * len(numbers) > max(1_000, 4 * size) and len(homes) > 20:
        assert len(parts) > 1, "all of it stands in one file"


def test_events_without_a_key_do_not_crowd_into_one_partition() -> None:
    events = events_of([{"states": {}, "has_text": True} for _ in range(256)])
    columns = {"order": pa.array(range(256), type=pa.int64()), "resolution": pa.array([0] * 256, type=pa.uint64())}
    for name, values in columns.items():
        events = events.set_column(events.schema.get_field_index(name), name, values)
    with Shuffle("resolution", in_memory=1) as shuffle:
        shuffle.add(events)
        runs = shuffle.runs(256)
        sizes = [part.num_rows for run in runs for part in shuffle.partitions(run)]
    assert len(runs) == sum(sizes) == 256
    assert max(sizes) <= 8


def test_an_empty_log_gives_an_empty_tally() -> None:
    tally = count(events_of([]), COUNTING)
    assert (tally.incidents, tally.profiles, tally.series, tally.first_opened) == (0, (), (), "")
    assert add([tally, tally]) == replace(tally)
