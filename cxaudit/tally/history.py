"""What only an incident's neighbours tell: its last state, the customer who came back, the fix that is a workaround.

Each function works one partition of a shuffle on the key it needs, and gives events back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cxaudit.model import Customers
from cxaudit.tally.events import profile_array, profile_column
from cxaudit.tally.profiles import failing, holding, mark

if TYPE_CHECKING:
    from collections.abc import Sequence

_DAY = 86_400_000_000  # microseconds
REPEAT_DAYS = 14  # a contact within these days of the last one is a repeat
SILO_DAYS = 7  # the same symptom on a second channel within these days is a channel silo
NO_PAIRS: NDArray[np.int64] = np.zeros((0, 2), dtype=np.int64)
_NEVER = np.iinfo(np.int64).min
_ASSERTED, _HIDDEN = 1, 3


@dataclass(frozen=True, slots=True)
class RepeatRule:
    """Which symptom (by index) marks an incident whose customer had been in touch within `within_days` before.

    With `among`, both incidents must show one and the same of these symptoms; with `other_channel`, the earlier contact
    was on another channel.
    """

    symptom: int
    within_days: float
    other_channel: bool = False
    among: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SharedRule:
    """Which symptom marks an incident closed with words that closed `at_least` incidents within `within_days`."""

    symptom: int
    at_least: int
    within_days: float


def keep_last_state(events: pa.Table) -> tuple[pa.Table, NDArray[np.int64]]:
    """The last row of each incident, and for each row it supersedes a pair: its `order`, and that of the last row.

    Last is by `updated`, then by the order in which the rows were read; pairs are in the order of the rows.
    """
    key, order = events["key"].to_numpy(), events["order"].to_numpy()
    rows = shared_keys(key)
    if not len(rows):
        return events, NO_PAIRS
    by_time = rows[np.lexsort((order[rows], _times(events, "updated")[rows], key[rows]))]
    again = np.append(key[by_time][1:] == key[by_time][:-1], values=False)
    last = np.flatnonzero(~again)
    instead = by_time[last[np.searchsorted(last, np.flatnonzero(again))]]
    pairs = np.stack([by_time[again], instead], axis=1)
    pairs = pairs[np.argsort(pairs[:, 0])]
    kept = np.ones(len(key), dtype=np.bool_)
    kept[pairs[:, 0]] = False
    return events.filter(pa.array(kept)), order[pairs]


def shared_keys(key: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The rows whose key others have too: few, in most logs, so that only they need to be put in order."""
    order = np.argsort(key)
    ordered = key[order]
    again = ordered[1:] == ordered[:-1]
    shared = np.zeros(len(key), dtype=np.bool_)
    shared[order[1:][again]] = True
    shared[order[:-1][again]] = True
    return np.flatnonzero(shared)


def mark_repeats(events: pa.Table, rules: Sequence[RepeatRule]) -> pa.Table:
    """Assert each repeat rule's symptom on incidents whose customer had been in touch before.

    The symptom is hidden where the customer or the time is unknown, where a rule on symptoms finds no text in which
    one could have been put, and where a rule on channels finds none. All events of a customer must be in this
    partition.
    """
    if not rules or not events.num_rows:
        return events
    shown = profile_array(events["profile"])
    profiles = shown.copy()
    opened, order = _times(events, "opened"), events["order"].to_numpy()
    customer = events["customer"].to_numpy()
    known = (customer != 0) & (opened != _NEVER)
    channel = _codes(events["channel"])
    showing = {symptoms: _Showing.of(shown, symptoms) for symptoms in {rule.among for rule in rules}}
    for rule in rules:
        seen = known & _can_show(rule, events, showing[rule.among])
        row, group = _groups(rule, customer, showing[rule.among], seen)
        lanes = channel if rule.other_channel else None
        repeated = _repeated(row, group, (opened, order), lanes, int(rule.within_days * _DAY))
        mark(profiles, _ASSERTED, rule.symptom, repeated)
        mark(profiles, _HIDDEN, rule.symptom, ~seen)
    return events.set_column(events.schema.get_field_index("profile"), "profile", profile_column(profiles))


def mark_shared(events: pa.Table, rules: Sequence[SharedRule]) -> pa.Table:
    """Assert each shared rule's symptom on incidents closed alike at least so often within its window.

    Where there is no resolution or no time the symptom is hidden; all events of a resolution must be in this partition.
    """
    if not rules or not events.num_rows:
        return events
    profiles = profile_array(events["profile"]).copy()
    resolution, opened = events["resolution"].to_numpy(), _times(events, "opened")
    known = (resolution != 0) & (opened != _NEVER)
    rows = np.flatnonzero(known)
    rows = rows[np.lexsort((events["order"].to_numpy()[rows], opened[rows], resolution[rows]))]
    for rule in rules:
        shared = rows[_crowded(resolution[rows], opened[rows], rule.at_least, int(rule.within_days * _DAY))]
        mark(profiles, _ASSERTED, rule.symptom, shared)
        mark(profiles, _HIDDEN, rule.symptom, ~known)
    return events.set_column(events.schema.get_field_index("profile"), "profile", profile_column(profiles))


def count_customers(events: pa.Table, among: tuple[int, ...]) -> Customers:
    """Who came back, among the customers of this partition; `among` are the symptoms that count as the same failure."""
    profiles = profile_array(events["profile"])
    customer, opened = events["customer"].to_numpy(), _times(events, "opened")
    when = (opened, events["order"].to_numpy())
    identified = customer != 0
    distinct, contacts = np.unique(customer[identified], return_counts=True)
    known = identified & (opened != _NEVER)
    rows = np.flatnonzero(known)
    back = _repeated(rows, customer[rows], when, None, REPEAT_DAYS * _DAY)
    silo, showing = RepeatRule(0, SILO_DAYS, other_channel=True, among=among), _Showing.of(profiles, among)
    same, group = _groups(silo, customer, showing, known & _can_show(silo, events, showing))
    other = _repeated(same, group, when, _codes(events["channel"]), SILO_DAYS * _DAY) if among else rows[:0]
    return Customers(
        distinct=len(distinct),
        with_failure=len(np.unique(customer[identified & failing(profiles)])),
        with_two_contacts=int((contacts > 1).sum()),
        repeat_contacts=len(back),
        contacts_with_customer=int(known.sum()),
        cross_channel=len(np.unique(customer[other])),
        window_days=REPEAT_DAYS,
    )


@dataclass(frozen=True, slots=True)
class _Showing:
    """Where some symptoms are asserted: `row` and `symptom` of each, in order of row, and which rows hold `any`."""

    row: NDArray[np.int64]
    symptom: NDArray[np.int64]
    any: NDArray[np.bool_]

    @classmethod
    def of(cls, profiles: NDArray[np.uint8], symptoms: tuple[int, ...]) -> _Showing:
        row, symptom = holding(profiles, _ASSERTED, symptoms)
        found = np.zeros(len(profiles), dtype=np.bool_)
        found[row] = True
        return cls(row, symptom, found)


def _can_show(rule: RepeatRule, events: pa.Table, showing: _Showing) -> NDArray[np.bool_]:
    """Which events hold what the rule compares: words, or a symptom of the rule seen without them; a channel."""
    able = np.ones(events.num_rows, dtype=np.bool_)
    if rule.among:
        able &= events["has_text"].fill_null(fill_value=False).to_numpy() | showing.any
    if rule.other_channel:
        able &= events["channel"].is_valid().to_numpy()
    return able


def _times(events: pa.Table, name: str) -> NDArray[np.int64]:
    """A time column with nulls as the earliest time there is."""
    return np.asarray(events[name].fill_null(int(_NEVER)), dtype=np.int64)


def _codes(column: pa.ChunkedArray) -> NDArray[np.int64]:
    """Equal values, equal codes; a missing value is a value of its own."""
    encoded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    return np.asarray(encoded.indices, dtype=np.int64)


def _groups(
    rule: RepeatRule, customer: NDArray[np.uint64], showing: _Showing, known: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Rows (an incident may stand several times) and the group within which each may be a repeat."""
    if not rule.among:
        rows = np.flatnonzero(known)
        return rows, customer[rows]
    kept = known[showing.row]
    rows, symptom = showing.row[kept], showing.symptom[kept]
    # A multiplication by an odd constant keeps distinct (customer, symptom) pairs distinct but for chance in 2^64.
    return rows, customer[rows] * np.uint64(0x9E3779B97F4A7C15) + symptom.astype(np.uint64)


def _repeated(
    rows: NDArray[np.int64],
    group: NDArray[np.uint64],
    when: tuple[NDArray[np.int64], NDArray[np.int64]],
    channel: NDArray[np.int64] | None,
    window: int,
) -> NDArray[np.int64]:
    """Rows with an earlier member of their group (on another channel, if given) within `window` microseconds.

    `when` is the time and the `order` of each event, which decides between those opened at once.
    """
    opened, read = when
    several = shared_keys(group)
    rows, group = rows[several], group[several]
    order = np.lexsort((read[rows], opened[rows], group))
    rows, group = rows[order], group[order]
    time = opened[rows]
    previous = np.arange(len(rows)) - 1
    if channel is not None and len(rows):
        lane = channel[rows]
        starts = np.ones(len(rows), dtype=np.bool_)
        starts[1:] = (group[1:] != group[:-1]) | (lane[1:] != lane[:-1])
        previous = np.maximum.accumulate(np.where(starts, np.arange(len(rows)), 0)) - 1
    same = previous >= 0
    same[same] = group[previous[same]] == group[same]
    same[same] = time[same] - time[previous[same]] <= window
    return np.unique(rows[same])


def _crowded(value: NDArray[np.uint64], time: NDArray[np.int64], at_least: int, window: int) -> NDArray[np.bool_]:
    """Which of the sorted entries lie in a run of `at_least` equal values within `window` microseconds."""
    marks = np.zeros(len(value) + 1, dtype=np.int64)
    first = np.arange(max(0, len(value) - at_least + 1))
    last = first + at_least - 1
    runs = first[(value[first] == value[last]) & (time[last] - time[first] <= window)]
    np.add.at(marks, runs, 1)
    np.add.at(marks, runs + at_least, -1)
    return np.cumsum(marks[:-1]) > 0
