"""Counts incidents per week: for the whole log and for every value of every dimension."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from cxaudit.model import Series
from cxaudit.tally.events import unpack
from cxaudit.tally.weeks import NO_WEEK, monday, weeks_between

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHOWN, _HIDDEN = 1, 3


@dataclass(frozen=True, slots=True)
class Weekly:
    """The incidents of a log as the weekly counts see them, one entry an incident.

    `shown` has shape (incidents, symptoms). Which symptoms could not be seen is the same for many incidents, so it is
    kept once for each `pattern`, in `hidden` of shape (patterns, symptoms).
    """

    symptoms: tuple[str, ...]
    week: NDArray[np.int64]
    shown: NDArray[np.bool_]
    pattern: NDArray[np.int64]
    hidden: NDArray[np.bool_]

    @classmethod
    def of(cls, symptoms: tuple[str, ...], week: NDArray[np.int64], packed: NDArray[np.uint8]) -> Self:
        """The incidents with these packed profiles, in these weeks."""
        third = packed.shape[1] // 3
        unseen = np.ascontiguousarray(packed[:, 2 * third :])
        distinct, pattern = np.unique(unseen.view(f"V{third}").ravel(), return_inverse=True)
        filler = np.zeros((len(distinct), 2 * third), dtype=np.uint8)
        patterns = np.hstack([filler, distinct.view(np.uint8).reshape(len(distinct), third)])
        width = len(symptoms)
        return cls(symptoms, week, unpack(packed, _SHOWN)[:, :width], pattern, unpack(patterns, _HIDDEN)[:, :width])

    def series(self, values: Mapping[str, tuple[tuple[str, ...], NDArray[np.int64]]]) -> tuple[Series, ...]:
        """The series of the whole log, then of every value of every dimension; `values` gives names and indices."""
        dated = self.week != NO_WEEK
        if not dated.any():
            return ()
        found = [self._series("", "", dated)]
        for name, (names, value) in values.items():
            for index, label in sorted(enumerate(names), key=lambda entry: entry[1]):
                rows = dated & (value == index)
                if rows.any():
                    found.append(self._series(name, label, rows))
        return tuple(found)

    def _series(self, dimension: str, value: str, rows: NDArray[np.bool_]) -> Series:
        week = self.week[rows]
        first, last = int(week.min()), int(week.max())
        total = np.bincount(week - first, minlength=last - first + 1)
        row, symptom = np.nonzero(self.shown[rows])
        counts = np.zeros((len(self.symptoms), len(total)), dtype=np.int64)
        np.add.at(counts, (symptom, week[row] - first), 1)
        unseen = self._unseen(self.pattern[rows], week - first, len(total))
        return Series(
            dimension,
            value,
            weeks_between(monday(first), monday(last)),
            tuple(total.tolist()),
            {self.symptoms[index]: tuple(counts[index].tolist()) for index in np.flatnonzero(counts.any(axis=1))},
            {
                self.symptoms[index]: in_some_week((total - unseen[index]).tolist())
                for index in np.flatnonzero(unseen.any(axis=1))
            },
        )

    def _unseen(self, pattern: NDArray[np.int64], week: NDArray[np.int64], weeks: int) -> NDArray[np.int64]:
        """Incidents per symptom and week that could not have shown it."""
        patterns = len(self.hidden)
        per_pattern = np.bincount(pattern * weeks + week, minlength=patterns * weeks).reshape(patterns, weeks)
        # As floats, which hold such counts exactly and multiply fast.
        product = self.hidden.T.astype(np.float64) @ per_pattern.astype(np.float64)
        return product.astype(np.int64)


def in_some_week(counts: list[int]) -> tuple[int, ...]:
    """Weekly counts as a series keeps what could be seen: nothing at all if there is none in any week."""
    return tuple(counts) if any(counts) else ()
