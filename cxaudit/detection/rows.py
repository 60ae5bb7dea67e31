"""Rows of words found in a block: the rarest word of each row is looked up, and its neighbours are checked.

Which word of a row is rarest is read off a sample of the log. It never changes what is found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.compiled_rows import CompiledRows
from cxaudit.detection.growing import DerivedLists, Lexicon, WordLists
from cxaudit.detection.known_words import EDGE
from cxaudit.detection.ragged import Ragged
from cxaudit.matchers import Accents, WordChoice
from cxaudit.matchers.text_block import TextBlock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.matchers.word_pattern import Row

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Booleans = npt.NDArray[np.bool_]

_ANY = -1  # the number of a choice that every word fits
_TOGETHER = 20  # times as often as by chance the words of a row are taken to stand together
_LOOK = 0.25  # what a look at a rarest word costs, where a place found costs one

Starts = tuple[Integers, Integers]  # rows and the first word of each


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
        frequency: npt.NDArray[np.float64] = np.bincount(
            lexicon.lists.values, weights=counts[words], minlength=len(self.choices)
        ).astype(np.float64)
        rank = np.empty(len(self.choices) + 1, dtype=np.int64)
        rank[np.lexsort((-self._shortest, frequency))] = np.arange(len(self.choices))
        rank[_ANY] = len(self.choices)
        sizes = self.rows.sizes
        owner = np.repeat(np.arange(len(sizes)), sizes)
        order = np.lexsort((rank[self.rows.values], owner))
        offsets = np.arange(len(owner)) - self.rows.offsets[owner]
        places, choices = offsets[order], self.rows.values[order]
        shifts, seconds = np.zeros(len(sizes), dtype=np.int64), np.full(len(sizes), _ANY)
        several = np.flatnonzero(sizes > 1)
        anchor = self.rows.offsets[several]
        seconds[several] = choices[anchor + 1]
        shifts[several] = places[anchor + 1] - places[anchor]
        beside = np.append(frequency, 0)[seconds] * (_TOGETHER / max(1, int(counts.sum())))
        likely = np.where(seconds == _ANY, 1.0, np.minimum(beside, 1.0))
        expected = np.append(frequency, 0)[choices[self.rows.offsets[:-1]]] * (_LOOK + (1 - _LOOK) * likely)
        return AnchoredRows(self.rows.offsets, sizes, places, choices, shifts, seconds, expected, lexicon)


@dataclass(frozen=True, slots=True)
class AnchoredRows:
    """Rows with their words in order of rarity: `places` in the row and `choices`, from `offsets` on.

    `sizes` are the words of each row, `seconds` the second rarest choice of each and `shifts` how many words behind the
    rarest it stands; `expected` is the work that looking for each would make in the sample: one for a place found.
    """

    offsets: Integers
    sizes: Integers
    places: Integers
    choices: Integers
    shifts: Integers
    seconds: Integers
    expected: npt.NDArray[np.float64]
    lexicon: Lexicon

    @property
    def anchors(self) -> Integers:
        """The choice of each row that is looked up."""
        return self.choices[self.offsets[:-1]]

    def by_choice(self, rows: Integers) -> Ragged:
        """For each choice which of the given rows it anchors, as places in `rows`."""
        anchors = self.anchors[rows]
        order = np.argsort(anchors, kind="stable")
        return Ragged.grouped(anchors[order], order, self.lexicon.width)

    def found(self, lists: WordLists, rows: Integers, sight: Sight, first: int, last: int) -> Starts:
        """Where rows stand whose anchors are words from `first` up to `last`: the row and its first word.

        `lists` are places in `rows` for each word.
        """
        found = [self._found(lists, rows, numbers, sight.block, (first, last)) for numbers in sight.numbers.values()]
        return joined_starts(found)

    def _found(
        self, lists: WordLists, rows: Integers, numbers: Numbers, block: TextBlock, between: tuple[int, int]
    ) -> Starts:
        first, last = between
        words = numbers[first + EDGE : last + EDGE]
        seen = np.flatnonzero(lists.sizes[words])
        owner, values = lists.taken(words[seen])
        wanted = rows[values]
        kept, starts = self.fitting(wanted, first + seen[owner], numbers, block)
        return wanted[kept], starts

    def fitting(
        self, rows: Integers, anchors: Integers, numbers: Numbers, block: TextBlock
    ) -> tuple[Integers, Integers]:
        """Which of the rows stand where their anchors do, as places in `rows`, and the first word of each."""
        kept = self._beside_their_second(rows, anchors, numbers)
        rows, anchors = rows[kept], anchors[kept]
        offsets, sizes = self.offsets[rows], self.sizes[rows]
        starts = anchors - self.places[offsets]
        left = np.arange(len(rows))
        for step in range(2, int(sizes.max(initial=0))):
            asked = np.flatnonzero(sizes[left] > step)
            place = offsets[left[asked]] + step
            choices = self.choices[place]
            named = np.flatnonzero(choices != _ANY)
            asked, place, choices = asked[named], place[named], choices[named]
            fits = self.lexicon.fits(numbers[starts[left[asked]] + self.places[place] + EDGE], choices)
            stays = np.ones(len(left), dtype=bool)
            stays[asked] = fits
            left = left[stays]
        starts, sizes = starts[left], sizes[left]
        lasts = starts + sizes - 1
        inside = np.flatnonzero((starts >= 0) & (lasts < block.words))
        same = inside[block.sentences[starts[inside]] == block.sentences[lasts[inside]]]
        return kept[left[same]], starts[same]

    def _beside_their_second(self, rows: Integers, anchors: Integers, numbers: Numbers) -> Integers:
        """The places in `rows` of those whose second rarest word is where it should be, or which name no second."""
        words = numbers[anchors + self.shifts[rows] + EDGE]
        choices = self.seconds[rows]
        kept = np.flatnonzero((words > 0) | (choices == _ANY))  # most words fit nothing at all
        choices = choices[kept]
        fits = choices == _ANY
        asked = np.flatnonzero(~fits)
        fits[asked] = self.lexicon.fits(words[kept[asked]], choices[asked])
        beside: Integers = kept[fits]
        return beside


def joined_starts(parts: Sequence[Starts]) -> Starts:
    """All rows found in several layers (at least one)."""
    if len(parts) == 1:
        return parts[0]
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


@dataclass(slots=True)
class RowFinder:
    """Some of the rows, looked for together."""

    anchored: AnchoredRows
    rows: Integers
    lists: WordLists
    compiled: CompiledRows

    @classmethod
    def of(cls, anchored: AnchoredRows, rows: Integers) -> RowFinder:
        """A finder of these rows, all different."""
        derived = DerivedLists(anchored.by_choice(rows))
        anchored.lexicon.tell(derived.add)
        return cls(anchored, rows, derived.lists, CompiledRows.of(anchored, rows))

    def only(self, wanted: Booleans) -> RowFinder:
        """A finder of those rows that are wanted (asked by number), for words known by now."""
        return RowFinder(self.anchored, self.rows, self.lists.only(wanted[self.rows]), self.compiled.only(wanted))

    def weight(self, sight: Sight, first: int, last: int) -> int:
        """How many rows are looked at for some words."""
        if not sight.compiled:
            return int(self.weights(sight, first, last).sum())
        from cxaudit.detection.compiled.finding import looked_at  # noqa: PLC0415 - imports numba

        return sum(looked_at(numbers, first, last, self.lists.offsets) for numbers in sight.numbers.values())

    def weights(self, sight: Sight, first: int, last: int) -> Integers:
        """How many rows are looked at for each of some words."""
        weights = np.zeros(last - first, dtype=np.int64)
        for numbers in sight.numbers.values():
            weights += self.lists.sizes[numbers[first + EDGE : last + EDGE]]
        return weights

    def found(self, sight: Sight, first: int, last: int) -> Starts:
        """Where the rows stand whose anchors are words from `first` up to `last`: the row and its first word."""
        if sight.compiled:
            return joined_starts(
                [
                    self.compiled.found(numbers, (first, last), self.lists, sight.block.sentences)
                    for numbers in sight.numbers.values()
                ]
            )
        return self.anchored.found(self.lists, self.rows, sight, first, last)
