"""Turns the rows of a log with one row a message into incidents, one a conversation, as a stream."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from cxaudit.incidents.raw import ROWS
from cxaudit.incidents.turns.roles import Role
from cxaudit.incidents.turns.spilling import Spilled
from cxaudit.incidents.turns.threads import Threads
from cxaudit.incidents.turns.uniting import United, united
from cxaudit.model import ROW, Rejection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cxaudit.incidents.ledger import Ledger

SILENT = "message of a conversation in which no customer speaks"


@dataclass(slots=True)
class Joining:
    """The conversations of one input; `rows`, `incidents` and `roles` count what became of its messages."""

    path: str
    threads: Threads | None = None
    rows: int = 0
    incidents: int = 0
    roles: dict[Role, int] = field(default_factory=dict)

    def incidents_of(
        self, batches: Iterable[tuple[pa.RecordBatch, tuple[Rejection, ...]]], ledger: Ledger
    ) -> Iterator[tuple[pa.RecordBatch, tuple[Rejection, ...], int]]:
        """Incidents, rejections, and how many rows were read for it.

        While rows are read there are no incidents, only rejections; the incidents follow at the end, and then the rows
        that are left out because no customer speaks in their conversation, in order, of which `ledger` is told.
        """
        silent, schema = [np.zeros(0, dtype=np.int64)], pa.schema([])
        with Spilled() as spilled:
            for batch, rejected in batches:
                rows = self._of_conversations(batch)
                spilled.add(rows)
                # Nothing comes of it yet, but what watches the progress sees the rows go by.
                yield batch.slice(0, 0), rejected, batch.num_rows + len(rejected)
            for part in spilled.partitions():
                found = self._united(part)
                silent.append(np.array(found.silent, dtype=np.int64))
                schema = found.incidents.schema
                for incidents in in_batches(found.incidents):
                    yield incidents, (), 0
        rows = np.sort(np.concatenate(silent))
        ledger.used -= len(rows)
        ledger.rejected += len(rows)
        for first in range(0, len(rows), ROWS):
            some = rows[first : first + ROWS].tolist()
            yield no_rows(schema), tuple(Rejection(self.path, row, SILENT, excluded=True) for row in some), 0

    def note(self) -> str:
        """What became of the rows, once all were read."""
        by_staff, aside = self.roles.get(Role.STAFF, 0), self.roles.get(Role.NOTE, 0) + self.roles.get(Role.BOT, 0)
        told = f"one row a message: {_rows(self.rows)} turns of {_conversations(self.incidents)}; {by_staff:,} by staff"
        return f"{told}, {aside:,} by nobody the customer spoke to (notes, bots, actions)" if aside else told

    def _of_conversations(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        if self.threads is None:
            return batch
        place = batch.schema.get_field_index("id")
        return batch.set_column(place, "id", self.threads.of(batch[ROW].to_pylist(), batch["id"]))

    def _united(self, part: pa.Table) -> United:
        found = united(part)
        self.rows += part.num_rows - len(found.silent)
        self.incidents += found.incidents.num_rows
        for role, count in found.roles.items():
            self.roles[role] = self.roles.get(role, 0) + count
        return found


def no_rows(schema: pa.Schema) -> pa.RecordBatch:
    """A batch of none, beside what there is to tell of rows that came to nothing."""
    return pa.RecordBatch.from_arrays([pa.array([], kind) for kind in schema.types], schema=schema)


def in_batches(incidents: pa.Table) -> Iterator[pa.RecordBatch]:
    """The incidents as other rows come."""
    for first in range(0, incidents.num_rows, ROWS):
        (batch,) = incidents.slice(first, ROWS).combine_chunks().to_batches()
        yield batch


def _rows(count: int) -> str:
    return "1 row is" if count == 1 else f"{count:,} rows are"


def _conversations(count: int) -> str:
    return "1 conversation, which is one incident" if count == 1 else f"{count:,} conversations, each one incident"
