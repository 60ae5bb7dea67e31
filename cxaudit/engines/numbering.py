"""Numbers rows and incidents without a name of their own over all sources, so that sources can be numbered anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROWS_PER_SOURCE = 1 << 40  # the `order` of an event is its source's number times this, plus its row

_ROW_BITS = np.uint64(ROWS_PER_SOURCE - 1)
_HALF = np.uint64(20)  # half of the bits of a row number
_SPREADING = (np.uint64(0x9E3779B97F), np.uint64(0xBF58476D1D))  # odd, so that no two rows ever meet
# A key of a row: 32 bits that decide the rank, 24 bits of the source's number, and the 8 bits that are left.
_LOW_BITS = np.uint64(8)
_HIGH_SHIFT = np.uint64(32)
_OWN = np.uint64(0xFFFFFFFF_000000FF)  # all bits but those of the source


def row_keys(row: NDArray[np.int64], source: int) -> NDArray[np.uint64]:
    """A key for each row that is an incident of its own: spread evenly, and never 0.

    Within one source the order of the keys does not depend on the source's number, so that the incidents chosen to be
    quoted stay the same ones when sources are numbered anew.
    """
    mixed = row.astype(np.uint64)
    for factor in _SPREADING:
        mixed ^= mixed >> _HALF
        mixed = (mixed * factor) & _ROW_BITS
    mixed ^= mixed >> _HALF
    low = mixed & np.uint64((1 << int(_LOW_BITS)) - 1)
    return ((mixed >> _LOW_BITS) << _HIGH_SHIFT) | (np.uint64(source) << _LOW_BITS) | low


def renumbered(events: pa.Table, more: int) -> pa.Table:
    """The events with the number of every source raised by `more`."""
    if not more:
        return events
    order, key = events["order"].to_numpy() + more * ROWS_PER_SOURCE, events["key"].to_numpy()
    source = (order // ROWS_PER_SOURCE).astype(np.uint64)
    key = np.where(pc.is_null(events["id"]).to_numpy(), (key & _OWN) | (source << _LOW_BITS), key)
    contact = np.where(events["customer"].to_numpy() == 0, key, events["contact"].to_numpy())
    for name, values in (("order", order), ("key", key), ("contact", contact)):
        events = events.set_column(events.schema.get_field_index(name), name, pa.array(values))
    return events
