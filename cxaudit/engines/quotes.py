"""Chooses the incidents of a batch that may be quoted, and what their quotes are cut from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from cxaudit.engines.cutting import Cutting, cutting_column
from cxaudit.engines.ranks import Ranks
from cxaudit.model import TURNS
from cxaudit.tally import event_schema

if TYPE_CHECKING:
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
        chosen, cuttings, messages = self._cut(batch, found, key)
        quotes = [cutting.quote(redacted=self.redacted) for cutting in cuttings]
        return listed(_entries(found, chosen, messages, quotes), found.row[chosen], batch.num_rows)

    def uncut(self, batch: pa.RecordBatch, found: Detections, key: NDArray[np.uint64]) -> tuple[pa.Array, pa.Array]:
        """The `evidence` column without its quotes, and beside each entry what its quote is to be cut from."""
        chosen, cuttings, messages = self._cut(batch, found, key)
        entries, row = _entries(found, chosen, messages), found.row[chosen]
        return listed(entries, row, batch.num_rows), listed(cutting_column(cuttings), row, batch.num_rows)

    def _cut(
        self, batch: pa.RecordBatch, found: Detections, key: NDArray[np.uint64]
    ) -> tuple[NDArray[np.int64], list[Cutting], list[int | None]]:
        """Which detections may be quoted, what each quote is cut from, and the row of its message."""
        chosen = self._chosen(found, key)
        rows, place = np.unique(found.row[chosen], return_inverse=True)
        said = _Said(batch, rows)
        cuttings: list[Cutting] = []
        messages: list[int | None] = []
        told = (place, *(each[chosen] for each in (found.symptom, found.rule, found.start, found.end)))
        for at, symptom, rule, start, end in zip(*(each.tolist() for each in told), strict=True):
            column = self.said_in[rule] if self.said_in and rule >= 0 else _TEXT
            names = said.names[at]
            if start < 0:
                cuttings.append(Cutting(self._field_values(batch, int(rows[at]), symptom), names=names))
            else:
                cuttings.append(Cutting.around(said.text(column, at), start, end, names, staff=column != _TEXT))
            messages.append(said.message_row(at, start) if column == _TEXT else None)
        return chosen, cuttings, messages

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
    """What stands in some `rows` of a batch, asked for by their place among them."""

    def __init__(self, batch: pa.RecordBatch, rows: NDArray[np.int64]) -> None:
        self._batch = batch
        self._rows = pa.array(rows)
        self._texts: dict[str, list[str]] = {}
        named = [self._values(name) for name in _NAME_COLUMNS if name in batch.schema.names]
        self.names = [tuple(filter(None, people)) for people in zip(*named, strict=True)] if named else [()] * len(rows)
        self._turns = self._values(TURNS) if TURNS in batch.schema.names else None

    def text(self, column: str, place: int) -> str:
        """What `column` holds there."""
        if column not in self._texts:
            self._texts[column] = self._values(column)
        return self._texts[column][place]

    def message_row(self, place: int, start: int) -> int | None:
        """The row of the message in which a match begins, where an incident is made of messages."""
        if start < 0 or self._turns is None:
            return None
        return next((int(mark["row"]) for mark in self._turns[place] or () if start < mark["end"]), None)

    def _values(self, column: str) -> list[Any]:
        values: list[Any] = self._batch[column].take(self._rows).to_pylist()
        return values


def listed(values: pa.Array, row: NDArray[np.int64], rows: int) -> pa.Array:
    """Values that belong to these rows, in order, as a column of lists; null in the rows that have none."""
    number = np.bincount(row, minlength=rows)
    offsets = np.concatenate(([0], np.cumsum(number))).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), values, mask=pa.array(number == 0))


def _entries(
    found: Detections,
    chosen: NDArray[np.int64],
    messages: list[int | None],
    quotes: list[tuple[str, int, int]] | None = None,
) -> pa.Array:
    """Entries of evidence for the `chosen` detections, without quotes if there are none yet."""
    quote, start, end = zip(*quotes, strict=True) if quotes else [[None] * len(chosen)] * 3
    parts = (found.symptom[chosen], found.rule[chosen], quote, start, end, messages)
    fields = list(event_schema(1).field("evidence").type.value_type)
    arrays = [pa.array(part, field.type) for part, field in zip(parts, fields, strict=True)]
    return pa.StructArray.from_arrays(arrays, fields=fields)


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
