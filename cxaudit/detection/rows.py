"""Rows of words, the choices they are made of, and by which of their words each is looked up.

Which words of a row are rare is read off a sample of the log. It never changes what is found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.growing import Lexicon
from cxaudit.detection.known_words import EDGE
from cxaudit.detection.ragged import Ragged
from cxaudit.matchers import Accents, WordChoice
from cxaudit.matchers.text_block import TextBlock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.detection.compiled.finding import Fitted, Rows
    from cxaudit.matchers.word_pattern import Row

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Booleans = npt.NDArray[np.bool_]
Starts = tuple[Integers, Integers]  # rows and the first word of each

_ANY = -1  # the number of a choice that every word fits
_TOGETHER = 20  # times as often as by chance the words of a row are taken to stand together
_LOOK = 0.25  # what a look at a rarest word costs, where a place found costs one


@dataclass(frozen=True, slots=True)
class Sight:
    """A block, with the number of each word in each layer (`EDGE` more on both sides).

    `compiled`: compiled code looks at it.
    """

    block: TextBlock
    numbers: Mapping[Accents, Numbers]
    compiled: bool = False


class RowBook:
    """All distinct rows of words that the rules look for, and the choices they are made of, each with a number."""

    def __init__(self, rows: Sequence[tuple[Accents, Row]], alone: Sequence[tuple[Accents, WordChoice]] = ()) -> None:
        """`alone` are choices asked for by themselves; `alone` of the result holds their numbers."""
        numbers: dict[tuple[Accents, WordChoice], int] = {}
        for pair in alone:
            numbers.setdefault(pair, len(numbers))
        self.alone = [numbers[pair] for pair in alone]
        known: dict[tuple[Accents, int], int] = {}  # the same objects come again and again, and are slow to hash

        def number(accents: Accents, choice: WordChoice) -> int:
            key = (accents, id(choice))
            if key not in known:
                known[key] = _ANY if choice.is_any else numbers.setdefault((accents, choice), len(numbers))
            return known[key]

        self.rows = Ragged.of([[number(accents, choice) for choice in row] for accents, row in rows])
        self.choices = list(numbers)
        shortest = [min(len("".join(option.parts)) for option in choice.options) for _, choice in self.choices]
        self._shortest = np.array(shortest, dtype=np.int64)

    def of_layer(self, accents: Accents) -> list[tuple[int, WordChoice]]:
        """The choices that look at one layer, with their numbers."""
        return [(number, choice) for number, (of, choice) in enumerate(self.choices) if of is accents]

    def anchored(self, lexicon: Lexicon, counts: Integers) -> AnchoredRows:
        """The rows, ready to be found, given how often each known word stands in a sample."""
        words = np.repeat(np.arange(len(lexicon.lists.sizes)), lexicon.lists.sizes)
        counted = np.bincount(lexicon.lists.values, weights=counts[words], minlength=len(self.choices))
        frequency = np.append(counted, np.inf)
        rank = np.empty(len(self.choices) + 1, dtype=np.int64)
        rank[np.lexsort((-self._shortest, counted))] = np.arange(len(self.choices))
        rank[_ANY] = len(self.choices)
        offsets, sizes, choices = self.rows.offsets, self.rows.sizes, self.rows.values
        anchors = np.lexsort((rank[choices], np.repeat(np.arange(len(sizes)), sizes)))[offsets[:-1]]
        sides = self._rarer_sides(anchors, rank)
        beside = np.minimum(frequency[choices[anchors + sides]] * (_TOGETHER / max(1, int(counts.sum()))), 1.0)
        likely = np.where(sides == 0, 1.0, beside)
        expected = frequency[choices[anchors]] * (_LOOK + (1 - _LOOK) * likely)
        # Small numbers, of which more fit into the cache.
        return AnchoredRows(
            offsets.astype(np.int32),
            sizes.astype(np.int32),
            choices.astype(np.int32),
            (anchors - offsets[:-1]).astype(np.int32),
            sides,
            expected,
            lexicon,
        )

    def _rarer_sides(self, anchors: Integers, rank: Integers) -> Numbers:
        """On which side of the rarest word of each row the rarer of its neighbours stands, as in `AnchoredRows`."""
        offsets, choices = self.rows.offsets, np.append(self.rows.values, _ANY)
        before = rank[np.where(anchors > offsets[:-1], choices[anchors - 1], _ANY)]
        behind = rank[np.where(anchors + 1 < offsets[1:], choices[anchors + 1], _ANY)]
        sides = np.where(before <= behind, np.int32(-1), np.int32(1))
        sides[np.minimum(before, behind) == rank[_ANY]] = 0
        return sides


@dataclass(frozen=True, slots=True)
class AnchoredRows:
    """Rows of words: those of row r are of the `choices` from `offsets[r]` on, `sizes[r]` of them.

    `places` says which word of each row is the rarest, and `sides` where the rarer of the words beside it stands: one
    before it (-1), one behind it (1), or nowhere (0). `expected` is the work that looking for each row would make in
    the sample: one for a place found.
    """

    offsets: Numbers
    sizes: Numbers
    choices: Numbers
    places: Numbers
    sides: Numbers
    expected: npt.NDArray[np.float64]
    lexicon: Lexicon

    @property
    def anchors(self) -> Numbers:
        """The rarest choice of each row."""
        anchors: Numbers = self.choices[self.offsets[:-1] + self.places]
        return anchors

    @property
    def neighbours(self) -> Numbers:
        """The choice that stands beside the rarest of each row; rows without one have their rarest instead."""
        neighbours: Numbers = self.choices[self.offsets[:-1] + self.places + self.sides]
        return neighbours

    def by_choice(self, rows: Integers) -> Ragged:
        """For each choice which of the given rows it anchors, as places in `rows`."""
        anchors = self.anchors[rows]
        order = np.argsort(anchors, kind="stable")
        return Ragged.grouped(anchors[order], order, self.lexicon.width)

    def standing(self, rows: Integers, starts: Integers, numbers: Numbers, block: TextBlock) -> Integers:
        """Which of the rows stand whole in one sentence from the words `starts` on, given that their rarest does."""
        sizes = self.sizes[rows]
        lasts = starts + sizes - 1
        left = np.flatnonzero((starts >= 0) & (lasts < block.words))
        left = left[block.sentences[starts[left]] == block.sentences[lasts[left]]]
        alone, left = left[sizes[left] == 1], left[sizes[left] > 1]
        for step in range(int(sizes[left].max(initial=0))):
            asked = np.flatnonzero(sizes[left] > step)
            choices = self.choices[self.offsets[rows[left[asked]]] + step]
            named = np.flatnonzero(choices != _ANY)
            asked = asked[named]
            stays = np.ones(len(left), dtype=bool)
            stays[asked] = self.lexicon.fits(numbers[starts[left[asked]] + step + EDGE], choices[named])
            left = left[stays]
        return np.concatenate((alone, left))

    def laid_out(self) -> tuple[Rows, Fitted]:
        """The rows for compiled code, and the choices that each known word fits."""
        from cxaudit.detection.compiled.finding import Fitted, Rows  # noqa: PLC0415 - imports numba

        rows = Rows(self.offsets, self.sizes, self.choices, self.places, self.sides)
        return rows, Fitted(self.lexicon.lists.offsets, self.lexicon.lists.values)


def joined_starts(parts: Sequence[Starts]) -> Starts:
    """All rows found in several layers (at least one)."""
    if len(parts) == 1:
        return parts[0]
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
