"""Counts events into a tally, a partition at a time: what is kept does not grow with them."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.model import Customers, Evidence, ProfileCount, Tally
from cxaudit.tally.addition import add_customers, smallest_ranks
from cxaudit.tally.distributions import Distributions
from cxaudit.tally.margins import Margins
from cxaudit.tally.profiles import Numbers, distinct, numbered, to_profiles
from cxaudit.tally.weekly import Patterns, Weekly
from cxaudit.tally.weeks import NO_WEEK, day_of, monday, week_of

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

OTHER = ("other", "other values")  # stand for the values of a dimension that are not kept
UNKNOWN = ("unknown", "no value")  # stand for a missing value
_NOBODY = Customers()
_FEW = 1_000  # pieces of evidence that are no burden


@dataclass(frozen=True, slots=True)
class Counting:
    """What to count: symptom ids in rulebook order, the values kept of each dimension, and the end of the log.

    `kept` names the dimensions to split by; values beyond those kept are gathered under the first name of `OTHER`
    that no real value bears. `folded` says how many those are. `cutoff` is in microseconds UTC.
    """

    symptoms: tuple[str, ...]
    kept: Mapping[str, tuple[str, ...]]
    folded: Mapping[str, int]
    cutoff: int


def count(
    events: pa.Table, counting: Counting, evidence: tuple[Evidence, ...] = (), customers: Customers = _NOBODY
) -> Tally:
    """The tally of `events`, each of which is one incident."""
    counter = TallyCounter(counting)
    counter.add(events, evidence)
    counter.add_customers(customers)
    return counter.tally()


class TallyCounter:
    """Counts events as they come; the tally is that of all of them, however they were split."""

    def __init__(self, counting: Counting) -> None:
        self._counting = counting
        self._names = {name: _names(kept) for name, kept in counting.kept.items()}
        self._incidents = self._undated = self._with_text = 0
        self._profiles = Numbers()
        self._sizes = np.zeros(0, dtype=np.int64)
        self._margins = {name: Margins() for name in counting.kept}
        self._patterns = Patterns()
        self._whole = Weekly("", ("",), counting.symptoms)
        self._weekly = {name: Weekly(name, names, counting.symptoms) for name, names in self._names.items()}
        self._opened: Counter[int] = Counter()
        self._closed: Counter[int] = Counter()
        self._distributions = Distributions(counting.cutoff)
        self._evidence: list[Evidence] = []
        self._enough = 0  # pieces of evidence from which those are sorted out that will not be kept
        self._customers: list[Customers] = []
        self._times: list[int] = []

    def add(self, events: pa.Table, evidence: tuple[Evidence, ...] = ()) -> None:
        """Take in events, each of which is one incident that was not seen before, and what may be quoted of them."""
        self._add_evidence(evidence)
        if not events.num_rows:
            return
        packed, local = distinct(events["profile"])
        profiles = numbered(packed, self._profiles)
        self._add_sizes(np.bincount(profiles[local], minlength=len(self._profiles)))
        week = week_of(events["opened"])
        held = self._patterns.held(week, local, packed)
        self._whole.add(held, np.zeros(events.num_rows, dtype=np.int64))
        for name, kept in self._counting.kept.items():
            value = _values(events[name], kept)
            self._margins[name].add(value, local, profiles)
            self._weekly[name].add(held, value)
        self._distributions.add(events)
        self._note_times(events, week)

    def add_customers(self, customers: Customers) -> None:
        """Take in what is known of customers that were not seen before."""
        self._customers.append(customers)

    def add_all(self, other: TallyCounter) -> None:
        """Take in what another counter has counted, the same way, of another part of the log."""
        profiles, patterns = self._profiles.of(other._profiles), self._patterns.of_all(other._patterns)
        sizes = np.zeros(len(self._profiles), dtype=np.int64)
        sizes[profiles] = other._sizes
        self._add_sizes(sizes)
        self._whole.add_all(other._whole, patterns)
        for name in self._names:
            self._margins[name].add_all(other._margins[name], profiles)
            self._weekly[name].add_all(other._weekly[name], patterns)
        self._distributions.add_all(other._distributions)
        self._add_evidence(other.evidence)
        self._customers += other._customers
        self._incidents += other._incidents
        self._undated += other._undated
        self._with_text += other._with_text
        self._opened += other._opened
        self._closed += other._closed
        self._widen(other._times)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What may be quoted of the events so far."""
        return smallest_ranks(self._evidence)

    def tally(self) -> Tally:
        """The tally of all events so far."""
        held = list(self._profiles)
        profiles = to_profiles(np.frombuffer(b"".join(held), dtype=np.uint8).reshape(len(held), -1)) if held else []
        order = sorted(
            range(len(profiles)), key=[(one.asserted, one.denied, one.hidden) for one in profiles].__getitem__
        )
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        hidden = self._patterns.hidden(len(self._counting.symptoms))
        folded = self._counting.folded
        return Tally(
            symptoms=self._counting.symptoms,
            incidents=self._incidents,
            profiles=tuple(ProfileCount(profiles[old], int(self._sizes[old])) for old in order),
            margins=tuple(
                self._margins[name].margin(name, names, place, folded.get(name, 0))
                for name, names in self._names.items()
            ),
            series=tuple(one for weekly in (self._whole, *self._weekly.values()) for one in weekly.series(hidden)),
            opened=_by_monday(self._opened),
            closed=_by_monday(self._closed),
            distributions=self._distributions.found(),
            evidence=self.evidence,
            customers=add_customers(self._customers) if self._customers else _NOBODY,
            first_opened=day_of(min(self._times)) if self._times else "",
            last_opened=day_of(max(self._times)) if self._times else "",
            undated=self._undated,
            with_text=self._with_text,
        )

    def _note_times(self, events: pa.Table, week: NDArray[np.int64]) -> None:
        self._incidents += events.num_rows
        self._with_text += int(events["has_text"].to_numpy().sum())
        self._undated += int(np.count_nonzero(week == NO_WEEK))
        for counts, weeks in ((self._opened, week), (self._closed, week_of(events["closed"]))):
            found, number = np.unique(weeks[weeks != NO_WEEK], return_counts=True)
            counts.update(dict(zip(found.tolist(), number.tolist(), strict=True)))
        opened = events["opened"].drop_null().to_numpy()
        if len(opened):
            self._widen([int(opened.min()), int(opened.max())])

    def _add_sizes(self, sizes: NDArray[np.int64]) -> None:
        sizes[: len(self._sizes)] += self._sizes
        self._sizes = sizes

    def _add_evidence(self, evidence: tuple[Evidence, ...]) -> None:
        self._evidence += evidence
        if len(self._evidence) > self._enough:
            self._evidence = list(self.evidence)
            self._enough = 2 * len(self._evidence) + _FEW

    def _widen(self, times: list[int]) -> None:
        times = [*self._times, *times]
        self._times = [min(times), max(times)] if times else []


def _names(kept: tuple[str, ...]) -> tuple[str, ...]:
    """The names of a dimension's values: those kept, what stands for others, and for a missing one."""
    return (*kept, _free_name(OTHER, kept), _free_name(UNKNOWN, kept))


def _values(column: pa.ChunkedArray, kept: tuple[str, ...]) -> NDArray[np.int64]:
    """The index of each event's value among the names of its dimension."""
    lookup = {name: index for index, name in enumerate(kept)}
    encoded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    found = [
        len(kept) + 1 if entry is None else lookup.get(entry, len(kept)) for entry in encoded.dictionary.to_pylist()
    ]
    values: NDArray[np.int64] = np.array(found, dtype=np.int64)[encoded.indices.to_numpy()]
    return values


def _free_name(names: tuple[str, str], kept: tuple[str, ...]) -> str:
    """A name for what is gathered that no real value bears in any spelling, so that the two are never mixed up."""
    usual, instead = names
    taken = {value.casefold() for value in kept}
    if usual not in taken and instead not in taken:
        return usual
    numbered = (f"{instead} ({number})" for number in itertools.count(2))
    return next(name for name in itertools.chain([instead], numbered) if name not in taken)


def _by_monday(counts: Counter[int]) -> dict[str, int]:
    """Incidents per week, in order of week."""
    return {monday(week): number for week, number in sorted(counts.items())}
