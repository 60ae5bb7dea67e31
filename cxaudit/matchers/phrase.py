"""`phrase`: words next to each other in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.matchers.negation import Negation
from cxaudit.matchers.node_values import as_scalars
from cxaudit.matchers.outcome import Match, Outcome, outcome_of_matches
from cxaudit.matchers.reading import TEXT
from cxaudit.matchers.word_parsing import parse_pattern
from cxaudit.matchers.word_pattern import PhrasePattern
from cxaudit.model import Location, Node

if TYPE_CHECKING:
    from cxaudit.matchers.reading import Reading
    from cxaudit.matchers.reference_text import ReferenceText


@dataclass(frozen=True, slots=True)
class Phrase:
    """Any one of some patterns; see `word_pattern` for how they are written."""

    location: Location
    patterns: tuple[PhrasePattern, ...]
    negation: Negation | None = None
    said_in: str = TEXT

    def look(self, text: ReferenceText) -> Outcome:
        """What a text says of it, the slow way."""
        return outcome_of_matches(
            self.location, [match for pattern in self.patterns for match in self._in(text, pattern)]
        )

    def _in(self, text: ReferenceText, pattern: PhrasePattern) -> list[Match]:
        return [
            Match(
                *text.word_span(start, end),
                negated=self.negation is not None and self.negation.negates(text, start),
                pattern=pattern.location,
            )
            for start, end in pattern.occurrences(text)
        ]


def parse_phrase(node: Node, reading: Reading) -> Phrase | None:
    """``phrase: rude`` or ``phrase: [rude, disrespect*, talked down to]``."""
    read = [
        parse_pattern(scalar, reading.accents, reading.report) for scalar in as_scalars(node, "phrase", reading.report)
    ]
    patterns = tuple(pattern for pattern in read if pattern is not None)
    return Phrase(node.location, patterns, reading.negation, reading.said_in) if patterns else None
