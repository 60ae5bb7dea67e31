"""`near`: words close to each other, in any order or in the order given.

A match takes one occurrence of each group; none overlaps another, and between one and the next stand at most
`within` other words. All stand in one sentence unless `across_sentences`. For each first word there is one match,
the one that ends earliest.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

from cxaudit.matchers.negation import Negation
from cxaudit.matchers.node_values import as_mapping, as_scalars, known_keys, required, truth, whole_number
from cxaudit.matchers.outcome import Match, Outcome, outcome_of_matches
from cxaudit.matchers.reading import TEXT
from cxaudit.matchers.word_parsing import parse_pattern
from cxaudit.matchers.word_pattern import PhrasePattern
from cxaudit.model import Location, Node, Report, SequenceNode

if TYPE_CHECKING:
    from cxaudit.matchers.reading import Reading
    from cxaudit.matchers.reference_text import ReferenceText

GROUPS_LIMIT = 4
WITHIN_LIMIT = 50  # words


@dataclass(frozen=True, slots=True)
class Near:
    """Two to four groups of patterns, one of each group close to the next."""

    location: Location
    groups: tuple[tuple[PhrasePattern, ...], ...]
    within: int
    ordered: bool = False
    across_sentences: bool = False
    negation: Negation | None = None
    said_in: str = TEXT

    def orders(self) -> tuple[tuple[int, ...], ...]:
        """The orders in which the groups may stand."""
        given = tuple(range(len(self.groups)))
        return (given,) if self.ordered else tuple(permutations(given))

    def look(self, text: ReferenceText) -> Outcome:
        """What a text says of it, the slow way: every combination of occurrences is tried."""
        places = [sorted({place for pattern in group for place in pattern.occurrences(text)}) for group in self.groups]
        ends: dict[int, int] = {}
        for order in self.orders():
            for start, end in self._chains(text, [places[group] for group in order]):
                ends[start] = min(end, ends.get(start, end))
        return outcome_of_matches(self.location, [self._match(text, start, end) for start, end in ends.items()])

    def _chains(self, text: ReferenceText, places: list[list[tuple[int, int]]]) -> set[tuple[int, int]]:
        chains = set(places[0])
        for following in places[1:]:
            chains = {
                (start, later_end)
                for start, end in chains
                for later, later_end in following
                if 0 <= later - end <= self.within
                and (self.across_sentences or text.sentences[end - 1] == text.sentences[later])
            }
        return chains

    def _match(self, text: ReferenceText, start: int, end: int) -> Match:
        negated = self.negation is not None and self.negation.negates(text, start)
        return Match(*text.word_span(start, end), negated=negated, pattern=self.location)


def parse_near(node: Node, reading: Reading) -> Near | None:
    """``near: {words: [[attitude, tone], [bad, nasty]], within: 4}``."""
    report = reading.report
    mapping = as_mapping(node, "near", report)
    allowed = ("words", "within", "ordered", "across_sentences")
    if mapping is None or not known_keys(mapping, "near", allowed, report):
        return None
    words, within_node = required(mapping, "words", "near", report), required(mapping, "within", "near", report)
    groups = () if words is None else _groups(words, reading)
    within = None if within_node is None else whole_number(within_node, "within", 0, WITHIN_LIMIT, report)
    ordered = _truth(mapping.get("ordered"), "ordered", report)
    across = _truth(mapping.get("across_sentences"), "across_sentences", report)
    if not groups or within is None:
        return None
    return Near(node.location, groups, within, ordered, across, reading.negation, reading.said_in)


def _groups(node: Node, reading: Reading) -> tuple[tuple[PhrasePattern, ...], ...]:
    items = node.items if isinstance(node, SequenceNode) else ()
    if not 2 <= len(items) <= GROUPS_LIMIT:
        message = f"words must be a list of two to {GROUPS_LIMIT} groups of words"
        reading.report.error("wrong-type", node.location, message, help="write [[attitude, tone], [bad, nasty]]")
        return ()
    groups = []
    for item in items:
        read = [
            parse_pattern(scalar, reading.accents, reading.report)
            for scalar in as_scalars(item, "a group of words", reading.report)
        ]
        groups.append(tuple(pattern for pattern in read if pattern is not None))
    return tuple(groups) if all(groups) else ()


def _truth(node: Node | None, what: str, report: Report) -> bool:
    return node is not None and truth(node, what, report) is True
