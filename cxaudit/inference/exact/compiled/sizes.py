"""How large the tables of each profile grow along one order of elimination, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxaudit.compiling import compiled
from cxaudit.inference.exact.compiled.masks import NONE, ONE, lowest, popcount

if TYPE_CHECKING:
    from cxaudit.inference.arrays import Flags, Floats, Integers
    from cxaudit.inference.exact.compiled.masks import Words


@compiled
def sizes_along(own: Words, seen: Words, first: Integers, asserted: Flags, sizes: Floats) -> None:
    """Fill in the table entries of each row of `asserted` (profiles, symptoms); the rest see `_Sizes` of capacity."""
    words = own.shape[1]
    around = np.empty_like(own)
    for profile in range(len(asserted)):
        around[:] = own
        for symptom in range(len(first)):
            if asserted[profile, symptom]:
                for word in range(words):
                    around[first[symptom], word] |= seen[symptom, word]
        entries = 0.0
        for place in range(len(own)):
            entries += 2.0 ** _joined(around, words, place)
        sizes[profile] = entries


@compiled
def _joined(around: Words, words: int, place: int) -> int | np.int64:
    """Join what is left around a node that is summed out to the first node of it; returns how many nodes it takes."""
    count, above = np.int64(0), np.int64(-1)
    for word in range(words):
        rest = around[place, word]
        count += popcount(rest)
        if word == place >> 6:
            rest &= ~(ONE << np.uint64(place & 63))
        if above < 0 and rest != NONE:
            above = 64 * word + lowest(rest)
    if above >= 0:
        for word in range(words):
            around[above, word] |= around[place, word]
        around[above, place >> 6] &= ~(ONE << np.uint64(place & 63))
    return count
