"""Which quotes are kept, whatever the batches in which the log was worked, and what those are cut from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.engines.cutting import CUTTINGS, Cutting
from cxaudit.engines.quotes import listed
from cxaudit.engines.ranks import Ranks

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HELD = 48  # cuttings of one symptom that are held; beyond that, as of incidents with many states, quotes are cut


class Quotable:
    """Keeps the quotes of the smallest ranks.

    Each batch is only known with those before it, and quotes more than the whole log would. What quotes are cut from
    is held here, in memory alone, until it is known which are shown: a few for each symptom, however long the log.
    """

    def __init__(self, symptoms: int, *, redacted: bool = True) -> None:
        self._ranks = Ranks(symptoms)
        self._redacted = redacted
        # By the order of the event: the rank, and which of some packed cuttings is meant.
        self._held: list[dict[int, tuple[np.uint64, pa.Array, int]]] = [{} for _ in range(symptoms)]

    def settle(self, events: pa.Table) -> pa.Table:
        """The next events, without the quotes that those seen so far make superfluous, and without cuttings."""
        uncut = None
        if CUTTINGS in events.schema.names:
            uncut = events[CUTTINGS].combine_chunks().flatten()
            events = events.drop_columns([CUTTINGS])
        if events["evidence"].null_count == events.num_rows:
            return events
        row, rank, entries = quoted(events)
        symptom = entries.field("symptom").to_numpy()
        self._ranks.add(symptom, rank)
        if uncut is not None:
            entries = self._hold(events["order"].to_numpy()[row], symptom, rank, entries, uncut)
        return _kept(events, row, self._ranks.among(symptom, rank), entries)

    def cut(self, events: pa.Table) -> pa.Table:
        """Events that were settled, without the quotes that all seen since make superfluous."""
        if events["evidence"].null_count == events.num_rows:
            return events
        row, rank, entries = quoted(events)
        return _kept(events, row, self._ranks.among(entries.field("symptom").to_numpy(), rank), entries)

    def cutting(self, order: int, symptom: int) -> Cutting:
        """What the quote of a symptom in the event with this `order` is cut from; it must be one that was kept."""
        _, cuttings, index = self._held[symptom][order]
        return Cutting.packed(cuttings[index].as_py())

    def _hold(
        self,
        order: NDArray[np.int64],
        symptom: NDArray[np.int32],
        rank: NDArray[np.uint64],
        entries: pa.Array,
        uncut: pa.Array,
    ) -> pa.Array:
        """Hold the cuttings of entries that are kept; gives the entries, with quotes where too many are held."""
        kept = np.flatnonzero(self._ranks.among(symptom, rank))
        cuttings = uncut.take(pa.array(kept))
        shown: dict[int, tuple[str, int, int]] = {}
        for index, (place, number) in enumerate(zip(kept.tolist(), symptom[kept].tolist(), strict=True)):
            held = self._held[number]
            if len(held) >= _HELD:
                held = self._held[number] = self._still_kept(number)
            if len(held) >= _HELD:
                shown[place] = Cutting.packed(cuttings[index].as_py()).quote(redacted=self._redacted)
            else:
                held[int(order[place])] = (rank[place], cuttings, index)
        if not shown:
            return entries
        cells = entries.to_pylist()
        for place, (quote, start, end) in shown.items():
            cells[place] |= {"quote": quote, "start": start, "end": end}
        return pa.array(cells, entries.type)

    def _still_kept(self, symptom: int) -> dict[int, tuple[np.uint64, pa.Array, int]]:
        held = self._held[symptom]
        ranks = np.array([rank for rank, *_ in held.values()], dtype=np.uint64)
        among = self._ranks.among(np.full(len(ranks), symptom, dtype=np.int32), ranks).tolist()
        return {order: entry for (order, entry), keep in zip(held.items(), among, strict=True) if keep}


def quoted(events: pa.Table) -> tuple[NDArray[np.int64], NDArray[np.uint64], pa.Array]:
    """The row and the rank of every entry of evidence, and the entries."""
    evidence = events["evidence"].combine_chunks()
    row = pc.list_parent_indices(evidence).to_numpy()
    return row, events["key"].to_numpy()[row], evidence.flatten()


def _kept(events: pa.Table, row: NDArray[np.int64], among: NDArray[np.bool_], entries: pa.Array) -> pa.Table:
    """The events with those of the `entries` of their rows."""
    place = events.schema.get_field_index("evidence")
    column = listed(entries.filter(pa.array(among)), row[among], events.num_rows)
    return events.set_column(place, events.schema.field(place), column)
