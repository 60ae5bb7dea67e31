"""Rule kinds: how each is written, and what it says of one incident, plainly. One file a kind."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from cxaudit.matchers.combination import SETTINGS, AllOf, AnyOf, all_of, any_of, combined, with_settings
from cxaudit.matchers.expression import Expression, parse_expression
from cxaudit.matchers.field import Field, parse_field
from cxaudit.matchers.field_predicate import Ask, Predicate
from cxaudit.matchers.field_values import FieldValue  # noqa: TC001 - shown to other rooms
from cxaudit.matchers.near import Near, parse_near
from cxaudit.matchers.negation import Negation
from cxaudit.matchers.node_values import as_items, as_mapping, each, known_keys
from cxaudit.matchers.outcome import Outcome, State
from cxaudit.matchers.phrase import Phrase, parse_phrase
from cxaudit.matchers.reading import TEXT, Reading
from cxaudit.matchers.reference_text import Accents, ReferenceText, reference_text
from cxaudit.matchers.repeat import Repeat, parse_repeat
from cxaudit.matchers.series import Series, parse_series
from cxaudit.matchers.shared import Shared, parse_shared
from cxaudit.matchers.word_pattern import PhrasePattern, WordChoice, WordPattern
from cxaudit.model import Condition, MappingNode, Node, Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

DEPTH_LIMIT = 12  # conditions inside conditions

TextLeaf: TypeAlias = "Phrase | Near | Expression"
Parser: TypeAlias = "Callable[[Node, Reading], Condition | None]"

RULE_KINDS: MappingProxyType[str, Parser] = MappingProxyType(
    {
        "phrase": parse_phrase,
        "near": parse_near,
        "expression": parse_expression,
        "field": parse_field,
    }
)

# Kinds that look beyond one incident; each stands alone in a `detect:`.
WHOLE_LOG_KINDS: MappingProxyType[str, Parser] = MappingProxyType(
    {"repeat": parse_repeat, "shared": parse_shared, "series": parse_series}
)

_COMBINATIONS = ("any", "all", "unless")


def parse_condition(node: Node, report: Report) -> Condition | None:
    """The condition of a `detect:` block, or None; what is wrong with it goes into `report`."""
    if isinstance(node, MappingNode) and len(node.entries) == 1:
        key, value = node.entries[0]
        if key.text in WHOLE_LOG_KINDS:
            return WHOLE_LOG_KINDS[key.text](value, Reading(report))
    return _condition(node, Reading(report))


def leaves(condition: Condition) -> Iterator[Condition]:
    """All conditions without conditions inside, in the order of the rulebook."""
    match condition:
        case AnyOf(_, conditions):
            for part in conditions:
                yield from leaves(part)
        case AllOf(_, conditions, unless):
            for part in conditions + unless:
                yield from leaves(part)
        case _:
            yield condition


def fields_used(condition: Condition) -> frozenset[str]:
    """The columns, canonical or by original name, that it looks at beside the text of the customer."""
    found: set[str] = set()
    for leaf in leaves(condition):
        if isinstance(leaf, Field):
            found.update(predicate.column for predicate in leaf.predicates)
        elif isinstance(leaf, Phrase | Near | Expression) and leaf.said_in != TEXT:
            found.add(leaf.said_in)
    return frozenset(found)


def match_text(condition: Condition, text: str | None, fields: Mapping[str, FieldValue] | None = None) -> Outcome:
    """What one incident says of a condition, the slow and plain way; `fields` are the columns beside the text.

    A column that is not in `fields` is not observable. Conditions that look beyond one incident are silent.
    """
    match condition:
        case Phrase() | Near() | Expression():
            said = text if condition.said_in == TEXT else (fields or {}).get(condition.said_in)
            seen = reference_text(said if isinstance(said, str) else "")
            return Outcome(State.HIDDEN, condition.location) if seen.is_blank else condition.look(seen)
        case Field():
            return condition.look({"text": text} | dict(fields or {}))
        case AnyOf(location, conditions):
            return any_of(location, tuple(match_text(part, text, fields) for part in conditions))
        case AllOf(location, conditions, unless):
            held = tuple(match_text(part, text, fields) for part in conditions)
            return all_of(location, held, tuple(match_text(part, text, fields) for part in unless))
        case _:
            return Outcome(State.SILENT, condition.location)


def _condition(node: Node, reading: Reading) -> Condition | None:
    report = reading.report
    mapping = as_mapping(node, "a condition", report)
    if mapping is None:
        return None
    for key, _ in mapping.entries:
        if key.text in WHOLE_LOG_KINDS:
            message = f"'{key.text}' looks at more than one incident and must stand alone in 'detect'"
            report.error("wrong-type", key.location, message, subject=key.text)
            return None
    if not known_keys(mapping, "a condition", (*RULE_KINDS, *_COMBINATIONS, *SETTINGS), report):
        return None
    if reading.depth >= DEPTH_LIMIT:
        report.error("wrong-type", node.location, f"more than {DEPTH_LIMIT} conditions inside each other")
        return None
    inner = with_settings(mapping, reading)
    found = len(report.violations)
    condition = combined(mapping, lambda key: _under(mapping, key, inner))
    if condition is None and len(report.violations) == found:
        message = "a condition must say what to look for"
        report.error("missing-key", node.location, message, help=f"give one of {', '.join(RULE_KINDS)}, any or all")
    return condition


def _under(mapping: MappingNode, key: str, reading: Reading) -> tuple[Condition, ...]:
    """The conditions under one key of a condition."""
    value = mapping.get(key)
    if value is None:
        return ()
    if key in RULE_KINDS:
        parsed = RULE_KINDS[key](value, reading)
        return () if parsed is None else (parsed,)
    return each(as_items(value, key, reading.report), lambda item: _condition(item, reading))
