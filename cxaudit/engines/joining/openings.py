"""One incident in several exports of its system, which may write differently when it was opened.

One export cuts off seconds, one has days alone, one is in local time. But two systems with ids of one kind, such as two
branches of a firm that both count from 1, have other incidents with the same ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cxaudit.engines.joining.mixing import mixed
from cxaudit.model import ROWS_PER_SOURCE
from cxaudit.tally import components, shared_keys

if TYPE_CHECKING:
    from cxaudit.engines.joining.people import Identifiers

Flags: TypeAlias = NDArray[np.bool_]

_MINUTE = 60_000_000  # microseconds
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_FARTHEST_ZONE = 14 * _HOUR  # from UTC
_NEVER = np.iinfo(np.int64).min
_NEIGHBOURS = 24  # other openings of one id, in order, that each is compared with; no incident has more


@dataclass(frozen=True, slots=True)
class _Openings:
    """Rows that have their key in common with other sources, in order of key and time.

    `place` is where each stands among the events, `names` are columns with what names its customer, `customer` who that
    is, `words` its text; 0 stands for nothing.
    """

    place: NDArray[np.int64]
    key: NDArray[np.uint64]
    opened: NDArray[np.int64]
    source: NDArray[np.int64]
    customer: NDArray[np.uint64]
    words: NDArray[np.uint64]
    names: tuple[NDArray[np.uint64], ...]

    @classmethod
    def of(cls, events: pa.Table, found: Identifiers) -> _Openings:
        key, customer, words = (events[name].to_numpy() for name in ("key", "customer", "words"))
        opened = np.asarray(events["opened"].fill_null(int(_NEVER)), dtype=np.int64)
        source = events["order"].to_numpy() // ROWS_PER_SOURCE
        rows = shared_keys(key)
        rows = rows[opened[rows] != _NEVER]
        rows = rows[np.lexsort((words[rows], customer[rows], opened[rows], key[rows]))]
        rows = rows[_several(key[rows], source[rows])]
        names = (found.customer[rows], found.mail[rows], found.phone[rows])
        return cls(rows, key[rows], opened[rows], source[rows], customer[rows], words[rows], names)

    def incidents(self) -> NDArray[np.int64]:
        """The first row of the incident of each."""
        edges = [np.zeros((2, 0), dtype=np.int64)]
        for distance in range(1, _NEIGHBOURS + 1):
            near = self.opened[distance:] - self.opened[:-distance] <= _DAY
            one = np.flatnonzero(near & (self.key[distance:] == self.key[:-distance]))
            if not len(one):
                break
            edges.append(np.stack([one, one + distance])[:, self._same(one, one + distance)])
        first, second = np.concatenate(edges, axis=1)
        return components(len(self.place), first, second)

    def has_clock(self, rows: NDArray[np.int64]) -> Flags:
        """Whether more than the day of opening is known; who opens at midnight is not told from it."""
        clock: Flags = self.opened[rows] % _DAY != 0
        return clock

    def _same(self, one: NDArray[np.int64], other: NDArray[np.int64]) -> Flags:
        """Whether rows are of one incident, as are all of one time; of others, if nothing speaks against it."""
        elsewhere = self.source[one] != self.source[other]
        at_once = self.opened[one] // _MINUTE == self.opened[other] // _MINUTE
        certain = at_once & (self.has_clock(one) | ~elsewhere)
        likely = (at_once | (elsewhere & self._may_be_one(one, other))) & ~self._of_others(one, other)
        same: Flags = certain | likely
        return same

    def _may_be_one(self, one: NDArray[np.int64], other: NDArray[np.int64]) -> Flags:
        """Whether the difference of two times is that of two ways to write one; of one customer it may be any."""
        gap = self.opened[other] - self.opened[one]
        beyond = gap % _HOUR
        by_zone = (np.minimum(beyond, _HOUR - beyond) <= _MINUTE) & (gap <= _FARTHEST_ZONE + _MINUTE)
        same_day = self.opened[one] // _DAY == self.opened[other] // _DAY
        by_clock = same_day & ~(self.has_clock(one) & self.has_clock(other))
        of_one = (self.customer[one] == self.customer[other]) & (self.customer[one] != 0)
        likely: Flags = of_one | (gap <= _MINUTE) | ((by_zone | by_clock) & ~_differ(self.words, one, other))
        return likely

    def _of_others(self, one: NDArray[np.int64], other: NDArray[np.int64]) -> Flags:
        """Whether two customers are named, both in one way: one by an id and one by mail may be the same."""
        other_names = np.stack([_differ(name, one, other) for name in self.names])
        others: Flags = other_names.any(axis=0) & _differ(self.customer, one, other)
        return others


def with_one_opening(events: pa.Table, found: Identifiers) -> tuple[pa.Table, int]:
    """Incidents of several sources with one time of opening each; those that only share an id get keys of their own.

    `events` have their customers joined, and `found` is what names them. The number is that of rows with a new key. The
    time of an incident is the first that has a clock, else the first.
    """
    rows = _Openings.of(events, found)
    if not len(rows.place):
        return events, 0
    first = rows.incidents()
    begins = np.append(True, rows.key[1:] != rows.key[:-1])
    of_key = np.maximum.accumulate(np.where(begins, np.arange(len(begins)), 0))
    apart = first != first[of_key]
    key, opened = events["key"].to_numpy().copy(), np.asarray(events["opened"].fill_null(int(_NEVER))).copy()
    own = mixed(rows.key, rows.opened[first].astype(np.uint64), rows.customer[first])
    key[rows.place[apart]] = own[apart]
    opened[rows.place] = _times(rows, first)
    times = pa.array(opened, pa.int64(), mask=opened == _NEVER)
    events = events.set_column(events.schema.get_field_index("opened"), events.schema.field("opened"), times)
    events = events.set_column(events.schema.get_field_index("key"), "key", pa.array(key, pa.uint64()))
    return events, int(apart.sum())


def _times(rows: _Openings, first: NDArray[np.int64]) -> NDArray[np.int64]:
    """The time of each row's incident; the rows of one source alone keep their own."""
    number = np.arange(len(first))
    lowest, highest = rows.source.copy(), rows.source.copy()
    np.minimum.at(lowest, first, rows.source)
    np.maximum.at(highest, first, rows.source)
    clock = number[rows.has_clock(number)]
    earliest = np.full(len(first), len(first))
    np.minimum.at(earliest, first[clock], clock)
    time = rows.opened[np.where(earliest < len(first), earliest, number)]
    return np.where(lowest[first] == highest[first], rows.opened, time[first])


def _several(key: NDArray[np.uint64], source: NDArray[np.int64]) -> Flags:
    """The rows, in order of their keys, whose key is that of rows of other sources too."""
    if not len(key):
        return np.zeros(0, dtype=np.bool_)
    begins = np.append(True, key[1:] != key[:-1])
    starts, group = np.flatnonzero(begins), np.cumsum(begins) - 1
    several: Flags = (np.minimum.reduceat(source, starts) != np.maximum.reduceat(source, starts))[group]
    return several


def _differ(values: NDArray[np.uint64], one: NDArray[np.int64], other: NDArray[np.int64]) -> Flags:
    """Where both have a value, and not the same."""
    differ: Flags = (values[one] != 0) & (values[other] != 0) & (values[one] != values[other])
    return differ
