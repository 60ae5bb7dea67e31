"""On the executors: rows that are messages, sent on to where the rest of their conversation goes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from cxaudit.engines.spark.executors.shares import Share, Sharing, record, streamed, unstreamed
from cxaudit.incidents.ledger import Ledger
from cxaudit.incidents.turns.threads import Threads
from cxaudit.model import ROW, ROWS_PER_SOURCE, SOURCE, Rejection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from cxaudit.incidents import OpenSource

_HELD = 64 << 20  # bytes of messages that are sent on together


@dataclass(frozen=True, slots=True)
class Messages:
    """Messages of the source with this number as an Arrow stream."""

    number: int
    rows: bytes


@dataclass(frozen=True, slots=True)
class Answering:
    """Brings to the driver which message each one answers, where nothing else tells which belong together."""

    sharing: Sharing
    keep: frozenset[str] = frozenset()

    def worker(self) -> Answering:
        """This."""
        self.sharing.begin()
        return self

    def records(self, source: OpenSource, number: int, before: int) -> Iterator[pa.RecordBatch]:
        """The messages of a part of `source`, without their words."""
        held = [pa.Table.from_batches([batch]).drop_columns([SOURCE]) for batch in source.answers() if len(batch)]
        if held:
            yield record(0, before + held[0][ROW][0].as_py(), Messages(number, streamed(held)))


@dataclass(frozen=True, slots=True)
class Spreading:
    """Sends messages of the logs with these `numbers` on to as many `parts`, each to that of its conversation.

    `threads` is a stream of rows, counted on over the logs, and the conversations they belong to, where their own ids
    do not say it.
    """

    sharing: Sharing
    numbers: tuple[int, ...]
    parts: int
    threads: bytes = b""

    @property
    def keep(self) -> frozenset[str]:
        """Original columns wanted beside the canonical ones."""
        return self.sharing.keep

    def worker(self) -> Spreading:
        """This."""
        self.sharing.begin()
        return self

    def records(self, source: OpenSource, number: int, before: int) -> Iterator[pa.RecordBatch]:
        """The messages of a part of `source`, and a share of what there is to tell of its rows."""
        ledger, held, rejected = Ledger(), list[pa.Table](), list[Rejection]()
        rows = last = size = 0
        for raw in source.raws(self.keep):
            chunk = source.converted(raw, ledger, self.keep)
            held.append(self._of_conversations(chunk.batch, number))
            size += chunk.batch.nbytes
            rejected.extend(chunk.rejected)
            rows += chunk.rows
            last = max(last, 0, *raw.rows[-1:], *(entry.row for entry in chunk.rejected[-1:]))
            if size > _HELD:
                yield from self._spread(held, number)
                held, size = [], 0
        yield from self._spread(held, number)
        if rows:
            place = before + last
            yield record(place % self.parts, place, Share(number, b"", rows, tuple(rejected), ledger))

    def _of_conversations(self, batch: pa.RecordBatch, number: int) -> pa.Table:
        if self.threads:
            rows = np.asarray(batch[ROW], dtype=np.int64) + self.numbers.index(number) * ROWS_PER_SOURCE
            ids = _threads(self.threads).of(rows.tolist(), batch["id"])
            batch = batch.set_column(batch.schema.get_field_index("id"), "id", ids)
        return pa.Table.from_batches([batch])

    def _spread(self, held: Sequence[pa.Table], number: int) -> Iterator[pa.RecordBatch]:
        if not any(table.num_rows for table in held):
            return
        messages = pa.concat_tables(held).combine_chunks()
        part = _part(messages["id"].combine_chunks(), self.parts)
        order = np.argsort(part, kind="stable")
        messages, part = messages.take(pa.array(order)), part[order]
        firsts = np.flatnonzero(np.diff(part, prepend=-1)).tolist()
        for first, end in zip(firsts, [*firsts[1:], len(part)], strict=True):
            some = messages.slice(first, end - first)
            yield record(int(part[first]), 0, Messages(number, streamed([some])))


def _part(ids: pa.Array, parts: int) -> NDArray[np.int64]:
    """The part to which each conversation goes; of another hash than spilling by id, which would spread no more."""
    encoded = ids.dictionary_encode()
    digests = (blake2b(name.encode(), digest_size=8).digest() for name in encoded.dictionary.to_pylist())
    numbers = np.array([int.from_bytes(digest, "big") % parts for digest in digests], dtype=np.int64)
    spread: NDArray[np.int64] = numbers[np.asarray(encoded.indices)]
    return spread


@lru_cache(maxsize=1)
def _threads(packed: bytes) -> Threads:
    """Unpacked once a process."""
    found = unstreamed(packed)
    return Threads(found["row"].to_numpy(), found["conversation"].combine_chunks())
