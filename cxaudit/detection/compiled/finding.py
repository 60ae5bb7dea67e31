"""Rows of words found by their rarest word and its neighbour; the others are checked where both stand."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cxaudit.compiling import compiled

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Bits = npt.NDArray[np.uint64]

_EDGE = 32  # as in `known_words`
_ANY = -1  # the number of a choice that every word fits
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # as in `signs`
_ASKED, _OTHER = np.uint64((1 << 32) - 1), np.uint64(32)  # of the signs of words, as in `word_pairs`
_SIX, _TWELVE, _LOWEST, _ONE = np.uint64(6), np.uint64(12), np.uint64(63), np.uint64(1)  # of the bits in a number
_SIDES, _NO_SIDE = 3, 2  # where the other word of a pair may stand, and the number of nowhere
_ROOM = 1 << 15  # rows for which there is room at first


class Fitted(NamedTuple):
    """The choices that each word fits, in order: those of word w are `values[offsets[w] : offsets[w + 1]]`."""

    offsets: Numbers
    values: Numbers


class Rows(NamedTuple):
    """Rows of words, as in `AnchoredRows`."""

    offsets: Numbers
    sizes: Numbers
    choices: Numbers
    places: Numbers
    sides: Numbers


class Wanted(NamedTuple):
    """The rows looked for, as in `RowFinder` and `WordPairs`; how many each word anchors is in `weights`.

    Word w alone anchors the `sizes[w]` rows at `values[offsets[w] : offsets[w + 1]]` of `alone`. In pairs it is an
    anchor as each of the choices `anchors`, and the other as each of the choices `seconds`, which are listed likewise.
    """

    weights: Numbers
    sizes: Numbers
    offsets: Numbers
    values: Numbers
    alone: Integers
    before: Bits
    behind: Bits
    anchor_offsets: Numbers
    anchors: Numbers
    second_offsets: Numbers
    seconds: Numbers
    choices: Numbers
    groups: Numbers
    others: Numbers
    paired: Integers
    table: Bits
    shift: np.uint64
    width: int


@compiled
def find_rows(
    numbers: Numbers, first: int, last: int, most: int, wanted: Wanted, rows: Rows, fitted: Fitted, sentences: Numbers
) -> tuple[Integers, Integers, int]:
    """The rows whose rarest words stand from `first` up to `last`, their first words, and one past the last looked at.

    That is less than `last` where more than `most` rows may stand before it.
    """
    anchors = weighty(numbers, first, last, wanted.weights)
    promising = _paired(numbers, _promising(numbers, anchors, wanted), wanted)
    found, starts, last = _with_neighbours(numbers, promising, last, most, wanted)
    starts -= rows.places[found]
    kept = standing(numbers, found, starts, 2, rows, fitted, sentences)
    return found[kept].astype(np.int64), starts[kept].astype(np.int64), last


@compiled
def standing(
    numbers: Numbers, found: Numbers, starts: Numbers, known: int, rows: Rows, fitted: Fitted, sentences: Numbers
) -> Integers:
    """The places of those rows that stand whole in one sentence from the words `starts` on; their rarest words do.

    With 2 as `known` the words beside those do so too, with 1 that is not known.
    """
    kept, count = np.empty(len(found), dtype=np.int64), 0
    for place in range(len(found)):
        row, start = found[place], starts[place]
        size, offset = rows.sizes[row], rows.offsets[row]
        end = start + size
        if start < 0 or end > len(sentences) or sentences[start] != sentences[end - 1]:
            continue
        is_known = size == 1 or (size == known and rows.sides[row] != 0)
        fits, part = True, size if is_known else 0
        while fits and part < size:
            choice, number = rows.choices[offset + part], numbers[start + part + _EDGE]
            fits = choice == _ANY or has(fitted.values, fitted.offsets[number], fitted.offsets[number + 1], choice)
            part += 1
        kept[count] = place
        count += fits
    return kept[:count]


@compiled
def _promising(numbers: Numbers, anchors: Numbers, wanted: Wanted) -> Integers:
    """Where rows may stand: each word that anchors some, four times, and the side of the other word or that of none."""
    places, count = np.empty(_SIDES * len(anchors), dtype=np.int64), 0
    for word in anchors:
        number, place = numbers[word + _EDGE], np.int64(word) << 2
        before, behind = wanted.before[numbers[word + _EDGE - 1]], wanted.behind[numbers[word + _EDGE + 1]]
        places[count] = place | _NO_SIDE
        count += wanted.sizes[number] > 0
        places[count] = place
        count += wanted.before[number] & _ASKED & before >> _OTHER != 0
        places[count] = place | 1
        count += wanted.behind[number] & _ASKED & behind >> _OTHER != 0
    return places[:count]


@compiled
def _paired(numbers: Numbers, promising: Integers, wanted: Wanted) -> Integers:
    """Those of these places at which words stand that may make a pair; few others, which are not looked at singly."""
    kept, count = np.empty(len(promising), dtype=np.int64), 0
    for promise in promising:
        word, side = promise >> 2, promise & 3
        ours, theirs = numbers[word + _EDGE], numbers[word + _EDGE + 2 * side - 1]
        one, two = np.int64(wanted.choices[ours, 0]), np.int64(wanted.choices[ours, 1])
        other, another = wanted.choices[theirs, 2], wanted.choices[theirs, 3]
        first, second = (2 * one + side) * wanted.width, (2 * two + side) * wanted.width
        told = _may_know(wanted.table, wanted.shift, first + other)
        told |= _may_know(wanted.table, wanted.shift, first + another)
        told |= _may_know(wanted.table, wanted.shift, second + other)
        told |= _may_know(wanted.table, wanted.shift, second + another)
        kept[count] = promise
        count += (side == _NO_SIDE) | (two < 0) | (another < 0) | told
    return kept[:count]


@compiled
def _may_know(table: Bits, shift: np.uint64, key: int) -> bool:
    """Whether a pair may be known: both of its signs are there."""
    mixed = np.uint64(key) * _FACTOR
    signs = _ONE << (mixed >> (shift - _SIX) & _LOWEST) | _ONE << (mixed >> (shift - _TWELVE) & _LOWEST)
    known: bool = table[mixed >> shift] & signs == signs
    return known


@compiled
def _with_neighbours(
    numbers: Numbers, promising: Integers, last: int, most: int, wanted: Wanted
) -> tuple[Numbers, Numbers, int]:
    """The rows that stand with their rarest word and the one beside it, the former, and one past the last looked at."""
    found, places, count = np.empty(_ROOM, dtype=np.int32), np.empty(_ROOM, dtype=np.int32), 0
    looked_at = np.int64(-1)
    for promise in promising:
        word, side = promise >> 2, promise & 3
        if count > most and word > looked_at:
            return found[:count], places[:count], word
        looked_at, number = word, numbers[word + _EDGE]
        room = count + wanted.weights[number]
        if room > len(found):
            found, places = wider(found, 2 * room), wider(places, 2 * room)
        if side == _NO_SIDE:
            begin = wanted.offsets[number]
            for entry in range(begin, begin + wanted.sizes[number]):
                found[count], places[count] = wanted.alone[wanted.values[entry]], word
                count += 1
            continue
        beside = numbers[word + _EDGE + 2 * side - 1]
        begin, end = wanted.second_offsets[beside], wanted.second_offsets[beside + 1]
        for fit in range(wanted.anchor_offsets[number], wanted.anchor_offsets[number + 1]):
            pair = 2 * wanted.anchors[fit] + side
            low, high = wanted.groups[pair], wanted.groups[pair + 1]
            if high - low <= end - begin:
                for step in range(low, high):
                    if has(wanted.seconds, begin, end, wanted.others[step]):
                        found[count], places[count] = wanted.paired[step], word
                        count += 1
            else:
                for step in range(begin, end):
                    second = wanted.seconds[step]
                    if _may_know(wanted.table, wanted.shift, pair * wanted.width + second):
                        at = lower_place(wanted.others, low, high, second)
                        while at < high and wanted.others[at] == second:
                            found[count], places[count] = wanted.paired[at], word
                            count, at = count + 1, at + 1
    return found[:count], places[:count], last


@compiled
def weighty(numbers: Numbers, first: int, last: int, weights: Numbers) -> Numbers:
    """The words from `first` up to `last` that have a weight: most have none, and all else is asked of the others."""
    words, count = np.empty(last - first, dtype=np.int32), 0
    for word in range(first, last):
        words[count] = word
        count += weights[numbers[word + _EDGE]] > 0
    return words[:count]


@compiled
def wider(numbers: Numbers, size: int) -> Numbers:
    """The same numbers with more room."""
    wide = np.empty(size, dtype=np.int32)
    wide[: len(numbers)] = numbers
    return wide


@compiled
def has(values: Numbers, low: int, high: int, value: int) -> bool:
    """Whether a value stands in a part of numbers in order."""
    place = lower_place(values, low, high, value)
    return place < high and values[place] == value


@compiled
def lower_place(values: Integers | Numbers, low: int, high: int, value: int) -> int:
    """The first place in a part of numbers in order that holds the value or more."""
    while low < high:
        middle = (low + high) >> 1
        if values[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low
