"""Puts the events of conversations in order: on disk their messages lie apart by a hash, which must not show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from cxaudit.model import ROWS_PER_SOURCE
from cxaudit.spilling import Spill

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pyarrow as pa


_PLACES = 64  # into which the rows are cut; the partitions of a spill, so that they come in their order
_IN_MEMORY = 32 << 20  # bytes of events held before they are written
_WHOLE = 1 << 62  # bytes of a partition: none is cut up, as events of one place are few and small


@dataclass(frozen=True, slots=True)
class Places:
    """Where rows of some sources stand among all of them, cut into `_PLACES` runs."""

    numbers: NDArray[np.int64]
    before: NDArray[np.int64]
    rows: int

    @classmethod
    def of(cls, rows: Mapping[int, int]) -> Self:
        """The places of sources by their numbers, that have so many rows."""
        numbers = np.array(sorted(rows), dtype=np.int64)
        counts = np.array([rows[number] for number in numbers.tolist()], dtype=np.int64)
        return cls(numbers, np.cumsum(counts) - counts, max(1, int(counts.sum())))

    def __call__(self, events: pa.Table) -> NDArray[np.uint64]:
        """The run in which each event is."""
        source, row = np.divmod(events["order"].to_numpy(), ROWS_PER_SOURCE)
        place = self.before[np.searchsorted(self.numbers, source)] + row - 1
        run: NDArray[np.uint64] = np.minimum(place * _PLACES // self.rows, _PLACES - 1).astype(np.uint64)
        return run


def arranged(events: Iterable[pa.Table], rows: Mapping[int, int]) -> Iterator[pa.Table]:
    """The events of sources by their `order`, once all were taken; the first comes when all `rows` were read."""
    waiting = iter(events)
    first = next(waiting, None)
    if first is None:
        return
    with Spill(Places.of(rows), _IN_MEMORY, _WHOLE) as spill:
        spill.add(first)
        for some in waiting:
            spill.add(some)
        del first
        for part in spill.partitions():
            yield part.sort_by("order")
