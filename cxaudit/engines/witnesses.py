"""Turns the few quotable events of a counted partition into evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from cxaudit.engines.kernel import ROWS_PER_SOURCE
from cxaudit.engines.rules import KeyedRules, explain_keyed
from cxaudit.model import Evidence, Location
from cxaudit.tally import EVIDENCE_PER_SYMPTOM, day_of, profile_array, shows, smallest_ranks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.detection import Detector

_NOWHERE = Location("", 0, 0)


class Witnesses:
    """Knows the rules and the sources, so that every quote leads back to both."""

    def __init__(self, detector: Detector, rules: KeyedRules, sources: tuple[str, ...]) -> None:
        """`sources` are the paths of the sources by number."""
        self._detector = detector
        self._rules = rules
        self._sources = sources

    def of(self, events: pa.Table) -> tuple[Evidence, ...]:
        """The evidence of this partition: for each symptom the incidents whose id has the smallest hash."""
        return smallest_ranks([*self._quoted(events), *self._keyed(events)])

    def _quoted(self, events: pa.Table) -> Iterator[Evidence]:
        quoted = np.flatnonzero(events["evidence"].is_valid().to_numpy())
        events = events.take(pa.array(quoted)).combine_chunks()
        for row, cells in enumerate(events["evidence"].to_pylist()):
            for cell in cells:
                rule = self._detector.rules[cell["rule"]] if cell["rule"] >= 0 else _NOWHERE
                yield self._witness(
                    events, row, cell["symptom"], rule, cell["quote"], cell["start"], cell["end"], cell["row"]
                )

    def _keyed(self, events: pa.Table) -> Iterator[Evidence]:
        """Incidents that show a symptom because of others: no words to quote, but the rule says why."""
        profiles = profile_array(events["profile"])
        key = events["key"].to_numpy()
        for symptom, condition in self._rules.conditions:
            rows = np.flatnonzero(shows(profiles, symptom))
            for row in rows[np.argsort(key[rows], kind="stable")[:EVIDENCE_PER_SYMPTOM]].tolist():
                yield self._witness(events, row, symptom, condition.location, explain_keyed(condition), 0, 0)

    def _witness(  # noqa: PLR0913, PLR0917 - evidence has this many parts
        self,
        events: pa.Table,
        row: int,
        symptom: int,
        rule: Location,
        quote: str,
        start: int,
        end: int,
        message: int | None = None,
    ) -> Evidence:
        order = events["order"][row].as_py()
        opened = events["opened"][row].as_py()
        return Evidence(
            incident=events["id"][row].as_py() or "",
            symptom=self._detector.symptoms[symptom],
            quote=quote,
            start=start,
            end=end,
            rule=rule,
            source=self._sources[order // ROWS_PER_SOURCE],
            row=order % ROWS_PER_SOURCE if message is None else message,
            opened_at="" if opened is None else day_of(opened),
            channel=events["channel"][row].as_py() or "",
            rank=f"{events['key'][row].as_py():016x}",
        )
