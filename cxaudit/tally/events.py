"""The compact form an incident takes between detection and counting: one row, its symptoms as bits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from cxaudit.model import Profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

DIMENSIONS = ("channel", "segment", "product", "site", "agent_group", "stage", "category", "priority", "status")
NUMBERS = ("reopens", "handoffs", "satisfaction", "recommend", "effort")
DURATIONS = ("first_response_minutes", "resolution_minutes")
FLAGS = ("sla_breached", "escalated", "churned")

# What names a customer beside the id, where customers are joined.
IDENTIFIERS = (("telling", pa.bool_()), ("mail", pa.uint64()), ("phone", pa.uint64()), ("calling_code", pa.int16()))

_STATES = 3  # asserted, denied, hidden: one run of bits each
_EVIDENCE = pa.struct(
    [
        ("symptom", pa.int32()),
        ("rule", pa.int32()),
        ("quote", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("row", pa.int64()),  # of the message, where the incident is made of several; else null
    ]
)


def event_schema(symptoms: int) -> pa.Schema:
    """The columns of an event.

    `order` numbers all rows of all sources. `key` (of the incident), `customer` and `resolution` are hashes, 0 where
    there is none; `contact` is `customer` or else `key`, so that what has no customer spreads over all partitions.
    Times are microseconds UTC, `profile` holds the bits of `pack`, and `evidence` is set for the few rows that may be
    quoted.
    """
    return pa.schema(
        [
            ("order", pa.int64()),
            ("key", pa.uint64()),
            ("id", pa.string()),
            ("customer", pa.uint64()),
            ("contact", pa.uint64()),
            ("resolution", pa.uint64()),
            ("opened", pa.int64()),
            ("updated", pa.int64()),
            ("closed", pa.int64()),
            ("has_text", pa.bool_()),
            ("profile", pa.binary(profile_width(symptoms))),
            ("evidence", pa.list_(_EVIDENCE)),
            *((name, pa.string()) for name in DIMENSIONS),
            *((name, pa.float64()) for name in (*NUMBERS, *DURATIONS, *FLAGS)),
        ]
    )


def identified_schema(symptoms: int) -> pa.Schema:
    """The columns of an event whose customer is yet to be joined with those of other logs.

    `customer` is a hash of the customer's id, `mail` of the address, `phone` of the number without the `calling_code`
    of its country (0 where that is not known), `words` of the text; each is 0 where there is none. `telling` ids are
    such as two systems would not give out by chance.
    """
    schema = worded_schema(symptoms)
    for name, kind in IDENTIFIERS:
        schema = schema.append(pa.field(name, kind))
    return schema


def worded_schema(symptoms: int) -> pa.Schema:
    """The columns of an event whose customer was joined: those of `event_schema`, and a hash of its text."""
    return event_schema(symptoms).append(pa.field("words", pa.uint64()))


def profile_width(symptoms: int) -> int:
    """Bytes of a packed profile."""
    return _STATES * max(1, -(-symptoms // 8))


def pack(
    rows: int, symptoms: int, row: NDArray[np.int64], symptom: NDArray[np.int32], state: NDArray[np.int8]
) -> NDArray[np.uint8]:
    """Profiles as bits, shape (rows, width), from (row, symptom, state) triples; state is 1, 2 or 3."""
    flags = np.zeros((rows, _STATES, max(8, -(-symptoms // 8) * 8)), dtype=np.uint8)
    flags[row, state - 1, symptom] = 1
    return np.packbits(flags, axis=2, bitorder="little").reshape(rows, profile_width(symptoms))


def unpack(profiles: NDArray[np.uint8], state: int) -> NDArray[np.bool_]:
    """The bits of one state (1, 2 or 3), shape (rows, at least symptoms)."""
    third = profiles.shape[1] // _STATES
    part = profiles[:, (state - 1) * third : state * third]
    return np.unpackbits(part, axis=1, bitorder="little").astype(np.bool_)


def to_profile(packed: bytes) -> Profile:
    """The noun that a packed profile stands for."""
    bits = np.frombuffer(packed, dtype=np.uint8).reshape(1, -1)
    asserted, denied, hidden = (tuple(np.flatnonzero(unpack(bits, state)[0]).tolist()) for state in (1, 2, 3))
    return Profile(asserted, denied, hidden)


def profile_array(column: pa.ChunkedArray | pa.Array) -> NDArray[np.uint8]:
    """The `profile` column as an array of shape (rows, width)."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    width = array.type.byte_width
    if not len(array):
        return np.empty((0, width), dtype=np.uint8)
    start = array.offset * width
    flat = np.frombuffer(array.buffers()[1], dtype=np.uint8)[start : start + len(array) * width]
    return flat.reshape(len(array), width)


def profile_column(profiles: NDArray[np.uint8]) -> pa.Array:
    """The inverse of `profile_array`."""
    data = pa.py_buffer(np.ascontiguousarray(profiles).tobytes())
    return pa.Array.from_buffers(pa.binary(profiles.shape[1]), profiles.shape[0], [None, data])


def empty_events(symptoms: int) -> pa.Table:
    """A table of no events."""
    return event_schema(symptoms).empty_table()


def concatenate(tables: Sequence[pa.Table], symptoms: int) -> pa.Table:
    """All events of `tables` in their order."""
    return pa.concat_tables(tables) if tables else empty_events(symptoms)
