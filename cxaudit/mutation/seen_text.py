"""One text as all mutants of a symptom see it: what is known of the original rule is looked up, the rest is looked at.

A mutant shares every condition it does not change with the original, the same object, so its state is the one known.
What comes out is what `match_text` says of the mutant, and the tests hold it to that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from cxaudit.matchers import (
    Accents,
    AllOf,
    AnyOf,
    Condition,
    Expression,
    Field,
    Near,
    Negation,
    Phrase,
    PhrasePattern,
    ReferenceText,
    State,
)
from cxaudit.matchers.expression_tree import matches_in
from cxaudit.mutation.pattern_index import inner_conditions, keys_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cxaudit.matchers import FieldValue
    from cxaudit.mutation.pattern_index import PatternIndex

Places: TypeAlias = "list[tuple[int, int]]"


class SeenText:
    """A text and its columns, with where each pattern of the original condition stands and what each part says."""

    def __init__(
        self, condition: Condition, index: PatternIndex, text: str, fields: Mapping[str, FieldValue] | None = None
    ) -> None:
        self.text = ReferenceText(text)
        self.blank = self.text.is_blank
        self.fields: dict[str, FieldValue] = {"text": text, **(fields or {})}
        self._index = index
        self._keys = keys_of(self.text)
        self._places = index.occurrences(self.text, self._keys)
        self._negators: dict[int, tuple[Negation, frozenset[int]]] = {}
        self._states: dict[int, State] = {}
        for part in reversed(list(inner_conditions(condition))):
            self._states[id(part)] = self._look(part)

    def state(self, condition: Condition) -> State:
        """What the text says of the original condition, of a part of it, or of a mutant of either."""
        known = self._states.get(id(condition))
        return self._look(condition) if known is None else known

    def shows(self, condition: Condition) -> bool:
        """Whether the condition is asserted."""
        return self.state(condition) is State.ASSERTED

    def places(self, pattern: PhrasePattern) -> Places:
        """Where a pattern stands, as first word and one past the last, in order."""
        if id(pattern) in self._index.patterns:
            return self._places.get(id(pattern), [])
        return pattern.occurrences(self.text) if self._index.may_stand(pattern, self._keys) else []

    def has_all_groups(self, near: Near) -> bool:
        """Whether each group of a `near` of the original condition stands somewhere in the text."""
        return self._index.may_match(near, self._places.keys())

    def has_longer_word(self, stems: frozenset[str], accents: Accents) -> bool:
        """Whether a word goes on behind one of the stems."""
        words = self.text.layer(accents).vocabulary
        return any(word[:end] in stems for word in words for end in range(1, len(word)))

    def negates(self, negation: Negation | None, word: int) -> bool:
        """Whether a match whose first word is `word` is negated; see `Negation.negates`."""
        sentences = self.text.sentences
        if negation is None or word >= len(sentences):
            return False
        return any(
            0 <= word - end < negation.within and sentences[end - 1] == sentences[word]
            for end in self._negator_ends(negation)
        )

    def _negator_ends(self, negation: Negation) -> frozenset[int]:
        known = self._negators.get(id(negation))
        if known is None:
            harmless = {start for pattern in negation.unless for start, _ in pattern.occurrences(self.text)}
            places = (place for pattern in negation.words for place in pattern.occurrences(self.text))
            known = negation, frozenset(end for start, end in places if start not in harmless)
            self._negators[id(negation)] = known  # the negation is kept so that its id stays its own
        return known[1]

    def _look(self, condition: Condition) -> State:
        match condition:
            case Phrase() | Near() | Expression():
                state = State.HIDDEN if self.blank else self._look_for_words(condition)
            case Field():
                state = condition.look(self.fields).state
            case AnyOf(_, conditions):
                state = _any([self.state(part) for part in conditions])
            case AllOf(_, conditions, unless):
                state = _all([self.state(part) for part in conditions], [self.state(part) for part in unless])
            case _:
                state = State.SILENT
        return state

    def _look_for_words(self, leaf: Phrase | Near | Expression) -> State:
        if not isinstance(leaf, Expression) and not self._index.may_match(leaf, self._places.keys()):
            return State.SILENT
        match leaf:
            case Phrase(_, patterns):
                starts = {start for pattern in patterns for start, _ in self.places(pattern)}
            case Near():
                starts = self.near_starts(leaf)
            case Expression():
                starts = self._expression_starts(leaf)
        return self._said(starts, leaf.negation)

    def near_starts(self, near: Near) -> set[int]:
        """The first words of all matches of a `near`."""
        places: list[set[tuple[int, int]]] = []
        for group in near.groups:
            places.append({place for pattern in group for place in self.places(pattern)})
            if not places[-1]:
                return set()
        return {start for order in near.orders() for start, _ in self._chains(near, [places[group] for group in order])}

    def _chains(self, near: Near, places: list[set[tuple[int, int]]]) -> set[tuple[int, int]]:
        sentences = self.text.sentences
        chains = places[0]
        for following in places[1:]:
            chains = {
                (start, later_end)
                for start, end in chains
                for later, later_end in following
                if 0 <= later - end <= near.within and (near.across_sentences or sentences[end - 1] == sentences[later])
            }
        return chains

    def _expression_starts(self, expression: Expression) -> set[int]:
        """The words by which it is seen whether a match is negated: the first that ends behind its start."""
        layer = self.text.layer(expression.accents)
        starts = {start for pattern in expression.patterns for start, _ in matches_in(pattern.tree, layer)}
        ends = [end for _, end in layer.words]
        return {next((word for word, end in enumerate(ends) if end > start), len(ends)) for start in starts}

    def _said(self, starts: Iterable[int], negation: Negation | None) -> State:
        """The state of a leaf that matches from these words."""
        found = False
        for start in starts:
            if not self.negates(negation, start):
                return State.ASSERTED
            found = True
        return State.DENIED if found else State.SILENT


def _any(states: Sequence[State]) -> State:
    if State.ASSERTED in states:
        return State.ASSERTED
    if State.DENIED in states:
        return State.DENIED
    return State.HIDDEN if all(state is State.HIDDEN for state in states) else State.SILENT


def _all(states: Sequence[State], exclusions: Sequence[State]) -> State:
    if State.SILENT in states or State.ASSERTED in exclusions:
        return State.SILENT
    if State.DENIED in states:
        return State.DENIED
    return State.HIDDEN if State.HIDDEN in states else State.ASSERTED
