"""Negation: a match that a negator stands before is a denial, not an assertion.

A match is negated when a negator is among the `within` words before its first word, in the same sentence: the last
word of the negator is one of them. Negators that begin a phrase such as "not only" do not count.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from cxaudit.matchers.node_values import as_mapping, as_scalars, each, known_keys, required, whole_number
from cxaudit.matchers.reference_text import Accents
from cxaudit.matchers.word_parsing import parse_pattern
from cxaudit.matchers.word_pattern import PhrasePattern
from cxaudit.model import Location, Node, Report, ScalarNode

if TYPE_CHECKING:
    from cxaudit.matchers.reference_text import ReferenceText

STANDARD_WITHIN = 3  # words before a match in which a negator counts
WITHIN_LIMIT = 20

_NEGATORS = (
    "not/no/never/neither/nor/without/cannot/*n't/hardly/barely/nobody/none",
    "cant/dont/didnt/doesnt/isnt/arent/wasnt/werent/wont/wouldnt/couldnt/shouldnt/hasnt/havent/hadnt",
)
_NOT_NEGATORS = (
    "not only/just/merely/simply",
    "no doubt/question/wonder",
    "without doubt/question/fail",
    "without a/any doubt/question",
    "can't/cannot/couldn't wait/help",
)


@dataclass(frozen=True, slots=True)
class Negation:
    """Which words negate a match that follows within `within` words; `unless` are phrases that do not."""

    location: Location
    words: tuple[PhrasePattern, ...]
    within: int
    unless: tuple[PhrasePattern, ...] = ()

    def negates(self, text: ReferenceText, first_word: int) -> bool:
        """Whether a match whose first word is `first_word` is negated."""
        if first_word >= len(text.sentences):
            return False
        harmless = {start for pattern in self.unless for start, _ in pattern.occurrences(text)}
        return any(
            0 <= first_word - end < self.within and text.sentences[end - 1] == text.sentences[first_word]
            for pattern in self.words
            for start, end in pattern.occurrences(text)
            if start not in harmless
        )


def parse_negation(node: Node, accents: Accents, report: Report) -> Negation | None:
    """The negation that a `negation:` value asks for; None for ``none``, and after a violation."""
    if isinstance(node, ScalarNode):
        if node.text.strip() == "standard":
            return standard_negation(node.location)
        if node.text.strip() != "none":
            message = f"negation must be 'standard', 'none' or a mapping with 'before', not '{node.text}'"
            report.error("not-one-of", node.location, message, subject=node.text)
        return None
    mapping = as_mapping(node, "negation", report)
    if mapping is None or not known_keys(mapping, "negation", ("before", "within"), report):
        return None
    before = required(mapping, "before", "negation", report)
    within_node = mapping.get("within")
    within: int | None = STANDARD_WITHIN
    if within_node is not None:
        within = whole_number(within_node, "within", 1, WITHIN_LIMIT, report)
    if before is None or within is None:
        return None
    words = each(
        as_scalars(before, "before", report),
        lambda item: parse_pattern(item, accents, report) if isinstance(item, ScalarNode) else None,
    )
    return Negation(node.location, words, within)


def standard_negation(location: Location) -> Negation:
    """The negators of everyday English, three words before a match at most."""
    return Negation(location, _patterns(_NEGATORS), STANDARD_WITHIN, _patterns(_NOT_NEGATORS))


@lru_cache(maxsize=2)
def _patterns(texts: tuple[str, ...]) -> tuple[PhrasePattern, ...]:
    """Patterns that stand in no rulebook."""
    nowhere = Location("", 0, 0)
    parsed = (parse_pattern(ScalarNode(text, nowhere), Accents.FOLDED, Report()) for text in texts)
    return tuple(pattern for pattern in parsed if pattern is not None)
