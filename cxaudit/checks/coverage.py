"""Which patterns of a phrase find nothing that another of them does not find."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxaudit.matchers.word_pattern import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.matchers import Phrase, PhrasePattern, WordPattern
    from cxaudit.matchers.word_pattern import WordChoice


def covering(phrase: Phrase) -> Iterator[tuple[PhrasePattern, PhrasePattern]]:
    """Each pattern whose every row another pattern finds, with the first such pattern; never all of some equal ones.

    Where a negation is in force, words in front decide whether a match is denied; then only a pattern that begins at
    the same word counts.
    """
    index = _Index()
    for number, pattern in enumerate(phrase.patterns):
        for row in pattern.rows:
            index.add(number, row)
    starts = 1 if phrase.negation else None
    found_by: dict[int, int] = {}
    # From the last to the first, passing over what is told already: of patterns that find each other one is kept.
    for number, pattern in reversed(list(enumerate(phrase.patterns))):
        finders = set.intersection(*(index.finders(row, starts) for row in pattern.rows)) - {number, *found_by}
        if finders:
            found_by[number] = min(finders)
    for number, finder in sorted(found_by.items()):
        yield phrase.patterns[number], phrase.patterns[finder]


@dataclass(slots=True)
class _Index:
    """Rows by a word of their first choice, so that few are compared; `wide` are those whose first word has a `*`."""

    exact: defaultdict[str, list[tuple[int, Row]]] = field(default_factory=lambda: defaultdict(list))
    wide: list[tuple[int, Row]] = field(default_factory=list)

    def add(self, number: int, row: Row) -> None:
        first = row[0]
        if all(option.is_exact for option in first.options):
            for option in first.options:
                self.exact[option.parts[0]].append((number, row))
        else:
            self.wide.append((number, row))

    def finders(self, row: Row, starts: int | None) -> set[int]:
        """The patterns with a row that is found wherever `row` is, beginning at one of its first `starts` words."""
        found: set[int] = set()
        for start in range(len(row))[:starts]:
            option = row[start].options[0]
            candidates = self.exact.get(option.parts[0], []) if option.is_exact else []
            for number, shorter in (*candidates, *self.wide):
                if number not in found and _covers(shorter, row[start : start + len(shorter)]):
                    found.add(number)
        return found


def _covers(row: Row, other: Row) -> bool:
    return len(row) == len(other) and all(_wider(*pair) for pair in zip(row, other, strict=True))


def _wider(choice: WordChoice, other: WordChoice) -> bool:
    return all(any(_finds(wide, narrow) for wide in choice.options) for narrow in other.options)


def _finds(wide: WordPattern, narrow: WordPattern) -> bool:
    """Whether every word that fits `narrow` fits `wide`; where that takes thought, no."""
    if wide.is_any or wide.parts == narrow.parts:
        return True
    if narrow.is_exact:
        return wide.matches(narrow.parts[0])
    begins_alike = len(wide.parts) == 2 and not wide.parts[1]
    return begins_alike and narrow.parts[0].startswith(wide.parts[0])
