"""Rows of words found by their rarest word and its neighbour; the others are checked where both stand."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cxaudit.compiling import compiled

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]

_EDGE = 32  # as in `known_words`
_ANY = -1  # the number of a choice that every word fits
_SIDES = 3  # nothing beside a word, the word before it, and that behind it
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_FILTER_BITS = 20  # as in `growing`
_FEW = 16  # rows that a word anchors: up to that they are asked for one after the other


class Fitted(NamedTuple):
    """The choices that each word fits, in order: those of word w are `values[offsets[w] : offsets[w + 1]]`.

    `filter` has a sign where a word may fit a choice, as in `SortedKeys`; there are `width` choices.
    """

    offsets: Integers
    values: Integers
    filter: npt.NDArray[np.bool_]
    width: int


class Rows(NamedTuple):
    """Rows of words, as in `AnchoredRows`."""

    offsets: Integers
    sizes: Integers
    places: Integers
    choices: Integers


class Wanted(NamedTuple):
    """The rows looked for, those of each word, and those of each pair of choices.

    Word w anchors the rows at the places `values[offsets[w] : offsets[w + 1]]` of `rows`; `sides` and `neighbours` say
    where beside its anchor each has which choice. By pairs the rows are `paired`: choice c with nothing beside it has
    those from `groups[3 * c]` up to `groups[3 * c + 1]`; next come those with a word before it, then those with one
    behind it, whose choices are `seconds`. In the table `filter` is a bit for each pair of choices.
    """

    offsets: Integers
    values: Integers
    rows: Integers
    sides: Integers
    neighbours: Integers
    groups: Integers
    seconds: Integers
    paired: Integers
    filter: npt.NDArray[np.uint64]


@compiled
def find_rows(
    numbers: Numbers, first: int, last: int, wanted: Wanted, still: npt.NDArray[np.bool_], rows: Rows, fitted: Fitted,
    sentences: Numbers,
) -> tuple[Integers, Integers]:  # fmt: skip
    """The rows whose rarest words stand from `first` up to `last`, and their first words; only those `still` wanted.

    Where a word anchors many rows, pairs of choices are looked up, so that the time hardly grows with their number.
    """
    room = looked_at(numbers, first, last, wanted.offsets)
    found, starts = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
    count = _add_rows(numbers, first, last, wanted, fitted, found, starts)
    count = _add_pairs(numbers, first, last, wanted, fitted, found, starts, count)
    kept = standing(numbers, found[:count], starts, still, rows, fitted, sentences)
    return found[kept], starts[kept]


@compiled
def standing(
    numbers: Numbers, found: Integers, starts: Integers, still: npt.NDArray[np.bool_], rows: Rows, fitted: Fitted,
    sentences: Numbers,
) -> Integers:  # fmt: skip
    """The places of those rows `found` that stand whole in one sentence and are `still` wanted.

    `starts` says where the rarest word of each is; where a row stands, it says the first word instead.
    """
    kept, count = np.empty(len(found), dtype=np.int64), 0
    for place in range(len(found)):
        row = found[place]
        start = starts[place] - rows.places[rows.offsets[row]]
        end = start + rows.sizes[row]
        if not still[row] or start < 0 or end > len(sentences) or sentences[start] != sentences[end - 1]:
            continue
        stands = True
        for part in range(rows.offsets[row] + 1, rows.offsets[row + 1]):
            choice = rows.choices[part]
            if choice != _ANY:
                other = numbers[start + rows.places[part] + _EDGE]
                stands = stands and _has(fitted.values, fitted.offsets[other], fitted.offsets[other + 1], choice)
        if stands:
            starts[place] = start
            kept[count] = place
            count += 1
    return kept[:count]


@compiled
def looked_at(numbers: Numbers, first: int, last: int, offsets: Integers) -> int:
    """How many rows are looked at for the words from `first` up to `last`; `offsets` as in `Wanted`."""
    total = 0
    for word in range(first, last):
        number = numbers[word + _EDGE]
        total += offsets[number + 1] - offsets[number]
    return total


@compiled
def _add_rows(
    numbers: Numbers, first: int, last: int, wanted: Wanted, fitted: Fitted, found: Integers, places: Integers
) -> int:
    """Write the rows of words with few of them whose neighbour stands beside its anchor; how many those are."""
    offsets, values, sides, neighbours = wanted.offsets, wanted.values, wanted.sides, wanted.neighbours
    may_fit, width, count = fitted.filter, fitted.width, 0
    for word in range(first, last):
        number = numbers[word + _EDGE]
        begin, end = offsets[number], offsets[number + 1]
        if end - begin > _FEW:
            continue
        for entry in range(begin, end):
            place = values[entry]
            side = sides[place]
            if side:
                beside, choice = numbers[word + _EDGE + 2 * side - _SIDES], neighbours[place]
                if beside == 0 or not may_fit[slot(beside, choice, width)]:
                    continue
                if not _has(fitted.values, fitted.offsets[beside], fitted.offsets[beside + 1], choice):
                    continue
            found[count], places[count] = wanted.rows[place], word
            count += 1
    return count


@compiled
def _add_pairs(
    numbers: Numbers, first: int, last: int, wanted: Wanted, fitted: Fitted, found: Integers, places: Integers,
    count: int,
) -> int:  # fmt: skip
    """The same for words with many, by pairs of choices; `count` are written already."""
    groups, seconds, paired, bits = wanted.groups, wanted.seconds, wanted.paired, wanted.filter
    offsets, values = fitted.offsets, fitted.values
    for word in range(first, last):
        number = numbers[word + _EDGE]
        if wanted.offsets[number + 1] - wanted.offsets[number] <= _FEW:
            continue
        for fit in range(offsets[number], offsets[number + 1]):
            key = _SIDES * values[fit]
            for place in range(groups[key], groups[key + 1]):
                found[count], places[count] = paired[place], word
                count += 1
            for side in range(1, _SIDES):
                low, high = groups[key + side], groups[key + side + 1]
                beside = numbers[word + _EDGE + 2 * side - _SIDES]
                if low == high or beside == 0:
                    continue
                for other in range(offsets[beside], offsets[beside + 1]):
                    number_of_bits, bit = _bit_of(len(bits), key + side, values[other])
                    if not bits[number_of_bits] & bit:
                        continue
                    place = lower_place(seconds, low, high, values[other])
                    while place < high and seconds[place] == values[other]:
                        found[count], places[count] = paired[place], word
                        count, place = count + 1, place + 1
    return count


@compiled
def fill_filter(bits: npt.NDArray[np.uint64], keys: Integers, seconds: Integers) -> None:
    """Set the bit of each pair."""
    for place in range(len(keys)):
        number, bit = _bit_of(len(bits), keys[place], seconds[place])
        bits[number] |= bit


@compiled
def _bit_of(size: int, key: int, second: int) -> tuple[np.int64, np.uint64]:
    """Where the bit of a pair stands; `size` is a power of two."""
    mixed = (np.uint64(key) * _FACTOR + np.uint64(second)) * _FACTOR
    return np.int64(mixed >> np.uint64(40)) & (size - 1), np.uint64(1) << (mixed >> np.uint64(34) & np.uint64(63))


@compiled
def slot(word: int | np.int64, choice: int, width: int) -> np.int64:
    """Where a word and a choice stand in the filter."""
    return np.int64((np.uint64(word * width + choice) * _FACTOR) >> np.uint64(64 - _FILTER_BITS))


@compiled
def _has(values: Integers, low: int, high: int, value: int) -> bool:
    """Whether a value stands in a part of numbers in order."""
    place = lower_place(values, low, high, value)
    return place < high and values[place] == value


@compiled
def lower_place(values: Integers, low: int, high: int, value: int) -> int:
    """The first place in a part of numbers in order that holds the value or more."""
    while low < high:
        middle = (low + high) >> 1
        if values[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low
