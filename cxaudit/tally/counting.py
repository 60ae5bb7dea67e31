"""Counts one partition of events into a tally."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.model import Customers, Evidence, Margin, ProfileCount, Tally
from cxaudit.tally.distributions import distributions
from cxaudit.tally.events import profile_array, to_profile
from cxaudit.tally.weekly import Weekly
from cxaudit.tally.weeks import NO_WEEK, day_of, monday, week_of

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

OTHER = ("other", "other values")  # stand for the values of a dimension that are not kept
UNKNOWN = ("unknown", "no value")  # stand for a missing value
_NOBODY = Customers()


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
    packed = profile_array(events["profile"])
    width = packed.shape[1]
    distinct, code = np.unique(packed.view(f"V{width}").ravel(), return_inverse=True)
    profiles = [to_profile(entry.tobytes()) for entry in distinct]
    order = sorted(range(len(profiles)), key=profiles.__getitem__)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    code = place[code]
    size = np.bincount(code, minlength=len(order))
    week, closed = week_of(events["opened"]), week_of(events["closed"])
    opened = events["opened"].drop_null().to_numpy()
    values = {name: _values(events[name], kept) for name, kept in counting.kept.items()}
    return Tally(
        symptoms=counting.symptoms,
        incidents=events.num_rows,
        profiles=tuple(ProfileCount(profiles[old], int(size[new])) for new, old in enumerate(order)),
        margins=tuple(_margin(name, *values[name], code, counting.folded.get(name, 0)) for name in values),
        series=Weekly.of(counting.symptoms, week, packed).series(values),
        opened=_per_week(week),
        closed=_per_week(closed),
        distributions=distributions(events, counting.cutoff),
        evidence=evidence,
        customers=customers,
        first_opened=day_of(int(opened.min())) if len(opened) else "",
        last_opened=day_of(int(opened.max())) if len(opened) else "",
        undated=int((week == NO_WEEK).sum()),
        with_text=int(events["has_text"].to_numpy().sum()),
    )


def _values(column: pa.ChunkedArray, kept: tuple[str, ...]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """The names of a dimension's values, and the index of each event's."""
    names = (*kept, _free_name(OTHER, kept), _free_name(UNKNOWN, kept))
    lookup = {name: index for index, name in enumerate(kept)}
    encoded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    found = [
        len(kept) + 1 if entry is None else lookup.get(entry, len(kept)) for entry in encoded.dictionary.to_pylist()
    ]
    return names, np.array(found, dtype=np.int64)[encoded.indices.to_numpy()]


def _free_name(names: tuple[str, str], kept: tuple[str, ...]) -> str:
    """A name for what is gathered that no real value bears in any spelling, so that the two are never mixed up."""
    usual, instead = names
    taken = {value.casefold() for value in kept}
    if usual not in taken and instead not in taken:
        return usual
    numbered = (f"{instead} ({number})" for number in itertools.count(2))
    return next(name for name in itertools.chain([instead], numbered) if name not in taken)


def _margin(
    name: str, names: tuple[str, ...], value: NDArray[np.int64], code: NDArray[np.int64], folded: int
) -> Margin:
    """Incidents per value and profile."""
    pairs, number = np.unique(np.stack([value, code]), axis=1, return_counts=True)
    found: dict[str, list[tuple[int, int]]] = {}
    for which, profile, incidents in zip(*pairs.tolist(), number.tolist(), strict=True):
        found.setdefault(names[which], []).append((profile, incidents))
    return Margin(name, {value: tuple(entries) for value, entries in sorted(found.items())}, folded)


def _per_week(week: NDArray[np.int64]) -> dict[str, int]:
    """Incidents per week, in order of week."""
    return {monday(number): found for number, found in sorted(Counter(week[week != NO_WEEK].tolist()).items())}
