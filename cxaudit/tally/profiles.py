"""Packed profiles, many at a time: which are alike, which symptoms they hold, and how one is added."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from cxaudit.model import Profile
from cxaudit.tally.events import profile_array

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_STATES = 3


def holding(
    profiles: NDArray[np.uint8], state: int, among: tuple[int, ...] | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows that hold symptoms in this state (1, 2 or 3), and the symptoms, in order of row, then of symptom.

    With `among`, other symptoms are left aside.
    """
    part = _part(profiles, state) if among is None else _part(profiles, state) & _bits(profiles, among)
    # Few bytes hold anything, so that only those are taken apart; flags in a row are what NumPy finds fastest.
    eights = _eights(part)
    full = np.flatnonzero(eights.ravel() != 0)
    bits = np.unpackbits(eights.ravel()[full].view(np.uint8), bitorder="little").view(np.bool_)
    which, bit = np.divmod(np.flatnonzero(bits), 64)
    row, place = np.divmod(full[which], eights.shape[1])
    return row, place * 64 + bit


def failing(profiles: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which rows assert any symptom."""
    return np.asarray(_eights(_part(profiles, 1)).any(axis=1), dtype=np.bool_)


def shows(profiles: NDArray[np.uint8], symptom: int) -> NDArray[np.bool_]:
    """Which rows assert this symptom."""
    found: NDArray[np.bool_] = profiles[:, symptom // 8] & np.uint8(1 << symptom % 8) != 0
    return found


def mark(profiles: NDArray[np.uint8], state: int, symptom: int, rows: NDArray[np.int64] | NDArray[np.bool_]) -> None:
    """Put one symptom in this state into the profiles of these rows, where they are."""
    third = profiles.shape[1] // _STATES
    profiles[rows, (state - 1) * third + symptom // 8] |= np.uint8(1 << symptom % 8)


def distinct(profiles: pa.ChunkedArray | pa.Array) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Each profile that occurs in this `profile` column, once, and which of them each row has."""
    column = profiles.combine_chunks() if isinstance(profiles, pa.ChunkedArray) else profiles
    encoded = column.dictionary_encode()
    return profile_array(encoded.dictionary), encoded.indices.to_numpy().astype(np.int64)


class Numbers(dict[bytes, int]):
    """Numbers what is looked up in it, in the order in which it is met."""

    def __missing__(self, value: bytes) -> int:
        number = self[value] = len(self)
        return number

    def of(self, values: Iterable[bytes]) -> NDArray[np.int64]:
        """The number of each value; what is not known yet is learned."""
        return np.array([self[value] for value in values], dtype=np.int64)


def numbered(packed: NDArray[np.uint8], known: Numbers) -> NDArray[np.int64]:
    """The number of each row among those `known`, which learns it."""
    return known.of(np.ascontiguousarray(packed).view(f"V{packed.shape[1]}").ravel().tolist())


def to_profiles(packed: NDArray[np.uint8]) -> list[Profile]:
    """The nouns that packed profiles stand for."""
    states = [_listed(packed, state) for state in (1, 2, 3)]
    return [Profile(*held) for held in zip(*states, strict=True)]


def _listed(packed: NDArray[np.uint8], state: int) -> list[tuple[int, ...]]:
    """The symptoms that each of the profiles holds in this state."""
    row, symptom = holding(packed, state)
    bounds = np.searchsorted(row, np.arange(len(packed) + 1)).tolist()
    symptoms = symptom.tolist()
    return [tuple(symptoms[bounds[place] : bounds[place + 1]]) for place in range(len(packed))]


def _part(profiles: NDArray[np.uint8], state: int) -> NDArray[np.uint8]:
    third = profiles.shape[1] // _STATES
    return profiles[:, (state - 1) * third : state * third]


def _eights(part: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """The bytes of each row, eight at a time: most hold nothing."""
    rows, width = part.shape
    padded = np.zeros((rows, -(-width // 8) * 8), dtype=np.uint8)
    padded[:, :width] = part
    return padded.view(np.uint64)


def _bits(profiles: NDArray[np.uint8], symptoms: tuple[int, ...]) -> NDArray[np.uint8]:
    """The bits of these symptoms, as wide as one state of `profiles`."""
    bits = np.zeros(profiles.shape[1] // _STATES, dtype=np.uint8)
    for symptom in symptoms:
        bits[symptom // 8] |= np.uint8(1 << symptom % 8)
    return bits
