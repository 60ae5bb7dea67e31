"""Chooses the incidents that may be quoted, and cuts and redacts their quotes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cxaudit.model import TURNS
from cxaudit.redaction import Redactor
from cxaudit.tally import EVIDENCE_PER_SYMPTOM, event_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.detection import Detections

_ASSERTED = 1
_AROUND = 140  # characters shown on each side of a match
_READ_AROUND = 300  # characters on each side looked through for personal data, more than any of it is long
_SPARE = 2  # times as many candidates are kept, because later states of an incident replace earlier ones
_TEXT = "text"
_BY_STAFF = "Staff: "  # before what staff wrote, as all else that is quoted is the customer's
_LAST_RANK = (1 << 64) - 1
_NAME_COLUMNS = ("customer_name", "agent", "customer", "customer_email")


@dataclass(slots=True)
class Quotes:
    """Bottom-k sampling while a log streams by: an incident is quoted when few have a smaller hash.

    `fields` names, for each symptom, the columns its structural conditions look at; the ranks seen so far only save
    work, they never change which incidents are the k smallest.
    """

    fields: tuple[tuple[str, ...], ...]
    redacted: bool
    _ranks: list[NDArray[np.uint64]]
    said_in: tuple[str, ...] = ()  # of each rule the column whose words it looks at; the text, if there is none

    @classmethod
    def of(cls, fields: tuple[tuple[str, ...], ...], *, redacted: bool) -> Quotes:
        """Nothing seen yet."""
        return cls(fields, redacted, [np.empty(0, dtype=np.uint64) for _ in fields])

    def evidence(self, batch: pa.RecordBatch, found: Detections, key: NDArray[np.uint64]) -> pa.Array:
        """The `evidence` column of the events of `batch`; null for nearly every row."""
        cells: list[list[dict[str, object]] | None] = [None] * batch.num_rows
        for index in self._chosen(found, key).tolist():
            row, symptom = int(found.row[index]), int(found.symptom[index])
            start, end = int(found.start[index]), int(found.end[index])
            column = self.said_in[found.rule[index]] if self.said_in and found.rule[index] >= 0 else _TEXT
            quote, start, end = self._quote(batch, row, symptom, start, end, column)
            entry = {"symptom": symptom, "rule": int(found.rule[index]), "quote": quote, "start": start, "end": end}
            entry["row"] = _message_row(batch, row, int(found.start[index])) if column == _TEXT else None
            cell = cells[row] or []
            cells[row] = [*cell, entry]
        return pa.array(cells, type=event_schema(1).field("evidence").type)

    def _chosen(self, found: Detections, key: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Which detections are among the smallest ranks of their symptom."""
        asserted = np.flatnonzero(found.state == _ASSERTED)
        # Once a symptom has enough, hardly any incident has a smaller rank: those are left out of all that follows.
        full = _SPARE * EVIDENCE_PER_SYMPTOM
        limits = np.array([ranks[-1] if len(ranks) == full else _LAST_RANK for ranks in self._ranks], dtype=np.uint64)
        asserted = asserted[key[found.row[asserted]] <= limits[found.symptom[asserted]]]
        order = asserted[np.argsort(found.symptom[asserted], kind="stable")]
        bounds = np.searchsorted(found.symptom[order], np.arange(len(self.fields) + 1))
        chosen = [self._smallest(symptom, found, key, part) for symptom, part in _parts(order, bounds)]
        return np.sort(np.concatenate(chosen)) if chosen else asserted[:0]

    def _smallest(
        self, symptom: int, found: Detections, key: NDArray[np.uint64], part: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        ranks = key[found.row[part]]
        seen = np.union1d(self._ranks[symptom], ranks)[: _SPARE * EVIDENCE_PER_SYMPTOM]
        self._ranks[symptom] = seen
        chosen: NDArray[np.int64] = part[ranks <= seen[-1]]
        return chosen

    def _quote(
        self, batch: pa.RecordBatch, row: int, symptom: int, start: int, end: int, column: str
    ) -> tuple[str, int, int]:
        if start < 0:
            return self._field_values(batch, row, symptom), 0, 0
        text, offset, longer = _surroundings(batch[column][row].as_py(), start, end)
        start, end = start - offset, end - offset
        if self.redacted:
            # More than is shown is redacted, so that nothing cut in half escapes.
            text, start, end = self._redactor(batch, row).redact_with_span(text, start, end)
        first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
        before, after = ("…" if first or offset else ""), ("…" if last < len(text) or longer else "")
        if column != _TEXT:
            before = f"{_BY_STAFF}{before}"
        first, last = _word_edges(text, first, last, start, end)
        return f"{before}{text[first:last]}{after}", start - first + len(before), end - first + len(before)

    def _field_values(self, batch: pa.RecordBatch, row: int, symptom: int) -> str:
        """The values a structural condition looked at, as ``reopens = 2``."""
        shown = [
            f"{name} = {_plain(batch[name][row].as_py())}"
            for name in self.fields[symptom]
            if name in batch.schema.names and name not in self.said_in
        ]
        text = ", ".join(shown)
        return self._redactor(batch, row).redact(text) if self.redacted else text

    def _redactor(self, batch: pa.RecordBatch, row: int) -> Redactor:
        present = [name for name in _NAME_COLUMNS if name in batch.schema.names]
        names = [batch[name][row].as_py() for name in present]
        return Redactor([name for name in names if name])


class Quotable:
    """Which quotes are kept: those of the smallest ranks, whatever the batches in which the log was worked.

    Each batch is only known with those before it, and quotes more than the whole log would.
    """

    def __init__(self, symptoms: int) -> None:
        self._ranks = [np.empty(0, dtype=np.uint64) for _ in range(symptoms)]

    def settle(self, events: pa.Table) -> pa.Table:
        """The next events, without the quotes that those seen so far make superfluous."""
        _, key, cells = _quoted(events)
        ranks: dict[int, list[int]] = {}
        for rank, cell in zip(key.tolist(), cells, strict=True):
            for entry in cell:
                ranks.setdefault(entry["symptom"], []).append(rank)
        for symptom, found in ranks.items():
            seen = np.union1d(self._ranks[symptom], np.array(found, dtype=np.uint64))
            self._ranks[symptom] = seen[: _SPARE * EVIDENCE_PER_SYMPTOM]
        return self.cut(events)

    def cut(self, events: pa.Table) -> pa.Table:
        """Events that were settled, without the quotes that all seen since make superfluous."""
        rows, key, cells = _quoted(events)
        if not cells:
            return events
        kept: list[list[dict[str, object]] | None] = [None] * events.num_rows
        for row, rank, cell in zip(rows, key, cells, strict=True):
            kept[row] = [entry for entry in cell if rank <= self._ranks[entry["symptom"]][-1]] or None
        column = pa.array(kept, type=events.schema.field("evidence").type)
        return events.set_column(events.schema.get_field_index("evidence"), "evidence", column)


def _quoted(events: pa.Table) -> tuple[list[int], NDArray[np.uint64], list[list[dict[str, Any]]]]:
    """The few rows with quotes, their keys, and their quotes."""
    rows = np.flatnonzero(events["evidence"].is_valid().to_numpy())
    cells: list[list[dict[str, Any]]] = events["evidence"].take(pa.array(rows)).to_pylist() if len(rows) else []
    return rows.tolist(), events["key"].to_numpy()[rows], cells


def _message_row(batch: pa.RecordBatch, row: int, start: int) -> int | None:
    """The row of the message in which a match begins, where an incident is made of messages."""
    if start < 0 or TURNS not in batch.schema.names:
        return None
    return next((int(mark["row"]) for mark in batch[TURNS][row].as_py() or () if start < mark["end"]), None)


def _parts(order: NDArray[np.int64], bounds: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """The detections of each symptom that has any."""
    for symptom in range(len(bounds) - 1):
        if bounds[symptom] < bounds[symptom + 1]:
            yield symptom, order[bounds[symptom] : bounds[symptom + 1]]


def _surroundings(text: str, start: int, end: int) -> tuple[str, int, bool]:
    """The text around a match, cut at white space; where it begins, and whether more follows."""
    first, last = max(0, start - _READ_AROUND), min(len(text), end + _READ_AROUND)
    while first > 0 and not text[first - 1].isspace():
        first -= 1
    while last < len(text) and not text[last].isspace():
        last += 1
    return text[first:last], first, last < len(text)


def _word_edges(text: str, first: int, last: int, start: int, end: int) -> tuple[int, int]:
    """Move the cuts to the next space inwards, but never into the match."""
    if first > 0:
        space = text.find(" ", first, start)
        first = space + 1 if space >= 0 else first
    if last < len(text):
        space = text.rfind(" ", end, last)
        last = space if space >= 0 else last
    return first, last


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
