"""Rows of words by the rarest word of each and the word beside it, and signs that tell most words from such pairs.

A word that anchors rows has a sign for each word that they need beside it. Where the word that stands there has none of
them, no row does; that is so nearly everywhere. Where there are many rows, a table knows most pairs that none needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.growing import DerivedLists
from cxaudit.detection.ragged import Ragged, positions
from cxaudit.detection.signs import KeySigns, WordSigns, sign_of

if TYPE_CHECKING:
    from cxaudit.detection.growing import Lexicon, WordLists

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Booleans = npt.NDArray[np.bool_]
Bits = npt.NDArray[np.uint64]

BEFORE, BEHIND = 0, 1  # where the other word of a pair stands
_SIGNS = 32  # different signs of the other of a pair; above those that an anchor asks for a word has its own
_ASKED = np.uint64((1 << _SIGNS) - 1)
_FEW = 2  # choices of a word, as an anchor and as the other, that are asked for at once


class WordPairs:
    """Pairs of choices, one of which anchors a row while the other stands at one side of it.

    Pairs are in the order of `keys`, and `order` says which of those given each was. Those of an anchor and a side have
    the number `2 * anchor + side`; they stand from `groups[number]` up to `groups[number + 1]`. `choices` are for each
    known word the first two that it anchors pairs as, and likewise as the other: one comes twice if there are no more,
    and the second is -1 if there are. `known` may hold a pair by its key.
    """

    def __init__(self, lexicon: Lexicon, anchors: Numbers, sides: Integers, others: Numbers) -> None:
        """From the choices of each pair and where the other stands."""
        self._lexicon, width = lexicon, lexicon.width
        numbers = 2 * anchors.astype(np.int64) + sides
        keys = numbers * width + others
        self.order = np.argsort(keys, kind="stable")
        self.keys, self.others = keys[self.order], others[self.order].astype(np.int32)
        self.groups = np.searchsorted(numbers[self.order], np.arange(2 * width + 1)).astype(np.int32)
        self.known = KeySigns(keys)
        self._signs = [_signs_of(anchors[some], others[some], width) for some in (sides == BEFORE, sides == BEHIND)]
        self._lists = [DerivedLists(_themselves(choices, width)) for choices in (anchors, others)]
        self.anchors_of, self.others_of = (derived.lists for derived in self._lists)
        self.choices = np.zeros((1, 2 * _FEW), dtype=np.int32)

    def signs(self) -> tuple[Bits, Bits]:
        """The signs of each known word, for pairs whose other stands before and for those where it stands behind."""
        return self._signs[BEFORE].signs, self._signs[BEHIND].signs

    def add(self, owners: Integers, choices: Integers, count: int) -> None:
        """More words, with the choices they fit; `owners` are in order."""
        for signs in self._signs:
            signs.add(owners, choices, count)
        for derived in self._lists:
            derived.add(owners, choices, count)
        few = [_first_few(lists, count) for lists in (self.anchors_of, self.others_of)]
        self.choices = np.concatenate((self.choices, np.concatenate(few, axis=1)))

    def promising(self, words: Numbers, beside: Numbers, side: int) -> Integers:
        """The places of words that may make pairs with those at one of their sides; few others are among them."""
        signs = self._signs[side].signs
        places = np.flatnonzero(signs[words] & _ASKED & signs[beside] >> np.uint64(_SIGNS) != 0)
        return places[self._may_pair(words[places], beside[places], side)]

    def found(self, words: Numbers, beside: Numbers, side: int) -> tuple[Integers, Integers]:
        """The pairs that words make with those at one of their sides: the place of the word, and that of the pair.

        Of the pairs with one anchor and the choices that the other word fits the fewer are gone through.
        """
        at, anchors = self.anchors_of.taken(words)
        numbers = 2 * anchors.astype(np.int64) + side
        low, sizes = self.groups[numbers], self.groups[numbers + 1] - self.groups[numbers]
        fewer = sizes <= self.others_of.sizes[beside[at]]
        one = self._of_anchors(low[fewer], sizes[fewer], beside[at[fewer]])
        two = self._of_others(numbers[~fewer], beside[at[~fewer]])
        places = np.concatenate((at[fewer][one[0]], at[~fewer][two[0]]))
        return places, np.concatenate((one[1], two[1]))

    def _may_pair(self, words: Numbers, beside: Numbers, side: int) -> Booleans:
        """Whether words may make a pair with those at one of their sides: nearly all that do not are told apart."""
        anchors, others = self.choices[words, :_FEW], self.choices[beside, _FEW:]
        told = (anchors[:, -1] < 0) | (others[:, -1] < 0)
        for anchor in anchors.T.astype(np.int64):
            for other in others.T:
                told |= self.known.may_hold((2 * anchor + side) * self._lexicon.width + other)
        return told

    def _of_anchors(self, low: Numbers, sizes: Numbers, beside: Numbers) -> tuple[Integers, Integers]:
        """Pairs in some ranges whose other choice the words beside fit."""
        places, pairs = np.repeat(np.arange(len(low)), sizes), positions(low, sizes)
        kept = np.flatnonzero(self._lexicon.fits(beside[places], self.others[pairs]))
        return places[kept], pairs[kept]

    def _of_others(self, numbers: Integers, beside: Numbers) -> tuple[Integers, Integers]:
        """Pairs of some anchors and sides with each choice that the words beside fit."""
        places, others = self.others_of.taken(beside)
        keys = numbers[places] * self._lexicon.width + others
        asked = np.flatnonzero(self.known.may_hold(keys))
        low = np.searchsorted(self.keys, keys[asked])
        sizes = np.searchsorted(self.keys, keys[asked], side="right") - low
        return np.repeat(places[asked], sizes), positions(low, sizes)


def _signs_of(anchors: Numbers, others: Numbers, width: int) -> WordSigns:
    """The signs of words in some pairs."""
    of_choice, signs = np.zeros(width, dtype=np.uint64), sign_of(others, _SIGNS)
    np.bitwise_or.at(of_choice, anchors, signs)
    np.bitwise_or.at(of_choice, others, signs << np.uint64(_SIGNS))
    return WordSigns(of_choice)


def _first_few(lists: WordLists, count: int) -> Numbers:
    """The first of the lists of the last words, as often as there is room; the last is -1 where there are more."""
    sizes, offsets = lists.sizes[len(lists.sizes) - count :], lists.offsets[len(lists.sizes) - count : -1]
    values = np.append(lists.values, np.int32(0))
    few = np.stack([values[offsets + np.minimum(place, np.maximum(sizes - 1, 0))] for place in range(_FEW)], axis=1)
    few[sizes > _FEW, -1] = -1
    return few


def _themselves(choices: Numbers, width: int) -> Ragged:
    """For each choice a list of itself if it is one of these, and of nothing else."""
    distinct = np.unique(choices)
    return Ragged.grouped(distinct, distinct, width)
