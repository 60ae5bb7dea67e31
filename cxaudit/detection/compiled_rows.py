"""Rows of words laid out for compiled code, by pairs of choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from cxaudit.detection.compiled.finding import Fitted, Rows
    from cxaudit.detection.growing import WordLists
    from cxaudit.detection.rows import AnchoredRows

Integers = npt.NDArray[np.int64]
Pairs = tuple[Integers, Integers, Integers, Integers, Integers, npt.NDArray[np.uint64]]
Numbers = npt.NDArray[np.int32]
Booleans = npt.NDArray[np.bool_]


_ANY = -1  # the number of a choice that every word fits
_SIDES = 3  # nothing beside a word, the word before it, and that behind it
_BITS_A_ROW = 16  # of the table of pairs


def laid_out(anchored: AnchoredRows) -> tuple[Rows, Fitted]:
    """The rows, and the choices that each known word fits."""
    from cxaudit.detection.compiled.finding import Fitted, Rows  # noqa: PLC0415 - imports numba

    lexicon = anchored.lexicon
    fitted = Fitted(lexicon.lists.offsets, lexicon.lists.values, lexicon.pairs.filter, lexicon.width)
    return Rows(anchored.offsets, anchored.sizes, anchored.places, anchored.choices), fitted


class CompiledRows:
    """Some rows that are looked for together; what the arrays mean says `compiled.finding`."""

    def __init__(self, anchored: AnchoredRows, rows: Integers, wanted: Booleans, pairs: Pairs | None = None) -> None:
        self._anchored, self._rows, self._wanted, self._pairs = anchored, rows, wanted, pairs

    @classmethod
    def of(cls, anchored: AnchoredRows, rows: Integers) -> CompiledRows:
        """These rows, all different."""
        return cls(anchored, rows, np.ones(len(anchored.sizes), dtype=bool))

    def only(self, wanted: Booleans) -> CompiledRows:
        """Those rows that are wanted (asked by number)."""
        return CompiledRows(self._anchored, self._rows, self._wanted & wanted, self._pairs)

    def found(
        self, numbers: Numbers, words: tuple[int, int], lists: WordLists, sentences: Numbers
    ) -> tuple[Integers, Integers]:
        """Where the rows stand whose rarest words are from one up to another: the row and its first word.

        `lists` are places in `rows` for each word.
        """
        from cxaudit.detection.compiled.finding import Wanted, find_rows  # noqa: PLC0415 - imports numba

        if self._pairs is None:
            self._pairs = self._paired()
        flat, fitted = laid_out(self._anchored)
        wanted = Wanted(lists.offsets, lists.values, self._rows, *self._pairs)
        found: tuple[Integers, Integers] = find_rows(numbers, *words, wanted, self._wanted, flat, fitted, sentences)
        return found

    def _paired(self) -> Pairs:
        """The neighbours of the rows, and the rows by pairs of choices."""
        from cxaudit.detection.compiled.finding import fill_filter  # noqa: PLC0415 - imports numba

        sides, neighbours = self._neighbours()
        keys = self._anchored.anchors[self._rows] * _SIDES + sides
        order = np.lexsort((neighbours, keys))
        keys, seconds = keys[order], neighbours[order]
        groups = np.searchsorted(keys, np.arange(self._anchored.lexicon.width * _SIDES + 1))
        bits = np.zeros(1 << max(4, (len(keys) * _BITS_A_ROW // 64).bit_length()), dtype=np.uint64)
        fill_filter(bits, keys, seconds)
        return sides, neighbours, groups, seconds, self._rows[order], bits

    def _neighbours(self) -> tuple[Integers, Integers]:
        """On which side of the rarest word of each row the rarer of its neighbours stands, and what that must fit."""
        anchored = self._anchored
        owner = np.repeat(np.arange(len(anchored.sizes)), anchored.sizes)
        distance = anchored.places - anchored.places[anchored.offsets[owner]]
        beside = np.flatnonzero((np.abs(distance) == 1) & (anchored.choices != _ANY))
        rows, first = np.unique(owner[beside], return_index=True)
        sides = np.zeros(len(anchored.sizes), dtype=np.int64)
        seconds = np.full(len(anchored.sizes), _ANY)
        sides[rows] = np.where(distance[beside[first]] < 0, 1, 2)
        seconds[rows] = anchored.choices[beside[first]]
        return sides[self._rows], seconds[self._rows]
