"""Copies the answer of a database into a file, little by little, so that it can be read more than once."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from cxaudit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DURATION = pa.duration("us")  # how the intervals of databases are held


def write_answer(batches: Iterator[pa.RecordBatch], place: Path, shown: str) -> None:
    """Write `batches` to a Parquet file at `place`; columns of one name are told apart by a number.

    Raises InputError when the answer has no columns, as that of a statement that asks for nothing.
    """
    first = next(batches, None)
    if first is None or not first.schema.names:
        raise InputError(f"{shown}: the query gives no columns; write one that selects the incidents")
    names = _apart(first.schema.names)
    schema = pa.schema([field.with_name(name) for field, name in zip(first.schema, names, strict=True)])
    with pq.ParquetWriter(place, schema, compression="zstd") as writer:
        for batch in chain((first,), batches):
            if batch.num_rows:
                writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))


def _apart(names: list[str]) -> list[str]:
    found: list[str] = []
    for place, name in enumerate(names, start=1):
        own = name or f"column {place}"
        number = 2
        while own in found:
            own = f"{name or f'column {place}'} ({number})"
            number += 1
        found.append(own)
    return found
