"""All mutants of a condition, in the order of the rulebook."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cxaudit.matchers import AllOf, AnyOf, Condition, Expression, Field, Near, Phrase, Repeat, Shared
from cxaudit.mutation.combination_mutants import combination_mutants, negation_mutants
from cxaudit.mutation.mutant import Mutant, Operator, Spot
from cxaudit.mutation.predicate_mutants import expression_mutants, field_mutants
from cxaudit.mutation.samples import written_number
from cxaudit.mutation.word_mutants import near_mutants, phrase_mutants

if TYPE_CHECKING:
    from collections.abc import Iterator


def mutants_of(condition: Condition) -> tuple[Mutant, ...]:
    """Every mutant of a symptom's condition."""
    return (*negation_mutants(condition), *_below(Spot(condition)))


def _below(spot: Spot) -> Iterator[Mutant]:
    match spot.node:
        case Phrase():
            yield from phrase_mutants(spot.node, spot)
        case Near():
            yield from near_mutants(spot.node, spot)
        case Expression():
            yield from expression_mutants(spot.node, spot)
        case Field():
            yield from field_mutants(spot.node, spot)
        case AnyOf() | AllOf():
            yield from combination_mutants(spot.node, spot)
            for inner in spot.inner():
                yield from _below(inner)
        case Repeat(_, within):
            yield from (
                _shifted(spot, f"within: {_days(within)} became {_days(moved)}", replace(spot.node, within_days=moved))
                for moved in (within - 1, within + 1)
                if moved > 0
            )
        case Shared():
            yield from _shared_mutants(spot.node, spot)


def _shared_mutants(shared: Shared, spot: Spot) -> Iterator[Mutant]:
    for count in (shared.at_least - 1, shared.at_least + 1):
        if count > 1:
            done = f"at_least: {shared.at_least} became {count}"
            yield _shifted(spot, done, replace(shared, at_least=count))
    for within in (shared.within_days - 1, shared.within_days + 1):
        if within > 0:
            done = f"within: {_days(shared.within_days)} became {_days(within)}"
            yield _shifted(spot, done, replace(shared, within_days=within))


def _shifted(spot: Spot, done: str, condition: Condition) -> Mutant:
    return Mutant(Operator.SHIFT_THRESHOLD, spot.node.location, done, spot.with_node(condition), tuple)


def _days(days: float) -> str:
    return f"{written_number(days)} days"
