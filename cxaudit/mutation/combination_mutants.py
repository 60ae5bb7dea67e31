"""Mutants of conditions made of conditions, and of the negation they hand down."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from cxaudit.matchers import AllOf, AnyOf, Condition, Expression, Near, Negation, Phrase
from cxaudit.mutation.mutant import Mutant, Operator, Spot
from cxaudit.mutation.pattern_index import inner_conditions
from cxaudit.mutation.samples import Sample, pattern_text, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

_TURNS = 12  # incidents tried for a condition


def combination_mutants(combined: AnyOf | AllOf, spot: Spot) -> Iterator[Mutant]:
    """A condition or an exclusion less; any for all and all for any."""
    conditions = combined.conditions
    for index, part in enumerate(conditions if len(conditions) > 1 else ()):
        inner = Spot(part, spot, index)
        probes = _nothing if isinstance(combined, AllOf) else partial(_ways, part)
        yield Mutant(
            Operator.DROP_CONDITION,
            part.location,
            f"dropped a condition of '{'any' if isinstance(combined, AnyOf) else 'all'}'",
            spot.with_node(_without(combined, index)),
            inner.probes(probes),
        )
    if len(conditions) > 1:
        yield _swapped(combined, spot)
    if isinstance(combined, AllOf):
        yield from _without_exclusions(combined, spot)


def negation_mutants(condition: Condition) -> Iterator[Mutant]:
    """The condition without one of its negation settings, wherever that reaches."""
    settings: dict[int, Negation] = {}
    for part in inner_conditions(condition):
        negation = part.negation if isinstance(part, Phrase | Near | Expression) else None
        if negation is not None:
            settings.setdefault(id(negation), negation)
    for negation in settings.values():
        yield Mutant(
            Operator.FLIP_NEGATION,
            negation.location,
            "dropped the negation: what is denied counts as shown",
            _not_negated(condition, negation),
            partial(_denied, Spot(condition), negation),
        )


def _nothing() -> Iterator[Sample]:
    yield Sample()


def _ways(condition: Condition) -> Iterator[Sample]:
    return (shown(condition, turn) for turn in range(_TURNS))


def _without(combined: AnyOf | AllOf, index: int) -> Condition:
    rest = combined.conditions[:index] + combined.conditions[index + 1 :]
    alone = len(rest) == 1 and not (isinstance(combined, AllOf) and combined.unless)
    return rest[0] if alone else replace(combined, conditions=rest)


def _swapped(combined: AnyOf | AllOf, spot: Spot) -> Mutant:
    location, conditions = combined.location, combined.conditions
    if isinstance(combined, AnyOf):
        done, swapped = "any became all", spot.with_node(AllOf(location, conditions))
    else:
        inner = AnyOf(location, conditions)
        done = "all became any"
        swapped = spot.with_node(AllOf(location, (inner,), combined.unless) if combined.unless else inner)
    ways = [shown(part, turn) for turn in range(3) for part in conditions]
    return Mutant(Operator.SWAP_ANY_ALL, location, done, swapped, spot.probes(lambda: ways))


def _without_exclusions(combined: AllOf, spot: Spot) -> Iterator[Mutant]:
    for index, part in enumerate(combined.unless):
        rest = combined.unless[:index] + combined.unless[index + 1 :]
        alone = len(combined.conditions) == 1 and not rest
        node = combined.conditions[0] if alone else replace(combined, unless=rest)
        inner = Spot(part, spot, index, excludes=True)
        yield Mutant(
            Operator.DROP_EXCLUSION,
            part.location,
            "dropped a part of 'unless'",
            spot.with_node(node),
            inner.probes(partial(_ways, part)),
        )


def _not_negated(condition: Condition, negation: Negation) -> Condition:
    match condition:
        case Phrase() | Near() | Expression():
            return replace(condition, negation=None) if condition.negation is negation else condition
        case AnyOf(_, conditions):
            return _kept(condition, replace(condition, conditions=_all_not_negated(conditions, negation)))
        case AllOf(_, conditions, unless):
            inner = _all_not_negated(conditions, negation)
            changed = replace(condition, conditions=inner, unless=_all_not_negated(unless, negation))
            return _kept(condition, changed)
        case _:
            return condition


def _all_not_negated(conditions: tuple[Condition, ...], negation: Negation) -> tuple[Condition, ...]:
    return tuple(_not_negated(part, negation) for part in conditions)


def _kept(before: AnyOf | AllOf, after: AnyOf | AllOf) -> Condition:
    """The condition itself where nothing in it changed, so that what is known of it stays known."""
    return before if before == after else after


def _denied(spot: Spot, negation: Negation) -> Iterator[Sample]:
    """What the leaves under a negation show, with a negator before it."""
    negator = pattern_text(negation.words[0])
    if isinstance(spot.node, Phrase | Near | Expression) and spot.node.negation is negation:
        yield from spot.in_context(Sample(f"{negator} {shown(spot.node, turn).text}") for turn in range(_TURNS))
    for inner in spot.inner():
        yield from _denied(inner, negation)
