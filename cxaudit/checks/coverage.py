"""Which patterns of a phrase find nothing that another of them does not find."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from cxaudit.matchers.word_pattern import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.matchers import Phrase, PhrasePattern, WordPattern
    from cxaudit.matchers.word_pattern import WordChoice

_Anchor: TypeAlias = tuple[str, str]  # one of `_KINDS`, and the letters

_KINDS = ("word", "begins", "ends", "holds")
_ANY = ("holds", "")  # what a lone asterisk asks of a word


def covering(phrase: Phrase) -> Iterator[tuple[PhrasePattern, PhrasePattern]]:
    """Each pattern whose every row another pattern finds, with the first such pattern; never all of some equal ones.

    Where a negation is in force, words in front decide whether a match is denied; then only a pattern that begins at
    the same word counts.
    """
    first_of: dict[frozenset[Row], int] = {}
    all_rows = [frozenset(pattern.rows) for pattern in phrase.patterns]
    for number, rows in enumerate(all_rows):
        first_of.setdefault(rows, number)
    index = _Index.of([(number, row) for rows, number in first_of.items() for row in rows])
    starts_alike = phrase.negation is not None
    found_by: dict[int, int] = {}
    # From the last to the first, passing over what is told already: of patterns that find each other one is kept.
    for rows, number in reversed(first_of.items()):
        finders = set.intersection(*(index.finders(row, starts_alike=starts_alike) for row in rows))
        finders = {finder for finder in finders if finder != number and finder not in found_by}
        if finders:
            found_by[number] = min(finders)
    for number, pattern in enumerate(phrase.patterns):
        first = first_of[all_rows[number]]
        finder = min(first, found_by.get(first, first)) if first != number else found_by.get(number, number)
        if finder != number:
            yield pattern, phrase.patterns[finder]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row of a pattern, and the place in it of the choice it is indexed by."""

    number: int
    row: Row
    place: int


@dataclass(frozen=True, slots=True)
class _Index:
    """Rows by the rarest of their choices, so that few are compared however many there are.

    `lengths` are those of the letters a word begins with, ends with or holds.
    """

    entries: Mapping[_Anchor, list[_Entry]]
    lengths: Mapping[str, set[int]]

    @classmethod
    def of(cls, rows: Sequence[tuple[int, Row]]) -> _Index:
        entries: defaultdict[_Anchor, list[_Entry]] = defaultdict(list)
        lengths: dict[str, set[int]] = {kind: set() for kind in _KINDS}
        frequency = Counter(anchor for _, row in rows for choice in row for anchor in _anchors(choice))
        for number, row in rows:
            costs = [sum(frequency[anchor] for anchor in _anchors(choice)) for choice in row]
            place = costs.index(min(costs))
            for kind, letters in _anchors(row[place]):
                entries[kind, letters].append(_Entry(number, row, place))
                lengths[kind].add(len(letters))
        return cls(entries, lengths)

    def finders(self, row: Row, *, starts_alike: bool) -> set[int]:
        """The patterns with a row that is found wherever `row` is, at its first word if they must start alike."""
        found: set[int] = set()
        for place, choice in enumerate(row):
            for anchor in dict.fromkeys(self._sought(choice.options[0])):
                for entry in self.entries.get(anchor, ()):
                    start = place - entry.place
                    is_possible = (start == 0 or (start > 0 and not starts_alike)) and entry.number not in found
                    if is_possible and _covers(entry.row, row[start : start + len(entry.row)]):
                        found.add(entry.number)
        return found

    def _sought(self, option: WordPattern) -> Iterator[_Anchor]:
        """The anchors of all patterns that may find every word that fits `option`."""
        yield _anchor(option)
        yield _ANY
        letters = option.parts[0]
        yield from (("begins", letters[:length]) for length in self.lengths["begins"] if length <= len(letters))
        if option.is_exact:
            yield from (("ends", letters[-length:]) for length in self.lengths["ends"] if length <= len(letters))
            for length in self.lengths["holds"]:
                yield from (("holds", letters[at : at + length]) for at in range(len(letters) - length + 1))


def _anchors(choice: WordChoice) -> set[_Anchor]:
    return {_anchor(option) for option in choice.options}


def _anchor(option: WordPattern) -> _Anchor:
    """What a word must be, begin with, end with or hold to fit."""
    if option.is_exact:
        return "word", option.parts[0]
    first, *middle, last = option.parts
    if first:
        return "begins", first
    return ("ends", last) if last else ("holds", max(middle, key=len, default=""))


def _covers(row: Row, other: Row) -> bool:
    return len(row) == len(other) and all(map(_wider, row, other))


def _wider(choice: WordChoice, other: WordChoice) -> bool:
    """Whether every word that fits `other` fits `choice`; quick, because a large rulebook asks it very often."""
    for narrow in other.options:
        if narrow.is_exact and narrow.parts[0] in choice.exact:
            continue
        if not any(_finds(wide, narrow) for wide in choice.wild):
            return False
    return True


def _finds(wide: WordPattern, narrow: WordPattern) -> bool:
    """Whether every word that fits `narrow` fits `wide`, which has an asterisk; where that takes thought, no."""
    if narrow.is_exact:
        return wide.matches(narrow.parts[0])
    if wide.is_any or wide.parts == narrow.parts:
        return True
    begins_alike = len(wide.parts) == 2 and not wide.parts[1]
    return begins_alike and narrow.parts[0].startswith(wide.parts[0])
