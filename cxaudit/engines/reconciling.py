"""From rows to incidents: one row an incident, its times those that can be meant."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.engines.namesakes import Messages, several, with_keys
from cxaudit.engines.other_systems import OtherSystems
from cxaudit.engines.plausibility import Period
from cxaudit.model import ROWS_PER_SOURCE
from cxaudit.tally import keep_last_state, shared_keys

if TYPE_CHECKING:
    from numpy.typing import NDArray

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
    conversations that are torn. Of `messages`, `namesakes` are conversations that share their id with another one, and
    `torn` those of which several runs have parts. `elsewhere` are rows that share their id with an incident of another
    one of the `systems`, yet are another incident. `last_time` is the last time of the log.
    """

    period: Period
    superseded: Counter[int] = field(default_factory=Counter)
    at_odds: int = 0
    odd: tuple[int, int] | None = None
    apart: int = 0
    messages: Messages = field(default_factory=Messages)
    systems: OtherSystems = field(default_factory=OtherSystems)
    elsewhere: int = 0
    namesakes: int = 0
    torn: int = 0
    last_time: int = 0
    strange: dict[int, Strange] = field(default_factory=dict)

    def last_states(self, part: pa.Table) -> tuple[pa.Table, NDArray[np.int64]]:
        """The last row of each incident in `part`, which must hold all rows of its ids, and what replaces the others.

        That is a pair for each of them: its `order`, and that of the last row.
        """
        self._note_strange(part)
        part, namesakes = self.messages.told_apart(part)
        self.namesakes += namesakes
        part, elsewhere = self.systems.told_apart(part)
        self.elsewhere += elsewhere
        torn = self.messages.torn(part)
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
        return Reconciled(self.period, messages=self.messages, systems=self.systems)

    def add(self, other: Reconciled) -> None:
        """Take in what was found out of other incidents."""
        self.superseded += other.superseded
        self.at_odds += other.at_odds
        self.odd = min((pair for pair in (self.odd, other.odd) if pair is not None), default=None)
        self.apart += other.apart
        self.namesakes += other.namesakes
        self.torn += other.torn
        self.elsewhere += other.elsewhere
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
    torn = several(group, source, known) & several(group, day, known)
    first = np.full(len(torn), np.iinfo(np.int64).max)
    np.minimum.at(first, group[known], day[known])
    other = torn[group] & known & (day != first[group])
    if not other.any():
        return events, 0
    new = every.copy()
    new[rows[other]] ^= day[other].astype(np.uint64) * _MIX
    return with_keys(events, new), int(other.sum())


def _moved_of(before: pa.Table, after: pa.Table, keys: NDArray[np.uint64]) -> int:
    """How many rows that had one of these `keys` have another one now."""
    if not len(keys):
        return 0
    old = before["key"].to_numpy()
    return int(((old != after["key"].to_numpy()) & np.isin(old, keys)).sum())


def at_odds(events: pa.Table) -> tuple[int, tuple[int, int] | None]:
    """How many rows repeat an id whose rows differ in when it was opened, or by whom; and the first two, by `order`."""
    again = shared_keys(events["key"].to_numpy())
    if not len(again):
        return 0, None
    events = events.take(pa.array(again))
    _, group = np.unique(events["key"].to_numpy(), return_inverse=True)
    opened, customer = _filled(events, "opened", _NEVER), events["customer"].to_numpy()
    odd = several(group, opened, opened != _NEVER) | several(group, customer, customer != 0)
    places = np.flatnonzero(odd[group])
    if not len(places):
        return 0, None
    order = events["order"].to_numpy()[places]
    mates = np.sort(order[group[places] == group[places[np.argmin(order)]]])
    return len(places) - int(odd.sum()), (int(mates[0]), int(mates[1]))


def _filled(events: pa.Table, name: str, nothing: int) -> NDArray[np.int64]:
    filled: NDArray[np.int64] = events[name].fill_null(nothing).to_numpy()
    return filled
