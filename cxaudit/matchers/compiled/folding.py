"""UTF-8 folded in one pass over its bytes, eight at a time where they are plain."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cxaudit.compiling import compiled
from cxaudit.matchers.character_entries import CODE
from cxaudit.matchers.compiled.octets import EACH, HIGH, LOW, OCTET, Octets, in_each, least, lowest
from cxaudit.matchers.folding_table import SPECIAL, UNKNOWN
from cxaudit.matchers.utf8 import LEAD_OF_FOUR, LEAD_OF_THREE, NEWLINE, RETURN, WIDE

Bytes = npt.NDArray[np.uint8]
Codes = npt.NDArray[np.uint32]
Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]

# All other characters of ASCII but capital letters are folded to themselves.
_LEAST_PLAIN, _GRAVE = in_each(0x20), in_each(0x60)
_FROM_A, _BEHIND_Z = least(ord("A")), least(ord("Z") + 1)
_TO_LOWER = np.uint64(2)  # bits between the highest and that by which small letters differ


class Known(NamedTuple):
    """What characters fold to, as in `FoldingTable`."""

    entries: Codes
    offsets: Integers
    parts: Codes


class Encoded(NamedTuple):
    """Texts in UTF-8: each from its start in `raw` up to its end, not included; `octets` as `octets_from` tells."""

    raw: Bytes
    octets: Octets
    starts: Integers
    ends: Integers


class Written(NamedTuple):
    """What is written, as in `Folded`; `octets` show the text, `text_starts` as in `BlockLayer`.

    `unknown` are the codes of characters not yet known. In the text is room for as many characters as there are bytes
    and separators, with an octet behind it, and for `spare` more.
    """

    text: Bytes
    octets: Octets
    text_starts: Integers
    wide: Numbers
    entries: Codes
    changes: Numbers
    shifts: Numbers
    unknown: Codes
    spare: int


@compiled
def fold_texts(encoded: Encoded, known: Known, written: Written) -> tuple[int, int, int, int]:
    """How many characters, wide ones, changes and unknown ones there are; the first is −1 where there is no room.

    A separator is written before the first text and behind each. What is written means nothing if some are unknown.
    """
    end, wides, changes, unknown, shift, spare = 1, 0, 0, 0, 0, written.spare
    most, raw = min(len(written.wide), len(written.changes), len(written.unknown)), encoded.raw
    written.text[0], written.shifts[0] = 0, 0
    for number in range(len(encoded.starts)):
        place, stop = int(encoded.starts[number]), int(encoded.ends[number])
        written.text_starts[number] = end
        while True:
            place, end = _fold_plain(encoded.octets, place, stop, written.octets, end)
            if place >= stop:
                break
            length, code = _decoded(raw, place)
            entry, first, last = known.entries[code], 0, 1
            if entry == UNKNOWN:
                written.unknown[unknown] = code
                unknown, entry = unknown + 1, np.uint32(0)
            elif entry >= SPECIAL:
                first, last = int(known.offsets[entry & CODE]), int(known.offsets[(entry & CODE) + 1])
            elif code == RETURN and place + 1 < stop and raw[place + 1] == NEWLINE:
                last = 0
            place += length
            spare -= max(last - first - length, 0)
            if spare < 0 or max(wides, changes, unknown) + last - first + 1 >= most:
                return -1, wides, changes, unknown
            for part in range(first, last):
                letter = known.parts[part] if entry >= SPECIAL else entry
                written.text[end] = letter & CODE
                if letter & CODE >= WIDE:
                    written.wide[wides], written.entries[wides] = end, letter
                    wides += 1
                if part > first:
                    shift -= 1
                    written.changes[changes], written.shifts[changes + 1] = end, shift
                    changes += 1
                end += 1
            if first == last:
                shift += 1
                written.changes[changes], written.shifts[changes + 1] = end, shift
                changes += 1
        written.text[end] = 0
        end += 1
    written.text_starts[len(encoded.starts)] = end
    return end, wides, changes, unknown


@compiled
def _fold_plain(octets: Octets, place: int, stop: int, folded: Octets, end: int) -> tuple[int, int]:
    """Fold from a place on while characters are plain; the places where that ended, here and there.

    Eight bytes are written at once, and those in vain that are not plain.
    """
    while place + OCTET <= stop:
        octet = octets[place]
        folded[end] = _lowered(octet)
        others = _not_plain(octet)
        if others != 0:
            plain = lowest(others) >> 3
            return place + plain, end + plain
        place, end = place + OCTET, end + OCTET
    if place < stop and place < len(octets):
        octet = octets[place]
        folded[end] = _lowered(octet)
        plain = min(lowest(_not_plain(octet)) >> 3, stop - place)
        place, end = place + plain, end + plain
    return place, end


@compiled
def _lowered(octet: np.uint64) -> np.uint64:
    """Eight plain characters with small letters for capital ones."""
    low = octet & LOW
    return octet + ((((low + _FROM_A) ^ (low + _BEHIND_Z)) & HIGH) >> _TO_LOWER)


@compiled
def _not_plain(octet: np.uint64) -> np.uint64:
    """The highest bit of each byte that is not plain: beyond ASCII, a control character or a grave accent."""
    return (octet | ~((octet | HIGH) - _LEAST_PLAIN) | ~((octet ^ _GRAVE | HIGH) - EACH)) & HIGH


@compiled
def _decoded(raw: Bytes, place: int) -> tuple[int, np.int64]:
    """How many bytes the character at a place has, and its code."""
    byte = np.int64(raw[place])
    if byte < WIDE:
        return 1, byte
    second = np.int64(raw[place + 1]) & 0x3F
    if byte < LEAD_OF_THREE:
        return 2, (byte & 0x1F) << 6 | second
    third = np.int64(raw[place + 2]) & 0x3F
    if byte < LEAD_OF_FOUR:
        return 3, (byte & 0x0F) << 12 | second << 6 | third
    return 4, (byte & 0x07) << 18 | second << 12 | third << 6 | np.int64(raw[place + 3]) & 0x3F
