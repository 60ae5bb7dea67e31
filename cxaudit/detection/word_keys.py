"""A 64-bit key for each word of a buffer, from eight characters at once; equal words have equal keys.

A key is a sum over the pieces of a word, each times an odd constant of its own, whose bits are stirred at the end.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from cxaudit.matchers.folded import Folded

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.uint8]
Keys = npt.NDArray[np.uint64]

PIECE = 8  # characters
LONG = 64  # characters of a word from which the rest is hashed by itself
FACTOR, SIZE_FACTOR = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
WIDE_FACTOR, STIR = np.uint64(0xD6E8FEB86659FD93), np.uint64(0xFF51AFD7ED558CCD)
HALF, OFFSET = np.uint64(32), np.uint64(21)
_AT_ONCE = 1 << 17  # words: bounds the memory
_MASKS = np.array([(1 << (8 * size)) - 1 for size in range(PIECE + 1)], dtype=np.uint64)


def word_keys(folded: Folded, starts: Numbers, ends: Numbers) -> Keys:
    """The key of each of some words of a text, which are in order and do not overlap; no key is 0."""
    octets = _octets_of(folded.text)
    keys = np.empty(len(starts), dtype=np.uint64)
    for first in range(0, len(keys), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        keys[part] = _sums(octets, starts[part], ends[part])
    long = np.flatnonzero(ends - starts > LONG)
    rests = (folded.text[starts[word] + LONG : ends[word]] for word in long.tolist())
    digests = b"".join(blake2b(rest.tobytes(), digest_size=8).digest() for rest in rests)
    keys[long] += np.frombuffer(digests, dtype="<u8")
    if len(keys) and len(folded.wide):
        _add_wide(keys, folded, starts, ends)
    keys ^= keys >> HALF
    keys *= STIR
    keys |= np.uint64(1)
    return keys


def _octets_of(text: Bytes) -> Keys:
    """The characters of a text, eight in each number, and two numbers more."""
    padded = np.zeros(len(text) // PIECE * PIECE + 3 * PIECE, dtype=np.uint8)
    padded[: len(text)] = text
    return padded.view("<u8")


def _sums(octets: Keys, starts: Numbers, ends: Numbers) -> Keys:
    """The sums of the pieces of some words up to where words are long."""
    sizes = ends - starts
    keys = _octet(octets, starts)
    keys &= _MASKS[np.minimum(sizes, PIECE)]
    keys *= FACTOR
    keys += sizes.astype(np.uint64) * SIZE_FACTOR
    factor = int(FACTOR)
    where = np.arange(len(starts))
    for place in range(PIECE, LONG, PIECE):
        longer = np.flatnonzero(sizes > place)
        if not len(longer):
            break
        starts, sizes = starts[longer], sizes[longer]
        where = where[longer]
        factor = factor * int(FACTOR) & 0xFFFFFFFFFFFFFFFF
        piece = _octet(octets, starts + place) & _MASKS[np.minimum(sizes - place, PIECE)]
        keys[where] += piece * np.uint64(factor)
    return keys


def _octet(octets: Keys, places: Numbers) -> Keys:
    """The eight bytes from each place on, as a number."""
    number = places >> 3
    shift = ((places & 7) << 3).astype(np.uint64)
    low = octets.take(number)
    low >>= shift
    number += 1
    high = octets.take(number)
    high <<= np.uint64(1)
    np.subtract(np.uint64(63), shift, out=shift)
    high <<= shift
    low |= high
    return low


def _add_wide(keys: Keys, folded: Folded, starts: Numbers, ends: Numbers) -> None:
    """Add what the codes of characters beyond ASCII say, each with its place in its word."""
    word = np.searchsorted(starts, folded.wide, side="right") - 1
    inside = np.flatnonzero((word >= 0) & (folded.wide < ends[word]))
    if not len(inside):
        return
    word = word[inside]
    offset = (folded.wide[inside] - starts[word]).astype(np.uint64)
    told = (folded.wide_codes[inside] + (offset << OFFSET)) * WIDE_FACTOR
    told = (told ^ (told >> HALF)) * STIR
    first = np.flatnonzero(np.diff(word, prepend=-1))
    keys[word[first]] += np.add.reduceat(told, first)
