"""Whether a rule could match anything in a log at all, given the words and columns that the log has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.checks.corpus import Lack
from cxaudit.coverage.log_words import columns_of
from cxaudit.detection.required_words import required_choices
from cxaudit.matchers import AllOf, AnyOf, Expression, Near, Phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cxaudit.coverage.log_words import LogWords
    from cxaudit.matchers import Accents, PhrasePattern, WordChoice
    from cxaudit.model import Condition


def lack_of(condition: Condition, log: LogWords) -> Lack | None:
    """What the log lacks for the condition to hold, or None if it could hold.

    Sound: with a lack no incident of the log can show it; without one it may still be silent.
    """
    match condition:
        case AnyOf(conditions=parts):
            lacks = [lack_of(part, log) for part in parts]
            found = [lack for lack in lacks if lack is not None]
            return _joined(found) if len(found) == len(lacks) else None
        case AllOf(conditions=parts):
            return next((lack for lack in (lack_of(part, log) for part in parts) if lack is not None), None)
        case _:
            missing = tuple(sorted(columns_of(condition) - log.columns))
            if missing:
                return Lack(columns=missing)
            words = _words_lacking(condition, log)
            return Lack(words) if words else None


def _words_lacking(condition: Condition, log: LogWords) -> tuple[str, ...]:
    """Words that a leaf asks for and the log never has; none when the leaf could match."""
    match condition:
        case Phrase(patterns=patterns):
            return _of_patterns(patterns, log)
        case Near(groups=groups):
            return next((words for words in (_of_patterns(group, log) for group in groups) if words), ())
        case Expression(patterns=expressions, accents=accents):
            missing = [_first_missing(required_choices(pattern.tree), accents, log) for pattern in expressions]
            return _distinct(missing) if all(missing) else ()
        case _:
            return ()


def _of_patterns(patterns: Iterable[PhrasePattern], log: LogWords) -> tuple[str, ...]:
    """The first missing word of each row of words, if every row has one."""
    missing = [_first_missing(row, pattern.accents, log) for pattern in patterns for row in pattern.rows]
    return _distinct(missing) if all(missing) else ()


def _first_missing(choices: Iterable[WordChoice], accents: Accents, log: LogWords) -> str:
    return next((_written(choice) for choice in choices if not log.has(choice, accents)), "")


def _written(choice: WordChoice) -> str:
    return "/".join("*".join(option.parts) for option in choice.options)


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _joined(lacks: Iterable[Lack]) -> Lack:
    lacks = tuple(lacks)
    return Lack(
        _distinct(word for lack in lacks for word in lack.words),
        _distinct(_columns(lacks)),
    )


def _columns(lacks: Iterable[Lack]) -> Iterator[str]:
    for lack in lacks:
        yield from lack.columns
