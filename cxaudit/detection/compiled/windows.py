"""Where expressions can match, by the rarest word that each requires; the others are looked for around it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cxaudit.compiling import compiled

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]

_EDGE = 32  # as in `known_words`
_CLOSE = 256  # characters: what may be further away is asked for in the whole text
_ROOM = 1 << 10  # windows for which there is room at first


class Words(NamedTuple):
    """Words of a layer, and the required choices that each known word fits."""

    numbers: Numbers
    starts: Numbers
    ends: Numbers
    first_words: Integers
    text_starts: Integers
    offsets: Integers
    values: Integers


class Anchors(NamedTuple):
    """Expressions by the choice that is looked up: those of choice c are `owners[offsets[c] : offsets[c + 1]]`.

    For each expression: the choices required (the number `nothing` where there are fewer), which of them is the anchor,
    how far before and behind it the others end and begin at most, and how far a match reaches.
    """

    offsets: Integers
    owners: Integers
    choices: npt.NDArray[np.int64]
    steps: Integers
    back: npt.NDArray[np.int64]
    ahead: npt.NDArray[np.int64]
    before: Integers
    after: Integers
    nothing: int


@compiled
def find_windows(words: Words, first: int, last: int, anchors: Anchors) -> npt.NDArray[np.int64]:
    """The surroundings of anchors in the texts from `first` up to `last`: a row each.

    It says the expression, the text, the first character and one past the last, and one past the last of the anchor.
    """
    seen = np.full(anchors.nothing + 1, -1, dtype=np.int64)
    found, count = np.empty((_ROOM, 5), dtype=np.int64), 0
    for text in range(first, last):
        begin, end = words.first_words[text], words.first_words[text + 1]
        for word in range(begin, end):
            number = words.numbers[word + _EDGE]
            for fit in range(words.offsets[number], words.offsets[number + 1]):
                seen[words.values[fit]] = text
        seen[anchors.nothing] = text
        for word in range(begin, end):
            number = words.numbers[word + _EDGE]
            for fit in range(words.offsets[number], words.offsets[number + 1]):
                choice = words.values[fit]
                for place in range(anchors.offsets[choice], anchors.offsets[choice + 1]):
                    owner = anchors.owners[place]
                    is_there = True
                    for step in range(anchors.choices.shape[1]):
                        is_there = is_there and seen[anchors.choices[owner, step]] == text
                    if not (is_there and _all_close(words, anchors, owner, word, begin, end)):
                        continue
                    if count == len(found):
                        wider = np.empty((2 * count, 5), dtype=np.int64)
                        wider[:count] = found
                        found = wider
                    found[count, 0], found[count, 1] = owner, text
                    found[count, 2] = max(words.starts[word] - anchors.before[owner], words.text_starts[text])
                    found[count, 3] = min(words.ends[word] + anchors.after[owner], words.text_starts[text + 1] - 1)
                    found[count, 4] = words.ends[word]
                    count += 1
    return found[:count]


@compiled
def _all_close(words: Words, anchors: Anchors, owner: int, word: int, begin: int, end: int) -> bool:
    """Whether the other words of an expression stand close enough to its anchor."""
    for step in range(anchors.choices.shape[1]):
        choice = anchors.choices[owner, step]
        back, ahead = anchors.back[owner, step], anchors.ahead[owner, step]
        if step == anchors.steps[owner] or choice == anchors.nothing or back > _CLOSE or ahead > _CLOSE:
            continue
        low, high = words.starts[word] - back, words.ends[word] + ahead
        other = word
        while other > begin and words.ends[other - 1] >= low:
            other -= 1
        is_close = False
        while other < end and words.starts[other] <= high and not is_close:
            number = words.numbers[other + _EDGE]
            for fit in range(words.offsets[number], words.offsets[number + 1]):
                is_close = is_close or words.values[fit] == choice
            other += 1
        if not is_close:
            return False
    return True
