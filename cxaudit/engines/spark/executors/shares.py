"""On the executors: rows go through the kernel, and what the driver gets of them is packed into shares."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa

from cxaudit import __version__
from cxaudit.detection import Detector, compile_detector
from cxaudit.engines.joining.identifying import identifying
from cxaudit.engines.joining.options import Join
from cxaudit.engines.kernel import Kernel
from cxaudit.engines.quotes import Quotes
from cxaudit.engines.rules import fields_looked_at
from cxaudit.errors import UsageError
from cxaudit.incidents.ledger import Ledger
from cxaudit.model import ROWS_PER_SOURCE, Rejection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.incidents import OpenSource
    from cxaudit.model import Rulebook

RECORD_SCHEMA = "part int, place long, payload binary"
_RECORDS = pa.schema([("part", pa.int32()), ("place", pa.int64()), ("payload", pa.binary())])
_SHARE_ROWS = 16_384  # events packed together; fewer are packed worse
SLOT_ROWS = 500_000  # rows whose events, some 60 bytes each, the driver holds at once to put them in order


class Work(Protocol):
    """What is to be done with rows on the executors."""

    @property
    def keep(self) -> frozenset[str]:
        """Original columns wanted beside the canonical ones."""
        ...

    def worker(self) -> Worker:
        """What does it in one task."""
        ...


class Worker(Protocol):
    """Does the work of one task."""

    def records(self, source: OpenSource, number: int, before: int) -> Iterator[pa.RecordBatch]:
        """What a part of `source` comes to, as `record` makes it; all `before` it took so many places."""
        ...


@dataclass(frozen=True, slots=True)
class Share:
    """What some rows of the source with this number came to.

    `events` is an Arrow stream, empty if there are none; the last share of a piece brings the `ledger` of all of it.
    """

    number: int
    events: bytes
    rows: int
    rejected: tuple[Rejection, ...]
    ledger: Ledger | None

    def table(self) -> pa.Table | None:
        """The events, if there are any."""
        return unstreamed(self.events) if self.events else None


@dataclass(frozen=True, slots=True)
class Sharing:
    """What every executor is told: the driver's version of this program, the rulebook (pickled), and the redaction.

    `keep` names the columns that the rulebook looks at, `join` asks for what names customers;
    `slot_rows` is how many places share a slot.
    """

    version: str
    rulebook: bytes
    redacted: bool
    keep: frozenset[str]
    join: Join | None
    slot_rows: int

    def begin(self) -> None:
        """Prepare a process. Raises UsageError where another version of this program is installed."""
        if self.version != __version__:
            raise UsageError(
                f"the executors have cxaudit {__version__} and the driver has {self.version}; install the same on both"
            )
        pa.set_cpu_count(1)  # Spark gives a task one core

    def worker(self) -> Counting:
        """What counts in one task."""
        self.begin()
        rulebook, detector = _compiled(self.rulebook)
        quotes = Quotes.of(fields_looked_at(rulebook), redacted=self.redacted)
        return Counting(Kernel(detector, quotes, identifying(self.join)), self.slot_rows)


@dataclass(frozen=True, slots=True)
class Counting:
    """Runs the kernel over parts of sources."""

    kernel: Kernel
    slot_rows: int

    def records(self, source: OpenSource, number: int, before: int) -> Iterator[pa.RecordBatch]:
        """The rows of a part of `source` as shares in their order."""
        held: list[pa.Table] = []
        rejected: list[Rejection] = []
        rows = last = 0
        for chunk in source.chunks(self.kernel.detector.columns):
            if rows >= _SHARE_ROWS:
                yield self.share(Share(number, streamed(held), rows, tuple(rejected), None), before + last)
                held, rejected, rows = [], [], 0
            if chunk.batch.num_rows:
                events = self.kernel.events(chunk.batch, number)
                held.append(events)
                last = max(last, events["order"][-1].as_py() % ROWS_PER_SOURCE)
            rejected.extend(chunk.rejected)
            last = max(last, *(entry.row for entry in chunk.rejected), 0)
            rows += chunk.batch.num_rows + len(chunk.rejected)
        if rows:
            yield self.share(Share(number, streamed(held), rows, tuple(rejected), source.account()), before + last)

    def share(self, share: object, place: int) -> pa.RecordBatch:
        """A share, of whatever kind, in the slot of its place; places count from 1."""
        return record((place - 1) // self.slot_rows, place, share)


def record(part: int, place: int, value: object) -> pa.RecordBatch:
    """A value on its way to the partition `part`."""
    row = {"part": part, "place": place, "payload": pickle.dumps(value)}
    return pa.RecordBatch.from_pylist([row], schema=_RECORDS)


def streamed(tables: list[pa.Table]) -> bytes:
    """Tables as one Arrow stream; nothing if there are none."""
    if not tables:
        return b""
    sink = pa.BufferOutputStream()
    table = pa.concat_tables(tables).combine_chunks()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(table)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed


def unstreamed(packed: bytes) -> pa.Table:
    """The table that was streamed."""
    return pa.ipc.open_stream(pa.py_buffer(packed)).read_all()


@lru_cache(maxsize=1)
def _compiled(packed: bytes) -> tuple[Rulebook, Detector]:
    """Compiled once a process, as Spark uses one for many tasks."""
    rulebook: Rulebook = pickle.loads(packed)  # noqa: S301 - Spark hands over what the driver packed
    return rulebook, compile_detector(rulebook)
