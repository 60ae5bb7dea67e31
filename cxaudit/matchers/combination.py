"""`any`, `all`, `unless`: conditions made of conditions, and the settings they hand down.

A mapping holds when one of `any`, each of `all` and each rule kind written beside them holds, and none of `unless`.
What one incident says of it (asserted, denied, hidden or silent):

- any: asserted if one is; else denied if one is; hidden only if all are, because what could be seen was silent.
- all: silent if one is; else denied if one is; else hidden if one is; else asserted.
- unless: silent if an exclusion is asserted; an exclusion that cannot be seen does not exclude.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxaudit.matchers.negation import parse_negation
from cxaudit.matchers.node_values import one_of
from cxaudit.matchers.outcome import Outcome, State
from cxaudit.matchers.reading import SAID_IN
from cxaudit.matchers.reference_text import Accents
from cxaudit.model import Condition, Location, MappingNode

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxaudit.matchers.reading import Reading

SETTINGS = ("negation", "accents", "said_by")


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one holds."""

    location: Location
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Each holds, and no exclusion."""

    location: Location
    conditions: tuple[Condition, ...]
    unless: tuple[Condition, ...] = ()


def any_of(location: Location, parts: tuple[Outcome, ...]) -> Outcome:
    """The outcome of at least one."""
    states = [part.state for part in parts]
    if State.ASSERTED in states:
        return _first(location, State.ASSERTED, parts, parts)
    if State.DENIED in states:
        return _first(location, State.DENIED, parts, parts)
    hidden = all(state is State.HIDDEN for state in states)
    return Outcome(State.HIDDEN if hidden else State.SILENT, location, parts=parts)


def all_of(location: Location, parts: tuple[Outcome, ...], exclusions: tuple[Outcome, ...]) -> Outcome:
    """The outcome of each and no exclusion."""
    states = [part.state for part in parts]
    told = parts + exclusions
    if State.SILENT in states or any(exclusion.state is State.ASSERTED for exclusion in exclusions):
        return Outcome(State.SILENT, location, parts=told)
    if State.DENIED in states:
        return _first(location, State.DENIED, parts, told)
    if State.HIDDEN in states:
        return Outcome(State.HIDDEN, location, parts=told)
    return _first(location, State.ASSERTED, parts, told)


def with_settings(mapping: MappingNode, reading: Reading) -> Reading:
    """The settings inside of a mapping: its own where it has any, else those around it."""
    accents, negation = mapping.get("accents"), mapping.get("negation")
    if accents is not None:
        chosen = one_of(accents, "accents", tuple(Accents), reading.report)
        reading = replace(reading, accents=Accents(chosen) if chosen else reading.accents)
    if negation is not None:
        reading = replace(reading, negation=parse_negation(negation, reading.accents, reading.report))
    said_by = mapping.get("said_by")
    if said_by is not None:
        who = one_of(said_by, "said_by", tuple(SAID_IN), reading.report)
        reading = replace(reading, said_in=SAID_IN[who] if who else reading.said_in)
    return replace(reading, depth=reading.depth + 1)


def combined(
    mapping: MappingNode,
    parsed: Callable[[str], tuple[Condition, ...]],
) -> Condition | None:
    """The condition of a mapping, given a function that parses what stands under a key."""
    parts: list[Condition] = []
    unless: tuple[Condition, ...] = ()
    for key, value in mapping.entries:
        if key.text in SETTINGS:
            continue
        conditions = parsed(key.text)
        if key.text == "unless":
            unless = conditions
        elif key.text == "any" and len(conditions) > 1:
            parts.append(AnyOf(value.location, conditions))
        else:
            parts.extend(conditions)
    if not parts:
        return None
    return parts[0] if len(parts) == 1 and not unless else AllOf(mapping.location, tuple(parts), unless)


def _first(location: Location, state: State, parts: tuple[Outcome, ...], told: tuple[Outcome, ...]) -> Outcome:
    """The outcome with the first match of all parts in this state; earlier in the rulebook where two are equal."""
    first = min((part for part in parts if part.state is state), key=lambda part: part.place)
    return Outcome(state, location, first.start, first.end, first.rule, first.pattern, told)
