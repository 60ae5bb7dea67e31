"""Which profiles to work out together: a search for small sets of symptoms that many profiles keep within."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Floats, Integers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cxaudit.inference.arrays import Flags

SMALL_SIZE = 24_000  # table entries for one profile that any set may lead to
STRETCH = 3.0  # by how much the tables of the first profile of a set may grow to take others in
ENTRY = 5.0  # nanoseconds that one table entry of one profile takes
ELSEWHERE = 800_000.0  # nanoseconds that a profile is taken to cost in another set, its part of the calls included
FARTHEST = 4  # symptoms that a profile may lack to count as one that a cover could take in
HALFWAY = 0.4  # of such a profile's worth, for each symptom that it lacks beyond the first
CANDIDATES = 4  # symptoms weighed up at each step


@dataclass(frozen=True, slots=True)
class Cover:
    """The `profiles` (rows) that assert no other symptoms than these (columns)."""

    symptoms: tuple[int, ...]
    profiles: Integers


def covers(asserted: Flags, sizes: Callable[[list[int]], Callable[[list[int]], int]]) -> Iterator[Cover]:
    """Put each row of `asserted` (profiles, symptoms) into one cover.

    `sizes` gives, for the symptoms that a cover starts from, a function that counts the table entries of larger covers.
    A cover starts from the profile with the fewest symptoms among those left, and takes in the symptom that saves most
    as long as one saves anything.
    """
    kinds = _kinds(asserted)
    lacking_of_all = kinds.table.sum(axis=0, dtype=np.int64)
    waiting = np.ones(len(kinds.count), dtype=np.bool_)
    for first in range(len(kinds.count)):
        if not waiting[first]:
            continue
        chosen = np.flatnonzero(kinds.table[:, first]).tolist()
        lacking = lacking_of_all - kinds.table[chosen].sum(axis=0, dtype=np.int64)
        lacking[~waiting] = len(kinds.table) + 1
        chosen, lacking = _grown(kinds, chosen, lacking, sizes(chosen))
        taken = lacking == 0
        waiting[taken] = False
        asserted_there = kinds.table[:, taken].any(axis=1)
        yield Cover(tuple(np.flatnonzero(asserted_there).tolist()), np.flatnonzero(taken[kinds.place]).astype(np.int64))


@dataclass(frozen=True, slots=True)
class _Kinds:
    """Rows that are alike: `table` (symptoms, kinds), fewest symptoms first, `count` of rows, `place` of each row."""

    table: Integers
    count: Floats
    place: Integers


def _kinds(asserted: Flags) -> _Kinds:
    packed = np.packbits(asserted, axis=1)
    _, first, place, count = np.unique(packed, axis=0, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((np.arange(len(first)), -count, asserted[first].sum(axis=1)))
    table = np.ascontiguousarray(asserted[first[order]].T).astype(np.int64)
    return _Kinds(table, count[order].astype(np.float64), np.argsort(order)[place.reshape(-1)].astype(np.int64))


def _grown(
    kinds: _Kinds, chosen: list[int], lacking: Integers, size_of: Callable[[list[int]], int]
) -> tuple[list[int], Integers]:
    """Greedy: what a symptom saves is what its profiles would cost elsewhere, less what all cost in larger tables."""
    size = size_of(chosen)
    limit = max(SMALL_SIZE, STRETCH * size)
    inside = float(kinds.count[lacking == 0].sum())
    barred = np.zeros(len(kinds.table), dtype=np.bool_)
    barred[chosen] = True
    while True:
        near = np.flatnonzero((lacking > 0) & (lacking <= FARTHEST))
        gained = np.where(barred, 0.0, kinds.table[:, near] @ (kinds.count[near] * HALFWAY ** (lacking[near] - 1)))
        best, most, larger = -1, 0.0, size
        for symptom in np.argsort(-gained, kind="stable")[:CANDIDATES].tolist():
            grown = size_of([*chosen, symptom]) if gained[symptom] else size
            barred[symptom] |= grown > limit
            saved = gained[symptom] * (ELSEWHERE - ENTRY * grown) - inside * ENTRY * (grown - size)
            if saved > most and not barred[symptom]:
                best, most, larger = symptom, saved, grown
        if best < 0:
            return chosen, lacking
        chosen, lacking = [*chosen, best], lacking - kinds.table[best]
        barred[best] = True
        inside, size = float(kinds.count[lacking == 0].sum()), larger
