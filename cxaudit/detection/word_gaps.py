"""Expressions that come to a whole word, a gap and another whole word: they are told without an engine.

Such a word stands between two edges, so where an expression begins there is but one way to go on, and its matches
follow from where the words stand: of those in reach behind the first the last, or the nearest where the gap is lazy.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from cxaudit.detection.required_words import RequiredWord, flat, is_letter
from cxaudit.matchers import WordChoice, WordPattern
from cxaudit.matchers.characters import APOSTROPHE
from cxaudit.matchers.expression_alphabet import told_apart
from cxaudit.matchers.expression_classes import LAST, CharacterSet
from cxaudit.matchers.expression_tree import Anchor, AnchorKind, Choice, Repeat, Row, Tree
from cxaudit.matchers.utf8 import WIDE

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDEST = 256  # characters of a gap: around a word are few others, so that what it asks for is quickly found
_MOST_WORDS = 64  # that one side may be; more are left to the engine
_MOST_CHARACTERS = 64  # of a set that are written out
_EDGE, _EDGES = Anchor(AnchorKind.BOUNDARY), 4  # on both sides of both words


@dataclass(frozen=True, slots=True)
class WordGap:
    """One of the words `first`, from `least` up to `most` characters, and one of the words `second`.

    None of these characters is one of the `stops`: codes up to 127, and 128 for all that are larger.
    """

    first: tuple[str, ...]
    second: tuple[str, ...]
    least: int
    most: int
    stops: frozenset[int]
    lazy: bool

    def required(self) -> tuple[RequiredWord, RequiredWord]:
        """The two words, as every match must have them."""
        one, two = (max(map(len, words)) for words in (self.first, self.second))
        longest = one + self.most + two
        first, second = (
            WordChoice(tuple(WordPattern((word,)) for word in words)) for words in (self.first, self.second)
        )
        return RequiredWord(first, 0, 0, longest - one, longest), RequiredWord(second, 2, longest - two, 0, longest)


def word_gap_of(tree: Tree) -> WordGap | None:
    """What an expression comes to, or None if it is another kind."""
    items = list(flat(tree))
    edges = [place for place, item in enumerate(items) if item == _EDGE]
    if len(edges) != _EDGES or (edges[0], edges[2], edges[3]) != (0, edges[1] + 2, len(items) - 1):
        return None
    sides, gap = (items[1 : edges[1]], items[edges[2] + 1 : -1]), items[edges[1] + 1]
    first, second = (_words(side) for side in sides)
    stops = _stops(gap.item) if isinstance(gap, Repeat) else None
    if not isinstance(gap, Repeat) or gap.high is None or gap.high > _WIDEST or stops is None or not (first and second):
        return None
    return WordGap(first, second, gap.low, gap.high, stops, gap.lazy)


def _words(side: Sequence[Tree]) -> tuple[str, ...]:
    """The words that one side may be, or none if something else may stand there."""
    words = sorted(set(_spelled(Row(tuple(side)))))
    return tuple(words) if all(map(_is_word, words)) else ()


def _spelled(tree: Tree) -> list[str]:
    """All that a tree can match; nothing if that is not known, or too much."""
    match tree:
        case CharacterSet(ranges, word, not_word, negated):
            size = sum(high - low + 1 for low, high in ranges)
            is_small = size <= _MOST_CHARACTERS and not (word or not_word or negated)
            return [chr(code) for low, high in ranges for code in range(low, high + 1)] if is_small else []
        case Row(items):
            told = [""]
            for item in items:
                told = [before + after for before, after in product(told, _spelled(item))]
                if len(told) > _MOST_WORDS:
                    return []
            return told
        case Choice(options):
            parts = [_spelled(option) for option in options]
            told = [text for part in parts for text in part]
            return told if all(parts) and len(told) <= _MOST_WORDS else []
        case Repeat(item, low, 1):
            once = _spelled(item)
            return [*once, *([""] if once and not low else [])]
        case _:
            return []


def _is_word(text: str) -> bool:
    """Whether it is always a word by itself: letters, and apostrophes between two of them."""
    return all(text.split(APOSTROPHE)) and all(is_letter(letter) for letter in text.replace(APOSTROPHE, ""))


def _stops(characters: Tree) -> frozenset[int] | None:
    """The characters that do not fit a set, or None if it tells some beyond ASCII apart, or words."""
    if not isinstance(characters, CharacterSet) or characters.word or characters.not_word or told_apart(characters):
        return None
    codes = {**{code: code for code in range(WIDE)}, LAST: WIDE}
    return frozenset(stop for code, stop in codes.items() if not characters.contains(code, in_word=False))
