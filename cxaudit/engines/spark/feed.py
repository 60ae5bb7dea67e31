"""On the driver: the events of all sources, as the executors share them, in their order."""

from __future__ import annotations

import pickle
from collections import Counter
from itertools import accumulate, groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from cxaudit.engines.cautions import shown_value
from cxaudit.engines.inputs import Account, Inputs
from cxaudit.engines.spark.asking import text_reader
from cxaudit.engines.spark.tables import Tables
from cxaudit.engines.spark.texts import Texts
from cxaudit.errors import InputError
from cxaudit.incidents.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

    from cxaudit.engines.result import CountOptions
    from cxaudit.engines.spark.shares import Share, Sharing
    from cxaudit.incidents import OpenSource


class SparkFeed:
    """Feeds the events of opened sources from a Spark session."""

    def __init__(
        self, session: SparkSession, sources: Sequence[OpenSource], sharing: Sharing, options: CountOptions
    ) -> None:
        self._session = session
        self._sources = sources
        self._sharing = sharing
        self._options = options
        self._ledgers = [Ledger() for _ in sources]
        self._reasons: Counter[str] = Counter()
        self._excluded = 0

    def events(self) -> Iterator[pa.Table]:
        """The events of all sources in turn; rejected rows are counted by reason and passed on.

        Raises InputError where Spark cannot read a source, or hands over other rows than it counted.
        """
        records, frame = self._planned()
        options = self._options
        for share in _in_order(frame) if frame is not None else ():
            source = self._sources[share.number]
            self._reasons.update(entry.reason for entry in share.rejected)
            self._excluded += sum(entry.excluded for entry in share.rejected)
            options.progress(source.path, share.rows)
            options.rejected(share.rejected)
            if share.ledger is not None:
                self._ledgers[share.number].add(share.ledger)
            events = share.table()
            if events is not None:
                yield events
        self._settle(records)

    def inputs(self) -> Inputs:
        """The accounts of the sources, once their events have been exhausted."""
        shown = shown_value(redacted=self._options.redacted)
        accounts = tuple(Account(source.finished(shown), source.losses()) for source in self._sources)
        return Inputs(accounts, dict(self._reasons), self._excluded)

    def _planned(self) -> tuple[list[int], DataFrame | None]:
        """The records in each source, and the shares of all of them, partitioned so that slot follows slot."""
        session, sources, sharing = self._session, self._sources, self._sharing
        readers = {number: reader for number, source in enumerate(sources) if (reader := text_reader(source))}
        texts = Texts.surveyed(session, readers)
        tables = {
            number: Tables.counted(session, source) for number, source in enumerate(sources) if number not in readers
        }
        records = [
            texts.records(number) if number in readers else tables[number].records for number in range(len(sources))
        ]
        before = list(accumulate(records, initial=0))
        frames = [
            frame
            for number, table in tables.items()
            for frame in table.shares(session, number, before[number], sharing)
        ]
        if any(records[number] for number in readers):
            frames.append(texts.shares(session, sources, before, sharing))
        together = None
        for frame in frames:
            together = frame if together is None else together.union(frame)
        slots = max(1, -(-before[-1] // sharing.slot_rows))
        return records, None if together is None else together.repartitionById(slots, "slot")

    def _settle(self, records: list[int]) -> None:
        """Every row has to have come back, used or rejected."""
        for source, ledger, expected in zip(self._sources, self._ledgers, records, strict=True):
            came = ledger.used + ledger.rejected
            awaited = max(0, expected - source.header_rows)
            if came != awaited:
                raise InputError(
                    f"{source.path}: Spark handed over {came:,} of {awaited:,} rows; does every executor see the same"
                    " file, and did nobody write to it?"
                )
            source.settle(ledger)


def _in_order(frame: DataFrame) -> Iterator[Share]:
    """The shares in the order of their rows; those of one slot are held at once."""
    last = -1
    for slot, rows in groupby(frame.toLocalIterator(), key=attrgetter("slot")):
        assert slot > last, "Spark mixed the slots"
        last = slot
        for row in sorted(rows, key=attrgetter("place")):
            share: Share = pickle.loads(row.payload)  # noqa: S301 - our own work, which Spark brings
            yield share
