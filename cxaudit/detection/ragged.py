"""Lists of different lengths in flat arrays, and joins over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]


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
    def joined(cls, parts: Sequence[Ragged]) -> Ragged:
        """All lists of several (at least one)."""
        sizes = np.concatenate([part.sizes for part in parts])
        values = np.concatenate([part.values for part in parts])
        return cls(np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(sizes))), values)

    @classmethod
    def grouped(cls, keys: Integers | Numbers, values: Integers | Numbers, count: int) -> Ragged:
        """Values by key, keys being sorted and below `count`."""
        return cls(np.searchsorted(keys, np.arange(count + 1)), values.astype(np.int64))

    @classmethod
    def split(cls, values: Sequence[int], sizes: Sequence[int]) -> Ragged:
        """Values in a row, taken apart into lists of these sizes."""
        offsets = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(np.array(sizes, dtype=np.int64))))
        return cls(offsets, np.array(values, dtype=np.int64))

    @property
    def sizes(self) -> Integers:
        """The length of each list."""
        return np.diff(self.offsets)

    def only(self, wanted: Integers) -> Ragged:
        """The wanted lists."""
        borders = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(self.sizes[wanted])))
        return Ragged(borders, self.taken(wanted)[1])

    def taken(self, wanted: Integers) -> tuple[Integers, Integers]:
        """All values of the wanted lists, and beside each the number of its list in `wanted`."""
        sizes = self.offsets[wanted + 1] - self.offsets[wanted]
        owner = np.repeat(np.arange(len(wanted)), sizes)
        return owner, self.values[positions(self.offsets[wanted], sizes)]


def positions(starts: Integers | Numbers, sizes: Integers | Numbers) -> Integers:
    """The numbers from each start on, as many as its size, all in one array."""
    ends: Integers = np.cumsum(sizes)
    return np.repeat(starts - (ends - sizes), sizes) + np.arange(int(ends[-1]) if len(ends) else 0)
