"""Counts incidents per value and profile, as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxaudit.model import Margin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_PROFILES = 1 << 40  # the most profiles there can be
_CELLS = 16  # for each incident, of a table with a cell for each pair: faster than sorting, while it is no larger
_HELD = 1 << 18  # pairs that are put up with before those that are alike are counted together


class Margins:
    """The incidents of one dimension: how many have which value (by number) and which profile (by number)."""

    def __init__(self) -> None:
        self._pairs: list[NDArray[np.int64]] = []
        self._incidents: list[NDArray[np.int64]] = []
        self._held = self._limit = 0

    def add(self, value: NDArray[np.int64], place: NDArray[np.int64], profiles: NDArray[np.int64]) -> None:
        """Count some more incidents, each of which has the profile whose number stands at its `place` in `profiles`."""
        pairs = value * len(profiles) + place
        if int(value.max()) * len(profiles) < _CELLS * len(pairs):
            counts = np.bincount(pairs)
            pairs = np.flatnonzero(counts)
            incidents = counts[pairs]
        else:
            pairs, incidents = np.unique(pairs, return_counts=True)
        value, place = np.divmod(pairs, len(profiles))
        self._take(value * _PROFILES + profiles[place], incidents)

    def add_all(self, other: Margins, profiles: NDArray[np.int64]) -> None:
        """Count the incidents of another part of the log, each of whose `profiles` has this number here."""
        other._gather()
        for pairs, incidents in zip(other._pairs, other._incidents, strict=True):
            value, profile = np.divmod(pairs, _PROFILES)
            self._take(value * _PROFILES + profiles[profile], incidents)

    def margin(self, dimension: str, names: Sequence[str], place: NDArray[np.int64], folded: int) -> Margin:
        """All of them, profiles in the order of the `place` that each has in the tally."""
        self._gather()
        if not self._held:
            return Margin(dimension, {}, folded)
        value, profile = np.divmod(self._pairs[0], _PROFILES)
        profile, incidents = place[profile], self._incidents[0]
        order = np.lexsort((profile, value))
        value, profile, incidents = value[order], profile[order], incidents[order]
        bounds = np.searchsorted(value, np.arange(len(names) + 1)).tolist()
        found = {
            name: tuple(zip(profile[start:end].tolist(), incidents[start:end].tolist(), strict=True))
            for name, start, end in zip(names, bounds[:-1], bounds[1:], strict=True)
            if start < end
        }
        return Margin(dimension, dict(sorted(found.items())), folded)

    def _take(self, pairs: NDArray[np.int64], incidents: NDArray[np.int64]) -> None:
        self._pairs.append(pairs)
        self._incidents.append(incidents)
        self._held += len(pairs)
        if self._held > self._limit:
            self._gather()
            self._limit = 2 * self._held + _HELD

    def _gather(self) -> None:
        if len(self._pairs) > 1:
            pairs, place = np.unique(np.concatenate(self._pairs), return_inverse=True)
            incidents = np.bincount(place, weights=np.concatenate(self._incidents).astype(np.float64))
            self._pairs, self._incidents = [pairs], [incidents.astype(np.int64)]
            self._held = len(pairs)
