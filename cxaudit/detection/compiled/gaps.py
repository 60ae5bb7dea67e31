"""Where a word, a gap and a word stand: the rarer of two words asks for the other, and hardly ever it is near."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cxaudit.compiling import compiled
from cxaudit.detection.compiled.finding import has, weighty, wider

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Bits = npt.NDArray[np.uint64]
Booleans = npt.NDArray[np.bool_]

_EDGE = 32  # as in `known_words`
_PARTS = 4  # numbers that make up one match
_ROOM = 1 << 12  # matches for which there is room at first


class Words(NamedTuple):
    """Words of a layer, its characters, and the choices that each known word fits.

    Those of word w are `values[offsets[w] : offsets[w + 1]]`, as many as `sizes[w]`.
    """

    numbers: Numbers
    starts: Numbers
    ends: Numbers
    texts: Numbers
    first_words: Integers
    text_starts: Integers
    text: npt.NDArray[np.uint8]
    in_word: Booleans
    sizes: Numbers
    offsets: Numbers
    values: Numbers


class Gaps(NamedTuple):
    """What is looked for, by number of the expression, as in `WordGaps`."""

    firsts: Integers
    seconds: Integers
    least: Integers
    most: Integers
    lazy: Booleans
    limits: Integers
    tables: Integers
    stops: Booleans


class Asking(NamedTuple):
    """Expressions by the choice that asks for the other: those of choice c are `owners[offsets[c] : offsets[c + 1]]`.

    `partners` are the others and `signs` those of these, `reach` how far away they may be, and `steps` -1 where they
    stand before it, else 1. `own` are the signs of each known word, `others` those of all that it asks for; gaps are at
    most 2 to the power of `bits` wide.
    """

    offsets: Numbers
    owners: Numbers
    partners: Numbers
    reach: Numbers
    steps: Numbers
    signs: Bits
    own: Bits
    others: Bits
    bits: int


@compiled
def find_gaps(words: Words, gaps: Gaps, asking: Asking) -> Numbers:
    """The first matches of each expression in each text, as many as wanted: its number, the text, from and to."""
    fitting = weighty(words.numbers, 0, len(words.texts), words.sizes)
    owners, places = _close(words, fitting, *_promising(words, fitting, asking), asking, len(gaps.firsts))
    found, count = np.empty(_PARTS * _ROOM, dtype=np.int32), 0
    stood = np.empty((2, len(fitting)), dtype=np.int32)
    for asked in range(len(owners)):
        owner, place = owners[asked], places[asked]
        text = words.texts[fitting[place]]
        first, second = _standing(words, fitting, place, gaps.firsts[owner], gaps.seconds[owner], stood)
        while count + _PARTS * first > len(found):
            found = wider(found, 2 * len(found))
        end = words.text_starts[text + 1] - 1
        for match in range(_matched(words, gaps, owner, end, stood[0, :first], stood[1, :second])):
            found[count], found[count + 1] = owner, text
            found[count + 2], found[count + 3] = words.starts[stood[0, match]], words.ends[stood[1, match]]
            count += _PARTS
    return found[:count].reshape(-1, _PARTS)


@compiled
def _promising(words: Words, fitting: Numbers, asking: Asking) -> tuple[Numbers, Bits]:
    """The places in `fitting` of words around which others have signs of those that they ask for, and these signs."""
    bits = asking.bits
    signs = np.zeros((len(words.text) >> bits) + 3, dtype=np.uint64)  # of words by where they begin and end
    for word in fitting:
        own = asking.own[words.numbers[word + _EDGE]]
        signs[(words.starts[word] >> bits) + 1] |= own
        signs[(words.ends[word] >> bits) + 1] |= own
    promising, met, count = np.empty(len(fitting), dtype=np.int32), np.empty(len(fitting), dtype=np.uint64), 0
    for place in range(len(fitting)):
        word = fitting[place]
        first, last = words.starts[word] >> bits, words.ends[word] >> bits
        around = signs[first] | signs[first + 1] | signs[last + 1] | signs[last + 2]
        promising[count], met[count] = place, asking.others[words.numbers[word + _EDGE]] & around
        count += met[count] != 0
    return promising[:count], met[:count]


@compiled
def _close(
    words: Words, fitting: Numbers, promising: Numbers, met: Bits, asking: Asking, owners: int
) -> tuple[Numbers, Numbers]:
    """Expressions whose two words stand close enough, each once a text, and a place in `fitting` in that text."""
    told = np.full(owners, -1, dtype=np.int32)  # the last text that was told of each expression
    found, places, count = np.empty(_ROOM, dtype=np.int32), np.empty(_ROOM, dtype=np.int32), 0
    for asked in range(len(promising)):
        place, signs = promising[asked], met[asked]
        word = fitting[place]
        known, text = words.numbers[word + _EDGE], words.texts[word]
        for fit in range(words.offsets[known], words.offsets[known + 1]):
            choice = words.values[fit]
            for entry in range(asking.offsets[choice], asking.offsets[choice + 1]):
                owner, step = asking.owners[entry], asking.steps[entry]
                if signs & asking.signs[entry] == 0 or told[owner] == text:
                    continue
                at = place + step
                while 0 <= at < len(fitting) and told[owner] != text:
                    other = fitting[at]
                    left, right = (other, word) if step < 0 else (word, other)
                    if words.starts[right] - words.ends[left] > asking.reach[entry]:
                        break
                    number, at = words.numbers[other + _EDGE], at + step
                    if has(words.values, words.offsets[number], words.offsets[number + 1], asking.partners[entry]):
                        told[owner] = text
                if count == len(found):
                    found, places = wider(found, 2 * count), wider(places, 2 * count)
                found[count], places[count] = owner, place
                count += told[owner] == text
    return found[:count], places[:count]


@compiled
def _standing(words: Words, fitting: Numbers, place: int, first: int, second: int, stood: Numbers) -> tuple[int, int]:
    """Write the words of the text around a place that fit two choices and stand between edges; how many of each."""
    text, firsts, seconds = words.texts[fitting[place]], 0, 0
    begin, end = words.first_words[text], words.first_words[text + 1]
    while place > 0 and fitting[place - 1] >= begin:
        place -= 1
    while place < len(fitting) and fitting[place] < end:
        word = fitting[place]
        number = words.numbers[word + _EDGE]
        low, high = words.offsets[number], words.offsets[number + 1]
        is_first, is_second = has(words.values, low, high, first), has(words.values, low, high, second)
        if (is_first or is_second) and not (words.in_word[words.starts[word] - 1] or words.in_word[words.ends[word]]):
            stood[0, firsts], stood[1, seconds] = word, word
            firsts, seconds = firsts + is_first, seconds + is_second
        place += 1
    return firsts, seconds


@compiled
def _matched(words: Words, gaps: Gaps, owner: int, end_of_text: int, firsts: Numbers, seconds: Numbers) -> int:
    """Write the two words of each match over those that may be; how many there are. Each place is passed once."""
    table, least, count, behind, free = gaps.tables[owner], gaps.least[owner], 0, 0, np.int64(0)
    clear, nearest, last = np.int64(0), np.int64(-1), 0
    for first in firsts:
        start, end = words.starts[first], np.int64(words.ends[first])
        if start < free or count == gaps.limits[owner]:
            continue
        reach, clear = min(end + gaps.most[owner], end_of_text), max(clear, end)
        while clear < reach and not gaps.stops[table, words.text[clear]]:
            clear += 1
        reach = min(reach, clear)
        while behind < len(seconds) and words.starts[seconds[behind]] <= reach:
            if gaps.lazy[owner] and nearest >= end + least:
                break
            last = seconds[behind]
            nearest, behind = np.int64(words.starts[last]), behind + 1
        if nearest >= end + least:
            free = np.int64(words.ends[last])
            firsts[count], seconds[count] = first, last
            count += 1
    return count
