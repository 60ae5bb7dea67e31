"""Lists of different lengths in flat arrays, and joins over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

Integers = npt.NDArray[np.int64]

_FILTER_BITS = 20


@dataclass(frozen=True, slots=True)
class Ragged:
    """List i holds `values[offsets[i] : offsets[i + 1]]`."""

    offsets: Integers
    values: Integers

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]]) -> Ragged:
        """The same lists, flat."""
        sizes = np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))
        values = np.fromiter((value for inner in lists for value in inner), dtype=np.int64, count=int(sizes.sum()))
        return cls(np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(sizes))), values)

    @classmethod
    def grouped(cls, keys: Integers, values: Integers, count: int) -> Ragged:
        """Values by key, keys being sorted and below `count`."""
        return cls(np.searchsorted(keys, np.arange(count + 1)), values)

    @classmethod
    def split(cls, values: Sequence[int], sizes: Sequence[int]) -> Ragged:
        """Values in a row, taken apart into lists of these sizes."""
        offsets = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(np.array(sizes, dtype=np.int64))))
        return cls(offsets, np.array(values, dtype=np.int64))

    @property
    def sizes(self) -> Integers:
        """The length of each list."""
        return np.diff(self.offsets)

    def taken(self, wanted: Integers) -> tuple[Integers, Integers]:
        """All values of the wanted lists, and beside each the number of its list in `wanted`."""
        sizes = self.offsets[wanted + 1] - self.offsets[wanted]
        owner = np.repeat(np.arange(len(wanted)), sizes)
        return owner, self.values[positions(self.offsets[wanted], sizes)]


def positions(starts: Integers, sizes: Integers) -> Integers:
    """The numbers from each start on, as many as its size, all in one array."""
    ends = np.cumsum(sizes)
    return np.repeat(starts - (ends - sizes), sizes) + np.arange(int(ends[-1]) if len(ends) else 0)


class PairSet:
    """A set of pairs of numbers, asked for many at once; a small table answers most that are not in it."""

    def __init__(self, firsts: Integers, seconds: Integers, width: int) -> None:
        self._width = width
        self._keys = np.unique(firsts * width + seconds)
        self._filter = np.zeros(1 << _FILTER_BITS, dtype=bool)
        self._filter[_slot(self._keys)] = True

    def has(self, firsts: Integers, seconds: Integers) -> npt.NDArray[np.bool_]:
        """Which of the pairs are in the set."""
        keys = firsts * self._width + seconds
        found = self._filter[_slot(keys)]
        maybe = np.flatnonzero(found)
        places = np.searchsorted(self._keys, keys[maybe])
        found[maybe] = self._keys[np.minimum(places, len(self._keys) - 1)] == keys[maybe]
        return found


def _slot(keys: Integers) -> Integers:
    """Where a key stands in the filter."""
    mixed = keys.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return (mixed >> np.uint64(64 - _FILTER_BITS)).astype(np.int64)
