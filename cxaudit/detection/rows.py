"""Rows of words found in a block: the rarest word of each row is looked up, and its neighbours are checked.

Which word of a row is rarest is asked of each block anew, so a row with a word that the block does not have costs
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.ragged import PairSet, Ragged, positions
from cxaudit.detection.vocabulary import ChoiceIndex, vocabulary_of
from cxaudit.matchers import Accents, WordChoice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.matchers.text_block import TextBlock
    from cxaudit.matchers.word_pattern import Row

Integers = npt.NDArray[np.int64]

_ANY = -1  # the number of a choice that every word fits
_CANDIDATES = 1 << 20  # checked at once: bounds the memory


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where rows stand: the number of the row, its first word in the block and one past its last."""

    rows: Integers
    starts: Integers
    ends: Integers


class RowBook:
    """All distinct rows of words that the rules look for, each with a number."""

    def __init__(self, rows: Sequence[tuple[Accents, Row]], alone: Sequence[tuple[Accents, WordChoice]] = ()) -> None:
        """`alone` are choices asked for by themselves; `alone` of the result holds their numbers."""
        numbers: dict[tuple[Accents, WordChoice], int] = {}
        for pair in alone:
            numbers.setdefault(pair, len(numbers))
        self.alone = [numbers[pair] for pair in alone]
        lists = [
            [_ANY if choice.is_any else numbers.setdefault((accents, choice), len(numbers)) for choice in row]
            for accents, row in rows
        ]
        self.count = len(rows)
        self._rows = Ragged.of(lists)
        self._choices = len(numbers)
        layers = list(Accents)
        self._layer_of = np.array([layers.index(accents) for accents, _ in numbers], dtype=np.int64)
        self._indexes = {
            accents: ChoiceIndex([(number, pair[1]) for pair, number in numbers.items() if pair[0] is accents])
            for accents in layers
        }

    def sight(self, block: TextBlock) -> Sighting:
        """The words of a block, seen through the choices of all rows."""
        return Sighting(self._rows, self._choices, self._layer_of, self._indexes, block)


class Sighting:
    """Which words of one block fit which choices, and how often."""

    def __init__(
        self,
        rows: Ragged,
        choice_count: int,
        layer_of: Integers,
        indexes: dict[Accents, ChoiceIndex],
        block: TextBlock,
    ) -> None:
        self._rows, self._layer_of, self._block = rows, layer_of, block
        choices, words, counts, self._words = [], [], [], []
        width = 0
        for accents, layer in block.layers.items():
            vocabulary = vocabulary_of(layer)
            fitting, fits = indexes[accents].fits(vocabulary)
            choices.append(fitting)
            words.append(fits + width)
            counts.append(vocabulary.counts)
            self._words.append(vocabulary.words + width)
            width += len(vocabulary.counts)
        self._counts = np.concatenate(counts)
        self._set_choices(np.concatenate(choices), np.concatenate(words), choice_count, width)

    def _set_choices(self, choices: Integers, words: Integers, choice_count: int, width: int) -> None:
        order = np.argsort(choices, kind="stable")
        self._words_of = Ragged.grouped(choices[order], words[order], choice_count)
        frequency = np.bincount(choices, weights=self._counts[words], minlength=choice_count + 1).astype(np.float64)
        frequency[choice_count] = np.inf  # read for _ANY
        self.frequency = frequency
        self._pairs = PairSet(choices, words, max(width, 1)) if len(choices) else None
        wanted = np.zeros(width, dtype=bool)
        wanted[words] = True
        keys = [seen[places] << 32 | places for seen in self._words for places in [np.flatnonzero(wanted[seen])]]
        sorted_keys = np.sort(np.concatenate(keys))
        seen, places = sorted_keys >> 32, sorted_keys & 0xFFFFFFFF
        self._places_of = Ragged.grouped(seen, places, width)
        texts = self._block.word_texts[places]
        is_first = np.ones(len(seen), dtype=bool)
        is_first[1:] = (seen[1:] != seen[:-1]) | (texts[1:] != texts[:-1])
        self._first_places_of = Ragged.grouped(seen[is_first], places[is_first], width)
        self.expected = self._expected()

    def _expected(self) -> Integers:
        """For each row, in how many places it will be looked for."""
        if not len(self._rows.values):
            return np.zeros(len(self._rows.offsets) - 1, dtype=np.int64)
        frequency = np.minimum.reduceat(self.frequency[self._rows.values], self._rows.offsets[:-1])
        return frequency.astype(np.int64)

    def texts_of(self, choices: Integers) -> tuple[Integers, Integers]:
        """The texts that have a word for each of the choices, each once, and beside it the place of its choice."""
        owner, words = self._words_of.taken(choices)
        inner, places = self._first_places_of.taken(words)
        pairs = np.unique(owner[inner] * self._block.count + self._block.word_texts[places])
        return pairs // self._block.count, pairs % self._block.count

    def rarest(self, lists: Ragged) -> Integers:
        """For each list of choices the place of the rarest, the first of several; empty lists have no such place."""
        frequency = self.frequency[lists.values]
        owner = np.repeat(np.arange(len(lists.offsets) - 1), lists.sizes)
        order = np.lexsort((frequency, owner))
        return np.append(order, 0)[lists.offsets[:-1]]

    def occurrences(self, rows: Integers, *, first_only: bool = False) -> Occurrences:
        """Where the given rows stand; with `first_only`, the first place in each text and perhaps more."""
        rows = rows[self.expected[rows] > 0]
        found = []
        if first_only:
            sizes = self._rows.sizes[rows]
            found.append(self._first_words(rows[sizes == 1]))
            rows = rows[sizes > 1]
        batch = np.cumsum(self.expected[rows]) // _CANDIDATES
        found += [
            self._occurrences(rows[batch == number], first_only=first_only) for number in np.unique(batch).tolist()
        ]
        if not found:
            none = np.empty(0, dtype=np.int64)
            return Occurrences(none, none, none)
        return Occurrences(
            np.concatenate([part.rows for part in found]),
            np.concatenate([part.starts for part in found]),
            np.concatenate([part.ends for part in found]),
        )

    def _first_words(self, rows: Integers) -> Occurrences:
        """For rows of one word, the first place in each text of each word that fits."""
        owner, words = self._words_of.taken(self._rows.values[self._rows.offsets[rows]])
        inner, starts = self._first_places_of.taken(words)
        return Occurrences(rows[owner[inner]], starts, starts + 1)

    def _occurrences(self, rows: Integers, *, first_only: bool) -> Occurrences:
        sizes = self._rows.offsets[rows + 1] - self._rows.offsets[rows]
        anchors = self._anchors(rows, sizes)
        owner, words = self._words_of.taken(self._rows.values[self._rows.offsets[rows] + anchors])
        inner, places = self._places_of.taken(words)
        owner = owner[inner]
        starts = places - anchors[owner]
        owner, starts = self._within_sentence(owner, starts, sizes)
        for offset in range(int(sizes.max())):
            owner, starts = self._fitting(rows, sizes, anchors, owner, starts, offset)
        order = np.lexsort((starts, owner))
        owner, starts = owner[order], starts[order]
        if first_only and len(owner):
            texts = self._block.word_texts[starts]
            kept = np.concatenate(([True], (owner[1:] != owner[:-1]) | (texts[1:] != texts[:-1])))
            owner, starts = owner[kept], starts[kept]
        return Occurrences(rows[owner], starts, starts + sizes[owner])

    def _anchors(self, rows: Integers, sizes: Integers) -> Integers:
        """For each row, which of its words is the rarest."""
        offsets = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(sizes)))
        values = self._rows.values[positions(self._rows.offsets[rows], sizes)]
        return self.rarest(Ragged(offsets, values)) - offsets[:-1]

    def _within_sentence(self, owner: Integers, starts: Integers, sizes: Integers) -> tuple[Integers, Integers]:
        lasts = starts + sizes[owner] - 1
        inside = np.flatnonzero((starts >= 0) & (lasts < self._block.words))
        same = self._block.sentences[starts[inside]] == self._block.sentences[lasts[inside]]
        kept = inside[same]
        return owner[kept], starts[kept]

    def _fitting(
        self, rows: Integers, sizes: Integers, anchors: Integers, owner: Integers, starts: Integers, offset: int
    ) -> tuple[Integers, Integers]:
        """The candidates whose word at `offset` fits; those without such a word, and anchors, are taken as they are."""
        asked = np.flatnonzero((sizes[owner] > offset) & (anchors[owner] != offset))
        choices = self._rows.values[self._rows.offsets[rows[owner[asked]]] + offset]
        asked, choices = asked[choices != _ANY], choices[choices != _ANY]
        if not len(asked) or self._pairs is None:
            return owner, starts
        words = np.stack(self._words)[self._layer_of[choices], starts[asked] + offset]
        kept = np.ones(len(owner), dtype=bool)
        kept[asked] = self._pairs.has(choices, words)
        return owner[kept], starts[kept]
