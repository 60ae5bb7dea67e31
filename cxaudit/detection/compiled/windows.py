"""Where expressions can match, by the rarest word that each requires; the others are looked for around it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cxaudit.compiling import compiled
from cxaudit.detection.compiled.finding import weighty, wider

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]

_EDGE = 32  # as in `known_words`
_CLOSE = 256  # characters: what may be further away is asked for in the whole text
_ROOM = 1 << 12  # expressions for which there is room at first


class Words(NamedTuple):
    """Words of a layer, and the required choices that each known word fits."""

    numbers: Numbers
    starts: Numbers
    ends: Numbers
    texts: Numbers
    first_words: Integers
    text_starts: Integers
    sizes: Numbers
    offsets: Numbers
    values: Numbers


class Anchors(NamedTuple):
    """Expressions by the choice that is looked up: those of choice c are `owners[offsets[c] : offsets[c + 1]]`.

    `partners` are the rarest of their other choices (`nothing` where there is none). For each expression: the choices
    required, which of them is the anchor, how far before and behind it the others end and begin at most, and how far a
    match reaches.
    """

    offsets: Numbers
    owners: Numbers
    partners: Numbers
    choices: Integers
    steps: Integers
    back: Integers
    ahead: Integers
    before: Integers
    after: Integers
    nothing: int


@compiled
def find_windows(words: Words, first: int, last: int, anchors: Anchors) -> Integers:
    """The surroundings of anchors in the texts from `first` up to `last`: a row each.

    It says the expression, the text, the first character and one past the last, and one past the last of the anchor.
    """
    fitting = weighty(words.numbers, words.first_words[first], words.first_words[last], words.sizes)
    owners, places = _in_one_text(words, fitting, anchors)
    found, count = np.empty((len(owners), 5), dtype=np.int64), 0
    for candidate in range(len(owners)):
        owner, word = owners[candidate], places[candidate]
        text = words.texts[word]
        found[count, 0], found[count, 1] = owner, text
        found[count, 2] = max(words.starts[word] - anchors.before[owner], words.text_starts[text])
        found[count, 3] = min(words.ends[word] + anchors.after[owner], words.text_starts[text + 1] - 1)
        found[count, 4] = words.ends[word]
        is_close = True
        for step in range(anchors.choices.shape[1]):
            choice = anchors.choices[owner, step]
            back, ahead = anchors.back[owner, step], anchors.ahead[owner, step]
            if step != anchors.steps[owner] and choice != anchors.nothing and back <= _CLOSE and ahead <= _CLOSE:
                low, high = words.starts[word] - back, words.ends[word] + ahead
                is_close = is_close and _is_between(words, choice, word, text, low, high)
        count += is_close
    return found[:count]


@compiled
def _in_one_text(words: Words, fitting: Numbers, anchors: Anchors) -> tuple[Numbers, Numbers]:
    """Expressions all of whose words are in one text, and the word that is the anchor of each."""
    seen = np.full(anchors.nothing + 1, -1, dtype=np.int32)  # the last text in which each choice was fitted
    owners, places, count = np.empty(_ROOM, dtype=np.int32), np.empty(_ROOM, dtype=np.int32), 0
    begun = 0
    while begun < len(fitting):
        text, done = words.texts[fitting[begun]], begun
        while done < len(fitting) and words.texts[fitting[done]] == text:
            number = words.numbers[fitting[done] + _EDGE]
            for fit in range(words.offsets[number], words.offsets[number + 1]):
                seen[words.values[fit]] = text
            done += 1
        seen[anchors.nothing] = text
        for word in fitting[begun:done]:
            number = words.numbers[word + _EDGE]
            for fit in range(words.offsets[number], words.offsets[number + 1]):
                choice = words.values[fit]
                for place in range(anchors.offsets[choice], anchors.offsets[choice + 1]):
                    if seen[anchors.partners[place]] != text:
                        continue
                    if count == len(owners):
                        owners, places = wider(owners, 2 * count), wider(places, 2 * count)
                    owner, is_there = anchors.owners[place], True
                    owners[count], places[count] = owner, word
                    for step in range(anchors.choices.shape[1]):
                        is_there = is_there and seen[anchors.choices[owner, step]] == text
                    count += is_there
        begun = done
    return owners[:count], places[:count]


@compiled
def _is_between(words: Words, choice: int, word: int, text: int, low: int, high: int) -> bool:
    """Whether a word of a text that fits a choice ends at `low` or behind it, and begins at `high` or before it."""
    begin, end = words.first_words[text], words.first_words[text + 1]
    while word > begin and words.ends[word - 1] >= low:
        word -= 1
    while word < end and words.starts[word] <= high:
        number = words.numbers[word + _EDGE]
        for fit in range(words.offsets[number], words.offsets[number + 1]):
            if words.values[fit] == choice:
                return True
        word += 1
    return False
