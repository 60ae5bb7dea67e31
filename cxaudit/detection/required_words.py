"""Words that a text must have for a regular expression to match in it, read off its tree.

Sound by construction: a run of letters that every match contains lies inside one word of the text; where a side of it
is known to be the edge of a word, the word begins (or ends) there.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.matchers import WordChoice, WordPattern
from cxaudit.matchers.characters import APOSTROPHE, is_unspaced, is_word
from cxaudit.matchers.expression_classes import CharacterSet
from cxaudit.matchers.expression_tree import Anchor, AnchorKind, Choice, Repeat, Row, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_REQUIRED = 3  # words of one expression that are looked for
UNBOUNDED = 1 << 40  # characters: more than any text has
_OPTIONS_LIMIT = 64  # words of which one is required; more are no help
_WEIGHT_LIMIT = 3  # least weight of a word worth looking for
_SMALL_SET = 64  # characters of a set that are looked at one by one
_EDGES = (AnchorKind.BOUNDARY, AnchorKind.TEXT_START, AnchorKind.TEXT_END, AnchorKind.LINE_START, AnchorKind.LINE_END)


@dataclass(frozen=True, slots=True)
class RequiredWord:
    """A word that every match of an expression has, and where in a match it may stand.

    `part` numbers the parts of the expression, which follow each other in every match; `before` and `after` are the
    most characters that a match has before and behind what the word must have, `longest` those of a whole match.
    """

    choice: WordChoice
    part: int
    before: int
    after: int
    longest: int

    def reach(self, other: RequiredWord) -> tuple[int, int]:
        """How many characters before this word and behind it another of the same match can end and begin at most."""
        back = self.before + other.after - self.longest if other.part <= self.part else 0
        return back, other.before + self.after - self.longest if other.part >= self.part else 0


def required_words(tree: Tree) -> tuple[RequiredWord, ...]:
    """Choices of words, from each of which every match must have one; the most telling first, at most three.

    Words of which neither the beginning nor the end is known are costly to look for: only where there is nothing else.
    """
    found = [word for word in _required_parts(tree) if len(word.choice.options) <= _OPTIONS_LIMIT]
    telling = [word for word in found if _least_weight(word.choice.options) >= _WEIGHT_LIMIT]
    telling.sort(key=lambda word: -_least_weight(word.choice.options))
    anchored = [word for word in telling if all(_is_anchored(option) for option in word.choice.options)]
    return tuple(anchored[:MOST_REQUIRED] or telling[:1])


def required_choices(tree: Tree) -> tuple[WordChoice, ...]:
    """The choices of words that `required_words` tells of."""
    return tuple(word.choice for word in required_words(tree))


def flat(tree: Tree) -> Iterator[Tree]:
    """The items of a row, rows inside of it taken apart."""
    if isinstance(tree, Row):
        for item in tree.items:
            yield from flat(item)
    elif isinstance(tree, Repeat) and tree.low == tree.high == 1:
        yield from flat(tree.item)
    else:
        yield tree


def is_letter(character: str) -> bool:
    """Whether a character is a letter or a digit of a script in which words stand apart."""
    return unicodedata.category(character)[0] in "LN" and not is_unspaced(character)


def _required_parts(tree: Tree) -> Iterator[RequiredWord]:
    """What each part of an expression requires, with its place."""
    parts = list(_parts(tree, left=False, right=False))
    lengths = [sum(map(_longest, items)) for items, _, _ in parts]
    longest = sum(lengths)
    before = 0
    for number, (_, options, is_run) in enumerate(parts):
        # Where in a part that is no run of letters the word stands is not known.
        inside = 0 if is_run else lengths[number]
        after = longest - before - lengths[number]
        for choice in map(WordChoice, options):
            yield RequiredWord(choice, number, before + inside, after + inside, longest)
        before += lengths[number]


def _required(tree: Tree, *, left: bool, right: bool) -> Iterator[tuple[WordPattern, ...]]:
    """Choices required by a tree, given whether the edge of a word lies at its left and right."""
    for _, options, _ in _parts(tree, left=left, right=right):
        yield from options


def _parts(tree: Tree, *, left: bool, right: bool) -> Iterator[tuple[list[Tree], list[tuple[WordPattern, ...]], bool]]:
    """The items of each part in a row, the choices it requires, and whether it is a run of letters."""
    items = list(flat(tree))
    place = 0
    while place < len(items):
        edge = _ends_word(items[place - 1]) if place else left
        length = _run_length(items, place)
        after = place + max(length, 1)
        next_edge = _ends_word(items[after]) if after < len(items) else right
        some = items[place:after]
        if length:
            yield some, [(_pattern(some, left=edge, right=next_edge),)], True
        else:
            yield some, list(_required_inside(items[place], left=edge, right=next_edge)), False
        place = after


def _required_inside(item: Tree, *, left: bool, right: bool) -> Iterator[tuple[WordPattern, ...]]:
    if isinstance(item, Repeat) and item.low > 0:
        once = item.high == 1
        yield from _required(item.item, left=left and once, right=right and once)
    if isinstance(item, Choice):
        best = []
        for option in item.options:
            choices = sorted(_required(option, left=left, right=right), key=_least_weight)
            if not choices:
                return
            best.append(choices[-1])
        yield tuple(dict.fromkeys(pattern for options in best for pattern in options))


def _run_length(items: list[Tree], place: int) -> int:
    """How many letters stand in a row from here on, with apostrophes between two of them."""
    end = place
    while end < len(items):
        if _letter(items[end]) or (
            end > place
            and _single(items[end]) == APOSTROPHE
            and _letter(items[end - 1])
            and end + 1 < len(items)
            and _letter(items[end + 1])
        ):
            end += 1
        else:
            break
    return end - place


def _pattern(items: list[Tree], *, left: bool, right: bool) -> WordPattern:
    run = "".join(_single(item) for item in items)
    parts = (run,) if left else ("", run)
    return WordPattern(parts if right else (*parts, ""))


def _single(item: Tree) -> str:
    """The only character of a set, or nothing."""
    if not isinstance(item, CharacterSet) or item.negated or item.word or item.not_word or len(item.ranges) != 1:
        return ""
    low, high = item.ranges[0]
    return chr(low) if low == high else ""


def _letter(item: Tree) -> bool:
    character = _single(item)
    return bool(character) and is_letter(character)


def _ends_word(item: Tree) -> bool:
    """Whether next to this item a word always begins or ends."""
    if isinstance(item, Anchor):
        return item.kind in _EDGES
    if isinstance(item, Repeat):
        return item.low > 0 and isinstance(item.item, CharacterSet) and _ends_word(item.item)
    if not isinstance(item, CharacterSet) or item.negated or item.word:
        return False
    if sum(high - low + 1 for low, high in item.ranges) > _SMALL_SET:
        return False
    characters = (chr(code) for low, high in item.ranges for code in range(low, high + 1))
    return not any(is_word(character) or character == APOSTROPHE for character in characters)


def _is_anchored(pattern: WordPattern) -> bool:
    return bool(pattern.parts[0] or pattern.parts[-1])


def _least_weight(options: tuple[WordPattern, ...]) -> int:
    return min(map(_weight, options))


def _longest(tree: Tree) -> int:
    """How many characters a match of a tree can have; `UNBOUNDED` or more where there is no bound."""
    match tree:
        case Row(items):
            return sum(map(_longest, items))
        case Choice(options):
            return max(map(_longest, options), default=0)
        case Repeat(item, _, high):
            return _longest(item) * high if high is not None else UNBOUNDED * bool(_longest(item))
        case Anchor():
            return 0
        case _:
            return 1


def _weight(pattern: WordPattern) -> int:
    """How telling a word is: its letters, and more where its edges are known."""
    return sum(map(len, pattern.parts)) + 2 * (3 - len(pattern.parts))
