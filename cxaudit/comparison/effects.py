"""What each definition that differs does on the log that was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.inference.kinds import reads_text
from cxaudit.matchers import Series, fields_used
from cxaudit.render.comparison_report import Conclusions, DefinitionChange, Effect, Fate

if TYPE_CHECKING:
    from cxaudit.comparison.counting import BothCounted
    from cxaudit.comparison.joint import Joint
    from cxaudit.comparison.matching import Rewritten

# Keys that say something to people only: no incident, cause or remedy can move by them.
_FOR_PEOPLE = frozenset(
    {"title", "description", "status", "examples", "review_by", "deprecated_because", "replaced_by"}
)
_REPORTED = frozenset({"standard", "lens"})  # nouns that reports show things by, and that nothing is concluded from
_DETECT = "detect"


def definition_changes(
    joint: Joint, both: BothCounted, changes: tuple[Rewritten, ...], conclusions: Conclusions | None
) -> tuple[DefinitionChange, ...]:
    """The changes with their effects; `conclusions` is None where nothing was concluded."""
    number = {match.id: place for place, match in enumerate(joint.matches)}
    moved = {slot.match for slot, found in zip(both.slots, both.found, strict=True) if found}
    found = []
    for change in changes:
        is_moved = change.what == "symptom" and number[change.id] in moved
        effect = Effect.INCIDENTS if is_moved else _effect(conclusions, harmless=is_harmless(change, joint, both))
        was = change.old.id if change.old and change.old.id != change.id else ""
        found.append(DefinitionChange(change.what, change.id, was, _fate(change), change.keys, effect))
    return tuple(found)


def is_harmless(change: Rewritten, joint: Joint, both: BothCounted) -> bool:
    """Whether it is certain that a change alters nothing but what people read.

    A symptom that looks for something else is harmless if it is in the same state in every incident, and rests on the
    same kind of evidence.
    """
    keys = set(change.keys) - _FOR_PEOPLE
    if change.what in _REPORTED:
        return True
    if change.old is None or change.new is None or change.old.id != change.new.id:
        return False
    if change.what != "symptom" or not keys:
        return not keys
    number = next(place for place, match in enumerate(joint.matches) if match.id == change.id)
    return keys == {_DETECT} and number not in both.other_states and _same_kind(joint, change.id)


def _same_kind(joint: Joint, symptom: str) -> bool:
    """Whether a symptom reads the same columns in both rulebooks; what looks at weekly counts finds no incident."""
    old, new = joint.old.rulebook.symptoms[symptom], joint.new.rulebook.symptoms[symptom]
    if isinstance(old.detect, Series) or isinstance(new.detect, Series):
        return False
    return reads_text(old) == reads_text(new) and fields_used(old.detect) == fields_used(new.detect)


def _effect(conclusions: Conclusions | None, *, harmless: bool) -> Effect:
    """What a change did that moved no incident; nothing only where that is certain."""
    if harmless:
        return Effect.NONE
    if conclusions is None:
        return Effect.UNJUDGED
    return Effect.NONE if conclusions.identical else Effect.CONCLUSIONS


def _fate(change: Rewritten) -> Fate:
    if change.old is None:
        return Fate.ADDED
    if change.new is None:
        return Fate.REMOVED
    return Fate.CHANGED if change.old.id == change.new.id else Fate.RENAMED
