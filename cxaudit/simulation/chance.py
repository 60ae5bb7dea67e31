"""Chance that falls the same way for the same seed on every machine and with every version of NumPy."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_Choice = TypeVar("_Choice")
_STEP = 2.0**-53  # the distance between two numbers drawn
_SUMMED = 12  # uniform numbers in one bell-shaped number; their variances add up to 1


class Chance:
    """A stream of numbers of its own for each seed and purpose.

    NumPy keeps the bits of a bit generator the same for ever, but not what its distributions make of them (NEP 19);
    so the few distributions needed are made here.
    """

    def __init__(self, seed: int, *purpose: str | int) -> None:
        digest = hashlib.blake2b(repr((seed, *purpose)).encode(), digest_size=16).digest()
        self._bits = np.random.PCG64(int.from_bytes(digest, "big"))

    def number(self) -> float:
        """A number from 0 up to 1."""
        return int(self._bits.random_raw() >> 11) * _STEP

    def happens(self, probability: float) -> bool:
        """Whether something of this probability happens."""
        return self.number() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self.number() * (high - low + 1))

    def one_of(self, choices: Sequence[_Choice]) -> _Choice:
        """One of the choices, each as likely."""
        return choices[int(self.number() * len(choices))]

    def bell(self) -> float:
        """A number around 0 with standard deviation 1, nearly normal and never beyond 6 (Irwin–Hall)."""
        return sum(self.number() for _ in range(_SUMMED)) - _SUMMED / 2

    def numbers(self, size: int) -> NDArray[np.float64]:
        """Numbers from 0 up to 1, shape (size,)."""
        raw: NDArray[np.uint64] = self._bits.random_raw(size)
        return (raw >> np.uint64(11)).astype(np.float64) * _STEP

    def bells(self, size: int) -> NDArray[np.float64]:
        """Numbers as `bell` makes them, shape (size,)."""
        return sum((self.numbers(size) for _ in range(_SUMMED)), np.full(size, -_SUMMED / 2))

    def weighted(self, choices: Sequence[tuple[str, float]], size: int) -> NDArray[np.str_]:
        """Values drawn from (value, weight) pairs, shape (size,)."""
        limits = np.cumsum([weight for _, weight in choices])
        chosen = np.searchsorted(limits[:-1], self.numbers(size) * limits[-1], side="right")
        values: NDArray[np.str_] = np.array([value for value, _ in choices])[chosen]
        return values
