"""Chooses the incidents of a batch that may be quoted, and what their quotes are cut from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from cxaudit.engines.cutting import CUTTING, Cutting
from cxaudit.engines.ranks import Ranks
from cxaudit.model import TURNS
from cxaudit.tally import event_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from cxaudit.detection import Detections

_ASSERTED = 1
_TEXT = "text"
_NAME_COLUMNS = ("customer_name", "agent", "customer", "customer_email")


@dataclass(slots=True)
class Quotes:
    """Bottom-k sampling while a log streams by: an incident is quoted when few have a smaller hash.

    `fields` names, for each symptom, the columns its structural conditions look at; the ranks seen so far only save
    work, they never change which incidents are the k smallest. With `deferred` whoever takes the events cuts the
    quotes, once it is known which are shown.
    """

    fields: tuple[tuple[str, ...], ...]
    redacted: bool
    deferred: bool = False
    said_in: tuple[str, ...] = ()  # of each rule the column whose words it looks at; the text, if there is none
    _ranks: Ranks = field(init=False)

    def __post_init__(self) -> None:
        self._ranks = Ranks(len(self.fields))

    @classmethod
    def of(cls, fields: tuple[tuple[str, ...], ...], *, redacted: bool, deferred: bool = False) -> Quotes:
        """Nothing seen yet."""
        return cls(fields, redacted, deferred)

    def evidence(self, batch: pa.RecordBatch, found: Detections, key: NDArray[np.uint64]) -> pa.Array:
        """The `evidence` column of the events of `batch`; null for nearly every row."""
        cells: list[list[dict[str, object]] | None] = [None] * batch.num_rows
        for row, entry, cutting in self._cut(batch, found, key):
            quote, start, end = cutting.quote(redacted=self.redacted)
            cells[row] = [*(cells[row] or ()), {**entry, "quote": quote, "start": start, "end": end}]
        return pa.array(cells, type=event_schema(1).field("evidence").type)

    def uncut(self, batch: pa.RecordBatch, found: Detections, key: NDArray[np.uint64]) -> tuple[pa.Array, pa.Array]:
        """The `evidence` column without its quotes, and beside each entry what its quote is to be cut from."""
        cells: list[list[dict[str, object]] | None] = [None] * batch.num_rows
        cuttings: list[list[dict[str, object]] | None] = [None] * batch.num_rows
        for row, entry, cutting in self._cut(batch, found, key):
            cells[row] = [*(cells[row] or ()), entry]
            cuttings[row] = [*(cuttings[row] or ()), cutting.fields()]
        return pa.array(cells, type=event_schema(1).field("evidence").type), pa.array(cuttings, pa.list_(CUTTING))

    def _cut(
        self, batch: pa.RecordBatch, found: Detections, key: NDArray[np.uint64]
    ) -> Iterator[tuple[int, dict[str, object], Cutting]]:
        """Row, entry and cutting of each detection that may be quoted, in order."""
        said = _Said(batch)
        for index in self._chosen(found, key).tolist():
            row, symptom, rule = int(found.row[index]), int(found.symptom[index]), int(found.rule[index])
            start, end = int(found.start[index]), int(found.end[index])
            column = self.said_in[rule] if self.said_in and rule >= 0 else _TEXT
            if start < 0:
                cutting = Cutting(self._field_values(batch, row, symptom), names=said.names(row))
            else:
                cutting = Cutting.around(said.text(column, row), start, end, said.names(row), staff=column != _TEXT)
            message = said.message_row(row, start) if column == _TEXT else None
            yield row, {"symptom": symptom, "rule": rule, "row": message}, cutting

    def _chosen(self, found: Detections, key: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Which detections are among the smallest ranks of their symptom."""
        asserted = np.flatnonzero(found.state == _ASSERTED)
        symptom, rank = found.symptom[asserted], key[found.row[asserted]]
        self._ranks.add(symptom, rank)
        chosen: NDArray[np.int64] = asserted[self._ranks.among(symptom, rank)]
        return chosen

    def _field_values(self, batch: pa.RecordBatch, row: int, symptom: int) -> str:
        """The values a structural condition looked at, as ``reopens = 2``."""
        shown = [
            f"{name} = {_plain(batch[name][row].as_py())}"
            for name in self.fields[symptom]
            if name in batch.schema.names and name not in self.said_in
        ]
        return ", ".join(shown)


class _Said:
    """What stands in the rows of a batch, asked for row by row."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        present = frozenset(batch.schema.names)
        self._batch = batch
        self._named = [batch[name] for name in _NAME_COLUMNS if name in present]
        self._turns = batch[TURNS] if TURNS in present else None
        self._last: tuple[str, int, str] = ("", -1, "")

    def text(self, column: str, row: int) -> str:
        """A text, which several symptoms of one row quote."""
        if self._last[:2] != (column, row):
            self._last = (column, row, self._batch[column][row].as_py())
        return self._last[2]

    def names(self, row: int) -> tuple[str, ...]:
        """The people that a row is about."""
        return tuple(name for column in self._named if (name := column[row].as_py()))

    def message_row(self, row: int, start: int) -> int | None:
        """The row of the message in which a match begins, where an incident is made of messages."""
        if start < 0 or self._turns is None:
            return None
        return next((int(mark["row"]) for mark in self._turns[row].as_py() or () if start < mark["end"]), None)


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
