"""From rows to incidents: one row an incident, its times those that can be meant."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cxaudit.engines.plausibility import Period
from cxaudit.model import ROWS_PER_SOURCE
from cxaudit.tally import keep_last_state, shared_keys

if TYPE_CHECKING:
    from cxaudit.engines.inputs import Inputs

_DAY = 86_400_000_000  # microseconds
_NEVER = np.iinfo(np.int64).min
_MIX = np.uint64(0x9E3779B97F4A7C15)  # odd, so that different days never give one key


@dataclass(slots=True)
class Strange:
    """Rows of one source with a time that cannot be meant: how many, and the first."""

    count: int
    row: int


@dataclass(slots=True)
class Reconciled:
    """What was found out while rows became incidents.

    `superseded` counts the rows of each source that a later one of the same id replaced; `at_odds` are those of them
    that differ from others of their id in who opened it and when, and `odd` the `order` of the first two such rows;
    `apart` are rows that share their id with an incident of another file, yet are another incident, but for those of
    conversations that are torn. `messages` numbers the run that read each source of messages, negative for other
    sources: `namesakes` are conversations that share their id with another one of the same run, `torn` ids that stand
    in several runs. `last_time` is the last time of the log.
    """

    period: Period
    superseded: Counter[int] = field(default_factory=Counter)
    at_odds: int = 0
    odd: tuple[int, int] | None = None
    apart: int = 0
    messages: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    namesakes: int = 0
    torn: int = 0
    last_time: int = 0
    strange: dict[int, Strange] = field(default_factory=dict)

    def last_states(self, part: pa.Table) -> tuple[pa.Table, NDArray[np.int64]]:
        """The last row of each incident in `part`, which must hold all rows of its ids, and what replaces the others.

        That is a pair for each of them: its `order`, and that of the last row.
        """
        self._note_strange(part)
        part, namesakes = told_apart(part, self.messages)
        self.namesakes += namesakes
        torn = _in_several(part, self.messages)
        self.torn += len(torn)
        dated = self.period.keep(part)
        part, apart = kept_apart(dated)
        self.apart += apart - _moved_of(dated, part, torn)
        count, first = at_odds(part)
        self.at_odds += count
        self.odd = min((pair for pair in (self.odd, first) if pair is not None), default=None)
        last, replaced = keep_last_state(part)
        self.superseded.update((replaced[:, 0] // ROWS_PER_SOURCE).tolist())
        times = [pc.max(part[name]).as_py() for name in ("opened", "updated", "closed")]
        self.last_time = max([self.last_time, *(time for time in times if time is not None)])
        return last, replaced

    def anew(self) -> Reconciled:
        """The same with nothing found out yet."""
        return Reconciled(self.period, messages=self.messages)

    def add(self, other: Reconciled) -> None:
        """Take in what was found out of other incidents."""
        self.superseded += other.superseded
        self.at_odds += other.at_odds
        self.odd = min((pair for pair in (self.odd, other.odd) if pair is not None), default=None)
        self.apart += other.apart
        self.namesakes += other.namesakes
        self.torn += other.torn
        self.last_time = max(self.last_time, other.last_time)
        for source, entry in other.strange.items():
            self._note_rows(source, entry.count, entry.row)

    def notes(self, source: int) -> tuple[str, ...]:
        """What to say of the source with this number."""
        found = self.strange.get(source)
        if found is None:
            return ()
        rows = f"{found.count:,} row{'' if found.count == 1 else 's'}, first at row {found.row}"
        return (f"a date {self.period.outside()}, counts as missing in {rows}",)

    def strange_dates(self, source: int) -> int:
        """How many rows of the source with this number have a date that cannot be meant."""
        return self.strange[source].count if source in self.strange else 0

    def _note_strange(self, part: pa.Table) -> None:
        strange = pc.or_(self.period.strange(part, "opened"), self.period.strange(part, "closed"))
        order = part["order"].to_numpy()[strange.to_numpy()]
        for source in np.unique(order // ROWS_PER_SOURCE).tolist():
            rows = order[order // ROWS_PER_SOURCE == source] % ROWS_PER_SOURCE
            self._note_rows(source, len(rows), int(rows.min()))

    def _note_rows(self, source: int, count: int, first: int) -> None:
        entry = self.strange.setdefault(source, Strange(0, first))
        entry.count += count
        entry.row = min(entry.row, first)


def of_messages(inputs: Inputs) -> NDArray[np.int64]:
    """The number of the run that read each source whose rows are messages; negative for other sources."""
    runs = np.repeat(np.arange(len(inputs.runs)), inputs.runs) if inputs.runs else np.zeros(len(inputs.sources))
    return np.where([source.messages for source in inputs.sources], runs, -1).astype(np.int64)


def kept_apart(events: pa.Table, grain: int = _DAY) -> tuple[pa.Table, int]:
    """Events whose ids are those of other incidents in other files get keys of their own; and how many do.

    Help desks number from 1 each; the same incident in two exports was opened on the same day, or at the same time to
    another `grain` in microseconds.
    """
    source = events["order"].to_numpy() // ROWS_PER_SOURCE
    if not len(source) or source.min() == source.max():
        return events, 0
    every = events["key"].to_numpy()
    rows = shared_keys(every)
    if not len(rows):
        return events, 0
    key, source = every[rows], source[rows]
    day = _filled(events, "opened", _NEVER)[rows] // grain
    known = day != _NEVER // grain
    _, group = np.unique(key, return_inverse=True)
    torn = _several(group, source, known) & _several(group, day, known)
    first = np.full(len(torn), np.iinfo(np.int64).max)
    np.minimum.at(first, group[known], day[known])
    other = torn[group] & known & (day != first[group])
    if not other.any():
        return events, 0
    new = every.copy()
    new[rows[other]] ^= day[other].astype(np.uint64) * _MIX
    return _with_keys(events, new), int(other.sum())


def told_apart(events: pa.Table, messages: NDArray[np.int64]) -> tuple[pa.Table, int]:
    """Conversations with the id of another one that the same run read get keys of their own; and how many do.

    Whoever joined their messages knew them for different ones. `messages` is as in `Reconciled`.
    """
    every = events["key"].to_numpy()
    if (messages >= 0).sum() < 2:
        return events, 0
    run = messages[events["order"].to_numpy() // ROWS_PER_SOURCE]
    rows = np.flatnonzero(run >= 0)
    rows = rows[shared_keys(every[rows])]
    order = np.lexsort(
        (
            events["order"].to_numpy()[rows],
            events["customer"].to_numpy()[rows],
            _filled(events, "opened", _NEVER)[rows],
            run[rows],
            every[rows],
        )
    )
    rows = rows[order]
    begins = np.ones(len(rows), dtype=np.bool_)
    begins[1:] = (every[rows][1:] != every[rows][:-1]) | (run[rows][1:] != run[rows][:-1])
    place = np.arange(len(rows)) - np.maximum.accumulate(np.where(begins, np.arange(len(rows)), 0))
    if not place.any():
        return events, 0
    key = every.copy()
    key[rows] ^= place.astype(np.uint64) * _MIX
    return _with_keys(events, key), int((place > 0).sum())


def _in_several(events: pa.Table, messages: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The keys of conversations that stand in more than one run."""
    none = np.zeros(0, dtype=np.uint64)
    if len(np.unique(messages[messages >= 0])) < 2:
        return none
    run = messages[events["order"].to_numpy() // ROWS_PER_SOURCE]
    among = run >= 0
    if not among.any():
        return none
    keys, group = np.unique(events["key"].to_numpy()[among], return_inverse=True)
    return keys[_several(group, run[among], np.ones(len(group), dtype=np.bool_))]


def _moved_of(before: pa.Table, after: pa.Table, keys: NDArray[np.uint64]) -> int:
    """How many rows that had one of these `keys` have another one now."""
    if not len(keys):
        return 0
    old = before["key"].to_numpy()
    return int(((old != after["key"].to_numpy()) & np.isin(old, keys)).sum())


def _with_keys(events: pa.Table, key: NDArray[np.uint64]) -> pa.Table:
    contact = np.where(events["customer"].to_numpy() == 0, key, events["contact"].to_numpy())
    for name, values in (("key", key), ("contact", contact)):
        events = events.set_column(events.schema.get_field_index(name), name, pa.array(values, pa.uint64()))
    return events


def at_odds(events: pa.Table) -> tuple[int, tuple[int, int] | None]:
    """How many rows repeat an id whose rows differ in when it was opened, or by whom; and the first two, by `order`."""
    again = shared_keys(events["key"].to_numpy())
    if not len(again):
        return 0, None
    events = events.take(pa.array(again))
    _, group = np.unique(events["key"].to_numpy(), return_inverse=True)
    opened, customer = _filled(events, "opened", _NEVER), events["customer"].to_numpy()
    odd = _several(group, opened, opened != _NEVER) | _several(group, customer, customer != 0)
    places = np.flatnonzero(odd[group])
    if not len(places):
        return 0, None
    order = events["order"].to_numpy()[places]
    mates = np.sort(order[group[places] == group[places[np.argmin(order)]]])
    return len(places) - int(odd.sum()), (int(mates[0]), int(mates[1]))


def _filled(events: pa.Table, name: str, nothing: int) -> NDArray[np.int64]:
    filled: NDArray[np.int64] = events[name].fill_null(nothing).to_numpy()
    return filled


def _several(
    group: NDArray[np.int64], values: NDArray[np.int64] | NDArray[np.uint64], known: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which groups hold more than one of the known values."""
    found = np.zeros(group.max() + 1, dtype=np.bool_)
    order = np.lexsort((values[known], group[known]))
    groups, ordered = group[known][order], values[known][order]
    found[groups[1:][(groups[1:] == groups[:-1]) & (ordered[1:] != ordered[:-1])]] = True
    return found
