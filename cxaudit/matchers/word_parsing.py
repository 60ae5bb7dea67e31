"""Reads patterns of words: the writing described in `word_pattern` into rows of word choices."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, product
from typing import TYPE_CHECKING

from cxaudit.matchers.characters import APOSTROPHE, is_accent, is_mark, is_unspaced, is_word
from cxaudit.matchers.node_values import inside
from cxaudit.matchers.reference_text import Accents, folded_characters
from cxaudit.matchers.word_pattern import PhrasePattern, Row, WordChoice, WordPattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.model import Report, ScalarNode

EXPANSION_LIMIT = 256  # rows one pattern may expand into; words that may be left out double them
WORD_LIMIT = 16  # words in a row
LENGTH_LIMIT = 100  # characters of one word

_PART = re.compile(r"\s+|[()]|[^\s()]+")
_ASTERISKS = re.compile(r"\*+")
_ASCII_WORD = re.compile(r"[a-z0-9*]+(?:'[a-z0-9*]+)*")
_KEPT = 8192  # pieces of patterns kept as read; a large rulebook has some five thousand different ones


def parse_pattern(node: ScalarNode, accents: Accents, report: Report) -> PhrasePattern | None:
    """The pattern a scalar holds, or None after a violation."""
    rows = _rows(node, accents, report)
    if rows is None:
        return None
    fault = None if _is_plain(node.text, rows) else _fault(rows)
    if fault:
        check, message, advice = fault
        subject = node.text
        report.error(check, node.location, f"'{subject}' {message}", help=advice, subject=subject)
        return None
    unique = dict.fromkeys(rows) if len(rows) > 1 else rows
    return PhrasePattern(node.text, node.location, accents, tuple(unique))


def _rows(node: ScalarNode, accents: Accents, report: Report) -> list[Row] | None:
    """Every row the text expands into; None after a violation."""
    parts: list[Sequence[Row]] = []
    outside: list[Sequence[Row]] | None = None  # what stands before an open parenthesis
    previous = " "
    for found in _PART.finditer(node.text):
        part = found[0]
        glued = (part == "(" and not previous.isspace()) or (previous == ")" and not part.isspace())
        if glued or (part == "(" and outside is not None) or (part == ")" and outside is None):
            _parenthesis(node, found.start(), report)
            return None
        previous = part
        if part == "(":
            outside, parts = parts, []
        elif part == ")":
            inner, parts, outside = _expanded(parts), outside or [], None
            parts.append([(), *inner])
        elif not part.isspace():
            parts.append(_options(part, accents))
    if outside is not None:
        _parenthesis(node, len(node.text) - 1, report)
        return None
    return _expanded(parts)


@lru_cache(maxsize=_KEPT)
def _options(part: str, accents: Accents) -> tuple[Row, ...]:
    """The rows of ``a/b/c``: one for all options that are one word, and one for each of several words (e-mail)."""
    if part.isascii() and part.isalnum():
        return ((WordChoice((WordPattern((part.lower(),)),)),),)
    options = [words_of(piece, accents) for piece in part.split("/")]
    single = tuple(dict.fromkeys(words[0] for words in options if len(words) == 1))
    several = [tuple(WordChoice((word,)) for word in words) for words in options if len(words) != 1]
    return (*([(WordChoice(single),)] if single else []), *dict.fromkeys(several))


@lru_cache(maxsize=_KEPT)
def words_of(text: str, accents: Accents) -> tuple[WordPattern, ...]:
    """The word patterns in a piece of text, found by the rules of the text model with ``*`` as a letter."""
    words = _ascii_words(text) if text.isascii() else _words(text, accents)
    return tuple(WordPattern(tuple(_ASTERISKS.sub("*", word).split("*"))) for word in words)


def _ascii_words(text: str) -> list[str]:
    """As `_words`, for the letters of which folding makes small ones and nothing else; the usual case, and fast."""
    return _ASCII_WORD.findall(text.lower().replace("`", APOSTROPHE))


def _words(text: str, accents: Accents) -> list[str]:
    """The words with their accents, if those count; where words begin and end is found without, as in texts."""
    characters, _ = folded_characters(text, keep_accents=True)
    bases = "".join(character for character in characters if not is_accent(character))
    words: list[str] = []
    place, inside_word = -1, False
    for character in characters:
        if is_accent(character):
            if inside_word and accents is Accents.AS_WRITTEN:
                words[-1] += character
            continue
        place += 1
        letter = _is_letter(bases, place)
        if letter and (not inside_word or _begins_word(bases, place)):
            words.append("")
        if letter:
            words[-1] += character
        inside_word = letter
    return words


def _is_letter(bases: str, index: int) -> bool:
    def plain(place: int) -> bool:
        return 0 <= place < len(bases) and (bases[place] == "*" or is_word(bases[place]))

    return plain(index) or (bases[index] == APOSTROPHE and plain(index - 1) and plain(index + 1))


def _begins_word(bases: str, index: int) -> bool:
    character, before = bases[index], bases[index - 1]
    return is_unspaced(character) or (is_unspaced(before) and not is_mark(character))


def _expanded(parts: list[Sequence[Row]]) -> list[Row]:
    """All rows that take one of each part; no more than one above the limit."""
    rows = product(*parts)
    return [tuple(choice for row in chosen for choice in row) for chosen in islice(rows, EXPANSION_LIMIT + 1)]


def _is_plain(text: str, rows: list[Row]) -> bool:
    """Whether it is a few usual words, as most patterns are, so that nothing can be wrong with it."""
    is_short = text.isascii() and len(text) <= LENGTH_LIMIT and "*" not in text
    return is_short and len(rows) == 1 and 0 < len(rows[0]) <= WORD_LIMIT


def _fault(rows: list[Row]) -> tuple[str, str, str] | None:
    """What is wrong with the rows: the check, the message and the advice."""
    has_no_word = all(not row for row in rows)
    faults = (
        (has_no_word, "invalid-phrase", "has no word in it", "signs and emoji are matched by 'expression'"),
        (
            len(rows) > EXPANSION_LIMIT,
            "too-many-expansions",
            f"stands for more than {EXPANSION_LIMIT} rows of words",
            "split it, or write fewer words that may be left out",
        ),
        (
            any(not row for row in rows),
            "matches-empty",
            "can match no word at all",
            "leave one word outside the parentheses and beside every '/'",
        ),
        (
            any(all(choice.is_any for choice in row) for row in rows),
            "invalid-phrase",
            "matches any words at all",
            "name at least one word beside '*'",
        ),
        (
            any(len(row) > WORD_LIMIT for row in rows),
            "invalid-phrase",
            f"has more than {WORD_LIMIT} words in a row",
            "use 'near' for words further apart",
        ),
        (
            any(len(part) > LENGTH_LIMIT for part in _parts(rows)),
            "invalid-phrase",
            f"has a word of more than {LENGTH_LIMIT} characters",
            "shorten it",
        ),
    )
    return next(((check, message, advice) for found, check, message, advice in faults if found), None)


def _parts(rows: list[Row]) -> Iterator[str]:
    return (part for row in rows for choice in row for option in choice.options for part in option.parts)


def _parenthesis(node: ScalarNode, offset: int, report: Report) -> None:
    message = f"'{node.text}' has a parenthesis that does not stand around whole words"
    advice = (
        "write '(word)' with spaces around it, one inside the other is not possible; for endings write 'rude/rudely'"
    )
    place = node.location if "\n" in node.text else inside(node.location, offset + node.quoted)
    report.error("invalid-phrase", place, message, help=advice, subject=node.text)
