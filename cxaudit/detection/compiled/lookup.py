"""The number of each word of a buffer, from its key, in one pass."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cxaudit.compiling import compiled

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Keys = npt.NDArray[np.uint64]

# As in `word_keys`.
_PIECE = 8
_LONG = 64
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_SIZE_FACTOR = np.uint64(0xC2B2AE3D27D4EB4F)
_WIDE_FACTOR = np.uint64(0xD6E8FEB86659FD93)
_STIR = np.uint64(0xFF51AFD7ED558CCD)
_HALF, _OFFSET = np.uint64(32), np.uint64(21)
_ONE, _ALL_BITS = np.uint64(1), np.uint64(63)


class Spelled(NamedTuple):
    """Words and how they are spelled.

    `octets` are eight characters each, with two more behind the last; `wide` and `wide_codes` as in `Folded`. The rest
    of each of the words `long` has a key of its own.
    """

    octets: Keys
    starts: Numbers
    ends: Numbers
    wide: Integers
    wide_codes: npt.NDArray[np.uint32]
    long: Integers
    rests: Keys


@compiled
def look_up(
    spelled: Spelled, keys: Keys, known: Numbers, bits: int, numbers: Numbers, unknown: Integers, unknown_keys: Keys
) -> int:
    """Write the number of each word, and the places and keys of those that are not known; how many those are.

    `keys` and `known` are the table of words.
    """
    wide, long, count = 0, 0, 0
    wides, longs = len(spelled.wide), len(spelled.long)
    shift, mask = np.uint64(64 - bits), len(keys) - 1
    for word in range(len(spelled.starts)):
        start, end = np.int64(spelled.starts[word]), np.int64(spelled.ends[word])
        key = _sum(spelled.octets, start, end)
        if long < longs and spelled.long[long] == word:
            key += spelled.rests[long]
            long += 1
        while wide < wides and spelled.wide[wide] < start:
            wide += 1
        while wide < wides and spelled.wide[wide] < end:
            offset = np.uint64(spelled.wide[wide] - start) << _OFFSET
            told = (np.uint64(spelled.wide_codes[wide]) + offset) * _WIDE_FACTOR
            key += (told ^ (told >> _HALF)) * _STIR
            wide += 1
        key = ((key ^ (key >> _HALF)) * _STIR) | _ONE
        place = np.int64(key >> shift)
        while keys[place] != key and keys[place] != 0:
            place = (place + 1) & mask
        if keys[place] == key:
            numbers[word] = known[place]
        else:
            numbers[word] = 0
            unknown[count], unknown_keys[count] = word, key
            count += 1
    return count


@compiled
def _sum(octets: Keys, start: np.int64, end: np.int64) -> np.uint64:
    """The sum of the pieces of a word up to where words are long."""
    size = end - start
    key = np.uint64(size) * _SIZE_FACTOR
    factor = _FACTOR
    last = size if size < _LONG else _LONG  # noqa: FURB136 - of one type
    for place in range(0, last, _PIECE):
        number, shift = (start + place) >> 3, np.uint64(((start + place) & 7) << 3)
        piece = octets[number] >> shift | (octets[number + 1] << _ONE) << (_ALL_BITS - shift)
        left = size - place
        if left < _PIECE:
            piece &= (_ONE << np.uint64(left << 3)) - _ONE
        key += piece * factor
        factor *= _FACTOR
    return key
