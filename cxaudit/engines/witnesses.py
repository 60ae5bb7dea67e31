"""Turns the few quotable events of a counted partition into evidence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from cxaudit.engines.cutting import Cutting, packed_cuttings
from cxaudit.engines.rules import KeyedRules, explain_keyed
from cxaudit.engines.workers import worked_in_order
from cxaudit.model import ROWS_PER_SOURCE, Evidence, Location
from cxaudit.tally import EVIDENCE_PER_SYMPTOM, day_of, profile_array, shows, smallest_ranks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.detection import Detector
    from cxaudit.engines.quotable import Quotable

_NOWHERE = Location("", 0, 0)
_AT_ONCE = 64  # quotes that are cut together
_ALONE = 16  # times as many are cut without help: a process that starts now bears all that was counted


class Witnesses:
    """Knows the rules and the sources, so that every quote leads back to both."""

    def __init__(
        self, detector: Detector, rules: KeyedRules, sources: tuple[str, ...], quotable: Quotable | None = None
    ) -> None:
        """`sources` are the paths of the sources by number; `quotable` holds what quotes are yet to be cut from."""
        self._detector = detector
        self._rules = rules
        self._sources = sources
        self._quotable = quotable
        self._uncut: dict[Evidence, Cutting] = {}

    def of(self, events: pa.Table) -> tuple[Evidence, ...]:
        """The evidence of this partition: for each symptom the incidents whose id has the smallest hash."""
        return smallest_ranks([*self._cells(events), *self._keyed(events)])

    def uncut(self, evidence: Sequence[Evidence]) -> dict[Evidence, Cutting]:
        """What the quotes of this evidence are yet to be cut from."""
        return {entry: self._uncut[entry] for entry in evidence if entry in self._uncut}

    def add(self, uncut: dict[Evidence, Cutting]) -> None:
        """Know what another process has found out."""
        self._uncut |= uncut

    def quoted(self, evidence: Sequence[Evidence], *, redacted: bool, workers: int) -> tuple[Evidence, ...]:
        """Evidence of any partitions with all its quotes, which at most `workers` processes cut; 0 is one a core."""
        uncut = [entry for entry in evidence if entry in self._uncut]
        parts = (uncut[first : first + _AT_ONCE] for first in range(0, len(uncut), _AT_ONCE))
        batches = ((redacted, packed_cuttings([self._uncut[entry] for entry in part])) for part in parts)
        quotes = (quote for some, _ in worked_in_order(batches, _quotes, workers, _ALONE) for quote in some)
        found = {
            entry: replace(entry, quote=quote, start=start, end=end)
            for entry, (quote, start, end) in zip(uncut, quotes, strict=True)
        }
        return tuple(found.get(entry, entry) for entry in evidence)

    def _cells(self, events: pa.Table) -> Iterator[Evidence]:
        quoted = np.flatnonzero(events["evidence"].is_valid().to_numpy())
        events = events.take(pa.array(quoted)).combine_chunks()
        for row, cells in enumerate(events["evidence"].to_pylist()):
            for cell in cells:
                rule = self._detector.rules[cell["rule"]] if cell["rule"] >= 0 else _NOWHERE
                symptom, quote = cell["symptom"], cell["quote"]
                if quote is not None or self._quotable is None:
                    yield self._witness(events, row, symptom, rule, quote, cell["start"], cell["end"], cell["row"])
                    continue
                found = self._witness(events, row, symptom, rule, "", 0, 0, cell["row"])
                self._uncut[found] = self._quotable.cutting(events["order"][row].as_py(), symptom)
                yield found

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
        place = place_of(order, message)
        opened = events["opened"][row].as_py()
        return Evidence(
            incident=events["id"][row].as_py() or "",
            symptom=self._detector.symptoms[symptom],
            quote=quote,
            start=start,
            end=end,
            rule=rule,
            source=self._sources[place // ROWS_PER_SOURCE],
            row=place % ROWS_PER_SOURCE,
            opened_at="" if opened is None else day_of(opened),
            channel=events["channel"][row].as_py() or "",
            rank=f"{events['key'][row].as_py():016x}",
        )


def place_of(order: int, message: int | None) -> int:
    """The `order` of the row of a quote, from that of its incident and, if it is made of messages, the message's row.

    That counts from the file in which the incident begins, and may lie in another.
    """
    return order if message is None else order - order % ROWS_PER_SOURCE + message


def _quotes(redacted: bool, cuttings: pa.RecordBatch) -> tuple[list[tuple[str, int, int]], pa.Table]:  # noqa: FBT001 - what goes with a batch
    return [Cutting.packed(fields).quote(redacted=redacted) for fields in cuttings.to_pylist()], pa.table({})
