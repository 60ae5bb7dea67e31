"""Hashes put together to new ones, whole arrays at a time."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def mixed(*parts: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """One hash of several numbers, row by row (the finaliser of SplitMix64, Steele et al. 2014)."""
    found = np.zeros_like(parts[0])
    for part in parts:
        found = found + part + np.uint64(0x9E3779B97F4A7C15)
        found = (found ^ (found >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        found = (found ^ (found >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        found = found ^ (found >> np.uint64(31))
    return found


def hash_of(text: str) -> int:
    """64 bits of a text."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
