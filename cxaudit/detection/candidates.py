"""Which texts of a block have all the words that an expression requires, for all expressions at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.growing import DerivedLists
from cxaudit.detection.known_words import EDGE
from cxaudit.detection.ragged import PairSet, Ragged

if TYPE_CHECKING:
    from cxaudit.detection.growing import Lexicon
    from cxaudit.detection.rows import Sight

Integers = npt.NDArray[np.int64]

_WORDS = 1 << 18  # looked at at once: bounds the memory


class CandidateFinder:
    """Finds texts by lists of required choices; `required` are those of each expression, by number."""

    def __init__(self, required: Ragged) -> None:
        self._required = required
        self._choices = np.unique(required.values)
        self._lists = DerivedLists(Ragged.of([])).lists

    def listen(self, lexicon: Lexicon) -> None:
        """From now on know the words that fit required choices."""
        is_required = np.zeros(lexicon.width, dtype=np.int64)
        is_required[self._choices] = 1
        offsets = np.concatenate(([0], np.cumsum(is_required)))
        derived = DerivedLists(Ragged(offsets, self._choices))
        lexicon.tell(derived.add)
        self._lists = derived.lists

    def texts(self, sight: Sight) -> Ragged:
        """The texts, in order, that fit each of the lists; all texts where nothing is required.

        The texts of the rarest choice of a list are looked up, and its other choices are asked for in those only.
        """
        required, count = self._required, len(self._required.offsets) - 1
        choices, texts = self._seen(sight)
        of_choice = Ragged.grouped(choices, texts, int(self._choices.max(initial=-1)) + 1)
        free = np.flatnonzero(required.sizes == 0)
        bound = np.flatnonzero(required.sizes > 0)
        bound = bound[np.minimum.reduceat(of_choice.sizes[required.values], required.offsets[bound]) > 0]
        frequency = of_choice.sizes[required.values]
        rarest = np.append(np.lexsort((frequency, np.repeat(np.arange(count), required.sizes))), 0)
        place, found = of_choice.taken(required.values[rarest[required.offsets[bound]]])
        owner = bound[place]
        pairs = PairSet(choices, texts, sight.block.count)
        for step in range(int(required.sizes.max(initial=0))):
            asked = np.flatnonzero(required.sizes[owner] > step)
            kept = np.ones(len(owner), dtype=bool)
            kept[asked] = pairs.has(required.values[required.offsets[owner[asked]] + step], found[asked])
            owner, found = owner[kept], found[kept]
        owner = np.concatenate((owner, np.repeat(free, sight.block.count)))
        found = np.concatenate((found, np.tile(np.arange(sight.block.count), len(free))))
        order = np.lexsort((found, owner))
        return Ragged.grouped(owner[order], found[order], count)

    def _seen(self, sight: Sight) -> tuple[Integers, Integers]:
        """Which required choices are fitted in which texts, each pair once, in order."""
        pairs = [np.empty(0, dtype=np.int64)]
        for numbers in sight.numbers.values():
            for first in range(0, sight.block.words, _WORDS):
                words = numbers[first + EDGE : min(first + _WORDS, sight.block.words) + EDGE]
                seen = np.flatnonzero(self._lists.sizes[words])
                owner, choices = self._lists.taken(words[seen])
                texts = sight.block.word_texts[first + seen[owner]]
                pairs.append(np.unique(choices * sight.block.count + texts))
        found = np.unique(np.concatenate(pairs))
        return found // sight.block.count, found % sight.block.count
