"""Rows of words found in a block by the rarest word of each and the word beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.growing import DerivedLists, WordLists
from cxaudit.detection.known_words import EDGE
from cxaudit.detection.rows import AnchoredRows, joined_starts
from cxaudit.detection.word_pairs import BEFORE, BEHIND, WordPairs

if TYPE_CHECKING:
    from cxaudit.detection.rows import Sight, Starts
    from cxaudit.matchers.text_block import TextBlock

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class RowFinder:
    """Some of the rows, looked for together.

    `paired` are those with a word beside their rarest, in the order of `pairs`, and `alone` the others. For each word
    `anchored_by` are all that it anchors, as places in `rows`, and `alone_by` those of them in `alone`.
    """

    anchored: AnchoredRows
    rows: Integers
    paired: Integers
    alone: Integers
    pairs: WordPairs
    anchored_by: WordLists
    alone_by: WordLists

    @classmethod
    def of(cls, anchored: AnchoredRows, rows: Integers, *, growing: bool = True) -> RowFinder:
        """A finder of these rows, all different; `growing`: also in words that are not known yet."""
        sides = anchored.sides[rows]
        paired, alone = rows[sides != 0], rows[sides == 0]
        pairs = WordPairs(
            anchored.lexicon,
            anchored.anchors[paired],
            np.where(sides[sides != 0] < 0, BEFORE, BEHIND),
            anchored.neighbours[paired],
        )
        everyone, single = (DerivedLists(anchored.by_choice(some)) for some in (rows, alone))
        for listener in (pairs.add, everyone.add, single.add):
            anchored.lexicon.tell(listener, of_all_to_come=growing)
        return cls(anchored, rows, paired[pairs.order], alone, pairs, everyone.lists, single.lists)

    def only(self, wanted: Booleans) -> RowFinder:
        """A finder of those rows that are wanted (asked by number), for words known by now."""
        return RowFinder.of(self.anchored, self.rows[wanted[self.rows]], growing=False)

    def found(self, sight: Sight, first: int, last: int, most: int) -> tuple[Integers, Integers, int]:
        """Where the rows stand whose rarest words are from `first` up to `last`: the row and its first word.

        If that may be many more than `most`, fewer words are looked at; the last result is one past them.
        """
        look = self._found_compiled if sight.compiled else self._found
        parts: list[Starts] = []
        for numbers in sight.numbers.values():
            rows, starts, last = look(numbers, (first, last), most, sight.block)
            parts.append((rows, starts))
        return *joined_starts(parts), last

    def _found_compiled(
        self, numbers: Numbers, between: tuple[int, int], most: int, block: TextBlock
    ) -> tuple[Integers, Integers, int]:
        from cxaudit.detection.compiled.finding import Wanted, find_rows  # noqa: PLC0415 - imports numba

        pairs, (rows, fitted) = self.pairs, self.anchored.laid_out()
        wanted = Wanted(
            self.anchored_by.sizes, self.alone_by.sizes, self.alone_by.offsets, self.alone_by.values, self.alone,
            *pairs.signs(),
            pairs.anchors_of.offsets, pairs.anchors_of.values, pairs.others_of.offsets, pairs.others_of.values,
            pairs.choices, pairs.groups, pairs.others, self.paired, pairs.known.table, pairs.known.shift,
            self.anchored.lexicon.width,
        )  # fmt: skip
        found: tuple[Integers, Integers, int] = find_rows(
            numbers, *between, most, wanted, rows, fitted, block.sentences
        )
        return found

    def _found(
        self, numbers: Numbers, between: tuple[int, int], most: int, block: TextBlock
    ) -> tuple[Integers, Integers, int]:
        first, last = between
        seen = first + np.flatnonzero(self.anchored_by.sizes[numbers[first + EDGE : last + EDGE]] > 0)
        words, weights = numbers[seen + EDGE], self.anchored_by.sizes[numbers[seen + EDGE]]
        beside = [numbers[seen + (EDGE + shift)] for shift in (-1, 1)]
        promising = [self.pairs.promising(words, beside[side], side) for side in (BEFORE, BEHIND)]
        load = self.alone_by.sizes[words].astype(np.int64)
        for places in promising:
            load[places] += weights[places]
        count = len(seen)
        if int(load.sum()) > most:
            count = max(1, int(np.searchsorted(np.cumsum(load), most, side="right")))
            last = int(seen[count]) if count < len(seen) else last
        place, alone = self.alone_by.taken(words[:count])
        rows, anchors = [self.alone[alone]], [seen[place]]
        for side, places in enumerate(promising):
            some = places[: np.searchsorted(places, count)]
            place, pairs = self.pairs.found(words[some], beside[side][some], side)
            rows.append(self.paired[pairs])
            anchors.append(seen[some[place]])
        found = np.concatenate(rows)
        starts = np.concatenate(anchors) - self.anchored.places[found]
        kept = self.anchored.standing(found, starts, numbers, block)
        return found[kept], starts[kept], last
