"""Eight bytes in one number, every one looked at by itself, and 64 answers as the bits of one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cxaudit.compiling import compiled

Bytes = npt.NDArray[np.uint8]
Octets = npt.NDArray[np.uint64]

OCTET = 8
BITS = 64
ONE, ALL = np.uint64(1), np.uint64(0xFFFFFFFFFFFFFFFF)
_SMALLEST = 2  # octets of a view; one alone would be another kind of array, for which code would be compiled anew

EACH = np.uint64(0x0101010101010101)  # 1 in every byte
HIGH, LOW = np.uint64(0x8080808080808080), np.uint64(0x7F7F7F7F7F7F7F7F)  # the highest bit of every byte, the others
_GATHER = np.uint64(0x0102040810204080)
_TOP = np.uint64(56)
_HIGHEST, _BY_TWO, _BY_FOUR = np.uint64(7), np.uint64(2), np.uint64(4)
_PAIRS, _FOURS, _NIBBLES = (np.uint64(mask) for mask in (0x5555555555555555, 0x3333333333333333, 0x0F0F0F0F0F0F0F0F))


def in_each(byte: int) -> np.uint64:
    """A number with the same byte eight times."""
    return np.uint64(byte * int(EACH))


def least(byte: int) -> np.uint64:
    """What lifts the bytes up to 127 that are at least so large, and no others, above 127."""
    return in_each(0x80 - byte)


def octets_from(text: Bytes, *, sealed: bool = True) -> Octets:
    """The eight bytes from every place of a text on; zeros stand behind a very short one. `sealed`: not to be written.

    Compiled code is made for one kind of array, so what it reads is always sealed.
    """
    short = OCTET + _SMALLEST - 1 - len(text)
    if short > 0:
        text = np.concatenate((text, np.zeros(short, dtype=np.uint8)))
    view: Octets = np.ndarray((len(text) - OCTET + 1,), np.uint64, text, strides=(1,))
    view.flags.writeable = not sealed
    return view


@compiled
def number_of(bits: np.uint64) -> int:
    """How many bits are set."""
    # Written so that it becomes one instruction.
    bits = bits - (bits >> ONE & _PAIRS)
    bits = (bits & _FOURS) + (bits >> _BY_TWO & _FOURS)
    return int(np.int64(((bits + (bits >> _BY_FOUR) & _NIBBLES) * EACH) >> _TOP))


@compiled
def lowest(bits: np.uint64) -> int:
    """The place of the lowest bit that is set; 64 if none is."""
    return number_of(~bits & (bits - ONE))


@compiled
def gathered(octet: np.uint64) -> np.uint64:
    """The highest bit of each byte, together as one byte; the other bits are not set."""
    return ((octet >> _HIGHEST) * _GATHER) >> _TOP
