"""Words and sentences of a folded buffer, 64 characters at a time as bits of a number."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cxaudit.compiling import compiled
from cxaudit.matchers.character_entries import ENDS_SENTENCE, LINE_END, MARK, PLAIN_FLAGS, UNSPACED, WORD
from cxaudit.matchers.compiled.octets import (
    BITS,
    EACH,
    HIGH,
    LOW,
    OCTET,
    ONE,
    Octets,
    gathered,
    in_each,
    least,
    lowest,
    number_of,
)
from cxaudit.matchers.utf8 import WIDE

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int32]
Integers = npt.NDArray[np.int64]

_FROM_A, _BEHIND_Z = least(ord("a")), least(ord("z") + 1)
_FROM_ZERO, _BEHIND_NINE = least(ord("0")), least(ord("9") + 1)
_SPACE, _APOSTROPHE = in_each(ord(" ")), in_each(ord("'"))
_STOP, _ZERO, _NINE = ord("."), ord("0"), ord("9")
_CHUNK, _LAST = np.uint64(6), np.uint64(BITS - 1)  # bits of a place that number it in its chunk, and the last there
AT_ONCE = 4  # entries are written so many at a time, the last of them in vain: that is faster than to count


class Chunks(NamedTuple):
    """Kinds of characters as bits, 64 in a number: `signs` are those that may end a sentence or a text.

    There is one number more. `unspaced` and `marks` are zeros at first, or empty where nothing is written without
    spaces.
    """

    letters: Octets
    apostrophes: Octets
    signs: Octets
    unspaced: Octets
    marks: Octets


class Found(NamedTuple):
    """What is written: an entry a character, a word, a sentence and a text, with room for as many as there can be.

    There is room for `AT_ONCE` more. `in_octets` shows `in_word`, which fills whole chunks.
    """

    in_word: npt.NDArray[np.bool_]
    in_octets: Octets
    starts: Numbers
    ends: Numbers
    texts: Numbers
    sentences: Numbers
    sentence_starts: Integers
    first_words: Integers


@compiled
def find_words(
    text: Bytes, wide: Numbers, wide_flags: Bytes, text_starts: Integers, chunks: Chunks, found: Found
) -> tuple[int, int]:
    """How many words and sentences there are; `chunks` are to be filled.

    The buffer begins and ends with a separator, and zeros fill its last chunk.
    """
    _tell_plain(text.view(np.uint64), chunks, found.in_octets)
    _tell_wide(wide, wide_flags, chunks, found.in_word)
    words, ended, sentences, texts, line_end, last = 0, 0, 0, 0, -1, -1
    letter, inside, unspaced, next_text = np.uint64(0), np.uint64(0), np.uint64(0), int(text_starts[0])
    for chunk in range(len(chunks.letters) - 1):
        place, letters = chunk * BITS, chunks.letters[chunk]
        behind = letters >> ONE | chunks.letters[chunk + 1] << _LAST
        inner = chunks.apostrophes[chunk] & (letters << ONE | letter) & behind
        letter = letters >> _LAST
        _join(inner, place, found.in_word)
        words_here = letters | inner
        before, apart = words_here << ONE | inside, np.uint64(0)
        if len(chunks.unspaced):
            apart = chunks.unspaced[chunk] | (chunks.unspaced[chunk] << ONE | unspaced) & ~chunks.marks[chunk]
            unspaced = chunks.unspaced[chunk] >> _LAST
        inside, begins = words_here >> _LAST, words_here & (~before | apart)
        signs = chunks.signs[chunk]
        while signs != 0:
            sign, below = place + lowest(signs), ~signs & (signs - ONE)
            signs &= signs - ONE
            flag = PLAIN_FLAGS[text[sign]] if text[sign] < WIDE else ENDS_SENTENCE
            if flag == 0 and sign + 1 != next_text:
                continue
            word = words + number_of(begins & below)  # the next to begin
            if flag == 0:
                breaks = True
                found.first_words[texts] = word
                texts += 1
                next_text = int(text_starts[texts]) if texts < len(text_starts) else 0
            elif flag & LINE_END:
                breaks, line_end = line_end == word, word
            else:
                breaks = not (text[sign] == _STOP and _is_digit(text[sign - 1]) and _is_digit(text[sign + 1]))
            if breaks and word > last:
                found.sentence_starts[sentences] = word
                sentences, last = sentences + 1, word
        words = _write_places(begins, place, found.starts, words)
        ended = _write_places(before & (~words_here | begins), place, found.ends, ended)
    sentences -= last == words
    found.sentence_starts[sentences] = words
    _number_runs(found.sentence_starts, sentences, found.sentences)
    _number_runs(found.first_words, texts - 1, found.texts)
    return words, sentences


@compiled
def _tell_plain(octets: Octets, chunks: Chunks, in_word: Octets) -> None:
    """What the characters of ASCII are, and which of them are letters or digits."""
    chunks.letters[-1] = 0
    for chunk in range(len(chunks.letters) - 1):
        letters, apostrophes, signs = np.uint64(0), np.uint64(0), np.uint64(0)
        for part in range(OCTET):
            octet = octets[chunk * OCTET + part]
            low, shift = octet & LOW, np.uint64(part * OCTET)
            is_letter = (((low + _FROM_A) ^ (low + _BEHIND_Z)) | ((low + _FROM_ZERO) ^ (low + _BEHIND_NINE))) & HIGH
            is_letter &= ~octet
            is_other = ((octet ^ _SPACE | HIGH) - EACH) & ~(octet | is_letter) & HIGH
            is_apostrophe = ~((octet ^ _APOSTROPHE | HIGH) - EACH) & is_other
            in_word[chunk * OCTET + part] = is_letter >> np.uint64(7)
            letters |= gathered(is_letter) << shift
            apostrophes |= gathered(is_apostrophe) << shift
            signs |= gathered(is_other ^ is_apostrophe) << shift
        chunks.letters[chunk], chunks.apostrophes[chunk], chunks.signs[chunk] = letters, apostrophes, signs


@compiled
def _tell_wide(wide: Numbers, flags: Bytes, chunks: Chunks, in_word: npt.NDArray[np.bool_]) -> None:
    """What the characters beyond ASCII are."""
    for number in range(len(wide)):
        place, flag = np.uint64(wide[number]), flags[number]
        chunk, bit = np.int64(place >> _CHUNK), ONE << (place & _LAST)
        if flag & WORD:
            chunks.letters[chunk] |= bit
            in_word[wide[number]] = True
        if flag & ENDS_SENTENCE:
            chunks.signs[chunk] |= bit
        if flag & UNSPACED:
            chunks.unspaced[chunk] |= bit
        if flag & MARK and len(chunks.marks):
            chunks.marks[chunk] |= bit


@compiled
def _join(bits: np.uint64, place: int, in_word: npt.NDArray[np.bool_]) -> None:
    """Take characters of the chunk at a place into words."""
    while bits != 0:
        in_word[place + lowest(bits)] = True
        bits &= bits - ONE


@compiled
def _write_places(bits: np.uint64, place: int, places: Numbers, count: int) -> int:
    """Write the places of the bits of the chunk at a place behind the first `count`; how many there are then."""
    total = count + number_of(bits)
    while bits != 0:
        for offset in range(AT_ONCE):
            places[count + offset] = place + lowest(bits)
            bits &= bits - ONE
        count += AT_ONCE
    return total


@compiled
def _number_runs(borders: Integers, runs: int, numbers: Numbers) -> None:
    """Write the number of each run as often as it is long, into what lies between its borders."""
    for run in range(runs):
        for first in range(borders[run], borders[run + 1], AT_ONCE):
            for offset in range(AT_ONCE):
                numbers[first + offset] = run


@compiled
def _is_digit(byte: int) -> bool:
    return _ZERO <= byte <= _NINE
