"""On the executors: rows go through the kernel, and what the driver gets of them is packed into shares."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import pyarrow as pa

from cxaudit import __version__
from cxaudit.detection import Detector, compile_detector
from cxaudit.engines.joining.identifying import identifying
from cxaudit.engines.joining.options import Join
from cxaudit.engines.kernel import ROWS_PER_SOURCE, Kernel
from cxaudit.engines.quotes import Quotes
from cxaudit.engines.rules import fields_looked_at
from cxaudit.errors import UsageError
from cxaudit.incidents.ledger import Ledger
from cxaudit.incidents.raw import RawBatch, Reader
from cxaudit.model import Rejection

if TYPE_CHECKING:
    from cxaudit.incidents import OpenSource
    from cxaudit.model import Rulebook

SHARE_SCHEMA = "slot int, place long, payload binary"
_SHARES = pa.schema([("slot", pa.int32()), ("place", pa.int64()), ("payload", pa.binary())])
_SHARE_ROWS = 16_384  # events packed together; fewer are packed worse
SLOT_ROWS = 500_000  # rows whose events, some 60 bytes each, the driver holds at once to put them in order


@dataclass(frozen=True, slots=True)
class Share:
    """What consecutive rows of the source with this number came to.

    `events` is an Arrow stream, empty if there are none; the last share of a piece brings the `ledger` of all of it.
    """

    number: int
    events: bytes
    rows: int
    rejected: tuple[Rejection, ...]
    ledger: Ledger | None

    def table(self) -> pa.Table | None:
        """The events, if there are any."""
        return None if not self.events else pa.ipc.open_stream(pa.py_buffer(self.events)).read_all()


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A reader's rows, brought by Spark; everything else is as `like` has it."""

    like: Reader
    read: Callable[[Sequence[str]], Iterator[RawBatch]]

    @property
    def format(self) -> str:
        """What the input is read as."""
        return self.like.format

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns, each once."""
        return self.like.columns

    @property
    def notes(self) -> tuple[str, ...]:
        """What to tell the user about it."""
        return self.like.notes

    @property
    def hollow(self) -> frozenset[str]:
        """Columns that held nothing so far."""
        return self.like.hollow

    @property
    def open_ended(self) -> bool:
        """Whether columns that are not listed may be asked for too."""
        return self.like.open_ended

    def batches(self, wanted: Sequence[str]) -> Iterator[RawBatch]:
        """The rows that Spark brought."""
        return self.read(wanted)


@dataclass(frozen=True, slots=True)
class Sharing:
    """What every executor is told: the driver's version of this program, the rulebook (pickled), and the redaction.

    `keep` names the columns that the rulebook looks at, `join` asks for what names customers;
    `slot_rows` is how many rows share a slot.
    """

    version: str
    rulebook: bytes
    redacted: bool
    keep: frozenset[str]
    join: Join | None
    slot_rows: int

    def worker(self) -> Worker:
        """What does the work of one task. Raises UsageError where another version of this program is installed."""
        if self.version != __version__:
            raise UsageError(
                f"the executors have cxaudit {__version__} and the driver has {self.version}; install the same on both"
            )
        pa.set_cpu_count(1)  # Spark gives a task one core
        rulebook, detector = _compiled(self.rulebook)
        quotes = Quotes.of(fields_looked_at(rulebook), redacted=self.redacted)
        return Worker(Kernel(detector, quotes, identifying(self.join)), self.slot_rows)


@dataclass(frozen=True, slots=True)
class Worker:
    """Runs the kernel over parts of sources."""

    kernel: Kernel
    slot_rows: int

    def shares(self, source: OpenSource, number: int, before: int) -> Iterator[pa.RecordBatch]:
        """The rows of a part of `source`, after `before` rows of other sources, as shares in their order."""
        held: list[pa.Table] = []
        rejected: list[Rejection] = []
        rows = last = 0
        for chunk in source.chunks(self.kernel.detector.columns):
            if rows >= _SHARE_ROWS:
                yield self._packed(Share(number, _events(held), rows, tuple(rejected), None), last, before)
                held, rejected, rows = [], [], 0
            if chunk.batch.num_rows:
                events = self.kernel.events(chunk.batch, number)
                held.append(events)
                last = max(last, events["order"][-1].as_py() % ROWS_PER_SOURCE)
            rejected.extend(chunk.rejected)
            last = max(last, *(entry.row for entry in chunk.rejected), 0)
            rows += chunk.batch.num_rows + len(chunk.rejected)
        if rows:
            yield self._packed(Share(number, _events(held), rows, tuple(rejected), source.account()), last, before)

    def _packed(self, share: Share, last: int, before: int) -> pa.RecordBatch:
        slot = (before + last - 1) // self.slot_rows
        row = {"slot": slot, "place": share.number * ROWS_PER_SOURCE + last, "payload": pickle.dumps(share)}
        return pa.RecordBatch.from_pylist([row], schema=_SHARES)


@lru_cache(maxsize=1)
def _compiled(packed: bytes) -> tuple[Rulebook, Detector]:
    """Compiled once a process, as Spark uses one for many tasks."""
    rulebook: Rulebook = pickle.loads(packed)  # noqa: S301 - Spark hands over what the driver packed
    return rulebook, compile_detector(rulebook)


def _events(tables: list[pa.Table]) -> bytes:
    if not tables:
        return b""
    sink = pa.BufferOutputStream()
    table = pa.concat_tables(tables).combine_chunks()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(table)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed
