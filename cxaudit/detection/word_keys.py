"""A 64-bit key for each word of a buffer, from eight characters at once; equal words have equal keys.

A key is a sum over the pieces of a word, each times an odd constant of its own, whose bits are stirred at the end.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from cxaudit.matchers.text_block import BlockLayer

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Keys = npt.NDArray[np.uint64]

_PIECE = 8  # characters
_LONG = 64  # characters of a word from which the rest is hashed by itself
_AT_ONCE = 1 << 17  # words: bounds the memory
_FACTOR = 0x9E3779B97F4A7C15
_SIZE_FACTOR = np.uint64(0xC2B2AE3D27D4EB4F)
_WIDE_FACTOR = np.uint64(0xD6E8FEB86659FD93)
_STIR = np.uint64(0xFF51AFD7ED558CCD)
_HALF = np.uint64(32)
_MASKS = np.array([(1 << (8 * size)) - 1 for size in range(_PIECE + 1)], dtype=np.uint64)


def word_keys(layer: BlockLayer) -> Keys:
    """The key of each word of a layer; no key is 0."""
    octets = octets_of(layer)
    keys = np.empty(len(layer.word_starts), dtype=np.uint64)
    for first in range(0, len(keys), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        keys[part] = _sums(octets, layer.word_starts[part], layer.word_ends[part])
    long, rests = keys_of_rests(layer)
    keys[long] += rests
    if len(keys) and len(layer.folded.wide):
        _add_wide(keys, layer)
    keys ^= keys >> _HALF
    keys *= _STIR
    keys |= np.uint64(1)
    return keys


def octets_of(layer: BlockLayer) -> Keys:
    """The characters of a layer, eight in each number, and two numbers more."""
    text = layer.folded.text
    padded = np.zeros(len(text) // _PIECE * _PIECE + 3 * _PIECE, dtype=np.uint8)
    padded[: len(text)] = text
    return padded.view("<u8")


def keys_of_rests(layer: BlockLayer) -> tuple[Integers, Keys]:
    """The long words of a layer, and a key of what they have beyond that length."""
    text = layer.folded.text
    long = np.flatnonzero(layer.word_ends - layer.word_starts > _LONG)
    rests = (text[layer.word_starts[word] + _LONG : layer.word_ends[word]] for word in long.tolist())
    digests = b"".join(blake2b(rest.tobytes(), digest_size=8).digest() for rest in rests)
    return long, np.frombuffer(bytearray(digests), dtype="<u8")


def _sums(octets: Keys, starts: Numbers, ends: Numbers) -> Keys:
    """The sums of the pieces of some words up to where words are long."""
    sizes = ends - starts
    keys = _octet(octets, starts)
    keys &= _MASKS[np.minimum(sizes, _PIECE)]
    keys *= np.uint64(_FACTOR)
    keys += sizes.astype(np.uint64) * _SIZE_FACTOR
    factor = _FACTOR
    where = np.arange(len(starts))
    for place in range(_PIECE, _LONG, _PIECE):
        longer = np.flatnonzero(sizes > place)
        if not len(longer):
            break
        starts, sizes = starts[longer], sizes[longer]
        where = where[longer]
        factor = factor * _FACTOR & 0xFFFFFFFFFFFFFFFF
        piece = _octet(octets, starts + place) & _MASKS[np.minimum(sizes - place, _PIECE)]
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


def _add_wide(keys: Keys, layer: BlockLayer) -> None:
    """Add what the codes of characters beyond ASCII say, each with its place in its word."""
    folded = layer.folded
    word = np.searchsorted(layer.word_starts, folded.wide, side="right") - 1
    inside = np.flatnonzero((word >= 0) & (folded.wide < layer.word_ends[word]))
    if not len(inside):
        return
    word = word[inside]
    offset = (folded.wide[inside] - layer.word_starts[word]).astype(np.uint64)
    told = (folded.wide_codes[inside] + (offset << np.uint64(21))) * _WIDE_FACTOR
    told = (told ^ (told >> _HALF)) * _STIR
    first = np.flatnonzero(np.diff(word, prepend=-1))
    keys[word[first]] += np.add.reduceat(told, first)
