"""A pattern that shows a symptom alone must not match nearly every text.

A symptom that every incident shows tells nothing, and takes the first place in every report.

Bad:
    symptoms:
      - id: slow-reply
        detect: {phrase: [no reply, "the"]}

Good:
    symptoms:
      - id: slow-reply
        detect: {phrase: [no reply, the reply never]}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.checks.check import pattern_violation
from cxaudit.checks.conditions import sufficient_leaves
from cxaudit.matchers import Accents, Expression, Phrase, reference_text
from cxaudit.matchers.expression_tree import matches_in
from cxaudit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.matchers import PhrasePattern
    from cxaudit.matchers.expression import Pattern
    from cxaudit.matchers.word_pattern import Row
    from cxaudit.model import Condition, Rulebook, Violation

# Words that stand in most texts of a few sentences, whatever they are about.
_WORDS = frozenset(
    (  # noqa: SIM905 - a list would take a line a word
        "a an and are as at be been for from had has have i in is it me my not of on or so that the they this to was "
        "we were what when which will with would you your"
    ).split()
)

# Texts that complain of nothing and have no word in common but the commonest.
_TEXTS = ("I was there with my son.", "It is for you and him.", "We had a plan.", "They say so.", "On Monday, maybe")


def matches_nearly_everything(rulebook: Rulebook) -> Iterator[Violation]:
    """Phrases made of everyday words only, and expressions that match most of a few texts about nothing."""
    for symptom in rulebook.symptoms.values():
        for leaf in sufficient_leaves(symptom.detect):
            for pattern in _too_wide(leaf):
                yield pattern_violation(
                    "matches-nearly-everything",
                    Severity.ERROR,
                    symptom,
                    pattern,
                    f"'{pattern.text}' matches nearly every text",
                    help="name what is particular to this symptom, or join it with another condition under 'all'",
                )


def _too_wide(leaf: Condition) -> Iterator[Pattern | PhrasePattern]:
    match leaf:
        case Phrase(patterns=phrases):
            yield from (pattern for pattern in phrases if any(_is_everyday(row) for row in pattern.rows))
        case Expression(patterns=expressions, accents=accents):
            yield from (pattern for pattern in expressions if _matches_most(pattern, accents))


def _is_everyday(row: Row) -> bool:
    """Whether one common word, or any one word beside `*`, is enough for a row of one or two words."""
    return (
        len(row) <= 2
        and all(
            any(option.is_any or (option.is_exact and option.parts[0] in _WORDS) for option in choice.options)
            for choice in row
        )
        and (len(row) == 1 or any(choice.is_any for choice in row))
    )


def _matches_most(pattern: Pattern, accents: Accents) -> bool:
    matched = sum(bool(matches_in(pattern.tree, reference_text(text).layer(accents))) for text in _TEXTS)
    return matched > len(_TEXTS) / 2
