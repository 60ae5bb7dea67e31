"""The quotes among events that are kept: those that the whole log leaves, however its rows came."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from cxaudit.engines.quotable import quoted
from cxaudit.engines.quotes import listed
from cxaudit.engines.ranks import Ranks
from cxaudit.tally import event_schema

if TYPE_CHECKING:
    from numpy.typing import NDArray

QUOTES = b"cxaudit.quotes"  # the key under which the file of events has them
_ENTRY = event_schema(1).field("evidence").type.value_type
_SCHEMA = pa.schema([("order", pa.int64()), ("rank", pa.uint64()), *_ENTRY])
_ROOM = 4096  # entries held twice before they are gone through again


class KeptQuotes:
    """Gathers what events may be quoted for, and in the end has what is among the smallest ranks of all of them.

    On the way it is kept by what was seen so far, which depends on the parts in which rows came; what all leave does
    not.
    """

    def __init__(self, symptoms: int) -> None:
        self._ranks = Ranks(symptoms)
        self._held: list[pa.Table] = []
        self._rows = self._settled = 0

    def add(self, events: pa.Table) -> None:
        """Take in what some events may be quoted for."""
        if events["evidence"].null_count == events.num_rows:
            return
        row, rank, entries = quoted(events)
        order = events["order"].to_numpy()[row]
        self._ranks.add(entries.field("symptom").to_numpy(), rank)
        columns = [pa.array(order), pa.array(rank), *entries.flatten()]
        self._held.append(pa.Table.from_arrays(columns, schema=_SCHEMA))
        self._rows += len(order)
        if self._rows > 2 * self._settled + _ROOM:
            self._settle()

    def packed(self) -> bytes:
        """What is left, for `unpacked`."""
        self._settle()
        table = pa.concat_tables([_SCHEMA.empty_table(), *self._held]).combine_chunks()
        # Of one event the entries stay as they were.
        table = table.take(pa.array(np.argsort(table["order"].to_numpy(), kind="stable")))
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, _SCHEMA, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
            writer.write_table(table)
        return b64encode(sink.getvalue())

    def _settle(self) -> None:
        if self._held:
            table = pa.concat_tables(self._held)
            among = self._ranks.among(table["symptom"].to_numpy(), table["rank"].to_numpy())
            self._held = [table.filter(pa.array(among))]
            self._rows = self._settled = self._held[0].num_rows


def unpacked(packed: bytes) -> pa.Table:
    """What was left. Raises ValueError or an Arrow error for anything else."""
    return pa.ipc.open_stream(b64decode(packed, validate=True)).read_all()


def quotes_of(quotes: pa.Table, order: NDArray[np.int64]) -> pa.Array:
    """The `evidence` column of events with this `order`."""
    by_order = np.argsort(order)
    wanted = quotes["order"].to_numpy()
    place = np.minimum(np.searchsorted(order[by_order], wanted), len(order) - 1)
    row = by_order[place]
    found = np.flatnonzero(order[row] == wanted)
    found = found[np.argsort(row[found], kind="stable")]
    some = quotes.take(pa.array(found)).combine_chunks()
    columns = [some[field.name].combine_chunks() for field in _ENTRY]
    return listed(pa.StructArray.from_arrays(columns, fields=list(_ENTRY)), row[found], len(order))
