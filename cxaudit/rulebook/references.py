"""Holds every mention of an id against what is defined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.configuration import certain, closest
from cxaudit.model import Location, MappingNode, Report, ScalarNode, SequenceNode
from cxaudit.rulebook.schema import NOUNS
from cxaudit.rulebook.validation import Mention

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from cxaudit.rulebook.collection import Definition
    from cxaudit.rulebook.overriding import Defined


def resolve(mentions: Iterable[Mention], defined: Defined, lost: Collection[str], report: Report) -> None:
    """Report each mention of what is not defined.

    An id that a file which cannot be read seems to define (`lost`) is left alone: mending that file comes first.
    """
    for mention in mentions:
        if (mention.to, mention.id) not in defined.by_key and mention.id not in lost:
            report.owner = mention.owner
            _report_undefined(mention, defined, report)
    report.owner = ""


def lens_mentions(definition: Definition) -> Iterator[Mention]:
    """What the groups of a lens name as their members: the schema cannot say of which noun they are."""
    of, groups = definition.node.get("of"), definition.node.get("groups")
    if not isinstance(of, ScalarNode) or of.text not in NOUNS or not isinstance(groups, SequenceNode):
        return
    for group in groups.items:
        members = group.get("members") if isinstance(group, MappingNode) else None
        if isinstance(members, SequenceNode):
            for member in members.items:
                if isinstance(member, ScalarNode):
                    yield Mention(NOUNS[of.text].name, member.text, member.location, f"lens {definition.id}")


def check_groups(definition: Definition, report: Report) -> None:
    """Report groups of a lens that stand twice, and parents that are none of its groups."""
    groups = definition.node.get("groups")
    nodes = groups.items if isinstance(groups, SequenceNode) else ()
    first: dict[str, Location] = {}
    for identifier in _scalars(nodes, "id"):
        place = first.setdefault(identifier.text, identifier.location)
        if place != identifier.location:
            message = f"group '{identifier.text}' stands twice in lens '{definition.id}'"
            report.error("duplicate-id", identifier.location, message, related=(place,), subject=identifier.text)
    for parent in _scalars(nodes, "parent"):
        if parent.text not in first:
            message = f"group '{parent.text}' is not defined in lens '{definition.id}'"
            near = closest(parent.text, first)
            hint = f"did you mean '{near}'?" if near else ""
            meant = certain(parent.text, first)
            report.error("undefined-group", parent.location, message, help=hint, subject=parent.text, replacement=meant)


def _scalars(nodes: Iterable[object], key: str) -> Iterator[ScalarNode]:
    for node in nodes:
        value = node.get(key) if isinstance(node, MappingNode) else None
        if isinstance(value, ScalarNode):
            yield value


def _report_undefined(mention: Mention, defined: Defined, report: Report) -> None:
    removed = defined.removed.get((mention.to, mention.id))
    known = {identifier: entry for (what, identifier), entry in defined.by_key.items() if what == mention.to}
    near = closest(mention.id, known)
    message = f"{mention.to} '{mention.id}' is not defined"
    hint = ""
    related: tuple[Location, ...] = ()
    if removed is not None:
        message = f"{mention.to} '{mention.id}' was removed by an override but is still used"
        hint, related = f"it was removed at {removed}", (removed,)
    elif near:
        hint, related = f"did you mean '{near}'? ({known[near].id_location})", (known[near].id_location,)
    report.error(
        f"undefined-{mention.to}",
        mention.location,
        message,
        help=hint,
        related=related,
        subject=mention.id,
        replacement="" if removed else certain(mention.id, known),
    )
