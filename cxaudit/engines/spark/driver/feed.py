"""On the driver: the events of all sources, as the executors share them, in their order."""

from __future__ import annotations

import pickle
from collections import Counter
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa

from cxaudit.engines.cautions import shown_value
from cxaudit.engines.inputs import Account, Inputs
from cxaudit.engines.spark.driver.conversing import conversations, places_of_rows
from cxaudit.engines.spark.driver.reading import Reading
from cxaudit.engines.spark.executors.conversations import BEGAN, ConversationShare
from cxaudit.engines.spark.executors.shares import Share, unstreamed
from cxaudit.errors import InputError
from cxaudit.incidents.ledger import Ledger
from cxaudit.incidents.streaming import together
from cxaudit.incidents.turns.several import MessageLog
from cxaudit.model import Rejection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyspark.sql import DataFrame, SparkSession

    from cxaudit.engines.result import CountOptions
    from cxaudit.engines.spark.executors.shares import Sharing
    from cxaudit.incidents import OpenSource


class Record(Protocol):
    """A row that comes back from Spark: `payload` is a pickled share, which stands in slot `part` at its `place`."""

    part: int
    place: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class Came:
    """What came of some `rows` of the source with this number, or of conversations; `logs` are to be added up."""

    number: int
    rows: int
    events: pa.Table | None
    rejected: tuple[Rejection, ...]
    logs: tuple[MessageLog, ...]


class SparkFeed:
    """Feeds the events of opened sources from a Spark session."""

    def __init__(
        self, session: SparkSession, sources: Sequence[OpenSource], sharing: Sharing, options: CountOptions
    ) -> None:
        self._session = session
        self._sources = sources
        self._sharing = sharing
        self._options = options
        self._logs = [MessageLog(number, source.path, Ledger()) for number, source in enumerate(sources)]
        self._reasons: Counter[str] = Counter()
        self._excluded = 0

    def events(self) -> Iterator[pa.Table]:
        """The events of all sources in turn; rejected rows are counted by reason and passed on.

        Raises InputError where Spark cannot read a source, or hands over other rows than it counted.
        """
        reading = Reading(self._session, self._sources)
        frame = self._planned(reading)
        for came in in_order(frame.toLocalIterator()) if frame is not None else ():
            self._note(came)
            if came.events is not None:
                yield came.events
        self._settle(reading)

    def inputs(self) -> Inputs:
        """The accounts of the sources, once their events have been exhausted."""
        shown = shown_value(redacted=self._options.redacted)
        accounts = tuple(Account(source.finished(shown), source.losses()) for source in self._sources)
        return Inputs(accounts, dict(self._reasons), self._excluded)

    def _planned(self, reading: Reading) -> DataFrame | None:
        """The shares of all sources, partitioned so that slot follows slot."""
        taken, before, sharing = 0, dict[int, int](), self._sharing
        single, shared = list[int](), list[tuple[int, ...]]()
        for numbers in together(self._sources):
            records = [reading.records(number) for number in numbers]
            total = sum(records)
            before |= {number: taken + sum(records[:place]) for place, number in enumerate(numbers)}
            if not self._sources[numbers[0]].of_messages:
                taken += total
                single += numbers if total else ()
            elif total:
                taken += total * places_of_rows(numbers)
                shared.append(numbers)
        frames = [
            *reading.worked(single, before, sharing),
            *(
                conversations(reading, {number: self._sources[number] for number in numbers}, before, sharing)
                for numbers in shared
            ),
        ]
        if not frames:
            return None
        every = reduce(lambda one, other: one.union(other), frames)
        return every.repartitionById(max(1, -(-taken // sharing.slot_rows)), "part")

    def _note(self, came: Came) -> None:
        """What there is to tell beside the events."""
        self._reasons.update(entry.reason for entry in came.rejected)
        self._excluded += sum(entry.excluded for entry in came.rejected)
        self._options.progress(self._sources[came.number].path, came.rows)
        self._options.rejected(came.rejected)
        for log in came.logs:
            add(self._logs[log.number], log)

    def _settle(self, reading: Reading) -> None:
        """Every row has to have come back, used or rejected."""
        for numbers in together(self._sources):
            for number in numbers:
                source, log = self._sources[number], self._logs[number]
                came = log.ledger.used + log.ledger.rejected
                awaited = max(0, reading.records(number) - source.header_rows)
                if came != awaited:
                    raise InputError(
                        f"{source.path}: Spark handed over {came:,} of {awaited:,} rows; does every executor see the"
                        " same file, and did nobody write to it?"
                    )
                others = [self._sources[other].path for other in numbers if other != number]
                source.settle(log.ledger, (log.note(others),) if source.of_messages else ())


def in_order(records: Iterable[Record]) -> Iterator[Came]:
    """What came of the shares in records whose slots follow each other, in the order of their places.

    One slot is held at once.
    """
    last = -1
    for slot, some in groupby(records, key=attrgetter("part")):
        assert slot > last, "Spark mixed the slots"
        last = slot
        shares = [pickle.loads(each.payload) for each in sorted(some, key=attrgetter("place"))]  # noqa: S301 - our own work, which Spark brings
        for (kind, _), alike in groupby(shares, key=lambda share: (type(share), share.number)):
            if kind is Share:
                yield from map(_of_rows, alike)
            else:
                yield _of_conversations(list(alike))


def add(log: MessageLog, more: MessageLog) -> None:
    """Add what became of other rows of a log."""
    log.ledger.add(more.ledger)
    log.roles.update(more.roles)
    log.conversations += more.conversations
    log.continued += more.continued
    log.begun += more.begun


def _of_rows(share: Share) -> Came:
    logs = () if share.ledger is None else (MessageLog(share.number, "", share.ledger),)
    return Came(share.number, share.rows, share.table(), share.rejected, logs)


def _of_conversations(shares: Sequence[ConversationShare]) -> Came:
    """What came of conversations that were united in several places, in the order in which they began."""
    tables = [unstreamed(share.events) for share in shares if share.events]
    events = pa.concat_tables(tables).sort_by(BEGAN).drop_columns([BEGAN]) if tables else None
    rejected = sorted((placed for share in shares for placed in share.rejected), key=itemgetter(0))
    logs = tuple(log for share in shares for log in share.logs)
    return Came(shares[0].number, 0, events, tuple(entry for _, entry in rejected), logs)
