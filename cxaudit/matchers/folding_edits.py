"""Characters of a buffer that do not stay one byte when they are folded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cxaudit.matchers.utf8 import LEAD, WIDE

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.uint8]
Codes = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Edits:
    """Characters that do not stay one byte: the place of their first, how many bytes they have, what they become.

    `sizes` are the numbers of characters they become; `entries` are those of the table.
    """

    places: Integers
    lengths: Integers
    sizes: Integers
    entries: Codes

    def growth(self) -> Integers:
        """By how much in all the text has grown before each of them, and behind the last."""
        growth: Integers = np.concatenate(([0], np.cumsum(self.sizes - self.lengths)))
        return growth


def resized(plain: Bytes, edits: Edits) -> Bytes:
    """A copy of the buffer in which each edit has as many bytes as characters it becomes."""
    if (edits.sizes > edits.lengths).any():
        counts = ((plain < WIDE) | (plain >= LEAD)).astype(np.int64)
        counts[edits.places] = edits.sizes
        return np.repeat(plain, counts)
    kept = (plain < WIDE) | (plain >= LEAD)
    kept[edits.places[edits.sizes == 0]] = False
    for offset in range(1, int(edits.sizes.max())):
        kept[edits.places[edits.sizes > offset] + offset] = True
    resized: Bytes = plain[kept]
    return resized


def places_after(originals: Integers, edits: Edits) -> Integers:
    """Places after the edits of bytes that begin a character."""
    places: Integers = originals + edits.growth()[np.searchsorted(edits.places, originals)]
    return places


def shifts_of(firsts: Integers, sizes: Integers) -> tuple[Numbers, Numbers]:
    """Places of the result from which the original place runs ahead or behind by one more, and by how much in all."""
    vanished = sizes == 0
    extra = np.maximum(sizes - 1, 0)
    offsets = np.arange(int(extra.sum())) - np.repeat(np.cumsum(extra) - extra, extra) + 1
    behind = np.repeat(firsts, extra) + offsets
    changes = np.concatenate((firsts[vanished], behind))
    steps = np.concatenate((np.ones(int(vanished.sum()), dtype=np.int64), np.full(len(behind), -1, dtype=np.int64)))
    order = np.argsort(changes, kind="stable")
    shifts = np.concatenate(([0], np.cumsum(steps[order])))
    return changes[order].astype(np.int32), shifts.astype(np.int32)
