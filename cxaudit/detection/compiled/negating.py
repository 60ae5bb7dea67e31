"""Which matches stand behind a negator; only the few words before them are looked at."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cxaudit.compiling import compiled
from cxaudit.detection.compiled.finding import Fitted, Rows, standing, wider

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]

_EDGE = 32  # as in `known_words`
_ROOM = 1 << 10  # negators for which there is room at first


class Said(NamedTuple):
    """Rows that say something about negators: word w anchors those at `values[offsets[w] : offsets[w + 1]]` of `rows`.

    `bits` are the negators of each row, an array for each 64.
    """

    rows: Integers
    offsets: Numbers
    values: Numbers
    bits: npt.NDArray[np.uint64]


class Asked(NamedTuple):
    """Some runs of words: from `low[i]` up to `high[i]`, and the negator that is asked for in each."""

    low: Integers
    high: Integers
    negators: Integers


@compiled
def find_said(
    numbers: Numbers, asked: Asked, said: Said, rows: Rows, fitted: Fitted, sentences: Numbers
) -> tuple[Integers, Integers, Integers]:
    """The rows that say something about the negators, anchored among their words: the run, the row, its first word."""
    runs, found = np.empty(_ROOM, dtype=np.int32), np.empty(_ROOM, dtype=np.int32)
    starts, count = np.empty(_ROOM, dtype=np.int32), 0
    for run in range(len(asked.low)):
        negator = asked.negators[run]
        group, bit = negator >> 6, np.uint64(1) << np.uint64(negator & 63)
        for word in range(asked.low[run], asked.high[run]):
            number = numbers[word + _EDGE]
            for entry in range(said.offsets[number], said.offsets[number + 1]):
                row = said.rows[said.values[entry]]
                if said.bits[group, row] & bit:
                    if count == len(found):
                        runs, found, starts = wider(runs, 2 * count), wider(found, 2 * count), wider(starts, 2 * count)
                    runs[count], found[count], starts[count] = run, row, word - rows.places[row]
                    count += 1
    kept = standing(numbers, found[:count], starts[:count], 1, rows, fitted, sentences)
    return runs[kept].astype(np.int64), found[kept].astype(np.int64), starts[kept].astype(np.int64)
