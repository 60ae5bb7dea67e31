"""Which matches of a block stand behind a negator.

Negators are looked for in the few words before a match and nowhere else. Each way to negate is a bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.growing import DerivedLists, WordLists
from cxaudit.detection.known_words import EDGE
from cxaudit.detection.ragged import positions
from cxaudit.detection.rows import AnchoredRows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.detection.row_users import RowNumbers
    from cxaudit.detection.rows import Sight, Starts
    from cxaudit.matchers import Negation

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Booleans = npt.NDArray[np.bool_]
Bits = npt.NDArray[np.uint64]

_NONE = -1
_BITS = 64  # ways to negate in one array
_AT_ONCE = 1 << 19  # words before matches looked at at once: bounds the memory


@dataclass(frozen=True, slots=True)
class _Negator:
    """One way to negate; `words` and `unless` are the numbers of its rows, which all look at one layer."""

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

    def anchored(self, rows: AnchoredRows) -> AnchoredNegators:
        """The negators, ready to be found."""
        return AnchoredNegators(self, rows, _Said.of(self._words, self, rows), _Said.of(self._unless, self, rows))


@dataclass(frozen=True, slots=True)
class _Said:
    """Rows that say something about negators: `bits` are those of each row, `longest` is how many words one has.

    `lists` are places in `rows` for each word, by the rarest word of each row.
    """

    rows: Integers
    lists: WordLists
    bits: Bits
    longest: int

    @classmethod
    def of(cls, pairs: list[tuple[int, int]], negators: Negators, anchored: AnchoredRows) -> _Said:
        """From pairs of row and negator."""
        bits = np.zeros((len(negators.within) // _BITS + 1, len(anchored.sizes)), dtype=np.uint64)
        for row, number in pairs:
            bits[number // _BITS, row] |= np.uint64(1 << number % _BITS)
        rows = np.unique(np.array([row for row, _ in pairs], dtype=np.int64))
        derived = DerivedLists(anchored.by_choice(rows))
        anchored.lexicon.tell(derived.add)
        return cls(rows, derived.lists, bits, int(anchored.sizes[rows].max(initial=1)))

    def among(
        self, anchored: AnchoredRows, sight: Sight, numbers: Numbers, between: Starts, negators: Integers
    ) -> tuple[Integers, Integers, Integers]:
        """The rows that some runs of words anchor: the number of the run, the row and its first word.

        Run i has the words from `between[0][i]` up to `between[1][i]`, and is asked for rows of `negators[i]`.
        """
        if sight.compiled:
            from cxaudit.detection.compiled.negating import Asked, Said, find_said  # noqa: PLC0415 - imports numba

            said = Said(self.rows, self.lists.offsets, self.lists.values, self.bits)
            found: tuple[Integers, Integers, Integers] = find_said(
                numbers, Asked(*between, negators), said, *anchored.laid_out(), sight.block.sentences
            )
            return found
        low, high = between
        words, run = positions(low, high - low), np.repeat(np.arange(len(low)), high - low)
        known = numbers[words + EDGE]
        seen = np.flatnonzero(self.lists.sizes[known] > 0)
        place, values = self.lists.taken(known[seen])
        rows, run = self.rows[values], run[seen[place]]
        asked = negators[run]
        told = self.bits[asked // _BITS, rows] >> (asked % _BITS).astype(np.uint64) & np.uint64(1)
        starts = words[seen[place]] - anchored.places[rows]
        kept = np.flatnonzero(told != 0)
        kept = kept[anchored.standing(rows[kept], starts[kept], numbers, sight.block)]
        return run[kept], rows[kept], starts[kept]


@dataclass(frozen=True, slots=True)
class AnchoredNegators:
    """Negators ready to be found."""

    negators: Negators
    anchored: AnchoredRows
    words: _Said
    unless: _Said

    def negated(self, sight: Sight, leaves: Integers, first_words: Integers) -> Booleans:
        """Which matches of leaves are negated; a first word past the last of its text, or -1, is not."""
        negated = np.zeros(len(leaves), dtype=bool)
        number = self.negators.of_leaf[leaves]
        asked = np.flatnonzero((number >= 0) & (first_words >= 0))
        for numbers in sight.numbers.values():
            for some in self._batches(asked, number):
                negated[some[self._negated(sight, numbers, number[some], first_words[some])]] = True
        return negated

    def _batches(self, asked: Integers, number: Integers) -> Iterator[Integers]:
        """The matches in parts of bounded work."""
        batch = np.cumsum(self.negators.within[number[asked]] + self.words.longest) // _AT_ONCE
        return (asked[batch == some] for some in range(int(batch[0]), int(batch[-1]) + 1)) if len(asked) else iter(())

    def _negated(self, sight: Sight, numbers: Numbers, number: Integers, first_words: Integers) -> Integers:
        """The places of matches behind the end of their negator, closely and in the same sentence."""
        block = sight.block
        earliest = first_words - self.negators.within[number]  # where the last word of a negator stands
        begun = block.sentence_starts[block.sentences[first_words]]
        low = np.maximum(earliest - self.words.longest + 1, begun)
        match, rows, starts = self.words.among(self.anchored, sight, numbers, (low, first_words), number)
        ends = starts + self.anchored.sizes[rows]
        kept = np.flatnonzero((ends <= first_words[match]) & (ends > earliest[match]))
        match, starts = match[kept], starts[kept]
        return match[~self._excused(sight, numbers, number[match], starts)]

    def _excused(self, sight: Sight, numbers: Numbers, number: Integers, starts: Integers) -> Booleans:
        """Which of the negators begin a phrase that is none."""
        ends = np.minimum(starts + self.unless.longest, sight.block.words)
        negator, _, begun = self.unless.among(self.anchored, sight, numbers, (starts, ends), number)
        excused = np.zeros(len(starts), dtype=bool)
        excused[negator[begun == starts[negator]]] = True
        return excused
