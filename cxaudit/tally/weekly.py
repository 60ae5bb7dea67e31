"""Counts incidents per week: for the whole log and for every value of every dimension."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxaudit.model import Series
from cxaudit.tally.events import profile_column
from cxaudit.tally.profiles import Numbers, distinct, holding, numbered
from cxaudit.tally.weeks import NO_WEEK, monday, weeks_between

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHOWN, _HIDDEN = 1, 3
_PATTERNS = 16  # room for so many patterns at first
_SPARE_WEEKS = 16  # room for so many more weeks when there are more than there is room for


@dataclass(frozen=True, slots=True)
class Held:
    """Incidents as the weekly counts see them: the dated ones, their weeks, and what they show.

    `pattern` says by number which symptoms could not be seen in each. Incident ``owner[place]`` of them asserts
    ``symptom[place]``.
    """

    rows: NDArray[np.int64]
    week: NDArray[np.int64]
    pattern: NDArray[np.int64]
    owner: NDArray[np.int64]
    symptom: NDArray[np.int64]


class Patterns:
    """Numbers the sets of symptoms that could not be seen: the same one is that of many incidents."""

    def __init__(self) -> None:
        self._numbers = Numbers()

    def held(self, week: NDArray[np.int64], code: NDArray[np.int64], profiles: NDArray[np.uint8]) -> Held:
        """Incidents in these weeks, whose profiles are those with number `code`."""
        rows = np.flatnonzero(week != NO_WEEK)
        hidden, which = distinct(profile_column(profiles[:, 2 * (profiles.shape[1] // 3) :]))
        pattern = numbered(hidden, self._numbers)[which]
        row, symptom = holding(profiles, _SHOWN)
        start = np.searchsorted(row, np.arange(len(profiles) + 1))
        code = code[rows]
        many = start[code + 1] - start[code]
        within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        shown = symptom[np.repeat(start[code], many) + within]
        return Held(rows, week[rows], pattern[code], np.repeat(np.arange(len(rows)), many), shown)

    def of_all(self, other: Patterns) -> NDArray[np.int64]:
        """The number here of each pattern of another part of the log."""
        return self._numbers.of(other._numbers)

    def hidden(self, symptoms: int) -> NDArray[np.float64]:
        """Which symptoms each pattern hides, as ones; shape (patterns, symptoms)."""
        found = np.zeros((len(self._numbers), symptoms))
        for unseen, number in self._numbers.items():
            bits = np.unpackbits(np.frombuffer(unseen, dtype=np.uint8), bitorder="little")
            found[number] = bits[:symptoms]
        return found


class Weekly:
    """The weekly counts of one dimension, added to as incidents come; of the whole log if it has no name."""

    def __init__(self, dimension: str, values: Sequence[str], symptoms: tuple[str, ...]) -> None:
        self._dimension = dimension
        self._values = tuple(values)
        self._symptoms = symptoms
        self._first = 0
        # Both have shape (weeks, values, what is counted): incidents that show a symptom, and those of a pattern.
        self._shown = np.zeros((0, len(values), len(symptoms)), dtype=np.int32)
        self._patterns = np.zeros((0, len(values), _PATTERNS), dtype=np.int64)

    def add(self, held: Held, value: NDArray[np.int64]) -> None:
        """Count some more incidents; `value` numbers the value of each, of the undated ones too."""
        if not len(held.rows):
            return
        self._make_room(int(held.week.min()), int(held.week.max()), int(held.pattern.max()) + 1)
        cell = (held.week - self._first) * len(self._values) + value[held.rows]
        np.add.at(self._patterns.reshape(-1), cell * self._patterns.shape[2] + held.pattern, 1)
        place = cell[held.owner] * len(self._symptoms) + held.symptom
        np.add.at(self._shown.reshape(-1), place, np.int32(1))

    def add_all(self, other: Weekly, patterns: NDArray[np.int64]) -> None:
        """Count the incidents of another part of the log, each of whose `patterns` has this number here."""
        weeks = len(other._shown)
        if not weeks:
            return
        self._make_room(other._first, other._first + weeks - 1, int(patterns.max()) + 1)
        here = slice(other._first - self._first, other._first - self._first + weeks)
        self._shown[here] += other._shown
        # There is room only for patterns of dated incidents.
        patterns = patterns[: other._patterns.shape[2]]
        self._patterns[here][:, :, patterns] += other._patterns[:, :, : len(patterns)]

    def series(self, hidden: NDArray[np.float64]) -> list[Series]:
        """One for each value of some incident, in order of value; `hidden` says what each pattern hides."""
        found = []
        total = self._patterns.sum(axis=2)
        for index, label in sorted(enumerate(self._values), key=lambda entry: entry[1]):
            weeks = np.flatnonzero(total[:, index])
            if len(weeks):
                found.append(self._series(index, label, slice(int(weeks[0]), int(weeks[-1]) + 1), hidden))
        return found

    def _series(self, index: int, label: str, weeks: slice, hidden: NDArray[np.float64]) -> Series:
        shown, patterns = self._shown[weeks, index], self._patterns[weeks, index, : len(hidden)]
        total = patterns.sum(axis=1)
        # As floats, which hold such counts exactly and multiply fast.
        unseen = (patterns.astype(np.float64) @ hidden[: patterns.shape[1]]).astype(np.int64)
        seen = total[:, None] - unseen
        return Series(
            self._dimension,
            label,
            weeks_between(monday(self._first + weeks.start), monday(self._first + weeks.stop - 1)),
            tuple(total.tolist()),
            {self._symptoms[place]: tuple(shown[:, place].tolist()) for place in np.flatnonzero(shown.any(axis=0))},
            {
                self._symptoms[place]: in_some_week(seen[:, place].tolist())
                for place in np.flatnonzero(unseen.any(axis=0))
            },
        )

    def _make_room(self, first: int, last: int, patterns: int) -> None:
        weeks, _, known = self._patterns.shape
        if not weeks:
            self._first = first
        before = max(0, self._first - first)
        after = max(0, last + 1 - self._first - weeks)
        if before or after or patterns > known:
            before += _SPARE_WEEKS if before else 0
            after += _SPARE_WEEKS if after else 0
            around = ((before, after), (0, 0), (0, 0))
            self._first -= before
            self._shown = np.pad(self._shown, around)
            more = max(0, patterns - known) and max(known, patterns - known)
            self._patterns = np.pad(self._patterns, (*around[:2], (0, more)))


def in_some_week(counts: list[int]) -> tuple[int, ...]:
    """Weekly counts as a series keeps what could be seen: nothing at all if there is none in any week."""
    return tuple(counts) if any(counts) else ()
