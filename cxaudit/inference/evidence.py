"""The profiles of a tally as matrices, in an order that does not depend on how the tally was made."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Flags, Floats, Integers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.inference.network import Network
    from cxaudit.model import Profile, Tally

LARGEST_PATTERNS = 32  # ways in which symptoms are hidden that are told apart; rarer ones join the commonest


@dataclass(frozen=True, slots=True)
class Evidence:
    """Distinct profiles over the symptoms of a network (profiles, symptoms), with the incidents of each.

    A symptom neither asserted, denied nor hidden is silent. `pattern` says which row of `patterns` (what is hidden)
    a profile belongs to; `origin` maps each profile of the tally to its row here, or to −1.
    """

    asserted: Flags
    denied: Flags
    hidden: Flags
    counts: Floats
    pattern: Integers
    patterns: Flags
    origin: Integers

    @property
    def failing(self) -> Flags:
        """Profiles that show a symptom."""
        return np.asarray(self.asserted.any(axis=1))

    @property
    def incidents(self) -> float:
        """All incidents."""
        return float(self.counts.sum())

    def restricted(self, counts: Floats) -> Evidence:
        """Only the profiles that have incidents under other `counts`."""
        kept = counts > 0
        place = np.append(np.where(kept, np.cumsum(kept) - 1, -1), -1)
        return Evidence(
            self.asserted[kept], self.denied[kept], self.hidden[kept], counts[kept], self.pattern[kept],
            self.patterns, place[self.origin],
        )  # fmt: skip

    def with_asserted(self, asserted: Flags) -> Evidence:
        """The same with fewer symptoms `asserted`; what is no longer asserted counts as not observable."""
        return replace(self, asserted=asserted, hidden=self.hidden | (self.asserted & ~asserted))


def gather(network: Network, tally: Tally) -> Evidence:
    """The evidence of `tally` on the symptoms of `network`; profiles alike on those are merged."""
    number = {symptom: column for column, symptom in enumerate(network.symptoms)}
    column_of = [number.get(symptom, -1) for symptom in tally.symptoms]
    keys = [_key(entry.profile, column_of) for entry in tally.profiles]
    counts: Counter[tuple[tuple[int, ...], ...]] = Counter()
    for key, entry in zip(keys, tally.profiles, strict=True):
        counts[key] += entry.count
    rows = sorted(counts)
    place = {key: row for row, key in enumerate(rows)}
    width = len(network.symptoms)
    hidden = _flags([row[2] for row in rows], width)
    pattern, patterns = _patterns([row[2] for row in rows], [counts[row] for row in rows], width)
    return Evidence(
        _flags([row[0] for row in rows], width),
        _flags([row[1] for row in rows], width),
        hidden,
        np.array([counts[row] for row in rows], dtype=np.float64),
        pattern,
        patterns,
        np.array([place[key] for key in keys], dtype=np.int64),
    )


def sample(evidence: Evidence, size: int) -> Evidence:
    """At most `size` incidents, at even steps through all of them in order of profile: no chance is involved."""
    total = evidence.incidents
    if total <= size:
        return evidence
    ends = np.cumsum(evidence.counts)
    chosen = np.searchsorted(ends, (np.arange(size) + 0.5) * (total / size), side="right")
    return evidence.restricted(np.bincount(chosen, minlength=len(ends)).astype(np.float64))


def _key(profile: Profile, column_of: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    return tuple(
        tuple(sorted(column_of[index] for index in part if column_of[index] >= 0))
        for part in (profile.asserted, profile.denied, profile.hidden)
    )


def _flags(rows: Sequence[tuple[int, ...]], width: int) -> Flags:
    flags = np.zeros((len(rows), width), dtype=np.bool_)
    lengths = [len(row) for row in rows]
    columns = np.fromiter((column for row in rows for column in row), dtype=np.int64, count=sum(lengths))
    flags[np.repeat(np.arange(len(rows)), lengths), columns] = True
    return flags


def _patterns(hidden: Sequence[tuple[int, ...]], counts: Sequence[int], width: int) -> tuple[Integers, Flags]:
    weight: Counter[tuple[int, ...]] = Counter()
    for key, count in zip(hidden, counts, strict=True):
        weight[key] += count
    kept = sorted(weight, key=lambda key: (-weight[key], key))[:LARGEST_PATTERNS]
    place = {key: row for row, key in enumerate(kept)}
    return np.array([place.get(key, 0) for key in hidden], dtype=np.int64), _flags(kept, width)
