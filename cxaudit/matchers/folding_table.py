"""Folds a buffer of UTF-8 with a table that learns characters as they first appear.

The folded buffer has one byte a character. ASCII is itself; all other characters, which are few in most logs, have a
byte above 127 that says little, and stand in a list with their codes.
"""

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
from cxaudit.matchers.folding_edits import Edits, resized, shifts_of
from cxaudit.matchers.utf8 import LEAD, WIDE, wide_characters

if TYPE_CHECKING:
    from collections.abc import Iterable

Integers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Codes = npt.NDArray[np.uint32]

# What a character is, as bits of a byte. In the table they stand above the 21 bits of its code.
WORD, UNSPACED, MARK, ENDS_SENTENCE, LINE_END, RANKED, ACCENT, IS_APOSTROPHE = (np.uint8(1 << bit) for bit in range(8))
_CODE_BITS = 21
_CODE = np.uint32((1 << _CODE_BITS) - 1)
_SPECIAL = np.uint32(1 << 31)  # in the table: folds to no character or to several, the low bits number the expansion
_UNKNOWN = np.uint32(0xFFFFFFFF)
_RETURN, _NEWLINE = 0x0D, 0x0A
_PARTS = 2  # characters that one beyond ASCII may become on average; where it is more, the plain way folds them
_ROOM_SHARE = 8  # more characters than one in so many bytes are left to the plain way


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded buffer: a byte for each character, what each is, and how its places relate to the original ones.

    `wide` are the places of the characters beyond ASCII and `wide_codes` their codes; `present` are all flags that
    appear. The place in the original, in characters, of a folded character at i is i plus the entry of `shifts` after
    the last of `changes` at or before i. `edited` and `growth` do the same from original bytes to folded characters.
    """

    text: Bytes
    flags: Bytes
    present: int
    wide: Integers
    wide_codes: Codes
    changes: Integers
    shifts: Integers
    edited: Integers
    growth: Integers

    def origins(self, places: Integers) -> Integers:
        """Original places, in characters, of folded characters."""
        if not len(self.changes):
            return places
        return places + self.shifts[np.searchsorted(self.changes, places, side="right")]

    def places(self, originals: Integers) -> Integers:
        """Folded places of original bytes that begin a character (for one that vanished, of the next that did not)."""
        if not len(self.edited):
            return originals
        return originals + self.growth[np.searchsorted(self.edited, originals)]


class FoldingTable:
    """What each code point folds to, learned on first sight; `keep_accents` as in `characters`."""

    def __init__(self, *, keep_accents: bool) -> None:
        self._keep_accents = keep_accents
        self._table = np.full(0x110000, _UNKNOWN, dtype=np.uint32)
        self._expansions: list[Codes] = []
        self._sizes = np.empty(0, dtype=np.int64)
        self._learn(range(0x180))
        self._plain = (self._table[:WIDE] & _CODE).astype(np.uint8).tobytes() + bytes(range(WIDE, 256))
        self._flags = _flags(self._table[np.frombuffer(self._plain[:WIDE], dtype=np.uint8)]).tobytes() + bytes(WIDE)

    def fold(self, data: bytes, *, compiled: bool = False) -> Folded:
        """The folded form of a buffer of UTF-8, whose first and last characters are ASCII and fold to one each.

        `compiled`: compiled code folds it; the form is the same.
        """
        raw = np.frombuffer(data, dtype=np.uint8)
        if compiled:
            folded = self._compiled(raw)
            if folded is not None:
                return folded
        plain = data.translate(self._plain)
        edits = self._edits(data, raw)
        if edits is None:
            none, text = np.empty(0, dtype=np.int64), np.frombuffer(plain, dtype=np.uint8)
            flags = np.frombuffer(bytearray(plain).translate(self._flags), dtype=np.uint8)
            present = int(np.bitwise_or.reduce(flags))
            return Folded(text, flags, present, none, none.astype(np.uint32), none, none, none, none)
        return self._edited(np.frombuffer(plain, dtype=np.uint8), edits)

    def _compiled(self, raw: Bytes) -> Folded | None:
        """The folded form, or nothing if there are characters never seen before."""
        from cxaudit.matchers.compiled.folding import Known, Written, fold_bytes  # noqa: PLC0415 - imports numba

        parts = np.concatenate([np.empty(0, dtype=np.uint32), *self._expansions])
        known = Known(self._table, np.concatenate(([0], np.cumsum(self._sizes))), parts)
        room = len(raw) + len(raw) // _ROOM_SHARE
        text, flags = np.empty(room, dtype=np.uint8), np.empty(room, dtype=np.uint8)
        several = 1 + _PARTS * int(np.count_nonzero(raw >= LEAD) + np.count_nonzero(raw == _RETURN))
        wide, changes, shifts, edited, growth = (np.empty(several, dtype=np.int64) for _ in range(5))
        written = Written(text, flags, wide, np.empty(several, dtype=np.uint32), changes, shifts, edited, growth)
        end, present, wides, changed, edits = fold_bytes(raw, known, written)
        if end < 0:
            return None
        text, flags, wide, packed = text[:end], flags[:end], wide[:wides].copy(), written.wide_packed[:wides]
        if present & int(RANKED):
            packed = _ordered(wide, packed, flags)
            text[wide] = WIDE | (packed & np.uint32(WIDE - 1))
        moved = edits > 0
        return Folded(
            text, flags, int(present), wide, packed & _CODE, changes[:changed].copy(),
            shifts[: changed + moved].copy(), edited[:edits].copy(), growth[: edits + moved].copy(),
        )  # fmt: skip

    def _edits(self, data: bytes, raw: Bytes) -> Edits | None:
        """What is to be changed in a buffer beyond byte by byte."""
        places, lengths, codes = wide_characters(raw)
        packed = self._entries(codes)
        returns = np.empty(0, dtype=np.int64)
        if b"\r" in data:
            returns = np.flatnonzero(raw == _RETURN)
            returns = returns[raw[returns + 1] == _NEWLINE]
        if not len(places) and not len(returns):
            return None
        counts = np.ones(len(places), dtype=np.int64)
        special = np.flatnonzero(packed >= _SPECIAL)
        counts[special] = self._sizes[packed[special] & _CODE]
        if not len(returns):
            return Edits(places, lengths, counts, packed)
        order = np.argsort(np.concatenate((places, returns)), kind="stable")
        one, none = np.ones(len(returns), dtype=np.int64), np.zeros(len(returns), dtype=np.int64)
        return Edits(
            np.concatenate((places, returns))[order],
            np.concatenate((lengths, one))[order],
            np.concatenate((counts, none))[order],
            np.concatenate((packed, none.astype(np.uint32)))[order],
        )

    def _entries(self, codes: Codes) -> Codes:
        packed: Codes = self._table[codes]
        if (packed == _UNKNOWN).any():
            self._learn(np.unique(codes).tolist())
            packed = self._table[codes]
        return packed

    def _learn(self, codes: Iterable[int]) -> None:
        for code in codes:
            if self._table[code] != _UNKNOWN:
                continue
            parts = [part for part in fold(chr(code)) if self._keep_accents or not is_accent(part)]
            if len(parts) == 1:
                self._table[code] = _packed(parts[0])
            else:
                self._table[code] = int(_SPECIAL) + len(self._expansions)
                self._expansions.append(np.array([_packed(part) for part in parts], dtype=np.uint32))
        self._sizes = np.array([len(parts) for parts in self._expansions], dtype=np.int64)

    def _edited(self, plain: Bytes, edits: Edits) -> Folded:
        """The buffer with its edits made."""
        growth = np.concatenate(([0], np.cumsum(edits.sizes - edits.lengths)))
        firsts = edits.places + growth[:-1]  # where each edit begins in the result
        text = resized(plain, edits)
        places, packed = self._written(edits, firsts)
        codes = packed & _CODE
        text[places] = np.where(codes < WIDE, codes, WIDE | (codes & np.uint32(WIDE - 1)))
        flags = np.frombuffer(bytearray(text).translate(self._flags), dtype=np.uint8)
        is_wide = codes >= WIDE
        wide, packed = places[is_wide], packed[is_wide]
        flags[wide] = _flags(packed)
        present = int(np.bitwise_or.reduce(flags))
        if present & int(RANKED):
            packed = _ordered(wide, packed, flags)
            text[wide] = WIDE | (packed & np.uint32(WIDE - 1))
        changes, shifts = shifts_of(firsts, edits.sizes)
        return Folded(text, flags, present, wide, packed & _CODE, changes, shifts, edits.places, growth)

    def _written(self, edits: Edits, firsts: Integers) -> tuple[Integers, Codes]:
        """The places of all characters that edits put there, in order, and their entries."""
        single = (edits.sizes == 1) & (edits.packed < _SPECIAL)
        places, packed = [firsts[single]], [edits.packed[single]]
        several = np.flatnonzero(~single & (edits.sizes > 0))
        if not len(several):
            return places[0], packed[0]
        numbers = edits.packed[several] & _CODE
        for number in np.unique(numbers).tolist():
            chosen = firsts[several[numbers == number]]
            for offset, part in enumerate(self._expansions[number].tolist()):
                places.append(chosen + offset)
                packed.append(np.full(len(chosen), part, dtype=np.uint32))
        joined = np.concatenate(places)
        order = np.argsort(joined, kind="stable")
        return joined[order], np.concatenate(packed)[order]


def _ordered(wide: Integers, packed: Codes, flags: Bytes) -> Codes:
    """The entries with runs of combining marks in canonical order; their flags are put in order too."""
    marked = np.flatnonzero(flags[wide] & RANKED)
    places = wide[marked]
    marks, inverse = np.unique(packed[marked] & _CODE, return_inverse=True)
    ranks = np.array([combining_rank(chr(mark)) for mark in marks.tolist()], dtype=np.int64)[inverse]
    run = np.cumsum(np.diff(places, prepend=-2) > 1)
    order = np.lexsort((ranks, run))
    ordered = packed.copy()
    ordered[marked], flags[places] = packed[marked[order]], flags[places[order]]
    return ordered


def _flags(packed: Codes) -> Bytes:
    flags: Bytes = (packed >> np.uint32(_CODE_BITS)).astype(np.uint8)
    return flags


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
