"""Names of customers and staff in free text: those that stand in the log's own columns, and those a title announces."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, permutations
from typing import TYPE_CHECKING, NamedTuple

from cxaudit.redaction.common_words import IMPERSONAL, ORDINARY
from cxaudit.redaction.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SHORTEST_PART = 3  # letters; "Li" or "Jo" alone would hide too much
_SHORTEST_IDENTIFIER = 5  # characters
_LONGEST_NAME = 6  # parts
_MOST_PIECES = 4  # names in one value that are put together
_BETWEEN_NAMES = re.compile(r"[;\n|]+")
_IN_BRACKETS = re.compile(r"[(<\[][^)>\]]*[)>\]]")
_ASCII_WORD = re.compile(r"[A-Za-z]+")
_SPACED_WORD = re.compile(r"[^ ]+")
_IDENTIFIER = re.compile(r"[^\W_](?:[\w.-]*[^\W_])?")
_GAP = re.compile(r"[ ,'’\-\u00a0]{1,2}|\. ?")
_BREATH = re.compile(r"[ \-\u00a0]|, ?")  # between two names that are told as one
_PARTICLE = re.compile(r"\b[A-Za-z]['’]$")  # the O' of O'Neil
_NAMED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Herr|Frau|Mme|Señora?|Sra?)\b\.? |\b[Mm]y name is |\b[Mm]y name['’]s "
)
_SENTENCE_END = '.!?:;\n"“”‘([•-–—*>'


@dataclass(frozen=True, slots=True)
class NameIndex:
    """What to look for, folded.

    `words` stand for a person wherever they are, `doubtful` words only where they are written like a name;
    `sequences` are full names by their first part, `identifiers` customer numbers.
    """

    words: frozenset[str]
    doubtful: frozenset[str]
    sequences: dict[str, frozenset[tuple[str, ...]]]
    identifiers: frozenset[str]

    def begins_none_of(self, words: Iterable[str]) -> bool:
        """Whether none of these folded words can be a name or the first of one; as in most texts."""
        parts = (self.words, self.doubtful, self.sequences.keys())
        return all(part.isdisjoint(words) for part in parts)


class _Letters(dict[int, int]):
    """For `str.translate`: a space in place of whatever is no part of a word."""

    def __missing__(self, code: int) -> int:
        letter = unicodedata.category(chr(code))[0] in "LM"
        self[code] = code if letter else ord(" ")
        return self[code]


_LETTERS = _Letters()  # grows to the characters met


class _Word(NamedTuple):
    start: int
    end: int
    folded: str


@lru_cache(maxsize=256)
def index_names(names: tuple[str, ...]) -> NameIndex:
    """Prepare `names` (values of the customer and agent columns) for `find_names`."""
    words: set[str] = set()
    doubtful: set[str] = set()
    sequences: dict[str, set[tuple[str, ...]]] = {}
    identifiers: set[str] = set()
    for value in names:
        pieces = [piece for piece in _BETWEEN_NAMES.split(value) if piece.strip()]
        for name in pieces:
            if "@" not in name and any(map(str.isdigit, name)) and len(name.split()) == 1:
                identifiers |= _identifier(name)
                continue
            parts = _parts(name)
            long = [part for part in parts if _is_telling(part)]
            words.update(part for part in long if part not in ORDINARY)
            doubtful.update(part for part in long if part in ORDINARY)
        for parts in _full_names(pieces):
            if not words.issuperset(parts) and any(map(_is_telling, parts)):
                sequences.setdefault(parts[0], set()).add(parts)
    frozen = {first: frozenset(rest) for first, rest in sequences.items()}
    return NameIndex(frozenset(words), frozenset(doubtful), frozen, frozenset(identifiers))


def _parts(name: str) -> tuple[str, ...]:
    """The words of a name that may be of a person, without what stands behind it in brackets."""
    before = _IN_BRACKETS.sub(" ", name) or name
    return tuple(word.folded for word in _words(before.partition("@")[0]) if word.folded not in IMPERSONAL)


def _is_telling(part: str) -> bool:
    return len(part) >= _SHORTEST_PART and set(part) != {"x"}


def _full_names(pieces: list[str]) -> Iterator[tuple[str, ...]]:
    """Names as they may stand in a text: as written, first name first, and put together of two columns."""
    found = [parts for piece in pieces for parts in (_parts(piece),) if parts]
    for piece in pieces:
        family, comma, given = piece.partition(",")
        found += [(*_parts(given), *_parts(family))] if comma else []
    found += [(*one, *other) for one, other in permutations(found[:_MOST_PIECES], 2)] if len(pieces) > 1 else []
    yield from (parts for parts in found if 2 <= len(parts) <= _LONGEST_NAME)


def find_names(text: str, index: NameIndex) -> Iterator[Secret]:
    """Every name in `text`; neighbouring parts of one name are told as one."""
    pending: Secret | None = None
    nowhere = index.begins_none_of(set(_folded(text))) and not _NAMED.search(text)
    for start, end in () if nowhere else sorted(_all_names(text, index)):
        if pending and (start <= pending.end or _BREATH.fullmatch(text[pending.end : start])):
            pending = Secret(pending.start, max(pending.end, end), "[name]")
            continue
        if pending:
            yield pending
        pending = Secret(start, end, "[name]")
    if pending:
        yield pending
    folded = text.casefold() if index.identifiers else ""
    if any(identifier in folded for identifier in index.identifiers):
        for match in _IDENTIFIER.finditer(text):
            if match.group().casefold() in index.identifiers:
                yield Secret(*match.span(), "[account]")


def _all_names(text: str, index: NameIndex) -> Iterator[tuple[int, int]]:
    words = _words(text)
    for place, word in enumerate(words):
        if word.folded in index.words or (word.folded in index.doubtful and _looks_like_a_name(text, word)):
            particle = _PARTICLE.search(text, max(0, word.start - 2), word.start)
            yield particle.start() if particle else word.start, word.end
        for sequence in sorted(index.sequences[word.folded]) if word.folded in index.sequences else ():
            if _stands_at(text, words, place, sequence):
                yield word.start, words[place + len(sequence) - 1].end
    yield from _announced(text, words)


def _announced(text: str, words: list[_Word]) -> Iterator[tuple[int, int]]:
    """One or two capitalised words after a title or "my name is"."""
    by_start = {word.start: place for place, word in enumerate(words)}
    for match in _NAMED.finditer(text):
        place = by_start.get(match.end())
        if place is None or not text[match.end()].isupper():
            continue
        if set(words[place].folded) == {"x"}:
            continue  # masked by whoever published the text
        end = words[place].end
        if place + 1 < len(words) and text[end:].startswith(" ") and text[words[place + 1].start].isupper():
            end = words[place + 1].end if words[place + 1].start == end + 1 else end
        if end - match.end() > 1:
            yield match.end(), end


def _stands_at(text: str, words: list[_Word], place: int, sequence: tuple[str, ...]) -> bool:
    found = words[place : place + len(sequence)]
    return tuple(word.folded for word in found) == sequence and all(
        _GAP.fullmatch(text[left.end : right.start]) for left, right in pairwise(found)
    )


def _looks_like_a_name(text: str, word: _Word) -> bool:
    """Capitalised in the middle of a sentence, and not shouted."""
    written = text[word.start : word.end]
    before = text[max(0, word.start - 8) : word.start].rstrip(" \u00a0")
    return written[0].isupper() and not written.isupper() and bool(before) and before[-1] not in _SENTENCE_END


def _words(text: str) -> list[_Word]:
    """Runs of letters with the marks that belong to them, folded: case, accents and width do not matter."""
    if text.isascii():
        return [_Word(*match.span(), match.group().lower()) for match in _ASCII_WORD.finditer(text)]
    return [_Word(*match.span(), _fold(match.group())) for match in _SPACED_WORD.finditer(text.translate(_LETTERS))]


def _folded(text: str) -> Iterator[str]:
    """The words of `_words` alone, which takes half the time."""
    if text.isascii():
        return iter(_ASCII_WORD.findall(text.lower()))
    return map(_fold, text.translate(_LETTERS).split(" "))


@lru_cache(maxsize=1 << 16)
def _fold(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in decomposed if unicodedata.category(character) != "Mn").casefold()


def _identifier(value: str) -> set[str]:
    """A customer number worth hiding: of letters and digits, or of many digits."""
    folded = value.strip().casefold()
    whole = _IDENTIFIER.fullmatch(folded)
    telling = any(map(str.isalpha, folded)) or len(folded) > _SHORTEST_IDENTIFIER
    return {folded} if whole and telling and len(folded) >= _SHORTEST_IDENTIFIER else set()
