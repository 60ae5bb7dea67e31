"""Cuts the words of a block into stretches of bounded work: whole texts, or a part of one long text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.detection.rows import RowFinder, Sight

_LOOKED_AT = 1 << 19  # rows looked at in a stretch of whole texts: bounds the memory on texts made to match
_LOOKED_AT_IN_PART = 1 << 17  # and of a part of a text, whose further parts may then be spared
_WORDS = 1 << 18  # in a stretch


def stretches(finder: RowFinder, sight: Sight) -> Iterator[tuple[int, int, bool]]:
    """Stretches of words (first, one past the last), and whether the last text goes on in the next."""
    first, words = 0, sight.block.words
    while first < words:
        last, goes_on = next_stretch(finder, sight, first)
        yield first, last, goes_on
        first = last


def next_stretch(finder: RowFinder, sight: Sight, first: int) -> tuple[int, bool]:
    """One past the last word of the stretch from `first` on, and whether its last text goes on behind it."""
    block = sight.block
    begun = int(block.word_texts[first])
    end = int(block.first_words[begun + 1]) if block.first_words[begun] < first else block.words
    last = min(first + _WORDS, end)  # the rest of a text that was begun stands alone
    weights = None
    if finder.weight(sight, first, last) > _LOOKED_AT:
        weights = np.cumsum(finder.weights(sight, first, last))
        last = first + max(1, int(np.searchsorted(weights, _LOOKED_AT, side="right")))
    text = int(np.searchsorted(block.first_words, last, side="right")) - 1
    border = int(block.first_words[text])
    if border == last:
        return last, False
    if border > first:
        return border, False
    weights = np.cumsum(finder.weights(sight, first, last)) if weights is None else weights
    part = first + max(1, int(np.searchsorted(weights[: last - first], _LOOKED_AT_IN_PART, side="right")))
    return min(part, last), True
