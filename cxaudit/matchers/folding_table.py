"""Folds a buffer of code points with a table that learns characters as they first appear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.matchers.characters import (
    APOSTROPHE,
    FULL_STOP,
    SENTENCE_ENDS,
    combining_rank,
    fold,
    is_accent,
    is_mark,
    is_unspaced,
    is_word,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

Integers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]

# What a character is, as bits of a byte. In the table they stand above the 21 bits of its code.
WORD, UNSPACED, MARK, ENDS_SENTENCE, LINE_END, RANKED, ACCENT, IS_APOSTROPHE = (np.uint8(1 << bit) for bit in range(8))
_CODE_BITS = 21
_CODE = np.uint32((1 << _CODE_BITS) - 1)
_SPECIAL = np.uint32(1 << 31)  # in the table: folds to no character or to several, the low bits number the expansion
_UNKNOWN = np.uint32(0xFFFFFFFF)
_RETURN, _NEWLINE = 0x0D, 0x0A


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded buffer: codes, what each character is, and how its places relate to the original ones.

    `present` are all flags that appear. The place in the original of a folded character at i is i plus the entry of
    `shifts` after the last of `changes` at or before i.
    """

    codes: Codes
    flags: npt.NDArray[np.uint8]
    present: int
    changes: Integers
    shifts: Integers
    edited: Integers
    growth: Integers

    def origins(self, places: Integers) -> Integers:
        """Original places of folded characters."""
        if not len(self.changes):
            return places
        return places + self.shifts[np.searchsorted(self.changes, places, side="right")]

    def places(self, originals: Integers) -> Integers:
        """Folded places of original characters (for one that vanished, of the next that did not)."""
        if not len(self.edited):
            return originals
        return originals + self.growth[np.searchsorted(self.edited, originals)]


class FoldingTable:
    """What each code point folds to, learned on first sight; `keep_accents` as in `characters`."""

    def __init__(self, *, keep_accents: bool) -> None:
        self._keep_accents = keep_accents
        self._table = np.full(0x110000, _UNKNOWN, dtype=np.uint32)
        self._expansions: list[Codes] = []
        self._learn(range(0x180))

    def fold(self, codes: Codes) -> Folded:
        """The folded form of a buffer, whose first and last characters fold to one each."""
        packed = self._table[codes]
        special = np.flatnonzero(packed >= _SPECIAL)
        if len(special) and (packed[special] == _UNKNOWN).any():
            self._learn(np.unique(codes[special]).tolist())
            packed = self._table[codes]
            special = np.flatnonzero(packed >= _SPECIAL)
        return self._edited(codes, packed, special)

    def _learn(self, codes: Iterable[int]) -> None:
        for code in codes:
            if self._table[code] != _UNKNOWN:
                continue
            parts = [part for part in fold(chr(code)) if self._keep_accents or not is_accent(part)]
            if len(parts) == 1 and code != _RETURN:
                self._table[code] = _packed(parts[0])
            else:
                self._table[code] = int(_SPECIAL) + len(self._expansions)
                self._expansions.append(np.array([_packed(part) for part in parts], dtype=np.uint32))

    def _edited(self, codes: Codes, packed: Codes, special: Integers) -> Folded:
        """The buffer with its special characters replaced by what they expand to."""
        none = np.empty(0, dtype=np.int64)
        if not len(special):
            return _ordered(packed, none, none, none, none)
        expansion = (packed[special] & _CODE).astype(np.int64)
        sizes = np.array([len(parts) for parts in self._expansions], dtype=np.int64)[expansion]
        vanishing_return = (codes[special] == _RETURN) & (codes[np.minimum(special + 1, len(codes) - 1)] == _NEWLINE)
        sizes[vanishing_return] = 0
        growth = np.concatenate(([0], np.cumsum(sizes - 1)))
        counts = np.ones(len(packed), dtype=np.int64)
        counts[special] = sizes
        out = np.repeat(packed, counts)
        firsts = special + growth[:-1]  # where each expansion begins in the result
        for number in np.unique(expansion[sizes > 0]).tolist():
            chosen = firsts[(expansion == number) & (sizes > 0)]
            for offset, part in enumerate(self._expansions[number]):
                out[chosen + offset] = part
        changes, shifts = _shifts(firsts, sizes)
        return _ordered(out, changes, shifts, special, growth)


def _shifts(firsts: Integers, sizes: Integers) -> tuple[Integers, Integers]:
    """Places of the result from which the original place runs ahead or behind by one more, and by how much in all."""
    vanished = sizes == 0
    extra = np.maximum(sizes - 1, 0)
    offsets = np.arange(int(extra.sum())) - np.repeat(np.cumsum(extra) - extra, extra) + 1
    behind = np.repeat(firsts, extra) + offsets
    changes = np.concatenate((firsts[vanished], behind))
    steps = np.concatenate((np.ones(int(vanished.sum()), dtype=np.int64), np.full(len(behind), -1, dtype=np.int64)))
    order = np.argsort(changes, kind="stable")
    return changes[order], np.concatenate(([0], np.cumsum(steps[order])))


def _ordered(packed: Codes, changes: Integers, shifts: Integers, edited: Integers, growth: Integers) -> Folded:
    """The folded buffer with runs of combining marks in canonical order."""
    flags = (packed >> np.uint32(_CODE_BITS)).astype(np.uint8)
    present = int(np.bitwise_or.reduce(flags))
    if present & int(RANKED):
        places = np.flatnonzero(flags & RANKED)
        marks, inverse = np.unique(packed[places] & _CODE, return_inverse=True)
        ranks = np.array([combining_rank(chr(mark)) for mark in marks.tolist()], dtype=np.int64)[inverse]
        run = np.cumsum(np.diff(places, prepend=-2) > 1)
        order = places[np.lexsort((ranks, run))]
        packed[places], flags[places] = packed[order], flags[order]
    packed &= _CODE
    return Folded(packed, flags, present, changes, shifts, edited, growth)


def _packed(character: str) -> int:
    """A folded character with what it is."""
    flags = (
        (WORD, is_word(character)),
        (UNSPACED, is_unspaced(character)),
        (MARK, is_mark(character)),
        (ENDS_SENTENCE, character in SENTENCE_ENDS or character == FULL_STOP),
        (LINE_END, character == "\n"),
        (RANKED, combining_rank(character) > 0),
        (ACCENT, is_accent(character)),
        (IS_APOSTROPHE, character == APOSTROPHE),
    )
    return ord(character) + (sum(int(flag) for flag, is_set in flags if is_set) << _CODE_BITS)
