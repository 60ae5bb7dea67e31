"""Expressions with a gap by the rarer of their two words: where it stands, the other is asked for close to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.known_words import EDGE
from cxaudit.detection.ragged import positions
from cxaudit.detection.signs import WordSigns, sign_of
from cxaudit.detection.windows import Windows, merged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.detection.compiled.gaps import Asking
    from cxaudit.detection.gap_matches import WordGaps
    from cxaudit.detection.growing import Lexicon, WordLists
    from cxaudit.detection.rows import Sight
    from cxaudit.matchers import Accents
    from cxaudit.matchers.text_block import BlockLayer

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Booleans = npt.NDArray[np.bool_]
Bits = npt.NDArray[np.uint64]

_SIGNS = 64  # different signs of choices
_AT_ONCE = 1 << 18  # words asked for at once: bounds the memory


class Askers:
    """Which choice asks for which other, and signs in known words of those that they fit and of those they ask for."""

    def __init__(self, gaps: WordGaps, lexicon: Lexicon, lists: WordLists, frequency: Integers) -> None:
        """`lists` are the choices that each known word fits, and `frequency` is how often each was in a sample."""
        self._lexicon, self._lists = lexicon, lists
        asks_back = frequency[gaps.seconds] < frequency[gaps.firsts]
        asks = np.where(asks_back, gaps.seconds, gaps.firsts)
        partners = np.where(asks_back, gaps.firsts, gaps.seconds)
        owners = np.argsort(asks, kind="stable")
        offsets = np.searchsorted(asks[owners], np.arange(len(frequency) + 1))
        self._offsets, self._owners, self._partners, self._reach, self._steps = (
            array.astype(np.int32)
            for array in (offsets, owners, partners[owners], gaps.most[owners], np.where(asks_back, -1, 1)[owners])
        )
        self._span = self._reach + gaps.longest[owners]
        signs = sign_of(np.arange(lexicon.width), _SIGNS)
        self._signs = signs[self._partners]
        own, others = np.zeros((2, lexicon.width), dtype=np.uint64)
        for choices in (asks, partners):
            own[choices] = signs[choices]
        np.bitwise_or.at(others, asks, signs[partners])
        self._own, self._others = WordSigns(own), WordSigns(others)
        for words in (self._own, self._others):
            lexicon.tell(words.add)
        self._bits = int(gaps.most.max(initial=1)).bit_length()

    def laid_out(self) -> Asking:
        """The same for compiled code."""
        from cxaudit.detection.compiled.gaps import Asking  # noqa: PLC0415 - imports numba

        return Asking(
            self._offsets, self._owners, self._partners, self._reach, self._steps,
            self._signs, self._own.signs, self._others.signs, self._bits,
        )  # fmt: skip

    def windows(self, sight: Sight, accents: Accents) -> Windows:
        """Where expressions can match: around words close to which the other stands."""
        block, layer = sight.block, sight.block.layers[accents]
        numbers = sight.numbers[accents][EDGE : EDGE + block.words]
        fitting = np.flatnonzero(self._lists.sizes[numbers] > 0)
        known = numbers[fitting]
        met = self._others.signs[known] & self._around(layer, fitting, known)
        parts = [np.empty((2, 0), dtype=np.int64)]
        for places, entries in self._asked(known, met):
            close = self._are_close(layer, fitting, known, places, entries)
            parts.append(np.stack((fitting[places[close]], entries[close])))
        words, entries = np.concatenate(parts, axis=1)
        order = np.argsort(self._owners[entries] * np.int64(block.words + 1) + words, kind="stable")
        words, entries = words[order], entries[order]
        texts, span, back = block.word_texts[words], self._span[entries], self._steps[entries] < 0
        starts = np.maximum(layer.word_starts[words] - np.where(back, span, 0), layer.text_starts[texts])
        ends = np.minimum(layer.word_ends[words] + np.where(back, 0, span), layer.text_starts[texts + 1] - 1)
        owners = self._owners[entries].astype(np.int64)
        return merged(Windows(owners, texts, starts, ends, ends), len(layer.in_word) + 1)

    def _around(self, layer: BlockLayer, fitting: Integers, known: Numbers) -> Bits:
        """The signs of words near each of some words."""
        signs = np.zeros((len(layer.in_word) >> self._bits) + 3, dtype=np.uint64)  # by where words begin and end
        first, last = (side[fitting] >> self._bits for side in (layer.word_starts, layer.word_ends))
        own = self._own.signs[known]
        for places in (first, last):
            new = np.flatnonzero(np.diff(places, prepend=-1))
            if len(new):
                signs[places[new] + 1] |= np.bitwise_or.reduceat(own, new)
        around: Bits = signs[first] | signs[first + 1] | signs[last + 1] | signs[last + 2]
        return around

    def _asked(self, known: Numbers, met: Bits) -> Iterator[tuple[Integers, Integers]]:
        """The places of words that ask for others whose signs they meet, and for which expression, part by part."""
        asking = np.flatnonzero(met != 0)
        place, choices = self._lists.taken(known[asking])
        asking, sizes = asking[place], (self._offsets[choices + 1] - self._offsets[choices]).astype(np.int64)
        part = np.cumsum(sizes) // _AT_ONCE
        for number in np.unique(part).tolist():
            some = slice(*np.searchsorted(part, (number, number + 1)))
            entries = positions(self._offsets[choices[some]], sizes[some])
            places = np.repeat(asking[some], sizes[some])
            kept = np.flatnonzero(met[places] & self._signs[entries] != 0)
            yield places[kept], entries[kept]

    def _are_close(
        self, layer: BlockLayer, fitting: Integers, known: Numbers, places: Integers, entries: Integers
    ) -> Booleans:
        """Whether the words asked for stand within reach; from each word one goes on to its neighbours."""
        close, steps, left = np.zeros(len(places), dtype=bool), self._steps[entries], np.arange(len(places))
        others = places + steps
        while len(left):
            left = left[(others[left] >= 0) & (others[left] < len(fitting))]
            one, two = fitting[places[left]], fitting[others[left]]
            before, behind = np.minimum(one, two), np.maximum(one, two)
            left = left[layer.word_starts[behind] - layer.word_ends[before] <= self._reach[entries[left]]]
            fits = self._lexicon.fits(known[others[left]], self._partners[entries[left]])
            close[left[fits]] = True
            left = left[~fits]
            others[left] += steps[left]
        return close
