"""The text model in plain Python, one text at a time: slow, and obviously what `characters` says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from cxaudit.matchers.characters import (
    APOSTROPHE,
    FULL_STOP,
    SENTENCE_ENDS,
    combining_rank,
    fold,
    is_accent,
    is_mark,
    is_unspaced,
    is_word,
)


class Accents(StrEnum):
    """Whether accents count."""

    FOLDED = "folded"
    AS_WRITTEN = "as-written"


@dataclass(frozen=True)
class Layer:
    """A text folded in one way: its characters, the original index of each, and which belong to words.

    `words` holds the first and one past the last character of each word.
    """

    characters: str
    origins: tuple[int, ...]
    in_word: tuple[bool, ...]
    words: tuple[tuple[int, int], ...]
    length: int

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The distinct words."""
        return frozenset(map(self.word, range(len(self.words))))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets into the original text of the characters from `start` up to `end`, which is not included."""
        following = self.origins[end] if end < len(self.origins) else self.length
        return self.origins[start], max(self.origins[end - 1] + 1, following)

    def word(self, index: int) -> str:
        """The characters of a word."""
        start, end = self.words[index]
        return self.characters[start:end]


@dataclass(frozen=True)
class ReferenceText:
    """A text with its words and sentences. Word numbers are the same however accents are treated."""

    text: str

    @cached_property
    def folded(self) -> Layer:
        """The text with accents folded, on which words are found."""
        characters, origins = folded_characters(self.text, keep_accents=False)
        in_word = _in_word(characters)
        words = _words(characters, in_word)
        return Layer(characters, origins, tuple(in_word), words, len(self.text))

    @cached_property
    def as_written(self) -> Layer:
        """The text with its accents, each of which belongs to the character before it."""
        characters, origins = folded_characters(self.text, keep_accents=True)
        places = [index for index, character in enumerate(characters) if not is_accent(character)]
        places.append(len(characters))
        words = tuple((places[start], places[end]) for start, end in self.folded.words)
        in_word, bases = [], -1
        for character in characters:
            bases += not is_accent(character)
            in_word.append(bases >= 0 and self.folded.in_word[bases])
        return Layer(characters, origins, tuple(in_word), words, len(self.text))

    def layer(self, accents: Accents) -> Layer:
        """The text as rules with this treatment of accents see it."""
        return self.folded if accents is Accents.FOLDED else self.as_written

    @cached_property
    def sentences(self) -> tuple[int, ...]:
        """The number of the sentence each word stands in."""
        numbers, layer = [], self.folded
        for index, (start, _) in enumerate(layer.words):
            if index == 0:
                numbers.append(0)
                continue
            previous_end = layer.words[index - 1][1]
            numbers.append(numbers[-1] + _ends_sentence(layer.characters, previous_end, start))
        return tuple(numbers)

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to see: only white space, or nothing at all."""
        return not self.folded.characters.strip(" \n")

    def word_span(self, first: int, end: int) -> tuple[int, int]:
        """Offsets into the original text of the words from `first` up to `end`, which is not included."""
        return self.folded.span(self.folded.words[first][0], self.folded.words[end - 1][1])


@lru_cache(maxsize=64)
def reference_text(text: str) -> ReferenceText:
    """The text model of `text`; the last few are kept, because many rules look at one text."""
    return ReferenceText(text)


def folded_characters(text: str, *, keep_accents: bool) -> tuple[str, tuple[int, ...]]:
    """The folded characters of a text and the original index of each."""
    characters: list[str] = []
    origins: list[int] = []
    for index, character in enumerate(text):
        if character == "\r" and text[index + 1 : index + 2] == "\n":
            continue
        for part in fold(character):
            if keep_accents or not is_accent(part):
                characters.append(part)
                origins.append(index)
    return "".join(in_canonical_order(characters)), tuple(origins)


def in_canonical_order(characters: list[str]) -> list[str]:
    """Runs of combining marks sorted by their class, so that composed and decomposed texts are the same."""
    ordered: list[str] = []
    marks: list[str] = []
    for character in characters:
        if combining_rank(character):
            marks.append(character)
            continue
        ordered.extend(sorted(marks, key=combining_rank))
        marks.clear()
        ordered.append(character)
    return ordered + sorted(marks, key=combining_rank)


def _in_word(characters: str) -> list[bool]:
    letters = [is_word(character) for character in characters]
    joined = list(letters)
    for index in range(1, len(characters) - 1):
        if characters[index] == APOSTROPHE and letters[index - 1] and letters[index + 1]:
            joined[index] = True
    return joined


def _words(characters: str, in_word: list[bool]) -> tuple[tuple[int, int], ...]:
    words: list[tuple[int, int]] = []
    start = -1
    for index, inside in enumerate(in_word):
        if start >= 0 and (not inside or _begins_word(characters, index)):
            words.append((start, index))
            start = -1
        if inside and start < 0:
            start = index
    if start >= 0:
        words.append((start, len(characters)))
    return tuple(words)


def _begins_word(characters: str, index: int) -> bool:
    """Whether a character inside a run of word characters begins a new word (scripts without spaces)."""
    if is_unspaced(characters[index]):
        return True
    return is_unspaced(characters[index - 1]) and not is_mark(characters[index])


def _ends_sentence(characters: str, start: int, end: int) -> bool:
    between = characters[start:end]
    if between.count("\n") >= 2 or any(character in SENTENCE_ENDS for character in between):
        return True
    stops = between.count(FULL_STOP)
    is_decimal = between == FULL_STOP and characters[start - 1] in "0123456789" and characters[end] in "0123456789"
    return stops > 0 and not is_decimal
