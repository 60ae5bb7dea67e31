"""The words that rules know: which number each word of a log has, and which word choices it fits.

A word is matched against the choices when it is first seen, whatever wildcards they have, and looked up from then on.
All words that fit nothing have the number 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.hashing import word_hashes
from cxaudit.detection.ragged import positions
from cxaudit.detection.vocabulary import ChoiceIndex, Vocabulary
from cxaudit.detection.word_keys import word_keys
from cxaudit.matchers.room import Room

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cxaudit.matchers import WordChoice
    from cxaudit.matchers.text_block import BlockLayer

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Keys = npt.NDArray[np.uint64]

EDGE = 32  # words without a number before the first and behind the last: more than a rule looks beyond a word
_BITS = 17  # of the places in the table at first; it doubles when a quarter of it is taken
_CROWDED = 4
_AT_ONCE = 1 << 19  # words looked up together by compiled code: bounds the memory
_LEARNED = 1 << 18  # characters of new words that are looked at together: bounds the memory
_LONG = 1 << 16  # characters of a word from which it is matched by itself

# Told of new words: for each that fits a choice its number in order, and the choices of all, flat.
Told = "Callable[[int, Integers, Integers], None]"


class KnownWords:
    """The words seen in one layer of the blocks so far."""

    def __init__(
        self, choices: Sequence[tuple[int, WordChoice]], added: Callable[[Integers, Integers, int], int]
    ) -> None:
        """`added` is told of words that fit (owner, choice, how many words) and gives the number of the first."""
        self._index = ChoiceIndex(choices)
        self._wild = [(number, choice) for number, choice in choices if choice.wild]
        self._added = added
        self.count = 0
        self._bits, self._room = _BITS, Room()
        self._keys, self._numbers = _empty(_BITS)

    def numbers(self, layer: BlockLayer, *, compiled: bool = False) -> Numbers:
        """The number of each word of a layer, with `EDGE` zeros before the first and behind the last.

        `compiled`: compiled code looks them up; they are the same.
        """
        words = len(layer.word_starts)
        numbers: Numbers = self._room.array("numbers", words + 2 * EDGE, np.int32)
        numbers[:EDGE], numbers[EDGE + words :] = 0, 0
        found = numbers[EDGE : EDGE + words]
        unknown, keys = self._compiled(layer, found) if compiled else self._plain(layer, found, slice(None))
        if len(unknown):
            new, first, of_new = np.unique(keys, return_index=True, return_inverse=True)
            learned = self._learned(layer, unknown[first])
            self._insert(new, learned)
            found[unknown] = learned[of_new]
        return numbers

    def _plain(self, layer: BlockLayer, found: Numbers, words: slice | Integers) -> tuple[Integers, Keys]:
        """Writes the numbers of known words, of these, into `found`; the places and keys of the others."""
        keys = word_keys(layer.folded, layer.word_starts[words], layer.word_ends[words])
        found[words], unknown = self._looked_up(keys)
        return unknown if isinstance(words, slice) else words[unknown], keys[unknown]

    def _compiled(self, layer: BlockLayer, found: Numbers) -> tuple[Integers, Keys]:
        """The same for all words, by compiled code, which leaves the long ones."""
        from cxaudit.matchers.compiled.octets import octets_from  # noqa: PLC0415 - imports numba

        octets, nothing = octets_from(layer.folded.text), (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.uint64))
        parts = (slice(first, first + _AT_ONCE) for first in range(0, len(found), _AT_ONCE))
        told = [nothing, *(self._compiled_part(layer, octets, found, part) for part in parts)]
        unknown, keys = (np.concatenate(side) for side in zip(*told, strict=True))
        is_long = keys == 0
        if is_long.any():
            long, their = self._plain(layer, found, unknown[is_long])
            unknown, keys = np.concatenate((unknown[~is_long], long)), np.concatenate((keys[~is_long], their))
        return unknown, keys

    def _compiled_part(self, layer: BlockLayer, octets: Keys, found: Numbers, part: slice) -> tuple[Integers, Keys]:
        """The same for some words; the keys of long ones are 0."""
        from cxaudit.detection.compiled.lookup import Spelled, Table, look_up, write_keys  # noqa: PLC0415 - imports numba

        starts, ends, folded = layer.word_starts[part], layer.word_ends[part], layer.folded
        wide = slice(*np.searchsorted(folded.wide, np.array((starts[0], ends[-1]), dtype=np.int32)))
        keys, unknown = (self._room.array(kind.__name__, len(starts), kind) for kind in (np.uint64, np.int64))
        write_keys(Spelled(octets, starts, ends, folded.wide[wide], folded.wide_codes[wide]), keys)
        count = look_up(keys, Table(self._keys, self._numbers, self._bits), found[part], unknown)
        return part.start + unknown[:count], keys[unknown[:count]]

    def _looked_up(self, keys: Keys) -> tuple[Numbers, Integers]:
        """The numbers of the keys, and the places of those that are not known."""
        places = (keys >> np.uint64(64 - self._bits)).astype(np.int64)
        numbers = self._numbers.take(places)
        other = np.flatnonzero(self._keys.take(places) != keys)
        unknown = [other[:0]]
        while len(other):
            taken = self._keys[places[other]] != 0
            unknown.append(other[~taken])
            other = other[taken]
            places[other] = (places[other] + 1) & (len(self._keys) - 1)
            numbers[other] = self._numbers[places[other]]
            other = other[self._keys[places[other]] != keys[other]]
        return numbers, np.sort(np.concatenate(unknown))

    def _insert(self, keys: Keys, numbers: Numbers) -> None:
        self.count += len(keys)
        if self.count * _CROWDED > len(self._keys):
            taken = np.flatnonzero(self._keys)
            known, their = self._keys[taken], self._numbers[taken]
            while self.count * _CROWDED > 1 << self._bits:
                self._bits += 1
            self._keys, self._numbers = _empty(self._bits)
            keys, numbers = np.concatenate((known, keys)), np.concatenate((their, numbers))
        places = (keys >> np.uint64(64 - self._bits)).astype(np.int64)
        while len(keys):
            free = self._keys[places] == 0
            self._keys[places[free]] = keys[free]
            won = self._keys[places] == keys
            self._numbers[places[won]] = numbers[won]
            keys, numbers, places = keys[~won], numbers[~won], (places[~won] + 1) & (len(self._keys) - 1)

    def _learned(self, layer: BlockLayer, words: Integers) -> Numbers:
        """The numbers of words that are new, given one place of each."""
        numbers = np.zeros(len(words), dtype=np.int32)
        sizes = layer.word_ends[words] - layer.word_starts[words]
        short = np.flatnonzero(sizes <= _LONG)
        batch = np.cumsum(sizes[short]) // _LEARNED
        for first, last in zip(*_runs(batch), strict=True):
            some = short[first:last]
            choices, fitting = self._index.fits(_vocabulary(layer, words[some], sizes[some]))
            self._number(numbers, some[fitting], choices)
        for word in np.flatnonzero(sizes > _LONG).tolist():
            place = words[word]
            spelled = layer.spelled(int(layer.word_starts[place]), int(layer.word_ends[place]))
            fits = [number for number, choice in self._wild if choice.matches(spelled)]
            self._number(numbers, np.full(len(fits), word), np.array(fits, dtype=np.int64))
        return numbers

    def _number(self, numbers: Numbers, words: Integers, choices: Integers) -> None:
        """Number the words that fit something."""
        distinct, owner = np.unique(words, return_inverse=True)
        if len(distinct):
            order = np.lexsort((choices, owner))
            owner, choices = owner[order], choices[order]
            new = np.ones(len(owner), dtype=bool)
            new[1:] = (owner[1:] != owner[:-1]) | (choices[1:] != choices[:-1])
            numbers[distinct] = self._added(owner[new], choices[new], len(distinct)) + np.arange(len(distinct))


def _vocabulary(layer: BlockLayer, words: Integers, sizes: Integers) -> Vocabulary:
    """Some words of a layer, all different."""
    starts = np.cumsum(sizes + 1) - (sizes + 1)
    text = np.full(int((sizes + 1).sum()), ord("\n"), dtype=np.uint32)
    origins = positions(layer.word_starts[words], sizes)
    codes = layer.folded.text[origins].astype(np.uint32)
    wide = np.flatnonzero(codes >= 128)
    codes[wide] = layer.folded.wide_codes[np.searchsorted(layer.folded.wide, origins[wide])]
    text[positions(starts, sizes)] = codes
    ends = starts + sizes
    return Vocabulary(np.arange(len(words)), np.ones_like(words), word_hashes(text, starts, ends), text, starts, ends)


def _runs(batch: Integers) -> tuple[list[int], list[int]]:
    """Where each run of equal numbers begins and ends."""
    first = np.flatnonzero(np.diff(batch, prepend=-1))
    return first.tolist(), [*first[1:].tolist(), len(batch)] if len(first) else []


def _empty(bits: int) -> tuple[Keys, Numbers]:
    return np.zeros(1 << bits, dtype=np.uint64), np.zeros(1 << bits, dtype=np.int32)
