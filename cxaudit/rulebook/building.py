"""Turns definitions that have passed validation into the nouns of the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.model import (
    Cause,
    Condition,
    Confirmation,
    Effect,
    Example,
    Gravity,
    Lens,
    LensGroup,
    Lifecycle,
    Link,
    Location,
    MappingNode,
    Node,
    Remedy,
    ScalarNode,
    Standard,
    Status,
    Symptom,
    Verification,
)
from cxaudit.rulebook.fields import Fields, probability_of, text_of
from cxaudit.rulebook.vocabulary import PRIORS, STRENGTHS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxaudit.rulebook.collection import Definition

# What a cause with causes of its own is given when it does not say how often it is at work without them.
_PRIOR_OF_INNER_CAUSE = "very-rare"


def build_symptom(definition: Definition, conditions: Mapping[Location, Condition]) -> Symptom:
    """The symptom of a valid definition; `conditions` holds what is to be detected, by place."""
    fields = Fields(definition.node)
    detect = definition.node.get("detect")
    assert detect is not None
    return Symptom(
        id=definition.id,
        title=fields.text("title"),
        severity=Gravity(fields.text("severity")),
        location=definition.location,
        detect=conditions[detect.location],
        caused_by=_links(fields),
        examples=_examples(fields),
        dimension=fields.text("dimension"),
        stage=fields.text("stage"),
        breaks=fields.texts("breaks"),
        status=_status(fields),
        leak=fields.number("leak", 0.002),
        sensitivity=fields.number("sensitivity", 1.0),
        false_hit_rate=fields.number("false_hit_rate", 0.0),
        description=fields.text("description"),
        lifecycle=_lifecycle(fields),
        places=fields.places(),
    )


def build_cause(definition: Definition) -> Cause:
    """The cause of a valid definition."""
    fields = Fields(definition.node)
    prior, word = fields.probability("prior", PRIORS, _PRIOR_OF_INNER_CAUSE)
    return Cause(
        id=definition.id,
        title=fields.text("title"),
        family=fields.text("family"),
        area=fields.text("area"),
        location=definition.location,
        prior=prior,
        prior_word=word,
        caused_by=_links(fields),
        lens=fields.text("lens"),
        facet=fields.text("facet"),
        kind=fields.text("kind", "weakness"),
        confirm=tuple(
            Confirmation(entry.text("check"), entry.text("supports"), entry.text("refutes"), entry.location)
            for entry in fields.tables("confirm")
        ),
        remedies=fields.texts("remedies"),
        signals=fields.texts("signals"),
        preventable=fields.truth("preventable", default=True),
        status=_status(fields),
        description=fields.text("description"),
        lifecycle=_lifecycle(fields),
        places=fields.places(),
        remedy_places={text_of(item): item.location for item in fields.items("remedies")},
    )


def build_remedy(definition: Definition) -> Remedy:
    """The remedy of a valid definition."""
    fields = Fields(definition.node)
    effort = fields.table("effort")
    days = effort.range("days") if effort else None
    assert days is not None
    return Remedy(
        id=definition.id,
        title=fields.text("title"),
        kind=fields.text("kind"),
        action=fields.text("action"),
        strength=fields.text("strength"),
        phase=fields.text("phase"),
        owner=fields.text("owner"),
        location=definition.location,
        effort_days=days,
        effects=tuple(_effect(entry) for entry in fields.tables("effect")),
        steps=fields.texts("steps"),
        verify=_verification(fields.table("verify")),
        message=fields.text("message"),
        component=fields.text("component"),
        lens=fields.text("lens"),
        needs=fields.texts("needs"),
        excludes=fields.texts("excludes"),
        cost=fields.range("cost"),
        status=_status(fields),
        lifecycle=_lifecycle(fields),
        places=fields.places(),
    )


def build_standard(definition: Definition) -> Standard:
    """The standard of a valid definition."""
    fields = Fields(definition.node)
    return Standard(
        id=definition.id,
        title=fields.text("title"),
        promise=fields.text("promise"),
        measure=fields.text("measure"),
        limit=fields.text("limit"),
        unit=fields.text("unit"),
        theme=fields.text("theme"),
        location=definition.location,
    )


def build_lens(definition: Definition) -> Lens:
    """The lens of a valid definition."""
    fields = Fields(definition.node)
    return Lens(
        id=definition.id,
        title=fields.text("title"),
        of=fields.text("of"),
        groups=tuple(
            LensGroup(group.text("id"), group.text("title"), group.texts("members"), group.text("parent"))
            for group in fields.tables("groups")
        ),
        location=definition.location,
        by=fields.text("by"),
    )


def _links(fields: Fields) -> tuple[Link, ...]:
    table = fields.table("caused_by")
    entries = table.node.entries if table else ()
    return tuple(_link(key, value) for key, value in entries)


def _link(key: ScalarNode, value: Node) -> Link:
    if not isinstance(value, MappingNode):
        strength, word = probability_of(value, STRENGTHS)
        return Link(key.text, strength, word, key.location)
    details = Fields(value)
    strength, word = details.probability("strength", STRENGTHS, "")
    spread = details.number("spread", -1.0)
    return Link(key.text, strength, word, key.location, None if spread < 0 else spread)


def _examples(fields: Fields) -> tuple[Example, ...]:
    examples = fields.table("examples")
    return () if examples is None else build_examples(examples)


def build_examples(examples: Fields) -> tuple[Example, ...]:
    """The examples of a valid table of them, those that must match first."""
    return tuple(
        _example(node, matches=matches)
        for key, matches in (("match", True), ("no_match", False))
        for node in examples.items(key)
    )


def _example(node: Node, *, matches: bool) -> Example:
    if not isinstance(node, MappingNode):
        return Example(text_of(node), matches, node.location, {})
    columns = {key.text: text_of(value) for key, value in node.entries if key.text != "text"}
    return Example(Fields(node).text("text"), matches, node.location, columns)


def _effect(fields: Fields) -> Effect:
    reduction = fields.range("by")
    assert reduction is not None
    low, likely, high = reduction
    return Effect(fields.text("reduces"), low, likely, high, fields.location)


def _verification(fields: Fields | None) -> Verification | None:
    if fields is None:
        return None
    return Verification(fields.text("measure"), fields.text("of"), fields.change("target"), fields.days("within"))


def _lifecycle(fields: Fields) -> Lifecycle:
    return Lifecycle(fields.text("review_by"), fields.text("deprecated_because"), fields.text("replaced_by"))


def _status(fields: Fields) -> Status:
    return Status(fields.text("status", Status.EXPERIMENTAL))
