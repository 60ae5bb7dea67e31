"""The key of each word of a buffer, and its number; keys first, because words that are not found at once hold up."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cxaudit.compiling import compiled
from cxaudit.detection.word_keys import (
    FACTOR,
    HALF,
    LONG,
    OFFSET,
    PIECE,
    SIZE_FACTOR,
    STIR,
    WIDE_FACTOR,
)
from cxaudit.matchers.compiled.octets import ALL, BITS, ONE, Octets

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Keys = npt.NDArray[np.uint64]

_SECOND_FACTOR = np.uint64(int(FACTOR) ** 2 % (1 << 64))
_FAR = 1 << 60  # behind all places


class Spelled(NamedTuple):
    """Words and how they are spelled: `octets` as `octets_from` tells, `wide` and `wide_codes` as in `Folded`."""

    octets: Octets
    starts: Numbers
    ends: Numbers
    wide: Numbers
    wide_codes: npt.NDArray[np.uint32]


class Table(NamedTuple):
    """The known words: keys and the numbers beside them, in 2 to the power of `bits` places."""

    keys: Keys
    numbers: Numbers
    bits: int


@compiled
def write_keys(spelled: Spelled, keys: Keys) -> None:
    """Write the key of each word; that of a long one is 0."""
    octets, wide = spelled.octets, 0
    next_wide = int(spelled.wide[0]) if len(spelled.wide) else _FAR
    for word in range(len(keys)):
        start, end = int(spelled.starts[word]), int(spelled.ends[word])
        size = end - start
        key = np.uint64(size) * SIZE_FACTOR + _piece(octets, start, size) * FACTOR
        if size > PIECE:
            key += _piece(octets, start + PIECE, size - PIECE) * _SECOND_FACTOR
        if size > 2 * PIECE:
            key += _rest(octets, start, min(size, LONG))
        if next_wide < end:
            told, wide = _told(spelled, wide, start, end)
            key += told
            next_wide = int(spelled.wide[wide]) if wide < len(spelled.wide) else _FAR
        keys[word] = (key ^ key >> HALF) * STIR | ONE
        if size > LONG:
            keys[word] = 0


@compiled
def look_up(keys: Keys, table: Table, numbers: Numbers, unknown: Integers) -> int:
    """Write the number of each word, and the places of those that are not known or have no key; how many those are."""
    shift, mask, count = np.uint64(64 - table.bits), len(table.keys) - 1, 0
    for word in range(len(keys)):
        key = keys[word]
        place = np.int64(key >> shift)
        while table.keys[place] != key and table.keys[place] != 0:
            place = (place + 1) & mask
        numbers[word] = table.numbers[place]  # 0 where there is no key
        if table.keys[place] != key or key == 0:
            unknown[count] = word
            count += 1
    return count


@compiled
def _piece(octets: Octets, place: int, left: int) -> np.uint64:
    """The characters at a place, of the one or more that are left of a word."""
    last = len(octets) - 1
    octet = octets[place] if place <= last else octets[last] >> np.uint64((place - last) * PIECE)
    piece: np.uint64 = octet & (ALL >> np.uint64(BITS - PIECE * min(left, PIECE)))
    return piece


@compiled
def _rest(octets: Octets, start: int, size: int) -> np.uint64:
    """The sum of the pieces of a word behind the second."""
    rest, factor = np.uint64(0), _SECOND_FACTOR
    for place in range(2 * PIECE, size, PIECE):
        factor *= FACTOR
        rest += _piece(octets, start + place, size - place) * factor
    return rest


@compiled
def _told(spelled: Spelled, wide: int, start: int, end: int) -> tuple[np.uint64, int]:
    """What the wide characters of a word say, and the next of them behind it."""
    key, wides = np.uint64(0), spelled.wide
    while wide < len(wides) and wides[wide] < end:
        if wides[wide] >= start:
            told = (np.uint64(spelled.wide_codes[wide]) + (np.uint64(wides[wide] - start) << OFFSET)) * WIDE_FACTOR
            key += (told ^ told >> HALF) * STIR
        wide += 1
    return key, wide
