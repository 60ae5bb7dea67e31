"""Folds a buffer of UTF-8 with a table that learns characters as they first appear."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.matchers.character_entries import CODE, entry_of
from cxaudit.matchers.characters import fold, is_accent
from cxaudit.matchers.folded import Folded, Part
from cxaudit.matchers.folding_edits import Edits, places_after, resized, shifts_of
from cxaudit.matchers.utf8 import LEAD, NEWLINE, RETURN, WIDE, wide_characters

if TYPE_CHECKING:
    from collections.abc import Iterable

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.uint8]
Codes = npt.NDArray[np.uint32]

# Entries of the table beside those of characters.
SPECIAL = np.uint32(1 << 31)  # folds to no character or to several, the low bits number the expansion
UNKNOWN = np.uint32(0xFFFFFFFF)

_TOGETHER = 1 << 21  # bytes folded at once: bounds the memory


class FoldingTable:
    """What each code point folds to, learned on first sight; `keep_accents` as in `characters`.

    `entries` holds, for each code point, the entry of what it folds to; expansion i is
    `parts[offsets[i] : offsets[i + 1]]`.
    """

    def __init__(self, *, keep_accents: bool) -> None:
        self._keep_accents = keep_accents
        self.entries = np.full(0x110000, UNKNOWN, dtype=np.uint32)
        self.offsets, self.parts = np.zeros(1, dtype=np.int64), np.empty(0, dtype=np.uint32)
        self.learn(range(0x180))
        self._plain = (self.entries[:WIDE] & CODE).astype(np.uint8).tobytes() + bytes(range(WIDE, 256))

    def learn(self, codes: Iterable[int]) -> None:
        """Look up what these code points fold to."""
        sizes: list[int] = []
        parts: list[int] = []
        for code in codes:
            if self.entries[code] != UNKNOWN:
                continue
            folded = [part for part in fold(chr(code)) if self._keep_accents or not is_accent(part)]
            if len(folded) == 1:
                self.entries[code] = entry_of(folded[0])
            else:
                self.entries[code] = int(SPECIAL) + len(self.offsets) - 1 + len(sizes)
                sizes.append(len(folded))
                parts += [entry_of(part) for part in folded]
        self.offsets = np.concatenate((self.offsets, self.offsets[-1] + np.cumsum(np.array(sizes, dtype=np.int64))))
        self.parts = np.concatenate((self.parts, np.array(parts, dtype=np.uint32)))

    def fold(self, data: bytes, originals: Integers) -> tuple[Folded, Integers]:
        """The folded form of a buffer of UTF-8, whose first and last characters are ASCII and fold to one each.

        Also where the `originals` are in it, which are in order: bytes that begin a character (for one that vanished,
        the next that did not).
        """
        parts, starts, end, shift = [], [], 0, 0
        for first, last in pairwise(_cuts(data)):
            part, edits = self._part(data[first:last])
            told = (
                originals[slice(*np.searchsorted(originals, (first, last if last < len(data) else last + 1)))] - first
            )
            starts.append(end + (told if edits is None else places_after(told, edits)))
            parts.append(part.moved(end, shift))
            end, shift = end + len(part.text), shift + int(part.shifts[-1])
        return Folded.of(Part.joined(parts)), np.concatenate(starts)

    def _part(self, data: bytes) -> tuple[Part, Edits | None]:
        """A part of the buffer, folded, and what was changed in it."""
        raw, plain = np.frombuffer(data, dtype=np.uint8), np.frombuffer(data.translate(self._plain), dtype=np.uint8)
        edits = self._edits(data, raw)
        if edits is None:
            none = np.empty(0, dtype=np.int32)
            return Part(plain, none, none.astype(np.uint32), none, np.zeros(1, dtype=np.int32)), None
        firsts = edits.places + edits.growth()[:-1]  # where each edit begins in the result
        text = resized(plain, edits)
        places, entries = self._written(edits, firsts)
        is_wide = (entries & CODE) >= WIDE
        text[places[~is_wide]] = entries[~is_wide] & CODE
        return Part(text, places[is_wide].astype(np.int32), entries[is_wide], *shifts_of(firsts, edits.sizes)), edits

    def _edits(self, data: bytes, raw: Bytes) -> Edits | None:
        """What is to be changed in a buffer beyond byte by byte."""
        places, lengths, codes = wide_characters(raw)
        entries = self._entries(codes)
        returns = np.empty(0, dtype=np.int64)
        if b"\r" in data:
            returns = np.flatnonzero(raw[:-1] == RETURN)
            returns = returns[raw[returns + 1] == NEWLINE]
        if not len(places) and not len(returns):
            return None
        counts = np.ones(len(places), dtype=np.int64)
        special = np.flatnonzero(entries >= SPECIAL)
        counts[special] = np.diff(self.offsets)[entries[special] & CODE]
        if not len(returns):
            return Edits(places, lengths, counts, entries)
        order = np.argsort(np.concatenate((places, returns)), kind="stable")
        one, none = np.ones(len(returns), dtype=np.int64), np.zeros(len(returns), dtype=np.int64)
        return Edits(
            np.concatenate((places, returns))[order],
            np.concatenate((lengths, one))[order],
            np.concatenate((counts, none))[order],
            np.concatenate((entries, none.astype(np.uint32)))[order],
        )

    def _entries(self, codes: Codes) -> Codes:
        entries: Codes = self.entries[codes]
        if (entries == UNKNOWN).any():
            self.learn(np.unique(codes).tolist())
            entries = self.entries[codes]
        return entries

    def _written(self, edits: Edits, firsts: Integers) -> tuple[Integers, Codes]:
        """The places of all characters that edits put there, in order, and their entries."""
        single = (edits.sizes == 1) & (edits.entries < SPECIAL)
        places, entries = [firsts[single]], [edits.entries[single]]
        several = np.flatnonzero(~single & (edits.sizes > 0))
        if not len(several):
            return places[0], entries[0]
        numbers = edits.entries[several] & CODE
        for number in np.unique(numbers).tolist():
            chosen = firsts[several[numbers == number]]
            for offset, part in enumerate(self.parts[self.offsets[number] : self.offsets[number + 1]].tolist()):
                places.append(chosen + offset)
                entries.append(np.full(len(chosen), part, dtype=np.uint32))
        joined = np.concatenate(places)
        order = np.argsort(joined, kind="stable")
        return joined[order], np.concatenate(entries)[order]


def _cuts(data: bytes) -> list[int]:
    """Where the buffer is cut into parts: between two characters, of which no two make one line end."""
    cuts = [0]
    while len(data) - cuts[-1] > _TOGETHER:
        cut = cuts[-1] + _TOGETHER
        while WIDE <= data[cut] < LEAD or (data[cut] == NEWLINE and data[cut - 1] == RETURN):
            cut += 1
        cuts.append(cut)
    return [*cuts, len(data)]
