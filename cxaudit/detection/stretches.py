"""Cuts the words of a block into stretches of bounded work: whole texts, or a part of one long text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from cxaudit.detection.row_finder import RowFinder
    from cxaudit.detection.rows import Sight

Integers = npt.NDArray[np.int64]

_FOUND = 1 << 17  # rows found in a stretch: bounds the memory on texts made to match, whose rest may then be spared
_WORDS = 1 << 18  # in a stretch


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some words of a block up to the word `last`: which rows stand there, and the first word of each.

    `goes_on`: its last text does, behind it. Rows that reach beyond the last word are found here or in the next.
    """

    rows: Integers
    starts: Integers
    last: int
    goes_on: bool


def next_stretch(finder: RowFinder, sight: Sight, first: int) -> Stretch:
    """The stretch from the word `first` on."""
    block = sight.block
    begun = int(block.word_texts[first])
    end = int(block.first_words[begun + 1]) if block.first_words[begun] < first else block.words
    last = min(first + _WORDS, end)  # the rest of a text that was begun stands alone
    rows, starts, last = finder.found(sight, first, last, _FOUND)
    border = int(block.first_words[np.searchsorted(block.first_words, last, side="right") - 1])
    goes_on = border < last and border <= first
    last = last if goes_on else border
    kept = np.flatnonzero(starts < last)
    return Stretch(rows[kept], starts[kept], last, goes_on)
