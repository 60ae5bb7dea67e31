"""Counts a log under two rulebooks in one pass: both tallies, and exactly which incidents changed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cxaudit.comparison.joint import Joint
from cxaudit.comparison.slots import ChangeQuotes, Slot, changed, slots_of
from cxaudit.detection import compile_detector
from cxaudit.engines import Counted
from cxaudit.engines.gathering import gathered
from cxaudit.engines.kernel import Kernel
from cxaudit.engines.rules import KeyedRules
from cxaudit.engines.witnesses import Witnesses
from cxaudit.matchers import Repeat, Shared
from cxaudit.model import Customers, Evidence, Tally
from cxaudit.render.comparison_report import Matched
from cxaudit.tally import (
    Shuffle,
    add,
    count,
    count_customers,
    event_schema,
    mark_repeats,
    mark_shared,
    pack,
    profile_array,
    profile_column,
    smallest_ranks,
    unpack,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.comparison.joint import Side
    from cxaudit.detection import Detector
    from cxaudit.engines import CountOptions
    from cxaudit.engines.gathering import Gathered
    from cxaudit.incidents import OpenSource
    from cxaudit.tally import Counting

_STATES = (1, 2, 3)  # asserted, denied, hidden
_ASSERTED = 1
_NOBODY = Customers()


@dataclass(frozen=True, slots=True)
class BothCounted:
    """Both tallies (without evidence), how the log was read, and what changed.

    `found` holds, for each slot, how many incidents have that change; `other_states` the matches (by number) whose
    state, be it shown, denied or not observable, differs in any incident; `evidence` names the slot as its symptom.
    """

    old: Tally
    new: Tally
    counted: Counted
    slots: tuple[Slot, ...]
    found: tuple[int, ...]
    other_states: frozenset[int]
    evidence: tuple[Evidence, ...]
    matched: Matched


def count_both(sources: Sequence[OpenSource], joint: Joint, options: CountOptions) -> BothCounted:
    """Read `sources` to their end and count what each rulebook finds.

    Raises InputError when a source cannot be read to its end.
    """
    detector, slots = compile_detector(joint.rulebook), slots_of(joint)
    kernel = Kernel(detector, ChangeQuotes(joint, slots, redacted=options.redacted))
    with gathered(sources, kernel, options) as incidents:
        changes = _Changes(joint, slots, _witnesses(detector, joint, slots, incidents.paths))
        sides = (joint.old, joint.new)
        countings = tuple(incidents.counting(tuple(side.rulebook.symptoms)) for side in sides)
        tallies: tuple[list[Tally], list[Tally]] = ([], [])
        for events, customers in _partitions(incidents, joint):
            changes.add(events)
            for side, counting, people, kept in zip(sides, countings, customers, tallies, strict=True):
                kept.append(count(_projected(events, side), counting, (), people))
        old, new = (_sum(kept, counting) for kept, counting in zip(tallies, countings, strict=True))
        return BothCounted(
            old,
            new,
            incidents.counted(new),
            slots,
            tuple(changes.found.tolist()),
            frozenset(changes.other_states),
            smallest_ranks(changes.evidence),
            Matched(*changes.matched),
        )


@dataclass(slots=True)
class _Changes:
    """What changed in the partitions seen so far."""

    joint: Joint
    slots: tuple[Slot, ...]
    witnesses: Witnesses
    found: NDArray[np.int64] = field(init=False)
    other_states: set[int] = field(default_factory=set)
    evidence: list[Evidence] = field(default_factory=list)
    matched: list[int] = field(default_factory=lambda: [0, 0, 0, 0])

    def __post_init__(self) -> None:
        self.found = np.zeros(len(self.slots), dtype=np.int64)

    def add(self, events: pa.Table) -> None:
        if not events.num_rows:
            return
        profiles = profile_array(events["profile"])
        shown = unpack(profiles, _ASSERTED)[:, : len(self.joint.rulebook.symptoms)]
        changes = changed(shown, self.slots)
        self.found += changes.sum(axis=0)
        old, new = (shown[:, list(side.places)].any(axis=1) for side in (self.joint.old, self.joint.new))
        for index, rows in enumerate((old, new, new & ~old, old & ~new)):
            self.matched[index] += int(rows.sum())
        self._note_states(profiles)
        if changes.any():
            self.evidence = list(smallest_ranks([*self.evidence, *self.witnesses.of(_marked(events, changes))]))

    def _note_states(self, profiles: NDArray[np.uint8]) -> None:
        for state in _STATES:
            bits = unpack(profiles, state)
            for slot in self.slots:
                if slot.there < 0 or (bits[:, slot.here] != bits[:, slot.there]).any():
                    self.other_states.add(slot.match)


def _partitions(incidents: Gathered, joint: Joint) -> Iterator[tuple[pa.Table, tuple[Customers, ...]]]:
    """Every incident once, with what its history tells; and the customers of each partition under either rulebook."""
    sides = (joint.old, joint.new)
    repeats = tuple(rule for side in sides for rule in side.rules.repeats)
    shared = tuple(rule for side in sides for rule in side.rules.shared)
    with Shuffle("resolution") as by_resolution:
        for part in incidents.by_customer.partitions():
            customers = tuple(count_customers(_projected(part, side), side.textual) for side in sides)
            marked = mark_repeats(part, repeats)
            if shared:
                by_resolution.add(marked)
            yield (incidents.schema.empty_table() if shared else marked), customers
        for part in by_resolution.partitions():
            yield mark_shared(part, shared), (_NOBODY, _NOBODY)


def _projected(events: pa.Table, side: Side) -> pa.Table:
    """The events as one rulebook alone sees them."""
    profiles, places = profile_array(events["profile"]), list(side.places)
    row, symptom, state = [], [], []
    for value in _STATES:
        rows, symptoms = np.nonzero(unpack(profiles, value)[:, places])
        row.append(rows)
        symptom.append(symptoms.astype(np.int32))
        state.append(np.full(len(rows), value, dtype=np.int8))
    packed = pack(len(profiles), len(places), np.concatenate(row), np.concatenate(symptom), np.concatenate(state))
    return _with_profiles(events, packed)


def _marked(events: pa.Table, changes: NDArray[np.bool_]) -> pa.Table:
    """The events with the changes they have as their profile, and quotes of nothing else."""
    row, slot = np.nonzero(changes)
    packed = pack(len(changes), changes.shape[1], row, slot.astype(np.int32), np.ones(len(row), dtype=np.int8))
    cells = events["evidence"].to_pylist()
    for number in np.flatnonzero(events["evidence"].is_valid().to_numpy()).tolist():
        cells[number] = [cell for cell in cells[number] if changes[number, cell["symptom"]]] or None
    evidence = pa.array(cells, type=event_schema(1).field("evidence").type)
    place = events.schema.get_field_index("evidence")
    return _with_profiles(events.set_column(place, "evidence", evidence), packed)


def _with_profiles(events: pa.Table, packed: NDArray[np.uint8]) -> pa.Table:
    return events.set_column(events.schema.get_field_index("profile"), "profile", profile_column(packed))


def _witnesses(detector: Detector, joint: Joint, slots: tuple[Slot, ...], paths: tuple[str, ...]) -> Witnesses:
    """Who turns changes into evidence: as for symptoms, with the number of the slot as the name of the symptom."""
    named = replace(detector, symptoms=tuple(f"{number:08d}" for number in range(len(slots))))
    conditions = tuple(
        (number, condition)
        for number, slot in enumerate(slots)
        if isinstance(condition := joint.condition(slot.here), Repeat | Shared)
    )
    return Witnesses(named, KeyedRules((), (), (), conditions), paths)


def _sum(tallies: Sequence[Tally], counting: Counting) -> Tally:
    return add(tallies) if tallies else count(event_schema(len(counting.symptoms)).empty_table(), counting)
