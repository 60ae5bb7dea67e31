"""Words and sentences of a folded buffer in one pass over its characters."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cxaudit.compiling import compiled

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int32]

# What a character is, as in `folding_table`, and the codes of a full stop and of the first and last digit.
_WORD, _UNSPACED, _MARK, _ENDS_SENTENCE, _LINE_END, _APOSTROPHE = 1, 2, 4, 8, 16, 128
_STOP, _ZERO, _NINE = 0x2E, 0x30, 0x39
_APART = 2  # line ends between two words that end a sentence


class Found(NamedTuple):
    """What is written: an entry a character, a word, a sentence and a text, with room for as many as there can be."""

    in_word: npt.NDArray[np.bool_]
    starts: Numbers
    ends: Numbers
    texts: Numbers
    sentences: Numbers
    sentence_starts: npt.NDArray[np.int64]
    first_words: npt.NDArray[np.int64]


@compiled
def find_words(text: Bytes, flags: Bytes, text_starts: npt.NDArray[np.int64], found: Found) -> tuple[int, int]:
    """How many words and sentences there are; `text_starts` as in `BlockLayer`. The buffer ends with a separator."""
    words, sentences, texts = 0, 0, 0
    next_text = text_starts[0]
    was_word, was_unspaced = False, False
    line_ends, breaks = 0, True
    found.in_word[0] = False
    for place in range(1, len(text) - 1):
        if place == next_text:
            found.first_words[texts] = words
            texts += 1
            next_text = text_starts[texts]
            breaks = True
        flag = flags[place]
        is_word = (flag & _WORD) != 0
        if flag & _APOSTROPHE:
            is_word = (flags[place - 1] & flags[place + 1] & _WORD) != 0
        found.in_word[place] = is_word
        if is_word:
            unspaced = (flag & _UNSPACED) != 0
            begins = not was_word or unspaced or (was_unspaced and not flag & _MARK)
            if begins:
                if was_word:
                    found.ends[words - 1] = place
                if breaks or line_ends >= _APART:
                    found.sentence_starts[sentences] = words
                    sentences += 1
                    breaks = False
                line_ends = 0
                found.starts[words] = place
                found.texts[words] = texts - 1
                found.sentences[words] = sentences - 1
                words += 1
            was_unspaced = unspaced
        else:
            if was_word:
                found.ends[words - 1] = place
            was_unspaced = False
            if flag & _LINE_END:
                line_ends += 1
            if flag & _ENDS_SENTENCE and not breaks:
                breaks = not (
                    text[place] == _STOP and _ZERO <= text[place - 1] <= _NINE and _ZERO <= text[place + 1] <= _NINE
                )
        was_word = is_word
    last = len(text) - 1
    found.in_word[last] = False
    if was_word:
        found.ends[words - 1] = last
    found.first_words[texts:] = words
    found.sentence_starts[sentences] = words
    return words, sentences
