"""The language of rulebooks as a JSON Schema (draft 7), for editors; made from the tables the parser reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

from cxaudit.rulebook.condition_schema import CONDITION_DEFINITIONS
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
from cxaudit.rulebook.scenario_schema import SCENARIO_FILE
from cxaudit.rulebook.schema import FILE
from cxaudit.rulebook.values import SLUG

if TYPE_CHECKING:
    from collections.abc import Mapping

Schema = dict[str, Any]  # JSON, whose shape is that of the standard

_DRAFT = "http://json-schema.org/draft-07/schema#"
_ID = {"type": "string", "pattern": f"^{SLUG}$"}
# Whatever is written stays text, so an editor that takes 2025 for a number must not complain.
_TEXT = {"type": ["string", "number", "boolean"], "minLength": 1}


def json_schema() -> Schema:
    """The schema of a rulebook file. It holds what a file can be judged by alone: references are left to the check."""
    return _schema_of(FILE, "cxaudit rulebook", CONDITION_DEFINITIONS)


def scenario_schema() -> Schema:
    """The schema of a scenario file, likewise."""
    return _schema_of(SCENARIO_FILE, "cxaudit scenarios", {})


def _schema_of(file: Table, title: str, further: Schema) -> Schema:
    definitions: Schema = {}
    root = _table(file, definitions)
    return {"$schema": _DRAFT, "title": title, **root, "definitions": {**dict(sorted(definitions.items())), **further}}


def _table(table: Table, definitions: Schema) -> Schema:
    properties = {
        key.name: {"description": _described(key.meaning, key.kind), **_schema(key.kind, definitions)}
        for key in table.keys
    }
    schema: Schema = {"type": "object", "description": table.meaning, "properties": properties}
    schema["additionalProperties"] = False if table.others is None else _schema(table.others, definitions)
    required = [key.name for key in table.keys if key.required]
    if required:
        schema["required"] = required
    if table.one_of:
        schema["oneOf"] = [{"required": [name]} for name in table.one_of]
    return schema


def _schema(kind: Kind, definitions: Schema) -> Schema:
    schema: Schema
    match kind:
        case Table():
            schema = _reference(kind, definitions)
        case ListOf():
            schema = {"type": "array", "items": _schema(kind.item, definitions), "minItems": kind.at_least}
        case OneOrMany():
            schema = _any_of(kind.item, ListOf(kind.item, at_least=1), definitions)
        case Either():
            schema = _any_of(kind.short, kind.long, definitions)
        case MappingOf():
            names, values = _schema(kind.key, definitions), _schema(kind.value, definitions)
            schema = {"type": "object", "propertyNames": names, "additionalProperties": values}
        case ConditionBlock():
            schema = {"allOf": [{"$ref": "#/definitions/detect"}]}
        case Replacement():
            schema = {"type": "object"}
        case _:
            schema = _value(kind)
    return schema


def _reference(table: Table, definitions: Schema) -> Schema:
    """A table is written once, under its name; `allOf` lets a description stand beside it."""
    if table.name not in definitions:
        definitions[table.name] = {}  # a place of its own, should the table hold itself
        definitions[table.name] = _table(table, definitions)
    return {"allOf": [{"$ref": f"#/definitions/{table.name}"}]}


def _any_of(first: Kind, second: Kind, definitions: Schema) -> Schema:
    return {"anyOf": [_schema(first, definitions), _schema(second, definitions)]}


def _value(
    kind: Text | Slug | Word | Number | Probability | Truth | Reference | Days | Day | Change | Range,
) -> Schema:
    schema: Schema
    match kind:
        case Text():
            schema = dict(_TEXT)
        case Slug() | Reference():
            schema = dict(_ID)
        case Word():
            schema = {"enum": list(kind.allowed)}
        case Number():
            upper = "exclusiveMaximum" if kind.below_high else "maximum"
            schema = {"type": "integer" if kind.whole else "number", "minimum": kind.low, upper: kind.high}
        case Probability():
            between = {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}
            schema = {"anyOf": [{"enum": list(kind.words)}, between]}
        case Truth():
            schema = {"type": "boolean"}
        case Range():
            number = {"type": "number", "minimum": kind.low, "maximum": kind.high}
            schema = {"type": "array", "items": number, "minItems": 3, "maxItems": 3}
        case Days() | Day() | Change():
            schema = {"type": "string", "pattern": _PATTERNS[type(kind)]}
        case _:
            assert_never(kind)
    return schema


_PATTERNS: Mapping[type, str] = {
    Days: r"^[0-9]{1,5} days?$",
    Day: r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    Change: r"^[+-][0-9]{1,4}(\.[0-9]+)? ?%$",
}


def _described(meaning: str, kind: Kind) -> str:
    """The meaning of a key, with that of the words it may hold."""
    if isinstance(kind, Word):
        told = "; ".join(f"{word}: {what}" for word, what in kind.allowed.items())
        return f"{meaning} ({told})"
    return meaning
