"""Reads patterns of words: the writing described in `word_pattern` into rows of word choices."""

from __future__ import annotations

import re
from itertools import islice, product
from typing import TYPE_CHECKING

from cxaudit.matchers.characters import APOSTROPHE, is_accent, is_mark, is_unspaced, is_word
from cxaudit.matchers.node_values import inside
from cxaudit.matchers.reference_text import Accents, folded_characters
from cxaudit.matchers.word_pattern import PhrasePattern, Row, WordChoice, WordPattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Report, ScalarNode

EXPANSION_LIMIT = 256  # rows one pattern may expand into; words that may be left out double them
WORD_LIMIT = 16  # words in a row
LENGTH_LIMIT = 100  # characters of one word

_PART = re.compile(r"\s+|[()]|[^\s()]+")


def parse_pattern(node: ScalarNode, accents: Accents, report: Report) -> PhrasePattern | None:
    """The pattern a scalar holds, or None after a violation."""
    rows = _rows(node, accents, report)
    if rows is None:
        return None
    fault = _fault(rows)
    if fault:
        check, message, advice = fault
        subject = node.text
        report.error(check, node.location, f"'{subject}' {message}", help=advice, subject=subject)
        return None
    return PhrasePattern(node.text, node.location, accents, tuple(dict.fromkeys(rows)))


def _rows(node: ScalarNode, accents: Accents, report: Report) -> list[Row] | None:
    """Every row the text expands into; None after a violation."""
    parts: list[list[Row]] = []
    outside: list[list[Row]] | None = None  # what stands before an open parenthesis
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


def _options(part: str, accents: Accents) -> list[Row]:
    """The rows of ``a/b/c``: one for all options that are one word, and one for each of several words (e-mail)."""
    options = [words_of(piece, accents) for piece in part.split("/")]
    single = tuple(dict.fromkeys(words[0] for words in options if len(words) == 1))
    several = [tuple(WordChoice((word,)) for word in words) for words in options if len(words) != 1]
    return [*([(WordChoice(single),)] if single else []), *dict.fromkeys(several)]


def words_of(text: str, accents: Accents) -> tuple[WordPattern, ...]:
    """The word patterns in a piece of text, found by the rules of the text model with ``*`` as a letter."""
    characters, _ = folded_characters(text, keep_accents=accents is Accents.AS_WRITTEN)
    words: list[str] = []
    inside_word = False
    for index, character in enumerate(characters):
        letter = _is_letter(characters, index)
        if letter and (not inside_word or _begins_word(characters, index)):
            words.append("")
        if letter:
            words[-1] += character
        inside_word = letter
    return tuple(WordPattern(tuple(re.sub(r"\*+", "*", word).split("*"))) for word in words)


def _is_letter(characters: str, index: int) -> bool:
    def plain(place: int) -> bool:
        if not 0 <= place < len(characters):
            return False
        return characters[place] == "*" or is_word(characters[place])

    character = characters[index]
    if is_accent(character):
        return index > 0 and _is_letter(characters, index - 1)
    return plain(index) or (character == APOSTROPHE and plain(index - 1) and plain(index + 1))


def _begins_word(characters: str, index: int) -> bool:
    character, before = characters[index], characters[index - 1]
    return is_unspaced(character) or (is_unspaced(before) and not is_mark(character))


def _expanded(parts: list[list[Row]]) -> list[Row]:
    """All rows that take one of each part; no more than one above the limit."""
    rows = product(*parts)
    return [tuple(choice for row in chosen for choice in row) for chosen in islice(rows, EXPANSION_LIMIT + 1)]


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
