"""Finds the characters beyond ASCII in a buffer of sound UTF-8."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Codes = npt.NDArray[np.uint32]

WIDE = 0x80  # the least byte of a character beyond ASCII
LEAD = 0xC0  # the least first byte of one
RETURN, NEWLINE = 0x0D, 0x0A
LEAD_OF_THREE, LEAD_OF_FOUR = 0xE0, 0xF0  # the least first bytes of characters of three and of four
_BITS_OF_LEAD = np.array([0, 0, 0x1F, 0x0F, 0x07], dtype=np.uint32)  # that belong to the code, by number of bytes
_BITS = np.uint8(0x3F)  # of every further byte


def wide_characters(raw: Bytes) -> tuple[Integers, Integers, Codes]:
    """The characters beyond ASCII of a buffer: the place of their first byte, how many bytes they have, their codes."""
    high = np.flatnonzero(raw >= WIDE)
    places = high[raw[high] >= LEAD]
    first = raw[places].astype(np.uint32)
    lengths = 2 + (first >= LEAD_OF_THREE).astype(np.int64) + (first >= LEAD_OF_FOUR)
    codes = first & _BITS_OF_LEAD[lengths]
    for offset in range(1, 4):
        longer = np.flatnonzero(lengths > offset) if offset > 1 else slice(None)
        codes[longer] = (codes[longer] << np.uint32(6)) | (raw[places[longer] + offset] & _BITS)
    return places, lengths, codes
