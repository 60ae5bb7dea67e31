"""Takes apart what one incident says of a rule: which part matched which words, and which did not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.matchers import AllOf, AnyOf, Expression, Field, Near, Outcome, Phrase, State, match_text, reference_text
from cxaudit.model import Condition, Location

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WIDEST = 60  # characters of a pattern that are shown; its place is shown too


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a rule: `what` it is, whether it `holds`, where it stands, and in words why.

    An exclusion (`unless`) holds when it lets the incident pass.
    """

    what: str
    holds: bool
    place: Location | None
    why: str = ""
    parts: tuple[Part, ...] = ()


def explain(condition: Condition, text: str, fields: Mapping[str, str]) -> Part:
    """The parts of a condition, as one incident meets them; `fields` are the columns beside the text."""
    return _part(condition, match_text(condition, text, fields), text, fields)


def _part(condition: Condition, outcome: Outcome, text: str, fields: Mapping[str, str]) -> Part:
    holds, place = outcome.state is State.ASSERTED, condition.location
    match condition:
        case AnyOf(_, conditions):
            inner = _inner(conditions, outcome.parts, text, fields)
            return Part("any of", holds, place, _state(outcome), _telling(inner) if holds else inner)
        case AllOf(_, conditions, unless):
            inner = _inner(conditions, outcome.parts[: len(conditions)], text, fields)
            exclusions = _inner(unless, outcome.parts[len(conditions) :], text, fields)
            return Part("all of", holds, place, _state(outcome), (*inner, *map(_exclusion, exclusions)))
        case Field():
            return Part("field", holds, place, "", tuple(_predicates(condition, text, fields)))
        case Phrase() | Expression() | Near():
            return _leaf(condition, outcome, text)
        case _:
            return Part("several incidents", holds, place, "one incident alone cannot show it")


def _leaf(condition: Phrase | Expression | Near, outcome: Outcome, text: str) -> Part:
    holds = outcome.state is State.ASSERTED
    if isinstance(condition, Near):
        groups = tuple(_groups(condition, outcome, text))
        if groups and not any(group.holds for group in groups):
            return Part("near", holds, condition.location, f"none of its {len(groups)} groups has a word here")
        return Part("near", holds, condition.location, _found(outcome, text, ""), groups)
    kind = "phrase" if isinstance(condition, Phrase) else "expression"
    written = next((pattern.text for pattern in condition.patterns if pattern.location == outcome.pattern), "")
    why = _found(outcome, text, written) or _none_of(len(condition.patterns))
    return Part(kind, holds, outcome.pattern or condition.location, why)


def _inner(
    conditions: tuple[Condition, ...], outcomes: tuple[Outcome, ...], text: str, fields: Mapping[str, str]
) -> tuple[Part, ...]:
    paired = zip(conditions, outcomes, strict=True)
    return tuple(_part(condition, outcome, text, fields) for condition, outcome in paired)


def _telling(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Of alternatives one of which holds, those that do; how many others there are is enough."""
    kept = tuple(part for part in parts if part.holds)
    rest = len(parts) - len(kept)
    others = "1 other does" if rest == 1 else f"{rest} others do"
    return (*kept, Part(f"{others} not hold", holds=False, place=None)) if rest else kept


def _exclusion(part: Part) -> Part:
    return Part(f"unless {part.what}", not part.holds, part.place, part.why, part.parts)


def _groups(near: Near, outcome: Outcome, text: str) -> Iterator[Part]:
    """Whether the words of each group stand in the text at all, where the whole does not hold."""
    if outcome.state is not State.SILENT:
        return
    seen = reference_text(text)
    apart = True
    for number, group in enumerate(near.groups, start=1):
        found = [span for pattern in group for span in pattern.occurrences(seen)]
        start, end = seen.word_span(*min(found)) if found else (0, 0)
        why = f'has "{text[start:end]}"' if found else _none_of(len(group))
        apart = apart and bool(found)
        yield Part(f"group {number}", bool(found), group[0].location, why)
    if apart:
        within = f"at most {near.within} words apart" + ", in this order" * near.ordered
        yield Part(within, holds=False, place=None, why="" if near.across_sentences else "within one sentence")


def _predicates(field: Field, text: str, fields: Mapping[str, str]) -> Iterator[Part]:
    values = {"text": text, **fields}
    for predicate in field.predicates:
        holds = predicate.holds(values[predicate.column]) if predicate.column in values else None
        told = f'is "{values[predicate.column]}"' if predicate.column in values else "the incident has no such column"
        yield Part(f"{predicate.column}: {predicate.text}", holds is True, field.location, told)


def _none_of(number: int) -> str:
    return f"none of {number} alternatives matches" if number > 1 else "does not match"


def _found(outcome: Outcome, text: str, written: str) -> str:
    """The words that matched and what matched them."""
    if outcome.state is State.HIDDEN:
        return "there is no text"
    if outcome.start < 0:
        return ""
    shown = written if len(written) <= _WIDEST else f"{written[: _WIDEST - 1]}…"
    by = f" by {shown}" if shown else ""
    negated = ", but is negated" if outcome.state is State.DENIED else ""
    return f'"{text[outcome.start : outcome.end]}" is matched{by}{negated}'


def _state(outcome: Outcome) -> str:
    told = {State.DENIED: "what matched is negated", State.HIDDEN: "cannot be seen in this incident"}
    return told.get(outcome.state, "")
