"""How often each value of a numeric column occurs, in buckets that can be added."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.model import Distribution
from cxaudit.tally.events import DURATIONS, FLAGS, NUMBERS

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

_MINUTE = 60_000_000  # microseconds
_ACCURACY = 0.01  # relative error of a bucket's representative
_RATIO = (1 + _ACCURACY) / (1 - _ACCURACY)
OPEN_AGE = "open_age_minutes"  # how long incidents not yet closed had been open at the end of the log


class Distributions:
    """The distribution of every numeric column of events, and of the age of open incidents, as they come.

    `cutoff` is the end of the log in microseconds. Durations are bucketed as in DDSketch (Masson et al. 2019).
    """

    def __init__(self, cutoff: int) -> None:
        self._cutoff = cutoff
        self._incidents = 0
        self._counts: dict[str, Counter[float]] = {name: Counter() for name in (*NUMBERS, *DURATIONS, *FLAGS, OPEN_AGE)}

    def add(self, events: pa.Table) -> None:
        """Take in some more events."""
        self._incidents += events.num_rows
        for name in (*NUMBERS, *DURATIONS, *FLAGS):
            self._add(name, events[name].drop_null().to_numpy(), bucketed=name in DURATIONS)
        self._add(OPEN_AGE, _open_ages(events, self._cutoff), bucketed=True)

    def add_all(self, other: Distributions) -> None:
        """Take in the values of another part of the log."""
        self._incidents += other._incidents
        for name, counts in other._counts.items():
            self._counts[name].update(counts)

    def found(self) -> tuple[Distribution, ...]:
        """Those of the columns that have a value."""
        return tuple(
            Distribution(name, tuple(sorted(counts.items())), self._incidents - counts.total())
            for name, counts in sorted(self._counts.items())
            if counts
        )

    def _add(self, name: str, values: NDArray[np.float64], *, bucketed: bool) -> None:
        values = values[np.isfinite(values)]
        if not len(values):
            return
        if bucketed:
            bucket, count = np.unique(_bucket(values), return_counts=True)
            distinct = _representative(bucket)
        else:
            distinct, count = np.unique(np.round(values, 2), return_counts=True)
        counts = self._counts[name]
        for value, number in zip(distinct.tolist(), count.tolist(), strict=True):
            counts[value] += number


def _bucket(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The number of each value's bucket; anything below a hundredth counts as nothing, and is no number."""
    positive = values > _ACCURACY
    index = np.ceil(np.log(np.where(positive, values, 1.0)) / np.log(_RATIO))
    return np.where(positive, index, -np.inf)


def _representative(bucket: NDArray[np.float64]) -> NDArray[np.float64]:
    something = np.isfinite(bucket)
    middle = 2 * np.power(_RATIO, np.where(something, bucket, 0.0)) / (_RATIO + 1)
    return np.where(something, np.round(middle, 4), 0.0)


def _open_ages(events: pa.Table, cutoff: int) -> NDArray[np.float64]:
    """Minutes from opening to the end of the log for incidents with no closing time.

    It means something only where the log records closing at all, which its reader must see to.
    """
    still_open = events["closed"].is_null().to_numpy() & events["opened"].is_valid().to_numpy()
    opened: NDArray[np.int64] = events["opened"].fill_null(cutoff).to_numpy()
    ages: NDArray[np.float64] = (cutoff - opened[still_open]) / _MINUTE
    return ages
