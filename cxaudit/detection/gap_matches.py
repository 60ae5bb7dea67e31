"""Where expressions that are a word, a gap and a word match, told from where the words stand, many at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.expressions import Matches
from cxaudit.detection.known_words import EDGE
from cxaudit.detection.ragged import positions
from cxaudit.matchers.utf8 import WIDE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.detection.growing import Lexicon
    from cxaudit.detection.rows import Sight
    from cxaudit.detection.windows import Windows
    from cxaudit.detection.word_gaps import WordGap
    from cxaudit.matchers import Accents
    from cxaudit.matchers.text_block import BlockLayer

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

_AT_ONCE = 1 << 18  # characters of windows looked at at once: bounds the memory
_BYTES = 256


@dataclass(frozen=True, slots=True)
class WordGaps:
    """Expressions with a gap, in arrays: the choices of their words, and what may lie between those.

    `longest` is how many characters the longest of their words has. `tables` says which row of `stops` tells the bytes
    that do not fit a gap; `limits` are the numbers of matches wanted of each text.
    """

    firsts: Integers
    seconds: Integers
    least: Integers
    most: Integers
    lazy: Booleans
    longest: Integers
    limits: Integers
    tables: Integers
    stops: Booleans

    @classmethod
    def of(cls, gaps: Sequence[WordGap], choices: Sequence[int], limits: Sequence[int]) -> WordGaps:
        """From the numbers of their choices, two of each."""
        numbers: dict[frozenset[int], int] = {}
        tables = np.array([numbers.setdefault(gap.stops, len(numbers)) for gap in gaps], dtype=np.int64)
        stops = np.zeros((len(numbers), _BYTES), dtype=bool)
        for codes, number in numbers.items():
            stops[number, [code for code in codes if code < WIDE]] = True
            stops[number, WIDE:] = WIDE in codes
        told = [
            (gap.least, gap.most, gap.lazy, max(map(len, gap.first + gap.second)), limit)
            for gap, limit in zip(gaps, limits, strict=True)
        ]
        least, most, lazy, longest, limit = _columns(told, 5)
        firsts, seconds = _columns(choices, 2)
        return cls(firsts, seconds, least, most, lazy.astype(bool), longest, limit, tables, stops)

    def matches(self, windows: Windows, sight: Sight, accents: Accents, lexicon: Lexicon) -> Iterator[Matches]:
        """The first matches of each expression in each text of a layer, as many as are wanted, all in the windows."""
        for part in _parts(windows):
            yield self._matches(part, sight, accents, lexicon)

    def _matches(self, windows: Windows, sight: Sight, accents: Accents, lexicon: Lexicon) -> Matches:
        """Those in some windows, which hold all windows of an expression in a text."""
        layer = sight.block.layers[accents]
        first, second = self._sides(windows, sight, accents, lexicon)
        owners, base = windows.owners[first.windows], first.windows * (len(layer.in_word) + 1)
        begins, bound = layer.word_ends[first.words].astype(np.int64), windows.ends[first.windows]
        most = np.minimum(
            np.minimum(begins + self.most[owners], bound), self._clear(windows, layer, base + begins) - base
        )
        nearest = np.searchsorted(second.keys, base + np.minimum(begins + self.least[owners], bound + 1))
        last = np.searchsorted(second.keys, base + most, side="right") - 1
        held = np.flatnonzero(nearest <= last)
        behind = second.words[np.where(self.lazy[owners], nearest, last)[held]]
        texts = windows.texts[first.windows[held]].astype(np.int64)
        starts, ends = layer.word_starts[first.words[held]].astype(np.int64), layer.word_ends[behind].astype(np.int64)
        found = Matches(accents, owners[held], texts, starts, ends)
        return _apart(found, self.limits[owners[held]])

    def _sides(self, windows: Windows, sight: Sight, accents: Accents, lexicon: Lexicon) -> tuple[_Side, _Side]:
        """Where the words stand that expressions ask for, each between two edges."""
        layer, numbers = sight.block.layers[accents], sight.numbers[accents]
        low, high = (
            np.searchsorted(layer.word_starts, side.astype(np.int32)) for side in (windows.starts, windows.ends)
        )
        words, window = positions(low, high - low), np.repeat(np.arange(len(low)), high - low)
        known = np.flatnonzero(numbers[words + EDGE] > 0)
        words, window = words[known], window[known]
        starts, width = layer.word_starts[words], len(layer.in_word) + 1
        owners, sides = windows.owners[window], []
        for choices in (self.firsts, self.seconds):
            fits = np.flatnonzero(lexicon.fits(numbers[words + EDGE], choices[owners]))
            fits = fits[~(layer.in_word[starts[fits] - 1] | layer.in_word[layer.word_ends[words[fits]]])]
            sides.append(_Side(window[fits], words[fits], window[fits] * width + starts[fits]))
        return sides[0], sides[1]

    def _clear(self, windows: Windows, layer: BlockLayer, keys: Integers) -> Integers:
        """The first character at each place or behind it that does not fit the gap; places are keys as of words."""
        sizes, width = windows.ends - windows.starts, len(layer.in_word) + 1
        places = positions(windows.starts, sizes)
        table = np.repeat(self.tables[windows.owners] * _BYTES, sizes)
        stops = np.flatnonzero(self.stops.ravel()[table + layer.folded.text[places]])
        window = np.searchsorted(np.cumsum(sizes), stops, side="right")
        told = np.append(window * width + places[stops], len(windows.owners) * width)
        clear: Integers = told[np.searchsorted(told, keys)]
        return clear


@dataclass(frozen=True, slots=True)
class _Side:
    """Words of one side in windows: the window and the word of each; `keys` order them by window, then place."""

    windows: Integers
    words: Integers
    keys: Integers


def _columns(told: Sequence[tuple[int, ...]] | Sequence[int], width: int) -> Integers:
    """The columns of a table, each in one piece: compiled code is made for one kind of array."""
    return np.ascontiguousarray(np.array(told, dtype=np.int64).reshape(-1, width).T)


def _parts(windows: Windows) -> Iterator[Windows]:
    """The windows in parts of bounded work; those of an expression in a text stay together."""
    new = np.ones(len(windows.owners), dtype=bool)
    new[1:] = (windows.owners[1:] != windows.owners[:-1]) | (windows.texts[1:] != windows.texts[:-1])
    sizes = windows.ends - windows.starts
    begun = (np.cumsum(sizes) - sizes)[new]
    part = (begun // _AT_ONCE)[np.cumsum(new) - 1]
    for number in np.unique(part).tolist():
        yield windows.taken(np.flatnonzero(part == number))


def _apart(found: Matches, limits: Integers) -> Matches:
    """Of matches in order those that begin behind the end of the one before, as many as are wanted of each text."""
    new = np.ones(len(found.owners), dtype=bool)
    new[1:] = (found.owners[1:] != found.owners[:-1]) | (found.texts[1:] != found.texts[:-1])
    text, first = np.cumsum(new) - 1, np.flatnonzero(new)
    kept = np.arange(len(text)) - first[text] < limits
    is_mixed = np.zeros(len(first), dtype=bool)
    is_mixed[text[1:][~new[1:] & (found.starts[1:] < found.ends[:-1])]] = True
    mixed = np.flatnonzero(is_mixed[text])
    told = (side[mixed].tolist() for side in (text, found.starts, found.ends, limits))
    last, free, left = -1, 0, 0
    for place, number, start, end, limit in zip(mixed.tolist(), *told, strict=True):
        if number != last:
            last, free, left = number, 0, limit
        kept[place] = left > 0 and start >= free
        if kept[place]:
            free, left = end, left - 1
    return Matches(found.accents, found.owners[kept], found.texts[kept], found.starts[kept], found.ends[kept])
