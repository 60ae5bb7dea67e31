"""Tells times that cannot be meant, such as 1900 or 2099, by the other times of the log: there is no clock to ask."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.tally import day_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_DAY = 86_400_000_000  # microseconds
_FIRST_DAY = 7_305  # 1990-01-01, in days since 1970: older logs are not exported by help desks
_LAST_DAY = 47_847  # 2101-01-01; nothing later is read
_MARGIN = 5 * 366  # days
_OUTER_SHARE = 0.01  # the share of times at either end that may be wrong without moving the bounds,
_OUTER_FEW = 3  # or so many of a small log


@dataclass(frozen=True, slots=True)
class Period:
    """The times that can be meant, in microseconds, `last` not included."""

    first: int
    last: int

    def outside(self) -> str:
        """What is said of other times."""
        return f"before {day_of(self.first)} or after {day_of(self.last - 1)}, far from all the others"

    def strange(self, events: pa.Table, name: str) -> pa.ChunkedArray:
        """Where the time in column `name` cannot be meant."""
        column = events[name]
        outside = pc.or_(pc.less(column, self.first), pc.greater_equal(column, self.last))
        return pc.fill_null(outside, fill_value=False)

    def keep(self, events: pa.Table) -> pa.Table:
        """The events with times that cannot be meant taken out, and the duration that was computed from them."""
        hollow = pa.scalar(None, pa.int64())
        strange = {name: self.strange(events, name) for name in ("opened", "updated", "closed")}
        if not any(pc.any(where).as_py() for where in strange.values()):
            return events
        for name, where in strange.items():
            kept = pc.if_else(where, hollow, events[name])
            events = events.set_column(events.schema.get_field_index(name), name, kept)
        wrong = pc.or_(strange["opened"], strange["closed"])
        minutes = pc.if_else(wrong, pa.scalar(None, pa.float64()), events["resolution_minutes"])
        return events.set_column(events.schema.get_field_index("resolution_minutes"), "resolution_minutes", minutes)


class Days:
    """How many times fall on each day, gathered while events stream by."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[int]] = {name: Counter() for name in ("opened", "updated", "closed")}

    def add(self, events: pa.Table) -> None:
        """Take in some more events."""
        for name, counts in self._counts.items():
            days, count = np.unique(events[name].drop_null().to_numpy() // _DAY, return_counts=True)
            counts.update(dict(zip(days.tolist(), count.tolist(), strict=True)))

    def period(self) -> Period:
        """The bounds that most times set, those of opening if there are any."""
        counts = self._counts["opened"] or self._counts["updated"] or self._counts["closed"]
        sensible = {day: count for day, count in counts.items() if day >= _FIRST_DAY}
        if not sensible:
            return Period(_FIRST_DAY * _DAY, _LAST_DAY * _DAY)
        total = sum(sensible.values())
        outer = max(math.ceil(_OUTER_SHARE * total), min(_OUTER_FEW, (total - 1) // 4))
        first, last = _ranked(sensible, outer), _ranked(sensible, total - 1 - outer)
        return Period(max(_FIRST_DAY, first - _MARGIN) * _DAY, (last + _MARGIN + 1) * _DAY)


def _ranked(counts: Mapping[int, int], rank: int) -> int:
    """The day of the time with this rank, counting from 0."""
    below = 0
    for day in sorted(counts):
        below += counts[day]
        if below > rank:
            return day
    return max(counts)
