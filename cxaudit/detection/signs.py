"""Bits that tell at once that something cannot be: signs of words, and a table of keys (Bloom 1970)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]
Bits = npt.NDArray[np.uint64]

FACTOR = np.uint64(0x9E3779B97F4A7C15)
_BITS_A_KEY = 16  # of the table
_SIX, _LOWEST = 6, np.uint64(63)  # bits that number a bit of a number, and all of them


def sign_of(numbers: npt.NDArray[np.int32] | Integers, kinds: int) -> Bits:
    """One of so many bits, a power of two, for each number."""
    return np.uint64(1) << (numbers.astype(np.uint64) * FACTOR >> np.uint64(64 - (kinds.bit_length() - 1)))


class WordSigns:
    """For each known word the signs, as bits of a number, of all choices that it fits."""

    def __init__(self, of_choice: Bits) -> None:
        self._of_choice = of_choice
        self.signs = np.zeros(1, dtype=np.uint64)

    def add(self, owners: Integers, choices: Integers, count: int) -> None:
        """More words, with the choices they fit; `owners` are in order."""
        more = np.zeros(count, dtype=np.uint64)
        first = np.flatnonzero(np.diff(owners, prepend=-1))
        if len(first):
            more[owners[first]] = np.bitwise_or.reduceat(self._of_choice[choices], first)
        self.signs = np.concatenate((self.signs, more))


class KeySigns:
    """A table that knows of most numbers that they are not among some; each of these has two bits of one place."""

    def __init__(self, keys: Integers) -> None:
        size = max(_SIX + 1, (len(keys) * _BITS_A_KEY).bit_length())
        self.shift = np.uint64(64 + _SIX - size)
        self.table = np.zeros(1 << (size - _SIX), dtype=np.uint64)
        np.bitwise_or.at(self.table, *self._signs(keys))

    def may_hold(self, keys: Integers) -> Booleans:
        """Which numbers may be among them."""
        places, signs = self._signs(keys)
        held: Booleans = self.table[places] & signs == signs
        return held

    def _signs(self, keys: Integers) -> tuple[Integers, Bits]:
        mixed: Bits = keys.astype(np.uint64) * FACTOR
        first, second = (mixed >> (self.shift - np.uint64(bits)) & _LOWEST for bits in (_SIX, 2 * _SIX))
        return (mixed >> self.shift).astype(np.int64), np.uint64(1) << first | np.uint64(1) << second
