"""Which groups of words can stand in a sentence or text at all: asked before any place is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.known_words import EDGE

if TYPE_CHECKING:
    from cxaudit.detection.rows import Sight

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]
Bits = npt.NDArray[np.uint64]

_BITS = 64  # of a column


class GroupBits:
    """A bit for each group and known word, which says that a row of the group may be anchored on the word.

    `of_choice[b // 64, c]` has bit b of the words that fit choice c.
    """

    def __init__(self, of_choice: Bits) -> None:
        self._of_choice = of_choice
        self._of_word = np.zeros((len(of_choice), 1), dtype=np.uint64)

    @classmethod
    def of(cls, groups: Integers, choices: Integers | npt.NDArray[np.int32], width: int) -> GroupBits:
        """`choices` anchor rows of the `groups` beside them; all choices are below `width`."""
        of_choice = np.zeros((int(groups.max(initial=0)) // _BITS + 1, width), dtype=np.uint64)
        np.bitwise_or.at(of_choice, (groups // _BITS, choices), _bit(groups))
        return cls(of_choice)

    def add(self, owners: Integers, choices: Integers, count: int) -> None:
        """More words, with the choices they fit; `owners` are in order."""
        more = np.zeros((len(self._of_word), count), dtype=np.uint64)
        first = np.flatnonzero(np.diff(owners, prepend=-1))
        if len(first):
            more[:, owners[first]] = np.bitwise_or.reduceat(self._of_choice[:, choices], first, axis=1)
        self._of_word = np.concatenate((self._of_word, more), axis=1)

    def among(self, units: Units, words: tuple[int, int], sight: Sight) -> Presence:
        """What the words from one up to another say of the units they belong to."""
        first, last = words
        begun, end = int(units.of_word[first]), int(units.of_word[last - 1]) + 1
        bits = np.zeros((len(self._of_word), end - begun), dtype=np.uint64)
        for numbers in sight.numbers.values():
            if sight.compiled:
                from cxaudit.detection.compiled.near import add_presence  # noqa: PLC0415 - imports numba

                add_presence(numbers, words, self._of_word, units.of_word, begun, bits)
                continue
            known = numbers[first + EDGE : last + EDGE].astype(np.int64)
            borders = np.maximum(units.starts[begun:end] - first, 0)
            for column, of_word in enumerate(self._of_word):
                bits[column] |= np.bitwise_or.reduceat(of_word[known], borders)
        return Presence(bits, begun, units)


@dataclass(frozen=True, slots=True)
class Units:
    """Parts of a block, such as its sentences: that of each word, and their first words; some may be empty."""

    of_word: npt.NDArray[np.int32]
    starts: Integers


@dataclass(frozen=True, slots=True)
class Presence:
    """Which groups may stand in which units, from the unit `first` on."""

    bits: Bits
    first: int
    units: Units

    def may_hold(self, words: Integers, groups: Integers) -> Booleans:
        """Whether the groups may stand in the units of the words beside them."""
        told = self.bits[groups // _BITS, self.units.of_word[words] - self.first]
        held: Booleans = told & _bit(groups) != 0
        return held


def _bit(groups: Integers) -> Bits:
    return np.uint64(1) << (groups % _BITS).astype(np.uint64)
