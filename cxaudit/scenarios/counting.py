"""Counts the incidents of a scenario as an engine counts a log, and remembers what each of them shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.detection import Detector
from cxaudit.engines.kernel import Kernel
from cxaudit.engines.plausibility import Days
from cxaudit.engines.quotes import Quotes
from cxaudit.engines.reconciling import Reconciled
from cxaudit.engines.rules import KeyedRules, keyed_rules
from cxaudit.model import Tally
from cxaudit.scenarios.batches import Row, batch_of
from cxaudit.tally import (
    DIMENSIONS,
    Counting,
    count,
    count_customers,
    mark_repeats,
    mark_shared,
    profile_array,
    unpack,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from cxaudit.model import Rulebook
    from cxaudit.model.scenario import Scenario

_ASSERTED, _DENIED, _HIDDEN = 1, 2, 3  # states of a symptom in a profile


@dataclass(frozen=True, slots=True)
class Seen:
    """What each incident of a scenario shows, denies and hides, as sets of symptoms, and the tally of all.

    An incident that stands for several has the symptoms that any of these has.
    """

    shown: tuple[frozenset[str], ...]
    denied: tuple[frozenset[str], ...]
    hidden: tuple[frozenset[str], ...]
    tally: Tally


@dataclass(frozen=True, slots=True)
class ScenarioCounter:
    """A rulebook ready to count scenarios."""

    detector: Detector
    rules: KeyedRules

    @classmethod
    def of(cls, rulebook: Rulebook, detector: Detector) -> ScenarioCounter:
        """`detector` must be that of the rulebook."""
        return cls(detector, keyed_rules(rulebook))

    def seen(self, scenario: Scenario) -> Seen:
        """What the incidents of a scenario show, whatever stands beyond the single incident included."""
        rows, owners = _rows(scenario)
        kernel = Kernel(self.detector, Quotes.of(((),) * len(self.detector.symptoms), redacted=True))
        events = kernel.events(batch_of(rows), 0)
        days = Days()
        days.add(events)
        reconciled = Reconciled(days.period())
        last, _ = reconciled.last_states(events)
        customers = count_customers(last, self.rules.textual)
        marked = mark_shared(mark_repeats(last, self.rules.repeats), self.rules.shared)
        counting = Counting(self.detector.symptoms, *_kept(events), reconciled.last_time)
        told = len(scenario.incidents)
        return Seen(
            self._states(marked, owners, told, _ASSERTED),
            self._states(marked, owners, told, _DENIED),
            self._states(marked, owners, told, _HIDDEN),
            count(marked, counting, (), customers),
        )

    def _states(self, events: pa.Table, owners: list[int], incidents: int, state: int) -> tuple[frozenset[str], ...]:
        """The symptoms in this state, by incident as it is told."""
        found: list[set[str]] = [set() for _ in range(incidents)]
        order = events["order"].to_pylist()
        for place, symptom in zip(*np.nonzero(unpack(profile_array(events["profile"]), state)), strict=True):
            found[owners[order[place] - 1]].add(self.detector.symptoms[symptom])
        return tuple(frozenset(symptoms) for symptoms in found)


def _rows(scenario: Scenario) -> tuple[list[Row], list[int]]:
    """A row for each incident that the scenario stands for, and the incident it belongs to, by number."""
    rows, owners = [], []
    for number, incident in enumerate(scenario.incidents):
        for copy in range(incident.times):
            fields = dict(incident.fields)
            if copy and "id" in fields:
                fields["id"] += f" ({copy + 1})"  # an incident of its own, not a later state of the first
            rows.append(Row(incident.text, fields, incident.location.path))
            owners.append(number)
    return rows, owners


def _kept(events: pa.Table) -> tuple[dict[str, tuple[str, ...]], dict[str, int]]:
    """The values of each dimension, most frequent first, none of them folded away."""
    kept = {}
    for name in DIMENSIONS:
        counts = Counter(events[name].drop_null().to_pylist())
        if counts:
            kept[name] = tuple(sorted(counts, key=lambda value: (-counts[value], value)))
    return kept, dict.fromkeys(kept, 0)
