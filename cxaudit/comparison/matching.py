"""Which definition of the old rulebook is which of the new one, and what was rewritten."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.rulebook import Definition, definition_hash
from cxaudit.rulebook.content_hash import node_hash

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxaudit.rulebook import Examination

_SYMPTOM = "symptom"


@dataclass(frozen=True, slots=True, order=True)
class Match:
    """A symptom by its old and its new id; one is empty where only the other rulebook has it."""

    old: str
    new: str

    @property
    def id(self) -> str:
        """What it is called now, or was called last."""
        return self.new or self.old

    @property
    def is_renamed(self) -> bool:
        """Whether it has another id."""
        return bool(self.old and self.new) and self.old != self.new


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A definition that differs; each side is None where the definition is missing."""

    what: str
    old: Definition | None
    new: Definition | None

    @property
    def id(self) -> str:
        """What it is called now, or was called last."""
        newest = self.new or self.old
        assert newest is not None
        return newest.id

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys but the id whose values differ, in order; none when the definition is missing on one side."""
        if self.old is None or self.new is None:
            return ()
        old, new = _values(self.old), _values(self.new)
        return tuple(key for key in sorted({*old, *new} - {"id"}) if old.get(key) != new.get(key))


def match_symptoms(old: Examination, new: Examination) -> tuple[Match, ...]:
    """All symptoms of both, in order of id.

    A symptom is renamed where its id is gone and a new id looks for word for word the same; among several, in order
    of id.
    """
    olds, news = _detections(old), _detections(new)
    gone, come = _by_detection(olds, news), _by_detection(news, olds)
    renamed = {
        before: after for what, befores in gone.items() for before, after in zip(befores, come[what], strict=False)
    }
    taken = set(renamed.values())
    found = [Match(name, renamed.get(name, name if name in news else "")) for name in olds]
    found += [Match("", name) for name in news if name not in olds and name not in taken]
    return tuple(sorted(found, key=lambda match: (match.id, match.old)))


def rewritten(old: Examination, new: Examination, matches: Iterable[Match]) -> tuple[Rewritten, ...]:
    """All definitions that differ in what they say, in order of noun and id; a renamed symptom is one of them."""
    renames = {f"{_SYMPTOM} {match.old}": f"{_SYMPTOM} {match.new}" for match in matches if match.is_renamed}
    found = []
    for owner in sorted({*old.definitions, *new.definitions} - set(renames.values())):
        before, after = old.definitions.get(owner), new.definitions.get(renames.get(owner, owner))
        if before is None or after is None or definition_hash(before) != definition_hash(after):
            found.append(Rewritten(owner.partition(" ")[0], before, after))
    return tuple(found)


def detection_hash(examination: Examination, symptom: str) -> str:
    """A hash of what a symptom looks for."""
    detect = examination.definitions[f"{_SYMPTOM} {symptom}"].node.get("detect")
    assert detect is not None
    return node_hash(detect)


def _detections(examination: Examination) -> dict[str, str]:
    assert examination.rulebook is not None
    return {name: detection_hash(examination, name) for name in examination.rulebook.symptoms}


def _by_detection(here: dict[str, str], there: dict[str, str]) -> defaultdict[str, list[str]]:
    """The ids that only `here` has, by what they look for."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, what in here.items():
        if name not in there:
            found[what].append(name)
    return found


def _values(definition: Definition) -> dict[str, str]:
    return {key.text: node_hash(value) for key, value in definition.node.entries}
