"""Rows of words by the rarest word of each and the word beside it, and signs that tell most words from such pairs.

A word has a sign for each pair of choices that it may be a part of. Where the rarest word of a row and the word beside
it have no sign in common, no row that needs both stands there; that is so nearly everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.growing import DerivedLists
from cxaudit.detection.ragged import Ragged, positions

if TYPE_CHECKING:
    from cxaudit.detection.growing import Lexicon

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Booleans = npt.NDArray[np.bool_]
Bits = npt.NDArray[np.uint64]

BEFORE, BEHIND = 0, 1  # where the other word of a pair stands
_SIGNS = 16  # different signs of pairs; a word has them as an anchor and as the other, for each side
_BITS_A_PAIR = 16  # of the table of pairs
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


class WordPairs:
    """Pairs of choices, one of which anchors a row while the other stands at one side of it.

    Pairs are in the order of `keys`, and `order` says which of those given each was. Those of an anchor and a side have
    the number `2 * anchor + side`; they stand from `groups[number]` up to `groups[number + 1]`.
    """

    def __init__(self, lexicon: Lexicon, anchors: Numbers, sides: Integers, others: Numbers) -> None:
        """From the choices of each pair and where the other stands."""
        self._lexicon, width = lexicon, lexicon.width
        numbers = 2 * anchors.astype(np.int64) + sides
        keys = numbers * width + others
        self.order = np.argsort(keys, kind="stable")
        self.keys, self.others = keys[self.order], others[self.order].astype(np.int32)
        self.groups = np.searchsorted(numbers[self.order], np.arange(2 * width + 1)).astype(np.int32)
        size = max(6, (len(keys) * _BITS_A_PAIR).bit_length())
        self.shift = np.uint64(64 - size)
        self.filter = np.zeros(1 << (size - 6), dtype=np.uint64)
        slots = self._slots(keys)
        np.bitwise_or.at(self.filter, slots >> 6, np.uint64(1) << (slots & 63).astype(np.uint64))
        signs = keys % _SIGNS + _SIGNS * sides
        self._of_choice = np.zeros(width, dtype=np.uint64)
        np.bitwise_or.at(self._of_choice, anchors, np.uint64(1) << signs.astype(np.uint64))
        np.bitwise_or.at(self._of_choice, others, np.uint64(1) << (signs + 2 * _SIGNS).astype(np.uint64))
        self._lists = [DerivedLists(_themselves(choices, width)) for choices in (anchors, others)]
        self.anchors_of, self.others_of = (derived.lists for derived in self._lists)
        self.signs = np.zeros(1, dtype=np.uint64)

    def add(self, owners: Integers, choices: Integers, count: int) -> None:
        """More words, with the choices they fit; `owners` are in order."""
        for derived in self._lists:
            derived.add(owners, choices, count)
        more = np.zeros(count, dtype=np.uint64)
        first = np.flatnonzero(np.diff(owners, prepend=-1))
        if len(first):
            more[owners[first]] = np.bitwise_or.reduceat(self._of_choice[choices], first)
        self.signs = np.concatenate((self.signs, more))

    def found(self, words: Numbers, beside: Numbers, side: int) -> tuple[Integers, Integers]:
        """The pairs that words make with those at one of their sides: the place of the word, and that of the pair.

        Of the pairs with one anchor and the choices that the other word fits the fewer are gone through.
        """
        asked, other = np.uint64(_SIGNS * side), np.uint64(_SIGNS * (side + 2))
        common = self.signs[words] >> asked & self.signs[beside] >> other & np.uint64((1 << _SIGNS) - 1)
        promising = np.flatnonzero(common)
        owner, anchors = self.anchors_of.taken(words[promising])
        at = promising[owner]
        numbers = 2 * anchors.astype(np.int64) + side
        low, sizes = self.groups[numbers], self.groups[numbers + 1] - self.groups[numbers]
        fewer = sizes <= self.others_of.sizes[beside[at]]
        one = self._of_anchors(low[fewer], sizes[fewer], beside[at[fewer]])
        two = self._of_others(numbers[~fewer], beside[at[~fewer]])
        places = np.concatenate((at[fewer][one[0]], at[~fewer][two[0]]))
        return places, np.concatenate((one[1], two[1]))

    def _of_anchors(self, low: Numbers, sizes: Numbers, beside: Numbers) -> tuple[Integers, Integers]:
        """Pairs in some ranges whose other choice the words beside fit."""
        places, pairs = np.repeat(np.arange(len(low)), sizes), positions(low, sizes)
        kept = np.flatnonzero(self._lexicon.fits(beside[places], self.others[pairs]))
        return places[kept], pairs[kept]

    def _of_others(self, numbers: Integers, beside: Numbers) -> tuple[Integers, Integers]:
        """Pairs of some anchors and sides with each choice that the words beside fit."""
        places, others = self.others_of.taken(beside)
        keys = numbers[places] * self._lexicon.width + others
        slots = self._slots(keys)
        told = self.filter[slots >> 6] >> (slots & 63).astype(np.uint64)
        asked = np.flatnonzero(told & np.uint64(1))
        low = np.searchsorted(self.keys, keys[asked])
        sizes = np.searchsorted(self.keys, keys[asked], side="right") - low
        return np.repeat(places[asked], sizes), positions(low, sizes)

    def _slots(self, keys: Integers) -> Integers:
        """Where pairs stand in the table."""
        mixed: Bits = keys.astype(np.uint64) * _FACTOR
        return (mixed >> self.shift).astype(np.int64)


def _themselves(choices: Numbers, width: int) -> Ragged:
    """For each choice a list of itself if it is one of these, and of nothing else."""
    distinct = np.unique(choices)
    return Ragged.grouped(distinct, distinct, width)
