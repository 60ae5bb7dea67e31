"""The pieces of a rule that a test can cover, and those through which one incident shows it or is kept out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxaudit.matchers import (
    AllOf,
    AnyOf,
    Expression,
    Field,
    Near,
    Outcome,
    Phrase,
    PhrasePattern,
    ReferenceText,
    Repeat,
    Series,
    Shared,
    State,
    reference_text,
)
from cxaudit.model import Condition, Location

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES: Mapping[type, str] = {
    AnyOf: "any",
    AllOf: "all",
    Phrase: "phrase",
    Near: "near",
    Expression: "expression",
    Field: "field",
    Repeat: "repeat",
    Shared: "shared",
    Series: "series",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A condition, or one of its alternatives; `what` is the kind of rule, or the alternative as it is written."""

    is_condition: bool
    what: str
    location: Location


@dataclass(frozen=True, slots=True)
class Told:
    """An incident as a test tells it: a text and the columns beside it."""

    text: str
    fields: Mapping[str, str]

    @property
    def seen(self) -> ReferenceText:
        """The text as rules see it."""
        return reference_text(self.text)


def pieces(condition: Condition, *, excludes: bool = False) -> Iterator[Piece]:
    """All pieces of a condition, in the order of the rulebook."""
    yield _condition(condition, excludes=excludes)
    match condition:
        case AnyOf(_, conditions):
            for part in conditions:
                yield from pieces(part, excludes=excludes)
        case AllOf(_, conditions, unless):
            for part in conditions:
                yield from pieces(part, excludes=excludes)
            for part in unless:
                yield from pieces(part, excludes=True)
        case Field():
            yield from _predicates(condition)
        case _:
            yield from (piece for piece, _ in _alternatives(condition))


def shown_through(
    condition: Condition, outcome: Outcome, incident: Told, known: set[Piece], *, excludes: bool = False
) -> Iterator[Piece]:
    """The pieces through which an incident shows a condition; those already `known` may be passed over."""
    if outcome.state is not State.ASSERTED:
        return
    yield _condition(condition, excludes=excludes)
    match condition:
        case AnyOf(_, conditions) | AllOf(_, conditions):
            for part, told in zip(conditions, outcome.parts, strict=False):  # exclusions come after them
                yield from shown_through(part, told, incident, known, excludes=excludes)
        case Field():
            yield from _predicates(condition)  # all of them hold
        case _:
            for piece, alone in _alternatives(_in_sight(condition, incident.seen)):
                if piece not in known and alone.look(incident.seen).state is State.ASSERTED:
                    yield piece


def kept_out_through(condition: Condition, outcome: Outcome, incident: Told, known: set[Piece]) -> Iterator[Piece]:
    """The pieces of exclusions by which an incident does not show what it would show without them."""
    if not isinstance(condition, AnyOf | AllOf):
        return
    inner = outcome.parts[: len(condition.conditions)]
    for part, told in zip(condition.conditions, inner, strict=True):
        yield from kept_out_through(part, told, incident, known)
    if isinstance(condition, AllOf) and all(told.state is State.ASSERTED for told in inner):
        for part, told in zip(condition.unless, outcome.parts[len(inner) :], strict=True):
            yield from shown_through(part, told, incident, known, excludes=True)


def _condition(condition: Condition, *, excludes: bool) -> Piece:
    name = _NAMES.get(type(condition), "condition")
    return Piece(is_condition=True, what=f"unless {name}" if excludes else name, location=condition.location)


def _predicates(field: Field) -> Iterator[Piece]:
    for predicate in field.predicates:
        yield _alternative(f"{predicate.column}: {predicate.text}", field.location)


def _alternatives(condition: Condition) -> Iterator[tuple[Piece, Phrase | Near | Expression]]:
    """Each alternative of a leaf that reads the text, with the leaf that has no other alternative in its place."""
    match condition:
        case Phrase(_, patterns):
            for pattern in patterns:
                yield _alternative(pattern.text, pattern.location), replace(condition, patterns=(pattern,))
        case Expression(_, expressions):
            for expression in expressions:
                yield _alternative(expression.text, expression.location), replace(condition, patterns=(expression,))
        case Near(_, groups):
            for number, group in enumerate(groups):
                for pattern in group:
                    yield _alternative(pattern.text, pattern.location), _with_group(condition, number, pattern)
        case _:
            return


def _in_sight(condition: Condition, seen: ReferenceText) -> Condition:
    """The condition with only those patterns that the text has at all, which is quicker to try one by one."""
    if not isinstance(condition, Near):
        return condition
    groups = (tuple(pattern for pattern in group if pattern.occurrences(seen)) for group in condition.groups)
    return replace(condition, groups=tuple(groups))


def _with_group(near: Near, number: int, pattern: PhrasePattern) -> Near:
    return replace(near, groups=(*near.groups[:number], (pattern,), *near.groups[number + 1 :]))


def _alternative(what: str, location: Location) -> Piece:
    return Piece(is_condition=False, what=what, location=location)
