"""The changes to look for: which symptom an incident shows under one rulebook and not under the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.comparison.joint import NOWHERE
from cxaudit.detection.detections import Detections
from cxaudit.engines.quotes import Quotes
from cxaudit.matchers import fields_used

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from cxaudit.comparison.joint import Joint

_ASSERTED = 1


@dataclass(frozen=True, slots=True)
class Slot:
    """One symptom gained or lost: an incident shows what is at joint place `here`, and not what is at `there`.

    `match` is the number of the symptom among the joint's matches.
    """

    match: int
    gained: bool
    here: int
    there: int


def slots_of(joint: Joint) -> tuple[Slot, ...]:
    """All changes that this pair of rulebooks can bring about, those of a match side by side."""
    found = []
    for number, match in enumerate(joint.matches):
        old, new = joint.old.place(match.old), joint.new.place(match.new)
        if old != new:
            sides = ((True, new, old), (False, old, new))
            found += [Slot(number, gained, here, there) for gained, here, there in sides if here != NOWHERE]
    return tuple(found)


def changed(shown: NDArray[np.bool_], slots: tuple[Slot, ...]) -> NDArray[np.bool_]:
    """Which rows have which change, shape (rows, slots), from the joint symptoms shown, shape (rows, symptoms)."""
    padded = np.hstack([shown, np.zeros((len(shown), 1), dtype=np.bool_)])  # what is nowhere is never shown
    here = padded[:, [slot.here for slot in slots]]
    changes: NDArray[np.bool_] = here & ~padded[:, [slot.there for slot in slots]]
    return changes


class ChangeQuotes(Quotes):
    """Quotes incidents that change instead of incidents that show a symptom; a "symptom" of theirs is a slot."""

    __slots__ = ("_slots", "_symptoms")

    def __init__(self, joint: Joint, slots: tuple[Slot, ...], *, redacted: bool) -> None:
        fields = tuple(tuple(sorted(fields_used(joint.condition(slot.here)))) for slot in slots)
        super().__init__(fields, redacted)
        self._slots = slots
        self._symptoms = len(joint.rulebook.symptoms)

    def evidence(self, batch: pa.RecordBatch, found: Detections, key: NDArray[np.uint64]) -> pa.Array:
        """The `evidence` column of the events of `batch`; null for nearly every row."""
        return super().evidence(batch, self._changes(batch.num_rows, found), key)

    def _changes(self, rows: int, found: Detections) -> Detections:
        """The detections behind each change, one entry for each row and slot."""
        shown = np.zeros((rows, self._symptoms), dtype=np.bool_)
        asserted = np.flatnonzero(found.state == _ASSERTED)
        shown[found.row[asserted], found.symptom[asserted]] = True
        changes = changed(shown, self._slots)
        entry = np.full((rows, self._symptoms), -1, dtype=np.int64)
        entry[found.row[asserted], found.symptom[asserted]] = asserted
        row, slot = np.nonzero(changes)
        source = entry[row, np.array([slot.here for slot in self._slots], dtype=np.int64)[slot]]
        state = found.state[source].astype(np.int64)
        rule = found.rule[source].astype(np.int64)
        return Detections.sorted(row, slot, state, found.start[source], found.end[source], rule)
