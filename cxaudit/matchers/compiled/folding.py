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
        if byte == _RETURN and not (place + 1 < len(raw) and raw[place + 1] == _NEWLINE):
            first, last, entry = 0, 1, known.table[byte]
        elif byte == _RETURN:
            first, last, entry = 0, 0, np.uint32(0)
        else:
            entry = known.table[code]
            if entry == _UNKNOWN:
                return -1, present, 0, 0, 0
            first, last = 0, 1
            if entry >= _SPECIAL:
                first, last = known.offsets[entry & _CODE], known.offsets[(entry & _CODE) + 1]
        if end + last - first > room or max(wides, changes) + last - first + 1 >= len(written.wide):
            return -1, present, 0, 0, 0
        if byte != _RETURN or first == last:
            written.edited[edits] = place
            growth += last - first - length
            edits += 1
            written.growth[edits] = growth
        for part in range(first, last):
            packed = known.parts[part] if entry >= _SPECIAL else entry
            letter = packed & np.uint32(_CODE)
            flag = np.uint8(packed >> np.uint32(_CODE_BITS))
            written.flags[end] = flag
            present |= np.int64(flag)
            if letter < _WIDE:
                written.text[end] = letter
            else:
                written.text[end] = _WIDE | (letter & (_WIDE - 1))
                written.wide[wides], written.wide_packed[wides] = end, packed
                wides += 1
            if part > first:
                shift -= 1
                written.changes[changes] = end
                changes += 1
                written.shifts[changes] = shift
            end += 1
        if first == last:
            shift += 1
            written.changes[changes] = end
            changes += 1
            written.shifts[changes] = shift
        place += length
    return end, present, wides, changes, edits


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
