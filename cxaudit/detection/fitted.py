"""The words of a block that fit what expressions require, by choice, then place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.known_words import EDGE
from cxaudit.detection.ragged import positions
from cxaudit.detection.required_words import UNBOUNDED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.detection.growing import WordLists
    from cxaudit.matchers.text_block import BlockLayer

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]

_SMALL = (1 << 16) - 1  # largest choice


@dataclass(frozen=True, slots=True)
class Fitted:
    """Words that fit required choices, by choice, then place.

    `offsets` say where the words of each choice begin; `first_keys` and `last_keys` order starts and ends within them.
    """

    words: Integers
    starts: Numbers
    ends: Numbers
    offsets: Integers
    sizes: Integers
    width: int
    first_keys: Integers
    last_keys: Integers

    @classmethod
    def of(cls, lists: WordLists, numbers: Numbers, layer: BlockLayer, between: Sequence[int], nothing: int) -> Fitted:
        """Those from one word up to another, given the choices that each known word fits."""
        first, last = between
        known = numbers[first + EDGE : last + EDGE]
        seen = np.flatnonzero(lists.sizes[known] > 0)
        owner, choices = lists.taken(known[seen])
        small = choices.astype(np.uint16) if nothing <= _SMALL else choices  # small numbers are sorted in one pass
        order = np.argsort(small, kind="stable")
        choices, words = choices[order], first + seen[owner[order]]
        starts, ends = layer.word_starts[words], layer.word_ends[words]
        sizes = np.bincount(choices, minlength=nothing + 1)
        offsets = np.cumsum(sizes) - sizes
        sizes[nothing] = UNBOUNDED
        width = len(layer.folded.text) + 1
        base = choices * width
        return cls(words, starts, ends, offsets, sizes, width, base + starts, base + ends)

    def places_of(self, owners: Integers, choices: Integers) -> tuple[Integers, Integers]:
        """The places of all words that fit the choice of each owner, and the owners beside them."""
        sizes = self.sizes[choices]
        return np.repeat(owners, sizes), positions(self.offsets[choices], sizes)

    def between(self, choices: Integers, low: Integers, high: Integers) -> npt.NDArray[np.bool_]:
        """Whether a word that fits each choice ends at `low` or behind it, and begins at `high` or before it."""
        base = choices * self.width
        first = np.searchsorted(self.last_keys, base + low)
        found: npt.NDArray[np.bool_] = np.searchsorted(self.first_keys, base + high, side="right") > first
        return found
