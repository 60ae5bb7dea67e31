"""Holds a node against the schema: every fault becomes a violation, every reference and condition is noted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import assert_never

from cxaudit import matchers
from cxaudit.configuration import (
    expect_boolean,
    expect_keys,
    expect_mapping,
    expect_sequence,
    expect_text,
    expect_word,
)
from cxaudit.model import Condition, Location, MappingNode, Node, Report, ScalarNode, SequenceNode
from cxaudit.rulebook import values
from cxaudit.rulebook.kinds import (
    Change,
    ConditionBlock,
    Day,
    Days,
    Either,
    Kind,
    ListOf,
    MappingOf,
    Number,
    OneOrMany,
    Probability,
    Range,
    Reference,
    Replacement,
    Slug,
    Table,
    Text,
    Truth,
    Word,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that names a definition: `to` is its noun (``cause``), `owner` the definition the place stands in."""

    to: str
    id: str
    location: Location
    owner: str


@dataclass(slots=True)
class Findings:
    """What validation finds: violations, mentions of definitions, and the condition at each place."""

    report: Report = field(default_factory=Report)
    mentions: list[Mention] = field(default_factory=list)
    conditions: dict[Location, Condition] = field(default_factory=dict)


def validate(node: Node, kind: Kind, what: str, findings: Findings) -> None:
    """Hold `node` against `kind`; `what` names it in messages, as in ``'effort'``."""
    match kind:
        case Table():
            _validate_table(node, kind, what, findings)
        case ListOf():
            _validate_list(node, kind, what, findings)
        case MappingOf():
            _validate_mapping(node, kind, what, findings)
        case Either():
            validate(node, kind.short if isinstance(node, ScalarNode) else kind.long, what, findings)
        case OneOrMany():
            several = isinstance(node, SequenceNode)
            validate(node, ListOf(kind.item, at_least=1) if several else kind.item, what, findings)
        case ConditionBlock():
            _note_condition(node, findings)
        case Replacement():
            expect_mapping(node, what, findings.report)
        case Reference():
            _note_mention(node, kind, what, findings)
        case _:
            _validate_value(node, kind, what, findings.report)


def _validate_value(
    node: Node,
    kind: Text | Slug | Word | Number | Probability | Truth | Days | Day | Change | Range,
    what: str,
    report: Report,
) -> None:
    match kind:
        case Text():
            expect_text(node, what, report)
        case Slug():
            values.read_slug(node, what, report)
        case Word():
            expect_word(node, what, kind.allowed, report)
        case Number():
            values.read_number(node, what, kind, report)
        case Probability():
            values.read_probability(node, what, kind, report)
        case Truth():
            expect_boolean(node, what, report)
        case Range():
            values.read_range(node, what, kind, report)
        case _:
            _validate_quantity(node, kind, what, report)


def _validate_quantity(node: Node, kind: Days | Day | Change, what: str, report: Report) -> None:
    match kind:
        case Days():
            values.read_days(node, what, report)
        case Day():
            values.read_day(node, what, report)
        case Change():
            values.read_change(node, what, report)
        case _:
            assert_never(kind)


def _validate_table(node: Node, table: Table, what: str, findings: Findings) -> None:
    mapping = expect_mapping(node, what, findings.report)
    if mapping is None:
        return
    if table.others is None:
        expect_keys(mapping, f"a {table.name}", (key.name for key in table.keys), findings.report)
    for name, value in mapping.entries:
        key = table.key(name.text)
        kind = key.kind if key else table.others
        if kind is not None:
            validate(value, kind, f"'{name.text}'", findings)
    _report_missing(mapping, table, findings.report)


def _report_missing(mapping: MappingNode, table: Table, report: Report) -> None:
    for key in table.keys:
        if key.required and mapping.get(key.name) is None:
            message = f"a {table.name} must have the key '{key.name}': {key.meaning}"
            report.error("missing-key", mapping.location, message)
    if not table.one_of:
        return
    standing = [name for name in table.one_of if mapping.get(name) is not None]
    if len(standing) != 1:
        found = " and ".join(f"'{name}'" for name in standing) or "none"
        wanted = ", ".join(table.one_of)
        message = f"a {table.name} must have exactly one of the keys {wanted}; it has {found}"
        report.error("missing-key", mapping.location, message)


def _validate_list(node: Node, kind: ListOf, what: str, findings: Findings) -> None:
    sequence = expect_sequence(node, what, findings.report)
    if sequence is None:
        return
    if len(sequence.items) < kind.at_least:
        entries = "1 entry" if kind.at_least == 1 else f"{kind.at_least} entries"
        findings.report.error("wrong-type", sequence.location, f"{what} must hold at least {entries}")
    for item in sequence.items:
        validate(item, kind.item, f"an entry of {what}", findings)


def _validate_mapping(node: Node, kind: MappingOf, what: str, findings: Findings) -> None:
    mapping = expect_mapping(node, what, findings.report)
    if mapping is None:
        return
    for key, value in mapping.entries:
        validate(key, kind.key, f"a key of {what}", findings)
        validate(value, kind.value, f"'{key.text}' under {what}", findings)


def _note_mention(node: Node, kind: Reference, what: str, findings: Findings) -> None:
    slug = values.read_slug(node, what, findings.report)
    if slug is not None:
        findings.mentions.append(Mention(kind.to, slug, node.location, findings.report.owner))


def _note_condition(node: Node, findings: Findings) -> None:
    condition = matchers.parse_condition(node, findings.report)
    if condition is not None:
        findings.conditions[node.location] = condition
    repeat = node.get("repeat") if isinstance(node, MappingNode) else None
    symptoms = repeat.get("symptoms") if isinstance(repeat, MappingNode) else None
    for symptom in symptoms.items if isinstance(symptoms, SequenceNode) else ():
        _note_mention(symptom, Reference("symptom"), "an entry of 'symptoms'", findings)
