"""Which definitions belong to which group of a lens."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cxaudit.model import Cause, Lens, LensGroup, Remedy, Rulebook, Standard, Symptom

    Definition: TypeAlias = Symptom | Cause | Remedy | Standard


def lens_members(lens: Lens, rulebook: Rulebook) -> Iterator[tuple[LensGroup, frozenset[str]]]:
    """Every group of the lens with the ids in it, those of its child groups included; empty groups too."""
    own = {group.id: _own(lens, group, rulebook) for group in lens.groups}
    for group in lens.groups:
        children = [own[child.id] for child in lens.groups if child.parent == group.id]
        yield group, own[group.id].union(*children)


def _own(lens: Lens, group: LensGroup, rulebook: Rulebook) -> frozenset[str]:
    if not lens.by:
        return frozenset(group.members)
    listed = {name for name, entry in _definitions(lens.of, rulebook).items() if group.id in _values(entry, lens.by)}
    return frozenset(listed | set(group.members))


def _definitions(of: str, rulebook: Rulebook) -> Mapping[str, Definition]:
    match of:
        case "symptoms":
            return rulebook.symptoms
        case "causes":
            return rulebook.causes
        case "standards":
            return rulebook.standards
        case _:
            return rulebook.remedies


def _values(entry: Definition, attribute: str) -> tuple[str, ...]:
    value = getattr(entry, attribute, "")
    return value if isinstance(value, tuple) else (str(value),)
