r"""Sets of characters in regular expressions; `\\w` is every character that belongs to a word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LAST = 0x10FFFF
_DIGITS = ((48, 57),)
_SPACES = ((10, 10), (32, 32))  # all others are folded to these
_FOLDED_RANGE_LIMIT = 0x6000  # characters; longer ranges (of Han, say) have no case and are taken as they stand


@dataclass(frozen=True, slots=True)
class CharacterSet:
    """One character: in `ranges`, or in a word (`word`), or in none (`not_word`); or none of these (`negated`).

    An apostrophe between two letters belongs to a word, so whether a character does is asked beside its code.
    """

    ranges: tuple[tuple[int, int], ...]
    word: bool = False
    not_word: bool = False
    negated: bool = False

    def contains(self, code: int, in_word: bool) -> bool:  # noqa: FBT001 - a property of the character
        """Whether a folded character is in the set."""
        listed = any(low <= code <= high for low, high in self.ranges)
        return self.negated != (listed or (self.word and in_word) or (self.not_word and not in_word))

    def as_ranges(self) -> tuple[tuple[int, int], ...]:
        """The ranges, turned inside out where negated; words are not among them."""
        if not self.negated:
            return self.ranges
        return inverted(self.ranges)


def class_of_escape(letter: str) -> CharacterSet | None:
    """The set that a backslash and this letter stand for."""
    known = {
        "d": CharacterSet(_DIGITS),
        "D": CharacterSet(inverted(_DIGITS)),
        "s": CharacterSet(_SPACES),
        "S": CharacterSet(inverted(_SPACES)),
        "w": CharacterSet((), word=True),
        "W": CharacterSet((), not_word=True),
    }
    return known.get(letter)


def inverted(ranges: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """All characters outside of `ranges`."""
    outside, following = [], 0
    for low, high in sorted(ranges):
        if low > following:
            outside.append((following, low - 1))
        following = max(following, high + 1)
    if following <= LAST:
        outside.append((following, LAST))
    return tuple(outside)


def folded_range(low: str, high: str, folded: Callable[[str], str]) -> list[tuple[int, int]]:
    """A range as it stands in folded text: the characters that each of its characters folds to alone."""
    first, last = ord(low), ord(high)
    if last - first > _FOLDED_RANGE_LIMIT:
        return [(first, last)]
    singles = [folded(chr(code)) for code in range(first, last + 1) if not 0xD800 <= code <= 0xDFFF]
    codes = sorted({ord(single) for single in singles if len(single) == 1})
    ranges: list[tuple[int, int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1] = (ranges[-1][0], code)
        else:
            ranges.append((code, code))
    return ranges
