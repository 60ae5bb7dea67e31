"""Rows with one id in logs of two systems: the same incident in two exports, or two that only share a number."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from cxaudit.engines.joining.kinds import Kinds
from cxaudit.engines.joining.mixing import mixed
from cxaudit.engines.namesakes import with_keys
from cxaudit.model import ROWS_PER_SOURCE
from cxaudit.tally import shared_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from cxaudit.model import Source

_MINUTE = 60_000_000  # microseconds
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_FARTHEST_ZONE = 14 * _HOUR  # from UTC
_ZONE_STEP = 30 * _MINUTE  # by which zones differ
_NEVER = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class OtherSystems:
    """The system of each source by its number, and a hash that names each system."""

    of: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    hashes: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, dtype=np.uint64))

    @classmethod
    def among(cls, sources: Sequence[Source]) -> Self:
        """The systems of these sources."""
        kinds = Kinds.among(sources)
        return cls(kinds.of, kinds.hashes())

    @property
    def several(self) -> bool:
        """Whether there are several."""
        return len(self.hashes) > 1

    def told_apart(self, events: pa.Table) -> tuple[pa.Table, int]:
        """The events, of which those get keys of their own that another system opened at another time; and how many.

        Times differ by what two ways to write one do not explain, such as a time zone. Where a log knows no
        more than the day, customers decide who are named in both.
        """
        if not self.several:
            return events, 0
        every = events["key"].to_numpy()
        rows = shared_keys(every)
        system = self.of[events["order"].to_numpy()[rows] // ROWS_PER_SOURCE]
        if not len(rows) or system.min() == system.max():
            return events, 0
        opened = np.asarray(events["opened"].fill_null(int(_NEVER)), dtype=np.int64)[rows]
        customer, name = events["customer"].to_numpy()[rows], self.hashes[system]
        order = np.lexsort((customer, opened, name, every[rows]))
        rows, opened, customer, name = rows[order], opened[order], customer[order], name[order]
        anchor, block = _anchors(every[rows], name, opened)
        other = (name != name[anchor]) & _contradict(
            (opened[block], customer[block]), (opened[anchor], customer[anchor])
        )
        if not other.any():
            return events, 0
        key = every.copy()
        key[rows[other]] = mixed(every[rows[other]], name[other])
        return with_keys(events, key), int(other.sum())


def _anchors(
    key: NDArray[np.uint64], name: NDArray[np.uint64], opened: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each row, in order of keys, systems and times, the first row of its key by time, and of its key and system.

    A row without a time comes last.
    """
    number = np.arange(len(key))
    time = np.where(opened == _NEVER, np.iinfo(np.int64).max, opened)
    by_time = np.lexsort((name, time, key))
    _, first, group = np.unique(key[by_time], return_index=True, return_inverse=True)
    anchor = np.empty(len(key), dtype=np.int64)
    anchor[by_time] = by_time[first][group]
    within = np.lexsort((time, name, key))
    begins = np.ones(len(key), dtype=np.bool_)
    begins[1:] = (key[within][1:] != key[within][:-1]) | (name[within][1:] != name[within][:-1])
    block = np.empty(len(key), dtype=np.int64)
    block[within] = within[np.maximum.accumulate(np.where(begins, number, 0))]
    return anchor, block


def _contradict(
    one: tuple[NDArray[np.int64], NDArray[np.uint64]], other: tuple[NDArray[np.int64], NDArray[np.uint64]]
) -> NDArray[np.bool_]:
    """Whether rows that share an id are of two incidents, by when they were opened and by whom."""
    (opened, customer), (opened_there, customer_there) = one, other
    known = (opened != _NEVER) & (opened_there != _NEVER)
    gap = np.where(known, np.abs(opened - np.where(known, opened_there, opened)), 0)
    clocks = known & (opened % _DAY != 0) & (opened_there % _DAY != 0)
    beyond = gap % _ZONE_STEP
    by_zone = (np.minimum(beyond, _ZONE_STEP - beyond) <= _MINUTE) & (gap <= _FARTHEST_ZONE + _MINUTE)
    others = (customer != 0) & (customer_there != 0) & (customer != customer_there)
    found: NDArray[np.bool_] = np.where(clocks, ~by_zone | ((gap > _MINUTE) & others), others)
    return found
