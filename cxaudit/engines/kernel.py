"""The kernel: a batch of incidents in, a batch of events out. Pure, so that any engine can run it anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.detection import Detector
from cxaudit.engines.cutting import CUTTINGS
from cxaudit.engines.joining.identifying import Identify
from cxaudit.engines.quotes import Quotes
from cxaudit.incidents.values.presence import string_buffers
from cxaudit.model import ROW, ROWS_PER_SOURCE
from cxaudit.redaction import Redactor
from cxaudit.tally import (
    DIMENSIONS,
    DURATIONS,
    FLAGS,
    NUMBERS,
    event_schema,
    identified_schema,
    pack,
    profile_column,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_MINUTE = 60_000_000  # microseconds
_HASH = blake2b(digest_size=8)
_NOTHING = bytes(_HASH.digest_size)  # the hash of what is not there


@dataclass(frozen=True, slots=True)
class Kernel:
    """Detection and condensation of one batch at a time."""

    detector: Detector
    quotes: Quotes
    identify: Identify | None = None

    def __post_init__(self) -> None:
        self.quotes.said_in = self.detector.said_in

    def events(self, batch: pa.RecordBatch, source: int) -> pa.Table:
        """The events of `batch` (canonical columns), which is part of the source with number `source`.

        The result has the columns of `tally.event_schema`, or with `identify` those of `tally.identified_schema`, one
        row an incident row, in the batch's order. Where quotes are deferred, their cuttings stand in one column more.
        """
        batch = _complete(batch)
        rows, symptoms = batch.num_rows, len(self.detector.symptoms)
        found = self.detector.detect(batch)
        order = np.asarray(batch[ROW], dtype=np.int64) + source * ROWS_PER_SOURCE
        key = _incident_keys(batch, source)
        customer = _hashes(batch, "customer", _customer_words)
        columns = {
            "order": pa.array(order),
            "key": pa.array(key),
            "id": _text(batch, "id"),
            "customer": pa.array(customer),
            "contact": pa.array(np.where(customer == 0, key, customer)),
            "resolution": pa.array(_hashes(batch, "resolution", _resolution_words)),
            "opened": _microseconds(batch, "opened_at"),
            "updated": pc.coalesce(_microseconds(batch, "updated_at"), _microseconds(batch, "closed_at")),
            "closed": _microseconds(batch, "closed_at"),
            "has_text": _has_text(batch),
            "profile": profile_column(pack(rows, symptoms, found.row, found.symptom, found.state)),
        }
        columns |= {name: _label(batch, name, redacted=self.quotes.redacted) for name in DIMENSIONS}
        columns |= {name: _number(batch, name) for name in (*NUMBERS, *DURATIONS, *FLAGS)}
        if self.identify is None:
            schema = event_schema(symptoms)
        else:
            columns |= self.identify.columns(batch)
            schema = identified_schema(symptoms)
        if self.quotes.deferred:
            columns["evidence"], columns[CUTTINGS] = self.quotes.uncut(batch, found, key)
            schema = schema.append(pa.field(CUTTINGS, columns[CUTTINGS].type))
        else:
            columns["evidence"] = self.quotes.evidence(batch, found, key)
        return pa.table([columns[name] for name in schema.names], schema=schema)


def _complete(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Add what follows from other columns: the time to resolution, and whether it came after it was due."""
    closed, names = _microseconds(batch, "closed_at"), batch.schema.names
    if "resolution_minutes" not in names and "closed_at" in names and "opened_at" in names:
        minutes = pc.divide(pc.subtract(closed, _microseconds(batch, "opened_at")).cast(pa.float64()), _MINUTE)
        sensible = pc.if_else(pc.greater_equal(minutes, 0), minutes, pa.scalar(None, pa.float64()))
        batch = batch.append_column("resolution_minutes", sensible)
    if "sla_breached" not in names and "closed_at" in names and "due_at" in names:
        batch = batch.append_column("sla_breached", pc.greater(closed, _microseconds(batch, "due_at")))
    return batch


def _incident_keys(batch: pa.RecordBatch, source: int) -> NDArray[np.uint64]:
    """A hash of each incident's id; a row without an id is an incident of its own."""
    keys = _hashes(batch, "id", str.strip)
    nameless = np.flatnonzero(keys == 0)
    row = np.asarray(batch[ROW], dtype=np.int64)
    keys[nameless] = [_hash(f"row {row[index]} of source {source}") for index in nameless]
    return keys


def _hashes(batch: pa.RecordBatch, name: str, normal: Callable[[str], str]) -> NDArray[np.uint64]:
    """A 64-bit hash of each normalised value; 0 where there is none."""
    if name not in batch.schema.names:
        return np.zeros(batch.num_rows, dtype=np.uint64)
    encoded = batch[name].dictionary_encode(null_encoding="encode")
    digests, fresh = [], _HASH.copy
    # Written out, because most logs have a new id in every row; a copy is made faster than a hash is begun.
    for text in _normalised(encoded.dictionary, normal):
        if text:
            hashed = fresh()
            hashed.update(text)
            digests.append(hashed.digest())
        else:
            digests.append(_NOTHING)
    found = np.frombuffer(b"".join(digests), dtype=">u8").astype(np.uint64)
    spread: NDArray[np.uint64] = found[np.asarray(encoded.indices)]
    return spread


def _normalised(values: pa.Array, normal: Callable[[str], str]) -> list[bytes]:
    """What `normal`, which only changes white space and letters, makes of each value; nothing where there is none."""
    if not values.null_count and pa.types.is_string(values.type):
        bounds, data = string_buffers(values)
        whole = data[bounds[0] : bounds[-1]].tobytes()
        text = whole.decode("ascii") if whole.isascii() else ""
        if text.split(maxsplit=1) == [text]:
            # No white space at all, and letters that keep their length: all of them can be worked as one.
            every, places = normal(text).encode(), (bounds - bounds[0]).tolist()
            return [every[start:end] for start, end in pairwise(places)]
    return [normal(value).encode() if value else b"" for value in values.to_pylist()]


def _hash(text: str) -> int:
    hashed = _HASH.copy()
    hashed.update(text.encode())
    return int.from_bytes(hashed.digest(), "big")


def _customer_words(text: str) -> str:
    return " ".join(text.split()).casefold()


def _resolution_words(text: str) -> str:
    """The words of a resolution; a code or a stock word such as "solved" is not a shared workaround."""
    words = text.casefold().split()
    return " ".join(words) if len(words) >= 3 else ""


def _label(batch: pa.RecordBatch, name: str, *, redacted: bool) -> pa.Array:
    """A column whose values stand in reports by themselves; what is personal in them is hidden before they count."""
    if not redacted or name not in batch.schema.names:
        return _text(batch, name)
    encoded = batch[name].cast(pa.string()).dictionary_encode()
    shown = pa.array([_without_personal_data(value) for value in encoded.dictionary.to_pylist()], pa.string())
    return shown.take(encoded.indices)


@lru_cache(maxsize=20_000)
def _without_personal_data(value: str) -> str:
    return Redactor().redact(value)


def _text(batch: pa.RecordBatch, name: str) -> pa.Array:
    if name not in batch.schema.names:
        return pa.nulls(batch.num_rows, pa.string())
    return batch[name].cast(pa.string())


def _number(batch: pa.RecordBatch, name: str) -> pa.Array:
    if name not in batch.schema.names:
        return pa.nulls(batch.num_rows, pa.float64())
    column = batch[name]
    return column.cast(pa.int8()).cast(pa.float64()) if pa.types.is_boolean(column.type) else column.cast(pa.float64())


def _microseconds(batch: pa.RecordBatch, name: str) -> pa.Array:
    if name not in batch.schema.names:
        return pa.nulls(batch.num_rows, pa.int64())
    return batch[name].cast(pa.timestamp("us")).cast(pa.int64())


def _has_text(batch: pa.RecordBatch) -> pa.Array:
    if "text" not in batch.schema.names:
        return pa.array(np.zeros(batch.num_rows, dtype=np.bool_))
    text = batch["text"]
    said = pc.and_(pc.greater(pc.binary_length(text), 0), pc.invert(pc.utf8_is_space(text)))
    return pc.fill_null(said, fill_value=False)
