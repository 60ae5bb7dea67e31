"""Events from logs: rows stream by and go through the kernel, in several processes where that is faster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

import pyarrow as pa

from cxaudit.engines.arranging import arranged
from cxaudit.engines.cautions import shown_value
from cxaudit.engines.inputs import Account, Inputs
from cxaudit.engines.workers import worked_in_order
from cxaudit.incidents.ledger import Ledger
from cxaudit.incidents.raw import RawBatch
from cxaudit.incidents.source import Chunk
from cxaudit.incidents.streaming import chunks_of, together
from cxaudit.model import Rejection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.engines.kernel import Kernel
    from cxaudit.engines.result import CountOptions
    from cxaudit.incidents import OpenSource


@dataclass(frozen=True, slots=True)
class _Rows:
    """What goes with rows as they stand in the source with this number, or with incidents that were made of them.

    `read` counts the rows that were read for such incidents; `numbers` are those of rows as they stand.
    """

    source: int
    rejected: tuple[Rejection, ...]
    read: int = 0
    numbers: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    """What there is to tell beside the events: rejected rows, how many rows were `read`, what was lost of them."""

    source: int
    rejected: tuple[Rejection, ...]
    read: int
    ledger: Ledger | None = None


class Detecting:
    """Feeds the events of opened sources."""

    def __init__(self, sources: Sequence[OpenSource], kernel: Kernel, options: CountOptions) -> None:
        self._sources = sources
        self._kernel = kernel
        self._options = options
        self._reasons: Counter[str] = Counter()
        self._excluded = 0
        self._read: Counter[int] = Counter()
        self._ledgers = [Ledger() for _ in sources]

    def events(self) -> Iterator[pa.Table]:
        """The events of all sources in turn; rejected rows are counted by reason and passed on.

        Those that are kept come by their `order`. Raises InputError when a source cannot be read to its end.
        """
        for number, found in groupby(self._found(), key=itemgetter(0)):
            events = (table for _, table in found)
            if self._options.keep is not None and self._sources[number].of_messages:
                logs = next(numbers for numbers in together(self._sources) if number in numbers)
                yield from arranged(events, {log: self._read[log] for log in logs})
            else:
                yield from events
        for source, ledger in zip(self._sources, self._ledgers, strict=True):
            if not source.of_messages:
                source.settle(ledger)

    def inputs(self) -> Inputs:
        """The accounts of the sources, once their events have been exhausted."""
        shown = shown_value(redacted=self._options.redacted)
        accounts = tuple(Account(source.finished(shown), source.losses()) for source in self._sources)
        return Inputs(accounts, dict(self._reasons), self._excluded)

    def _found(self) -> Iterator[tuple[int, pa.Table]]:
        """The events as they come, with the number of their source, or of the first that shares its conversations."""
        for told, events in worked_in_order(self._rows(), self._worked, self._options.workers):
            self._note(told)
            if events.num_rows:
                yield told.source, events

    def _rows(self) -> Iterator[tuple[_Rows, pa.RecordBatch]]:
        """Rows as they stand, which is what processes share; incidents only where they are made of many rows."""
        keep = self._kernel.detector.columns
        for numbers in together(self._sources):
            if self._sources[numbers[0]].of_messages:
                for number, chunk in chunks_of(self._sources, numbers, keep):
                    yield _Rows(number, chunk.rejected, read=chunk.rows), chunk.batch
            else:
                for raw in self._sources[numbers[0]].raws(keep):
                    yield _Rows(numbers[0], raw.rejected, numbers=raw.rows), raw.table

    def _worked(self, rows: _Rows, table: pa.RecordBatch) -> tuple[_Told, pa.Table]:
        """The work of one process: incidents of rows, and events of incidents."""
        chunk, ledger = Chunk(table, rows.rejected, rows.read), None
        if rows.numbers is not None:
            ledger = Ledger()
            raw = RawBatch(table, rows.numbers, rows.rejected)
            chunk = self._sources[rows.source].converted(raw, ledger, self._kernel.detector.columns)
        told = _Told(rows.source, chunk.rejected, chunk.rows, ledger)
        return told, self._kernel.events(chunk.batch, rows.source) if chunk.batch.num_rows else pa.table({})

    def _note(self, told: _Told) -> None:
        self._reasons.update(entry.reason for entry in told.rejected)
        self._excluded += sum(entry.excluded for entry in told.rejected)
        self._read[told.source] += told.read
        self._options.progress(self._sources[told.source].path, told.read)
        self._options.rejected(told.rejected)
        if told.ledger is not None:
            self._ledgers[told.source].add(told.ledger)
