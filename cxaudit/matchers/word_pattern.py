"""Patterns of words in a row: what `phrase`, `near` and `negation` are made of.

A pattern is written as words. ``*`` inside a word stands for any run of characters of that word, apostrophes
included; a lone ``*`` is exactly one word; ``a/b`` is either; ``(words)`` may be left out. A pattern stands for one or
more rows: words, each one of a choice, next to each other within one sentence, whatever punctuation is between.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from cxaudit.matchers.reference_text import Accents, Layer, ReferenceText
from cxaudit.model import Location


@dataclass(frozen=True, slots=True)
class WordPattern:
    """One word. `parts` are the folded pieces between its asterisks: one piece is the word itself."""

    parts: tuple[str, ...]

    @property
    def is_exact(self) -> bool:
        """Whether it stands for one word only."""
        return len(self.parts) == 1

    @property
    def is_any(self) -> bool:
        """Whether every word will do."""
        return len(self.parts) > 1 and not any(self.parts)

    def matches(self, word: str) -> bool:
        """Whether a folded word fits."""
        if self.is_exact:
            return word == self.parts[0]
        first, *middle, last = self.parts
        if len(word) < len(first) + len(last) or not (word.startswith(first) and word.endswith(last)):
            return False
        place, end = len(first), len(word) - len(last)
        for part in middle:
            found = word.find(part, place, end)
            if found < 0:
                return False
            place = found + len(part)
        return True


@dataclass(frozen=True, slots=True)
class WordChoice:
    """One place in a row: a word that fits any of the options.

    `exact` and `wild` are the same options apart, so that a text is quickly passed over.
    """

    options: tuple[WordPattern, ...]
    exact: frozenset[str] = field(init=False, repr=False, compare=False)
    wild: tuple[WordPattern, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "exact", frozenset(option.parts[0] for option in self.options if option.is_exact))
        object.__setattr__(self, "wild", tuple(option for option in self.options if not option.is_exact))

    @property
    def is_any(self) -> bool:
        """Whether every word will do."""
        return any(option.is_any for option in self.options)

    def matches(self, word: str) -> bool:
        """Whether a folded word fits."""
        return word in self.exact or any(option.matches(word) for option in self.wild)

    def is_in(self, words: frozenset[str]) -> bool:
        """Whether any of the words fits."""
        return not self.exact.isdisjoint(words) or any(option.matches(word) for option in self.wild for word in words)


Row: TypeAlias = "tuple[WordChoice, ...]"


@dataclass(frozen=True, slots=True)
class PhrasePattern:
    """A pattern as written, and the rows of words it stands for."""

    text: str
    location: Location
    accents: Accents
    rows: tuple[Row, ...]

    def occurrences(self, text: ReferenceText) -> list[tuple[int, int]]:
        """Where it matches, as first word and one past the last, in order and each once."""
        layer, sentences = text.layer(self.accents), text.sentences
        rows = [row for row in self.rows if all(choice.is_in(layer.vocabulary) for choice in row)]
        return sorted(
            {
                (start, start + len(row))
                for start in range(len(layer.words))
                for row in rows
                if _fits(row, start, layer, sentences)
            }
        )


def _fits(row: Row, start: int, layer: Layer, sentences: tuple[int, ...]) -> bool:
    end = start + len(row)
    if end > len(layer.words) or sentences[start] != sentences[end - 1]:
        return False
    return all(choice.matches(layer.word(start + index)) for index, choice in enumerate(row))
