"""Alternatives that cannot be missed: wherever one matches, another finds the same, so no example could tell.

An alternative is redundant where each row of its words holds a match of another alternative that counts in its place
in every text: of the same leaf, or of a leaf that is joined to it by `any` alone. Asterisks are filled with a letter
that no pattern knows, so another finds the word by its asterisk alone. Whatever is unsure is not redundant:

- the other match must be negated only where this one is: it has no negation, or the same one and the words by which it
  starts later hold no negator and no asterisk;
- in a `near`, where the distance to the other groups counts, it must begin and end where this one does, unless no other
  group can stand on that side;
- accents must be folded for it, or not be for this one;
- all rows of words must have been tried, which are not too many (`MOST_ROWS`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cxaudit.matchers import Accents, AnyOf, Condition, Near, Negation, Phrase, PhrasePattern
from cxaudit.mutation.samples import number_of_words, pattern_words
from cxaudit.mutation.seen_text import SeenText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Location
    from cxaudit.mutation.mutant import Dropped, Spot
    from cxaudit.mutation.pattern_index import PatternIndex

MOST_ROWS = 300  # rows of words of one alternative that are tried
_BLANKS = "ꙮꙭꙗꙉꙃ"  # letters that rules do not use


class Covers:
    """Finds what covers a dropped alternative of one symptom."""

    def __init__(self, condition: Condition, index: PatternIndex) -> None:
        self._condition = condition
        self._index = index
        self._seen: dict[str, SeenText] = {}
        parts = {
            part
            for pattern in index.patterns.values()
            for row in pattern.rows
            for choice in row
            for option in choice.options
            for part in option.parts
        }
        self._blank = next((sign for sign in _BLANKS if not any(sign in part for part in parts)), "")

    def of(self, dropped: Dropped) -> Location | None:
        """Where the alternative stands that finds all this one does; None if there is none, or no way to be sure."""
        pattern = dropped.pattern
        if not self._blank or number_of_words(pattern) > MOST_ROWS:
            return None
        found = None
        for words in pattern_words(pattern, self._blank):
            place = self._cover(dropped, words)
            if place is None:
                return None
            found = found or place
        return found

    def _cover(self, dropped: Dropped, words: tuple[str, ...]) -> Location | None:
        """What finds this row of words."""
        seen = self._text(" ".join(words))
        if (0, len(words)) not in seen.places(dropped.pattern):
            return None
        leaf = dropped.spot.node
        assert isinstance(leaf, Phrase | Near)
        for pattern in self._possible(_partners(dropped), seen):
            if _accents_allow(pattern, dropped.pattern) and any(
                _is_in_place(place, len(words), dropped, leaf, seen) for place in seen.places(pattern)
            ):
                return pattern.location
        negation = leaf.negation if isinstance(leaf, Phrase) else None
        others = (other for other in _joined(dropped.spot) if other is not leaf)
        covers = (self._cover_by(other, dropped.pattern, negation, seen) for other in others)
        return next((place for place in covers if place is not None), None)

    def _cover_by(
        self, other: Phrase | Near, lost: PhrasePattern, negation: Negation | None, seen: SeenText
    ) -> Location | None:
        """What of a leaf finds the words, wherever they stand, and is negated only if `negation` says so of them."""
        if isinstance(other, Phrase):
            for pattern in self._possible(other.patterns, seen):
                starts = [start for start, _ in seen.places(pattern)]
                if _accents_allow(pattern, lost) and any(
                    _negates_no_more(other.negation, negation, start, seen) for start in starts
                ):
                    return pattern.location
            return None
        if not all(_accents_allow(pattern, lost) for group in other.groups for pattern in group):
            return None
        found = any(_negates_no_more(other.negation, negation, start, seen) for start in seen.near_starts(other))
        return other.location if found else None

    def _possible(self, patterns: tuple[PhrasePattern, ...], seen: SeenText) -> Iterator[PhrasePattern]:
        return (pattern for pattern in patterns if seen.places(pattern))

    def _text(self, text: str) -> SeenText:
        if text not in self._seen:
            self._seen[text] = SeenText(self._condition, self._index, text)
        return self._seen[text]


def _partners(dropped: Dropped) -> tuple[PhrasePattern, ...]:
    """The other alternatives of the list it stood in."""
    leaf = dropped.spot.node
    patterns = leaf.patterns if isinstance(leaf, Phrase) else ()
    patterns = leaf.groups[dropped.group] if isinstance(leaf, Near) else patterns
    return tuple(pattern for pattern in patterns if pattern is not dropped.pattern)


def _is_in_place(place: tuple[int, int], length: int, dropped: Dropped, leaf: Phrase | Near, seen: SeenText) -> bool:
    """Whether another alternative that matches here serves in the place of all the words."""
    start, end = place
    if isinstance(leaf, Phrase):
        return _negates_no_more(leaf.negation, leaf.negation, start, seen)
    is_first = leaf.ordered and dropped.group == 0
    is_last = leaf.ordered and dropped.group == len(leaf.groups) - 1
    if is_first:
        return end == length and _negates_no_more(leaf.negation, leaf.negation, start, seen)
    return start == 0 and (is_last or end == length)


def _negates_no_more(other: Negation | None, own: Negation | None, start: int, seen: SeenText) -> bool:
    """Whether a match that starts at word `start` is negated in no text in which one at the first word is not."""
    if other is None:
        return True
    if own is None or not _are_alike(other, own):
        return False
    if start == 0:
        return True
    plain = all(pattern.accents is Accents.FOLDED and len(row) == 1 for pattern in other.words for row in pattern.rows)
    skipped = "".join(map(seen.text.folded.word, range(start)))
    return plain and not any(blank in skipped for blank in _BLANKS) and not seen.negates(other, start)


def _are_alike(one: Negation, two: Negation) -> bool:
    return one is two or replace(one, location=two.location) == two


def _accents_allow(pattern: PhrasePattern, lost: PhrasePattern) -> bool:
    return pattern.accents is Accents.FOLDED or lost.accents is Accents.AS_WRITTEN


def _joined(spot: Spot) -> Iterator[Phrase | Near]:
    """The leaves any one of which makes the same condition hold."""
    top = spot
    while top.around is not None and isinstance(top.around.node, AnyOf):
        top = top.around
    yield from _any_leaves(top.node)


def _any_leaves(condition: Condition) -> Iterator[Phrase | Near]:
    match condition:
        case AnyOf(_, conditions):
            for part in conditions:
                yield from _any_leaves(part)
        case Phrase() | Near():
            yield condition
