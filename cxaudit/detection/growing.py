"""Lists and keys that only ever grow at their end, as rules meet words they did not know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.ragged import positions

if TYPE_CHECKING:
    from cxaudit.detection.ragged import Ragged

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int32]

_FILTER_BITS = 20


def _nothing() -> Integers:
    return np.empty(0, dtype=np.int64)


@dataclass(slots=True)
class WordLists:
    """A list of numbers for each word; word 0 has none."""

    offsets: Numbers = field(default_factory=lambda: np.zeros(2, dtype=np.int32))
    values: Numbers = field(default_factory=lambda: np.empty(0, dtype=np.int32))
    sizes: Numbers = field(default_factory=lambda: np.zeros(1, dtype=np.int32))

    def add(self, owners: Integers, values: Integers, count: int) -> None:
        """The lists of `count` more words, flat; `owners` are in order and begin at 0."""
        sizes = np.bincount(owners, minlength=count)
        self.offsets = np.concatenate((self.offsets, self.offsets[-1] + np.cumsum(sizes, dtype=np.int32)))
        self.values = np.concatenate((self.values, values.astype(np.int32)))
        self.sizes = np.concatenate((self.sizes, sizes.astype(np.int32)))

    def taken(self, words: Integers | Numbers) -> tuple[Integers, Numbers]:
        """All values of some words, and beside each the place of its word in `words`."""
        sizes = self.sizes[words].astype(np.int64)
        return np.repeat(np.arange(len(words)), sizes), self.values[positions(self.offsets[words], sizes)]


class SortedKeys:
    """Keys in order, asked for many at once; a small table answers for most that are not among them."""

    def __init__(self) -> None:
        self.keys = _nothing()
        self.filter = np.zeros(1 << _FILTER_BITS, dtype=bool)

    def add(self, keys: Integers) -> None:
        """More keys, in order and behind all others."""
        self.keys = np.concatenate((self.keys, keys))
        self.filter[_slot(keys)] = True

    def has(self, keys: Integers) -> Booleans:
        """Which of the keys are known."""
        found: Booleans = self.filter[_slot(keys)]
        if len(self.keys):
            maybe = np.flatnonzero(found)
            places = np.searchsorted(self.keys, keys[maybe])
            found[maybe] = self.keys[np.minimum(places, len(self.keys) - 1)] == keys[maybe]
        return found

    def ranges(self, keys: Integers) -> tuple[Integers, Integers, Integers]:
        """Where each key stands that is known: its place in `keys`, the first of its places and how many there are."""
        asked = np.flatnonzero(self.filter[_slot(keys)])
        low = np.searchsorted(self.keys, keys[asked])
        sizes = np.searchsorted(self.keys, keys[asked], side="right") - low
        known = np.flatnonzero(sizes)
        return asked[known], low[known], sizes[known]


def _slot(keys: Integers) -> Integers:
    """Where a key stands in the table."""
    mixed = keys.astype(np.uint64)
    mixed *= np.uint64(0x9E3779B97F4A7C15)
    mixed >>= np.uint64(64 - _FILTER_BITS)
    return mixed.view(np.int64)


@dataclass(slots=True)
class Lexicon:
    """The words that fit a choice, by number, and what was made of them.

    `width` is the number of choices. Numbers begin with 1 and are never given twice.
    """

    width: int
    lists: WordLists = field(default_factory=WordLists)
    pairs: SortedKeys = field(default_factory=SortedKeys)
    listeners: list[Callable[[Integers, Integers, int], None]] = field(default_factory=list)

    def added(self, owners: Integers, choices: Integers, count: int) -> int:
        """Take `count` more words up, with the choices they fit; the number of the first."""
        first = len(self.lists.sizes)
        self.lists.add(owners, choices, count)
        self.pairs.add((first + owners) * self.width + choices)
        for listener in self.listeners:
            listener(owners, choices, count)
        return first

    def fits(self, words: Numbers, choices: Integers | Numbers) -> Booleans:
        """Which words fit the choice beside them."""
        return self.pairs.has(words.astype(np.int64) * self.width + choices)

    def tell(self, listener: Callable[[Integers, Integers, int], None], *, of_all_to_come: bool = True) -> None:
        """Tell of all words so far, and of all to come: their owners, choices and how many, as in `added`."""
        words = np.repeat(np.arange(len(self.lists.sizes)), self.lists.sizes)
        listener(words - 1, self.lists.values.astype(np.int64), len(self.lists.sizes) - 1)
        if of_all_to_come:
            self.listeners.append(listener)


class DerivedLists:
    """Lists of words, made of the lists `of_choice` of the choices they fit."""

    def __init__(self, of_choice: Ragged) -> None:
        self._of_choice = of_choice
        self.lists = WordLists()

    def add(self, owners: Integers, choices: Integers, count: int) -> None:
        """More words, with the choices they fit."""
        place, values = self._of_choice.taken(choices)
        self.lists.add(owners[place], values, count)
