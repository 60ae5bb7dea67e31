"""Turns what scenario files say, once it has passed validation, into the nouns of the model."""

from __future__ import annotations

from cxaudit.model import MappingNode, Node, ScalarNode
from cxaudit.model.scenario import Claim, Scenario, ToldIncident
from cxaudit.rulebook.fields import Fields, text_of
from cxaudit.rulebook.scenario_schema import INCIDENT

_KEYS_OF_INCIDENT = frozenset(key.name for key in INCIDENT.keys)


def build_scenario(node: MappingNode) -> Scenario:
    """The scenario of a valid mapping."""
    fields = Fields(node)
    remedy = node.get("first_remedy")
    return Scenario(
        name=fields.text("name"),
        location=node.location,
        incidents=tuple(_incident(entry) for entry in fields.tables("incidents")),
        shows=_claims(fields, "shows"),
        not_shows=_claims(fields, "not_shows"),
        causes=_claims(fields, "causes"),
        not_causes=_claims(fields, "not_causes"),
        first_remedy=None if remedy is None else _claim(remedy),
    )


def _incident(fields: Fields) -> ToldIncident:
    beside = [(key, value) for key, value in fields.node.entries if key.text not in _KEYS_OF_INCIDENT]
    return ToldIncident(
        text=fields.text("text"),
        fields={key.text: text_of(value) for key, value in beside},
        columns={key.text: key.location for key, _ in beside},
        times=int(fields.number("times", 1.0)),
        location=fields.location,
        shows=_claims(fields, "shows"),
        not_shows=_claims(fields, "not_shows"),
    )


def _claims(fields: Fields, key: str) -> tuple[Claim, ...]:
    return tuple(_claim(node) for node in fields.items(key))


def _claim(node: Node) -> Claim:
    assert isinstance(node, ScalarNode)
    return Claim(node.text, node.location)
