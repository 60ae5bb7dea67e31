"""Where in the texts of a block each expression can match at all, given the words that it requires."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.fitted import Fitted
from cxaudit.detection.growing import DerivedLists
from cxaudit.detection.known_words import EDGE
from cxaudit.detection.ragged import Ragged
from cxaudit.detection.required_words import MOST_REQUIRED, UNBOUNDED
from cxaudit.detection.windows import Windows, merged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.detection.growing import Lexicon
    from cxaudit.detection.required_words import RequiredWord
    from cxaudit.detection.rows import Sight
    from cxaudit.matchers.text_block import BlockLayer, TextBlock

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
_ByChoice = tuple[Numbers, Numbers, Numbers]
_Around = tuple[Integers, Integers, Integers, Integers, Integers, Integers]

_WORDS = 1 << 18  # words of one long text looked at at once: bounds the memory
_FITTED = 1 << 19  # required words looked at at once in short texts: likewise


class CandidateFinder:
    """Finds the windows of expressions; those that require nothing have none.

    `required` are the words that each expression requires, by number, and `numbers` those of their choices, flat.
    `lists` are the choices that each known word fits, and `frequency` is how often each was fitted in a sample.
    """

    def __init__(self, required: Sequence[Sequence[RequiredWord]], numbers: Sequence[int]) -> None:
        shape = (len(required), MOST_REQUIRED)
        self._nothing = max(numbers, default=-1) + 1  # stands where fewer words are required
        self._choices = np.full(shape, self._nothing, dtype=np.int64)
        self._before, self._after = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        self._back, self._ahead = (np.zeros((*shape, MOST_REQUIRED), dtype=np.int64) for _ in range(2))
        choices = iter(numbers)
        for number, words in enumerate(required):
            for place, word in enumerate(words):
                self._choices[number, place] = next(choices)
                self._before[number, place] = min(word.before, UNBOUNDED)
                self._after[number, place] = min(word.after, UNBOUNDED)
                for other, partner in enumerate(words):
                    reach = word.reach(partner)
                    self._back[number, place, other], self._ahead[number, place, other] = (
                        min(distance, UNBOUNDED) for distance in reach
                    )
        self._required = np.unique(np.array(numbers, dtype=np.int64))
        self.lists = DerivedLists(Ragged.of([])).lists
        self._weights = self.lists
        self.frequency = np.zeros(self._nothing, dtype=np.int64)
        self._by_choice, self._around = self._anchored(self.frequency)

    def listen(self, lexicon: Lexicon, counts: Integers) -> None:
        """From now on know the words that fit required choices, given how often each known word stands in a sample."""
        is_required = np.zeros(lexicon.width, dtype=np.int64)
        is_required[self._required] = 1
        offsets = np.concatenate(([0], np.cumsum(is_required)))
        derived = DerivedLists(Ragged(offsets, self._required))
        lexicon.tell(derived.add)
        self.lists = derived.lists
        owners, steps = np.nonzero(self._choices != self._nothing)
        choices = self._choices[owners, steps]
        order = np.argsort(choices, kind="stable")
        weights = DerivedLists(Ragged.grouped(choices[order], owners[order], lexicon.width))
        lexicon.tell(weights.add)
        self._weights = weights.lists
        words = np.repeat(np.arange(len(derived.lists.sizes)), derived.lists.sizes)
        counted = np.bincount(derived.lists.values, weights=counts[words], minlength=self._nothing)
        self.frequency = counted.astype(np.int64)
        self._by_choice, self._around = self._anchored(self.frequency)

    def _anchored(self, frequency: Integers) -> tuple[_ByChoice, _Around]:
        """The expressions by their rarest words, for compiled code, given how often each choice was fitted."""
        rarest = np.append(frequency, UNBOUNDED)[self._choices].argsort(axis=1, kind="stable")
        everyone, steps = np.arange(len(rarest)), rarest[:, 0]
        anchors, partners = self._choices[everyone, steps], self._choices[everyone, rarest[:, 1]]
        order = np.argsort(anchors, kind="stable")
        offsets = np.searchsorted(anchors[order], np.arange(self._nothing + 1))
        by_choice = (offsets.astype(np.int32), order.astype(np.int32), partners[order].astype(np.int32))
        back, ahead = self._back[everyone, steps], self._ahead[everyone, steps]
        before, after = self._before[everyone, steps], self._after[everyone, steps]
        return by_choice, (self._choices, steps, back, ahead, before, after)

    def windows(self, sight: Sight) -> Windows:
        """Where expressions that require words can match."""
        found = []
        for accents, numbers in sight.numbers.items():
            layer = sight.block.layers[accents]
            for first, last in self._stretches(numbers, sight.block.first_words):
                one_long = last - first == 1 and self._fitted(numbers, sight.block.first_words[[first, last]]) > _FITTED
                look = self._in_texts_compiled if sight.compiled else self._in_texts
                look = self._in_long_text if one_long else look
                found.append(look(numbers, layer, sight.block, (first, last)))
        return Windows.joined(found)

    def _stretches(self, numbers: Numbers, first_words: Integers) -> Iterator[tuple[int, int]]:
        """Runs of texts of bounded work."""
        waiting = [(0, len(first_words) - 1)]
        while waiting:
            first, last = waiting.pop()
            if last - first > 1 and self._fitted(numbers, first_words[[first, last]]) > _FITTED:
                middle = (first + last) // 2
                waiting += [(middle, last), (first, middle)]
            elif last > first:
                yield first, last

    def _fitted(self, numbers: Numbers, words: Integers) -> int:
        """How many required choices are fitted between two words, the second not included."""
        first, last = words.tolist()
        sizes = self._weights.sizes
        runs = range(first, last, _WORDS)
        return sum(int(sizes[numbers[run + EDGE : min(run + _WORDS, last) + EDGE]].sum()) for run in runs)

    def _in_long_text(self, numbers: Numbers, layer: BlockLayer, block: TextBlock, texts: tuple[int, int]) -> Windows:
        """One text as a whole for each expression whose words it has, wherever they stand."""
        first, last = block.first_words[list(texts)].tolist()
        has = np.zeros(self._nothing + 1, dtype=bool)
        for run in range(first, last, _WORDS):
            words = np.unique(numbers[run + EDGE : min(run + _WORDS, last) + EDGE])
            has[self.lists.taken(words)[1]] = True
        nothing = self._choices == self._nothing
        owners = np.flatnonzero((has[self._choices] | nothing).all(axis=1) & ~nothing.all(axis=1))
        places = np.full(len(owners), texts[0])
        return Windows(owners, places, places, places, places).whole_texts(layer)

    def _in_texts_compiled(
        self, numbers: Numbers, layer: BlockLayer, block: TextBlock, texts: tuple[int, int]
    ) -> Windows:
        from cxaudit.detection.compiled.windows import Anchors, Words, find_windows  # noqa: PLC0415 - imports numba

        words = Words(
            numbers, layer.word_starts, layer.word_ends, block.word_texts, block.first_words, layer.text_starts,
            self.lists.sizes, self.lists.offsets, self.lists.values,
        )  # fmt: skip
        found = find_windows(words, *texts, Anchors(*self._by_choice, *self._around, self._nothing))
        return merged(Windows(*found[np.argsort(found[:, 0], kind="stable")].T), len(layer.folded.text) + 1)

    def _in_texts(self, numbers: Numbers, layer: BlockLayer, block: TextBlock, texts: tuple[int, int]) -> Windows:
        """The surroundings of the rarest word of each expression, where its other words are close enough.

        Compiled code may look around another word; the matches in what it finds are the same.
        """
        fitted = Fitted.of(self.lists, numbers, layer, block.first_words[list(texts)].tolist(), self._nothing)
        frequency = fitted.sizes[self._choices]
        anchors = frequency.argmin(axis=1)
        owners = np.flatnonzero((frequency.min(axis=1) > 0) & (self._choices[:, 0] != self._nothing))
        owners, at = fitted.places_of(owners, self._choices[owners, anchors[owners]])
        text = block.word_texts[fitted.words[at]]
        for step in range(MOST_REQUIRED):
            others = self._choices[owners, step]
            asked = np.flatnonzero((anchors[owners] != step) & (others != self._nothing))
            if not len(asked):
                continue
            place = (owners[asked], anchors[owners[asked]], step)
            low = np.maximum(fitted.starts[at[asked]] - self._back[place], layer.text_starts[text[asked]])
            high = np.minimum(fitted.ends[at[asked]] + self._ahead[place], layer.text_starts[text[asked] + 1])
            kept = np.ones(len(owners), dtype=bool)
            kept[asked] = fitted.between(others[asked], low, high)
            owners, at, text = owners[kept], at[kept], text[kept]
        item = (owners, anchors[owners])
        starts = np.maximum(fitted.starts[at] - self._before[item], layer.text_starts[text])
        ends = np.minimum(fitted.ends[at] + self._after[item], layer.text_starts[text + 1] - 1)
        return merged(Windows(owners, text, starts, ends, fitted.ends[at]), len(layer.folded.text) + 1)
