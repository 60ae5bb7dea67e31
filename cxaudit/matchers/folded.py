"""Folded text: one byte a character, and beside it what the bytes do not say.

ASCII is itself; all other characters, which are few in most logs, have a byte above 127 that says little, and stand in
a list with their codes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cxaudit.matchers.character_entries import CODE, PLAIN_FLAGS, RANKED, flags_of
from cxaudit.matchers.characters import combining_rank
from cxaudit.matchers.utf8 import WIDE

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.uint8]
Codes = npt.NDArray[np.uint32]

_PLAIN_FLAGS = PLAIN_FLAGS.tobytes()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a buffer as it is being folded: arrays as in `Folded`, with the entries of wide characters."""

    text: Bytes
    wide: Numbers
    entries: Codes
    changes: Numbers
    shifts: Numbers

    def moved(self, places: int, shift: int) -> Part:
        """The same part behind others that have so many characters, and are shifted by so much in all."""
        if not places:
            return self
        return Part(self.text, self.wide + places, self.entries, self.changes + places, self.shifts[1:] + shift)

    @classmethod
    def joined(cls, parts: list[Part]) -> Part:
        """Parts one behind the other, each moved to its place."""
        if len(parts) == 1:
            return parts[0]
        return cls(
            np.concatenate([part.text for part in parts]),
            np.concatenate([part.wide for part in parts]),
            np.concatenate([part.entries for part in parts]),
            np.concatenate([part.changes for part in parts]),
            np.concatenate([part.shifts for part in parts]),
        )


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded buffer: a byte for each character, and how its places relate to the original ones.

    `wide` are the places of the characters beyond ASCII, `wide_codes` their codes and `wide_flags` what they are. The
    place in the original, in characters, of a folded character at i is i plus the entry of `shifts` after the last of
    `changes` at or before i.
    """

    text: Bytes
    wide: Numbers
    wide_codes: Codes
    wide_flags: Bytes
    changes: Numbers
    shifts: Numbers

    @classmethod
    def of(cls, part: Part) -> Folded:
        """From all parts as one: the bytes of wide characters are written here, and combining marks put in order."""
        text, wide, entries = part.text, part.wide, part.entries
        flags = flags_of(entries)
        if (flags & RANKED).any():
            entries = _ordered(wide, entries, flags)
            flags = flags_of(entries)
        codes = entries & CODE
        if len(wide):
            text[wide] = WIDE | (codes & np.uint32(WIDE - 1))
        return cls(text, wide, codes, flags, part.changes, part.shifts)

    def flags(self) -> Bytes:
        """What each character is."""
        flags = np.frombuffer(bytearray(self.text).translate(_PLAIN_FLAGS), dtype=np.uint8)
        flags[self.wide] = self.wide_flags
        return flags

    def has(self, flag: np.uint8) -> bool:
        """Whether some character beyond ASCII is of this kind."""
        return bool((self.wide_flags & flag).any())

    def origins(self, places: Integers) -> Integers:
        """Original places, in characters, of folded characters."""
        if not len(self.changes):
            return places
        return places + self.shifts[np.searchsorted(self.changes, places.astype(np.int32), side="right")]


def _ordered(wide: Numbers, entries: Codes, flags: Bytes) -> Codes:
    """The entries with runs of combining marks in canonical order."""
    marked = np.flatnonzero(flags & RANKED)
    marks, inverse = np.unique(entries[marked] & CODE, return_inverse=True)
    ranks = np.array([combining_rank(chr(mark)) for mark in marks.tolist()], dtype=np.int64)[inverse]
    run = np.cumsum(np.diff(wide[marked], prepend=-2) > 1)
    order = np.lexsort((ranks, run))
    ordered = entries.copy()
    ordered[marked] = entries[marked[order]]
    return ordered
