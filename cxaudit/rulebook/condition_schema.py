"""What may stand under `detect:`, as JSON Schema; the patterns themselves are left to the check."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]  # JSON, whose shape is that of the standard

_DURATION = {"type": "string", "pattern": r"^\s*[0-9]+(\.[0-9]+)?\s*([Hh]our|[Dd]ay|[Ww]eek|[Mm]onth|[Yy]ear)s?\s*$"}
_SCALAR = {"type": ["string", "number", "boolean"]}
_ONE_OR_MANY = {"anyOf": [_SCALAR, {"type": "array", "items": _SCALAR, "minItems": 1}]}
_CONDITION = {"$ref": "#/definitions/condition"}
_CONDITIONS = {"anyOf": [_CONDITION, {"type": "array", "items": _CONDITION, "minItems": 1}]}


def _described(meaning: str, schema: Schema) -> Schema:
    return {"description": meaning, **schema}


def _object(meaning: str, properties: Schema, required: list[str]) -> Schema:
    return {
        "type": "object",
        "description": meaning,
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


_NEAR = _object(
    "words close to each other in one sentence",
    {
        "words": _described(
            "two to four groups of words; one of each group must be there",
            {"type": "array", "items": _ONE_OR_MANY, "minItems": 2, "maxItems": 4},
        ),
        "within": _described(
            "other words that may stand between one and the next", {"type": "integer", "minimum": 0, "maximum": 50}
        ),
        "ordered": _described("whether the groups must stand in this order", {"type": "boolean"}),
        "across_sentences": _described("whether they may stand in different sentences", {"type": "boolean"}),
    },
    ["words", "within"],
)
_NEGATION = _described(
    "which words before a match make it a denial: `standard`, `none`, or words of your own",
    {
        "anyOf": [
            {"enum": ["standard", "none"]},
            _object(
                "words of your own",
                {
                    "before": _described("the words", _ONE_OR_MANY),
                    "within": _described("words before a match", {"type": "integer", "minimum": 1, "maximum": 20}),
                },
                ["before"],
            ),
        ]
    },
)
_CONDITION_KEYS = {
    "phrase": _described(
        "words next to each other: `rude`, `disrespect*`, `no/any reply`, `(very) slow`", _ONE_OR_MANY
    ),
    "near": _NEAR,
    "expression": _described("a regular expression on the folded text, in linear time", _ONE_OR_MANY),
    "field": _described(
        'columns and what they must hold: a value, a list, `not value`, "<= 2", 2..4, missing or present',
        {"type": "object", "minProperties": 1, "additionalProperties": _ONE_OR_MANY},
    ),
    "any": _described("at least one of these holds", _CONDITIONS),
    "all": _described("each of these holds", _CONDITIONS),
    "unless": _described("none of these holds", _CONDITIONS),
    "negation": _NEGATION,
    "said_by": _described("whose words are looked at", {"enum": ["customer", "staff"]}),
    "accents": _described("whether accents count", {"enum": ["folded", "as-written"]}),
}
_WHOLE_LOG_KEYS = {
    "repeat": _object(
        "the customer was in touch before",
        {
            "same": _described("what must be the same", {"enum": ["customer", "customer and symptom"]}),
            "within": _described("how long ago at most, such as 14 days", _DURATION),
            "channel": _described("by which channel the earlier contact came", {"enum": ["any", "other"]}),
            "symptoms": _described("symptoms of which one must be the same", _ONE_OR_MANY),
        },
        ["same", "within"],
    ),
    "shared": _object(
        "many incidents closed with the same words",
        {
            "same": _described("the column that must be the same", {"enum": ["resolution"]}),
            "at_least": _described("incidents", {"type": "integer", "minimum": 2, "maximum": 1_000_000}),
            "within": _described("the window they fall into, such as 30 days", _DURATION),
        },
        ["same", "at_least", "within"],
    ),
    "series": {
        "type": "object",
        "description": "something in the log as a whole",
        "properties": {"kind": {"enum": ["slow-decline", "relapse", "outlier", "backlog"]}},
        "required": ["kind"],
        "additionalProperties": _ONE_OR_MANY,
    },
}

CONDITION_DEFINITIONS: Schema = {
    "condition": {
        "type": "object",
        "description": "what to look for in an incident",
        "properties": _CONDITION_KEYS,
        "minProperties": 1,
        "additionalProperties": False,
    },
    "detect": {
        "type": "object",
        "description": "what to look for: a condition on one incident, or alone `repeat`, `shared` or `series`",
        "properties": {**_CONDITION_KEYS, **_WHOLE_LOG_KEYS},
        "minProperties": 1,
        "additionalProperties": False,
        "dependencies": {kind: {"maxProperties": 1, "description": "stands alone"} for kind in sorted(_WHOLE_LOG_KEYS)},
    },
}
