"""Applies the overrides of a rulebook to the definitions of its base, and finds ids that are defined twice."""

from __future__ import annotations

from dataclasses import dataclass

from cxaudit.configuration import suggestion
from cxaudit.model import Location, MappingNode, Report, ScalarNode
from cxaudit.rulebook.collection import Collection, Definition
from cxaudit.rulebook.schema import NOUNS, OVERRIDE
from cxaudit.rulebook.validation import Findings, validate

Key = tuple[str, str]  # noun and id


@dataclass(frozen=True, slots=True)
class Defined:
    """The definitions that stand: by noun and id, those without a readable id, and where others were removed."""

    by_key: dict[Key, Definition]
    nameless: tuple[Definition, ...]
    removed: dict[Key, Location]

    def all(self) -> tuple[Definition, ...]:
        """All definitions, in the order in which they were read."""
        return (*self.by_key.values(), *self.nameless)


def settle(collection: Collection, report: Report) -> Defined:
    """The definitions that stand once duplicates are reported and overrides applied."""
    nameless = tuple(entry for entry in collection.definitions if not entry.id)
    defined = Defined(_unique(collection, report), nameless, {})
    seen: dict[Key, Location] = {}
    for override in collection.overrides:
        before = len(report.violations)
        validate(override, OVERRIDE, "an override", Findings(report))
        if len(report.violations) == before:
            _apply(override, defined, seen, report)
    return defined


def _unique(collection: Collection, report: Report) -> dict[Key, Definition]:
    advice = "; to change what a base says, use overrides" if collection.has_base else ""
    unique: dict[Key, Definition] = {}
    for definition in collection.definitions:
        if not definition.id:
            continue
        first = unique.setdefault((definition.what, definition.id), definition)
        if first is not definition:
            report.error(
                "duplicate-id",
                definition.id_location,
                f"{definition.what} '{definition.id}' is already defined",
                help=f"it was first defined at {first.id_location}{advice}",
                related=(first.id_location,),
                subject=definition.id,
            )
    return unique


def _apply(override: MappingNode, defined: Defined, seen: dict[Key, Location], report: Report) -> None:
    key, node = _target(override)
    definition = defined.by_key.get(key)
    what, identifier = key
    if key in seen:
        message = f"{what} '{identifier}' is overridden twice"
        report.error("duplicate-id", node.location, message, related=(seen[key],), subject=identifier)
        return
    if definition is None:
        known = {name: entry.id_location for (noun, name), entry in defined.by_key.items() if noun == what}
        message = f"{what} '{identifier}' is overridden, but no base defines it"
        help_text = suggestion(identifier, known)
        report.error(f"undefined-{what}", node.location, message, help=help_text, subject=identifier)
        return
    seen[key] = node.location
    replacement, removal = override.get("set"), override.get("remove")
    removes = isinstance(removal, ScalarNode) and removal.text == "true"
    if removes == isinstance(replacement, MappingNode):
        report.error("missing-key", override.location, "an override must have either 'set' or 'remove: true'")
    elif isinstance(replacement, MappingNode):
        _replace(key, definition, replacement, defined, report)
    else:
        del defined.by_key[key]
        defined.removed[key] = node.location


def _target(override: MappingNode) -> tuple[Key, ScalarNode]:
    for table in NOUNS.values():
        node = override.get(table.name)
        if isinstance(node, ScalarNode):
            return (table.name, node.text), node
    raise AssertionError("a valid override names a definition")


def _replace(key: Key, definition: Definition, replacement: MappingNode, defined: Defined, report: Report) -> None:
    fresh = {name.text: (name, value) for name, value in replacement.entries}
    if "id" in fresh:
        place = fresh.pop("id")[0].location
        report.error("unknown-key", place, "an override cannot change an id", help="remove the old and define the new")
    entries = [fresh.pop(name.text, (name, value)) for name, value in definition.node.entries]
    node = MappingNode((*entries, *fresh.values()), definition.node.location)
    defined.by_key[key] = Definition(definition.what, definition.id, node)
