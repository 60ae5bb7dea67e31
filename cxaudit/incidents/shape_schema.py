"""The language of export shapes as a JSON Schema (draft 7), for editors; its words are those that the parser knows."""

from __future__ import annotations

from typing import Any

from cxaudit.incidents.rules import SINCE_OPENING
from cxaudit.incidents.values.numbers import UNITS
from cxaudit.incidents.values.scales import SCALES
from cxaudit.model import COLUMNS

Schema = dict[str, Any]  # JSON, whose shape is that of the standard

# What is written stays text, so an editor that takes 2025 for a number must not complain.
_TEXT: Schema = {"type": ["string", "number", "boolean"]}
_NAMES: Schema = {"$ref": "#/definitions/names"}


def shape_schema() -> Schema:
    """The schema of a file in ``rules/shapes``."""
    columns = {name: {"$ref": "#/definitions/rule"} for name in COLUMNS}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "cxaudit export shape",
        "type": "object",
        "required": ["shape", "title", "names", "columns"],
        "additionalProperties": False,
        "properties": {
            "shape": _of("string", "Its name, which is the name of the file"),
            "title": _of("string", "What reports call the export"),
            "names": {
                "enum": ["genuine", "documented", "remembered"],
                "description": "Where the names of the columns come from",
            },
            "recognise": _recognise(),
            "header_rows": _of("number", "Further rows of the header, before the data"),
            "drop": {"description": "Rows that are no incidents", **_one_or_many("drop")},
            "aside": _names("Columns that are none of the canonical ones, although their names may look so"),
            "columns": {**_of("object", "How each canonical column is made"), **_closed(columns)},
            "turns": {
                "description": "Where messages stand within a record, and who wrote them",
                **_one_or_many("turns"),
            },
        },
        "definitions": {
            "turns": {"type": "object", **_closed(_turns())},
            "name": _TEXT,
            "names": {
                "description": "A name, or several of which the first with a value counts",
                **_one_or_many("name", minItems=1),
            },
            "drop": _drop(),
            "rule": {"anyOf": [_NAMES, {"type": "object", **_closed(_rule())}]},
        },
    }


def _recognise() -> Schema:
    properties = {
        "all": _names("Columns it must have"),
        "none": _names("Columns it must not have"),
        "columns": _names("Columns it usually has"),
        "at_least": _of("number", "How many of them it must have"),
    }
    return {**_of("object", "When an export is of this shape"), **_closed(properties)}


def _drop() -> Schema:
    properties = {"column": {"$ref": "#/definitions/name"}, "is": _NAMES, "reason": {"type": "string"}}
    return {"type": "object", "required": list(properties), **_closed(properties)}


def _turns() -> Schema:
    return {
        "list": _names("Lists of messages within the record"),
        "journal": _names("Columns with several messages in one cell"),
        "column": _names("Columns with one message"),
        "text": _names("Fields of a message that hold its words"),
        "sent_at": _names("Fields that say when it was written"),
        "speaker": _names("Fields that say who speaks: customer, staff, bot or note"),
        "author": _names("Fields that name who wrote it"),
        "internal": _names("Fields that are true of notes the customer does not see"),
        "public": _names("Fields that are false of such notes"),
        "customer": _names("Columns of the record that name its customer"),
        "staff": _names("Columns of the record that name its staff"),
        "from_the_start": _of("boolean", "The first message, with which the record began, is among them"),
    }


def _rule() -> Schema:
    return {
        "column": _NAMES,
        "join": {"type": "array", "items": _NAMES, "description": "A text of several columns"},
        "unit": {
            "enum": [*UNITS, SINCE_OPENING],
            "description": f"Of a duration; {SINCE_OPENING} is a moment after the opening",
        },
        "values": {"type": "object", "additionalProperties": _TEXT, "description": "Translates values"},
        "scale": {"enum": list(SCALES), "description": "Of grades"},
        "invert": _of("boolean", "Turns a flag around"),
        "html": _of("boolean", "The text is HTML"),
        "subtract": _of("number", "Taken off a number"),
        "present": _of("number", "The number that any value at all stands for"),
        "negative": _of("boolean", "A flag: the number is below zero"),
        "after_due": _of("boolean", "A flag: closed after the due time"),
        "day_first": _of("boolean", "03/04 is the third of April"),
        "spaced": _of("boolean", "Tags have spaces between them"),
        "asked": {**_of("object", "Which rows hold an answer to the question"), **_closed(_asked())},
        "only_closed": _names("Only counts where an incident is closed; columns that tell so beside closed_at"),
    }


def _asked() -> Schema:
    scales = {"type": "object", "additionalProperties": {"enum": list(SCALES)}}
    return {
        "column": _names("Columns that say what was asked"),
        "scales": {**scales, "description": "The scale of each kind of question"},
    }


def _of(kind: str, meaning: str) -> Schema:
    return {"type": kind, "description": meaning}


def _names(meaning: str) -> Schema:
    return {**_NAMES, "description": meaning}


def _closed(properties: Schema) -> Schema:
    return {"additionalProperties": False, "properties": properties}


def _one_or_many(definition: str, **limits: int) -> Schema:
    one = {"$ref": f"#/definitions/{definition}"}
    return {"anyOf": [one, {"type": "array", "items": one, **limits}]}
