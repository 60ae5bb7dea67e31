"""The groups of `near` rules: which can stand in a sentence at all, and those found around the rarest."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cxaudit.compiling import compiled
from cxaudit.detection.compiled.finding import Fitted, Rows, lower_place, standing, wider

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Bits = npt.NDArray[np.uint64]

_EDGE = 32  # as in `known_words`
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_FILTER_BITS = 20  # as in `growing`
_ROOM = 1 << 12  # members for which there is room at first


class Around(NamedTuple):
    """Words to look at: those of place p are from `low[p]` up to `high[p]`, and asked of rule `rules[p]`."""

    rules: Integers
    low: Integers
    high: Integers


class Members(NamedTuple):
    """Rows of the groups of rules; word w anchors in rule r the `members` beside the `keys` that are w * width + r.

    `rows` are the rows of the members, `filter` has a sign where a key may be known, as in `SortedKeys`.
    """

    keys: Integers
    members: Integers
    filter: npt.NDArray[np.bool_]
    width: int
    rows: Integers


@compiled
def find_members(
    numbers: Numbers, around: Around, members: Members, rows: Rows, fitted: Fitted, sentences: Numbers
) -> tuple[Integers, Integers]:
    """The members that stand among words, and the first word of each."""
    found, starts, count = np.empty(_ROOM, dtype=np.int32), np.empty(_ROOM, dtype=np.int32), 0
    keys, may_know, width = members.keys, members.filter, members.width
    for asked in range(len(around.rules)):
        rule = around.rules[asked]
        for word in range(around.low[asked], around.high[asked]):
            number = np.int64(numbers[word + _EDGE])
            if number == 0 or not may_know[_slot(number, rule, width)]:
                continue
            key = number * width + rule
            place = lower_place(keys, 0, len(keys), key)
            while place < len(keys) and keys[place] == key:
                if count == len(found):
                    found, starts = wider(found, 2 * count), wider(starts, 2 * count)
                found[count], starts[count] = members.members[place], word
                count, place = count + 1, place + 1
    found, starts = found[:count], starts[:count]
    looked_up = members.rows[found].astype(np.int32)
    starts -= rows.places[looked_up]
    kept = standing(numbers, looked_up, starts, 1, rows, fitted, sentences)
    return found[kept].astype(np.int64), starts[kept].astype(np.int64)


@compiled
def _slot(word: int | np.int64, rule: int, width: int) -> np.int64:
    """Where a word and a rule stand in the filter."""
    return np.int64((np.uint64(word * width + rule) * _FACTOR) >> np.uint64(64 - _FILTER_BITS))


@compiled
def add_presence(
    numbers: Numbers, words: tuple[int, int], of_word: Bits, units: Numbers, begun: int, bits: Bits
) -> None:
    """Add to the `bits` of units, from the unit `begun` on, those of their words."""
    for word in range(words[0], words[1]):
        number = numbers[word + _EDGE]
        if number != 0:
            unit = units[word] - begun
            for column in range(len(bits)):
                bits[column, unit] |= of_word[column, number]
