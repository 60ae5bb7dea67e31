"""64-bit hashes of words, equal in every process, and of the beginnings and ends of words without hashing again.

A word is a polynomial in an odd base modulo 2^64, so the hash of any part of a buffer is a difference of prefix sums,
divided by a power of the base (Karp and Rabin 1987). The length is mixed in, and the bits are stirred at the end.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Hashes = npt.NDArray[np.uint64]
Codes = npt.NDArray[np.uint32]

_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
_STIR = np.uint64(0xFF51AFD7ED558CCD)
_CHUNK = 1 << 18  # characters summed at once: bounds the tables of powers and keeps them in the cache


@dataclass(frozen=True, slots=True)
class PrefixSums:
    """Sums over a buffer from which the hash of any part of it is read."""

    sums: Hashes
    inverse: Hashes

    @classmethod
    def of(cls, codes: Codes) -> PrefixSums:
        """The sums over a buffer."""
        terms = codes * _powers(_BASE, len(codes))  # a code is never 0 inside a word
        sums = np.zeros(len(codes) + 1, dtype=np.uint64)
        np.cumsum(terms, out=sums[1:])
        return cls(sums, _powers(_INVERSE, len(codes) + 1))

    def hashes(self, starts: Integers | Numbers, ends: Integers | Numbers) -> Hashes:
        """Hashes of the parts from `starts` up to `ends`, not included."""
        raw = (self.sums[ends] - self.sums[starts]) * self.inverse[starts] + (ends - starts).astype(np.uint64)
        stirred: Hashes = (raw ^ (raw >> np.uint64(32))) * _STIR
        return stirred


def word_hashes(codes: Codes, starts: Integers | Numbers, ends: Integers | Numbers) -> Hashes:
    """Hashes of the words of a buffer, which are in order and do not overlap."""
    hashes = np.empty(len(starts), dtype=np.uint64)
    first = 0
    while first < len(starts):
        base = int(starts[first])
        last = max(first + 1, int(np.searchsorted(ends, base + _CHUNK, side="right")))
        sums = PrefixSums.of(codes[base : int(ends[last - 1])])
        hashes[first:last] = sums.hashes(starts[first:last] - base, ends[first:last] - base)
        first = last
    return hashes


def hash_of(texts: list[str]) -> Hashes:
    """Hashes of a few texts, by the same function."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32)
    ends = np.cumsum(np.array([len(text) for text in texts], dtype=np.int64))
    starts = np.concatenate((np.zeros(1, dtype=np.int64), ends[:-1])) if texts else ends
    return PrefixSums.of(codes).hashes(starts, ends)


def _powers(base: int, count: int) -> Hashes:
    """Powers of `base` from the zeroth on."""
    if count <= len(_KNOWN_POWERS[base]):
        return _KNOWN_POWERS[base][:count]
    return _computed_powers(base, count)


def _computed_powers(base: int, count: int) -> Hashes:
    factors = np.full(count, base, dtype=np.uint64)
    factors[0] = 1
    powers: Hashes = np.cumprod(factors)
    return powers


_KNOWN_POWERS = {base: _computed_powers(base, _CHUNK + 1) for base in (_BASE, _INVERSE)}
