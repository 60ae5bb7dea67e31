"""Which matches of a block stand behind a negator.

Each way to negate is a bit. An array over the words of the block says which negators end before a word, so a match
looks at the few words before it, however many negators and ways there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.rows import RowFinder, Sight
from cxaudit.detection.stretches import stretches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.detection.row_users import RowNumbers
    from cxaudit.detection.rows import AnchoredRows
    from cxaudit.matchers import Negation

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]
Bits = npt.NDArray[np.uint64]

_NONE = -1
_BITS = 64  # ways to negate in one array


@dataclass(frozen=True, slots=True)
class _Negator:
    """One way to negate; `words` and `unless` are the numbers of its rows."""

    words: tuple[int, ...]
    unless: tuple[int, ...]
    within: int


class Negators:
    """The negations of all leaves; equal ones are looked for once. `negations` are those of the leaves, by number."""

    def __init__(self, negations: Sequence[Negation | None], numbers: RowNumbers) -> None:
        known: dict[_Negator, int] = {}
        of_leaf = [_NONE] * len(negations)
        for leaf, negation in enumerate(negations):
            if negation is not None:
                negator = _Negator(numbers.of(negation.words), numbers.of(negation.unless), negation.within)
                of_leaf[leaf] = known.setdefault(negator, len(known))
        self.of_leaf = np.array(of_leaf, dtype=np.int64)
        self.within = np.array([negator.within for negator in known], dtype=np.int64)
        self._words = [(row, number) for number, negator in enumerate(known) for row in negator.words]
        self._unless = [(row, number) for number, negator in enumerate(known) for row in negator.unless]

    @property
    def groups(self) -> int:
        """How many arrays of bits there are."""
        return -(-len(self.within) // _BITS)

    def anchored(self, rows: AnchoredRows) -> AnchoredNegators:
        """The negators, ready to be found."""
        return AnchoredNegators(self, _Bits.of(self._words, self, rows), _Bits.of(self._unless, self, rows))


@dataclass(frozen=True, slots=True)
class _Bits:
    """Rows that say something about negators: `of_row` are the bits of each row, an array a group."""

    finder: RowFinder
    of_row: list[Bits]

    @classmethod
    def of(cls, pairs: list[tuple[int, int]], negators: Negators, anchored: AnchoredRows) -> _Bits:
        """From pairs of row and negator."""
        of_row = [np.zeros(len(anchored.sizes), dtype=np.uint64) for _ in range(negators.groups)]
        for row, number in pairs:
            of_row[number // _BITS][row] |= np.uint64(1 << number % _BITS)
        rows = np.unique(np.array([row for row, _ in pairs], dtype=np.int64))
        return cls(RowFinder.of(anchored, rows), of_row)


@dataclass(frozen=True, slots=True)
class AnchoredNegators:
    """Negators ready to be found."""

    negators: Negators
    words: _Bits
    unless: _Bits

    def sight(self, sight: Sight) -> NegatorSight:
        """Where the negators of a block stand."""
        words = sight.block.words
        harmless = [np.zeros(words + 1, dtype=np.uint64) for _ in self.unless.of_row]
        ends = [np.zeros(words + 1, dtype=np.uint64) for _ in self.words.of_row]
        for first, last, _ in stretches(self.unless.finder, sight):
            rows, starts = self.unless.finder.found(sight, first, last)
            for array, bits in zip(harmless, self.unless.of_row, strict=True):
                np.bitwise_or.at(array, starts, bits[rows])
        for first, last, _ in stretches(self.words.finder, sight):
            rows, starts = self.words.finder.found(sight, first, last)
            after = starts + self.words.finder.anchored.sizes[rows]
            for array, bits, excused in zip(ends, self.words.of_row, harmless, strict=True):
                np.bitwise_or.at(array, after, bits[rows] & ~excused[starts])
        return NegatorSight(self.negators, tuple(ends), sight)


@dataclass(frozen=True, slots=True)
class NegatorSight:
    """Which negators end before each word of a block, and behind the last."""

    negators: Negators
    ends: tuple[Bits, ...]
    sight: Sight

    def negated(self, leaves: Integers, first_words: Integers) -> Booleans:
        """Which matches of leaves are negated; a first word past the last of its text, or -1, is not."""
        negated = np.zeros(len(leaves), dtype=bool)
        number = self.negators.of_leaf[leaves]
        for group, ends in enumerate(self.ends):
            asked = np.flatnonzero((number >= 0) & (number // _BITS == group) & (first_words >= 0))
            if len(asked):
                negated[asked] = self._follows(ends, number[asked], first_words[asked])
        return negated

    def _follows(self, ends: Bits, number: Integers, first_words: Integers) -> Booleans:
        """Which words stand closely behind the end of their negator, in the same sentence."""
        block = self.sight.block
        within = self.negators.within[number]
        bits = np.uint64(1) << (number % _BITS).astype(np.uint64)
        before = first_words - block.sentence_starts[block.sentences[first_words]]  # words of the sentence before it
        reach = np.minimum(within, before)  # the last word of a negator is one of these
        follows = np.zeros(len(first_words), dtype=bool)
        for distance in range(int(reach.max(initial=0))):
            near = np.flatnonzero(reach > distance)
            follows[near] |= (ends[first_words[near] - distance] & bits[near]) != 0
        return follows
