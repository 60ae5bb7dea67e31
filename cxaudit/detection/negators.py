"""Which matches of a block stand behind a negator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.matchers.text_block import TextBlock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.detection.row_users import RowNumbers
    from cxaudit.detection.rows import Sighting
    from cxaudit.matchers import Negation

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

_NONE = -1


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
        self._of_leaf = np.array(of_leaf, dtype=np.int64)
        self._negators = tuple(known)

    def is_negatable(self, leaves: Integers) -> Booleans:
        """Which leaves have a negation."""
        negatable: Booleans = self._of_leaf[leaves] != _NONE
        return negatable

    def sight(self, sighting: Sighting, block: TextBlock) -> NegatorSight:
        """Where the negators of a block stand."""
        ends = []
        for negator in self._negators:
            found = sighting.occurrences(np.array(negator.words, dtype=np.int64))
            harmless = sighting.occurrences(np.array(negator.unless, dtype=np.int64)).starts
            ends.append(np.unique(found.ends[~np.isin(found.starts, harmless)]))
        return NegatorSight(self._of_leaf, tuple(negator.within for negator in self._negators), tuple(ends), block)


@dataclass(frozen=True, slots=True)
class NegatorSight:
    """One past the last word of each negator in a block, in order, for each way to negate."""

    of_leaf: Integers
    within: tuple[int, ...]
    ends: tuple[Integers, ...]
    block: TextBlock

    def negated(self, leaves: Integers, first_words: Integers) -> Booleans:
        """Which matches of leaves are negated; a first word past the last of its text, or -1, is not."""
        negated = np.zeros(len(leaves), dtype=bool)
        for number, (within, ends) in enumerate(zip(self.within, self.ends, strict=True)):
            asked = np.flatnonzero((self.of_leaf[leaves] == number) & (first_words >= 0))
            negated[asked] = self._follows(ends, within, first_words[asked])
        return negated

    def _follows(self, ends: Integers, within: int, first_words: Integers) -> Booleans:
        """Which words stand closely behind one of the ends, in the same sentence; the nearest end decides."""
        nearest = np.searchsorted(ends, first_words, side="right") - 1
        follows: Booleans = nearest >= 0
        asked = np.flatnonzero(follows)
        last, first = ends[nearest[asked]], first_words[asked]
        same = self.block.sentences[last - 1] == self.block.sentences[first]
        follows[asked] = (first - last < within) & same
        return follows
