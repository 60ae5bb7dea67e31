"""Mutants of expressions and of field predicates."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from cxaudit.matchers import Ask, Expression, Field, Predicate
from cxaudit.matchers.field_values import DAY
from cxaudit.mutation.expression_samples import Broken, broken_trees, expression_sample
from cxaudit.mutation.mutant import Mutant, Operator, Spot
from cxaudit.mutation.samples import FILLER, Sample, shown, step_of, values, written_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.matchers.expression import Pattern


def expression_mutants(expression: Expression, spot: Spot) -> Iterator[Mutant]:
    """An expression of the list less, an alternative inside one less, a word boundary less."""
    patterns = expression.patterns
    for index, pattern in enumerate(patterns):
        before, after = patterns[:index], patterns[index + 1 :]
        if len(patterns) > 1:
            yield Mutant(
                Operator.DROP_ALTERNATIVE,
                pattern.location,
                f"dropped '{pattern.text}'",
                spot.with_node(replace(expression, patterns=before + after)),
                spot.probes(partial(_matching, pattern)),
            )
        for broken in broken_trees(pattern.tree):
            is_boundary = "boundary" in broken.done
            mutated = (*before, replace(pattern, tree=broken.tree), *after)
            yield Mutant(
                Operator.DROP_BOUNDARY if is_boundary else Operator.DROP_ALTERNATIVE,
                pattern.location,
                f"{broken.done} of '{pattern.text}'",
                spot.with_node(replace(expression, patterns=mutated)),
                spot.probes(partial(_telling, broken)),
            )


def field_mutants(field: Field, spot: Spot) -> Iterator[Mutant]:
    """Each number or day of a predicate shifted by one, in both directions."""
    for index, predicate in enumerate(field.predicates):
        others = field.predicates[:index] + field.predicates[index + 1 :]
        for shifted, done in _shifted(predicate):
            predicates = (*field.predicates[:index], shifted, *field.predicates[index + 1 :])
            yield Mutant(
                Operator.SHIFT_THRESHOLD,
                field.location,
                f"{predicate.column}: {done}",
                spot.with_node(replace(field, predicates=predicates)),
                spot.probes(partial(_with_values, predicate, others, field)),
            )


def _matching(pattern: Pattern) -> Iterator[Sample]:
    yield Sample(expression_sample(pattern.tree))


def _telling(broken: Broken) -> Iterator[Sample]:
    yield Sample(broken.text)


def _shifted(predicate: Predicate) -> Iterator[tuple[Predicate, str]]:
    if predicate.ask not in (Ask.NUMBER, Ask.TIME):
        return
    for sign in (-1, 1):
        if predicate.low is not None:
            moved = predicate.low + sign * _step(predicate, predicate.low)
            yield replace(predicate, low=moved), _moved(predicate, "lower", predicate.low, sign)
        if predicate.high is not None:
            moved = predicate.high + sign * _step(predicate, predicate.high)
            yield replace(predicate, high=moved), _moved(predicate, "upper", predicate.high, sign)
    for index, number in enumerate(predicate.numbers):
        for sign in (-1, 1):
            moved = number + sign * step_of(number)
            numbers = (*predicate.numbers[:index], moved, *predicate.numbers[index + 1 :])
            yield (
                replace(predicate, numbers=numbers),
                f"{predicate.text}: {written_number(number)} became {written_number(moved)}",
            )


def _step(predicate: Predicate, edge: float) -> float:
    return DAY if predicate.ask is Ask.TIME else step_of(edge)


def _moved(predicate: Predicate, bound: str, edge: float, sign: int) -> str:
    distance = "a day" if predicate.ask is Ask.TIME else written_number(step_of(edge))
    return f"'{predicate.text}': the {bound} bound {'raised' if sign > 0 else 'lowered'} by {distance}"


def _with_values(predicate: Predicate, others: tuple[Predicate, ...], field: Field) -> Iterator[Sample]:
    beside = shown(replace(field, predicates=others)) if others else Sample()
    for value in values(predicate):
        yield Sample("", ((predicate.column, value),)).beside(beside)
        yield Sample(FILLER, ((predicate.column, value),)).beside(beside)
