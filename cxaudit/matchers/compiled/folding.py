"""UTF-8 folded in one pass over its bytes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cxaudit.compiling import compiled

Bytes = npt.NDArray[np.uint8]
Codes = npt.NDArray[np.uint32]
Integers = npt.NDArray[np.int64]

_WIDE = 0x80  # the least byte of a character beyond ASCII
_LEAD_OF_THREE, _LEAD_OF_FOUR = 0xE0, 0xF0
_RETURN, _NEWLINE = 0x0D, 0x0A
_CODE_BITS, _CODE = 21, (1 << 21) - 1  # of an entry of the table, as in `folding_table`
_SPECIAL, _UNKNOWN = 1 << 31, 0xFFFFFFFF


class Known(NamedTuple):
    """What characters fold to: an entry for each code point; expansion i is `parts[offsets[i] : offsets[i + 1]]`."""

    table: Codes
    offsets: Integers
    parts: Codes


class Written(NamedTuple):
    """What is written, as in `Folded`; `wide_packed` are entries of the table, and there is room for all there can be.

    `growth` and `shifts` have one entry more than there are edits and changes.
    """

    text: Bytes
    flags: Bytes
    wide: Integers
    wide_packed: Codes
    changes: Integers
    shifts: Integers
    edited: Integers
    growth: Integers


@compiled
def fold_bytes(raw: Bytes, known: Known, written: Written) -> tuple[int, np.int64, int, int, int]:
    """Characters written, all flags that appear, and how many wide characters, changes and edits there are.

    −1 characters are written where a character is not known yet, or where there is no room.
    """
    place, end, wides, changes, edits = 0, 0, 0, 0, 0
    present = np.int64(0)
    growth, shift, room = 0, 0, len(written.text)
    written.growth[0], written.shifts[0] = 0, 0
    while place < len(raw):
        byte = raw[place]
        if byte < _WIDE and byte != _RETURN:
            packed = known.table[byte]
            if end >= room:
                return -1, present, 0, 0, 0
            written.text[end] = packed & np.uint32(_CODE)
            flag = np.uint8(packed >> np.uint32(_CODE_BITS))
            written.flags[end] = flag
            present |= np.int64(flag)
            end, place = end + 1, place + 1
            continue
        length, code = _decoded(raw, place)
        first, last, entry = _unfolded(raw, place, code, known)
        size = last - first
        if entry == _UNKNOWN or end + size > room or max(wides, changes) + size + 1 >= len(written.wide):
            return -1, present, 0, 0, 0
        if byte != _RETURN or not size:
            written.edited[edits] = place
            growth += size - length
            edits += 1
            written.growth[edits] = growth
        # A character that is left out moves those behind it on; each further letter of an expansion moves them back.
        for further in range(min(size, 1), max(size, 1)):
            shift += 1 if size == 0 else -1
            written.changes[changes] = end + further
            changes += 1
            written.shifts[changes] = shift
        wides, flags = _write(entry, first, last, known, written, end, wides)
        present |= flags
        end, place = end + size, place + length
    return end, present, wides, changes, edits


@compiled
def _unfolded(raw: Bytes, place: int, code: np.int64, known: Known) -> tuple[np.int64, np.int64, np.uint32]:
    """From where up to where in the expansions a character has its letters, and its entry.

    What is no expansion is one letter; a return before a newline is none.
    """
    if raw[place] == _RETURN and place + 1 < len(raw) and raw[place + 1] == _NEWLINE:
        return np.int64(0), np.int64(0), np.uint32(0)
    entry = known.table[code]
    if entry < _SPECIAL or entry == _UNKNOWN:
        return np.int64(0), np.int64(1), entry
    return known.offsets[entry & _CODE], known.offsets[(entry & _CODE) + 1], entry


@compiled
def _write(
    entry: np.uint32, first: np.int64, last: np.int64, known: Known, written: Written, end: int, wides: int
) -> tuple[int, np.int64]:
    """Write the letters of a character from `end` on: how many wide characters there are then, and their flags."""
    flags = np.int64(0)
    for part in range(first, last):
        packed = known.parts[part] if entry >= _SPECIAL else entry
        letter = packed & np.uint32(_CODE)
        flag = np.uint8(packed >> np.uint32(_CODE_BITS))
        written.flags[end] = flag
        flags |= np.int64(flag)
        if letter < _WIDE:
            written.text[end] = letter
        else:
            written.text[end] = _WIDE | (letter & (_WIDE - 1))
            written.wide[wides], written.wide_packed[wides] = end, packed
            wides += 1
        end += 1
    return wides, flags


@compiled
def _decoded(raw: Bytes, place: int) -> tuple[int, np.int64]:
    """How many bytes the character at a place has, and its code."""
    byte = np.int64(raw[place])
    if byte < _WIDE:
        return 1, byte
    second = np.int64(raw[place + 1]) & 0x3F
    if byte < _LEAD_OF_THREE:
        return 2, (byte & 0x1F) << 6 | second
    third = np.int64(raw[place + 2]) & 0x3F
    if byte < _LEAD_OF_FOUR:
        return 3, (byte & 0x0F) << 12 | second << 6 | third
    return 4, (byte & 0x07) << 18 | second << 12 | third << 6 | np.int64(raw[place + 3]) & 0x3F
