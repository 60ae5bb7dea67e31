"""Negation: a match that a negator stands before is a denial, not an assertion.

A match is negated when a negator is among the `within` words before its first word, in the same sentence: the last
word of the negator is one of them. Negators that begin a phrase such as "not only" do not count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cxaudit.matchers.reading import Reading, as_mapping, as_scalars, each, known_keys, required, whole_number
from cxaudit.matchers.reference_text import Accents, ReferenceText
from cxaudit.matchers.word_pattern import PhrasePattern, parse_pattern
from cxaudit.model import Location, Node, ScalarNode

STANDARD_WITHIN = 3  # words before a match in which a negator counts
WITHIN_LIMIT = 20

_NEGATORS = (
    "not no never neither nor without cannot *n't hardly barely nobody none "
    "cant dont didnt doesnt isnt arent wasnt werent wont wouldnt couldnt shouldnt hasnt havent hadnt"
).split()
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


def parse_negation(node: Node, reading: Reading) -> Negation | None:
    """The negation that a `negation:` value asks for; None for ``none``, and after a violation."""
    if isinstance(node, ScalarNode):
        if node.text.strip() == "standard":
            return standard_negation(node.location, reading)
        if node.text.strip() != "none":
            message = f"negation must be 'standard', 'none' or a mapping with 'before', not '{node.text}'"
            reading.report.error("not-one-of", node.location, message, subject=node.text)
        return None
    mapping = as_mapping(node, "negation", reading.report)
    if mapping is None or not known_keys(mapping, "negation", ("before", "within"), reading.report):
        return None
    before = required(mapping, "before", "negation", reading.report)
    within_node = mapping.get("within")
    within: int | None = STANDARD_WITHIN
    if within_node is not None:
        within = whole_number(within_node, "within", 1, WITHIN_LIMIT, reading.report)
    if before is None or within is None:
        return None
    words = each(
        as_scalars(before, "before", reading.report),
        lambda item: parse_pattern(item, reading) if isinstance(item, ScalarNode) else None,
    )
    return Negation(node.location, words, within)


def standard_negation(location: Location, reading: Reading) -> Negation:
    """The negators of everyday English, three words before a match at most."""
    folded = replace(reading, accents=Accents.FOLDED)

    def patterns(texts: tuple[str, ...] | list[str]) -> tuple[PhrasePattern, ...]:
        parsed = (parse_pattern(ScalarNode(text, location), folded) for text in texts)
        return tuple(pattern for pattern in parsed if pattern is not None)

    return Negation(location, patterns(_NEGATORS), STANDARD_WITHIN, patterns(_NOT_NEGATORS))
