"""On the executors: all messages of some conversations become incidents, and those go through the kernel.

What makes incidents of messages is what does so on one machine: it needs all those of a conversation, in any order, and
of several logs what only all their messages tell.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pyarrow as pa

from cxaudit.engines.spark.executors.shares import Share, Sharing, record, streamed, unstreamed
from cxaudit.incidents.ledger import Ledger
from cxaudit.incidents.turns.continuing import Continued, continued, numbered_anew
from cxaudit.incidents.turns.joining import in_batches
from cxaudit.incidents.turns.several import Gathering, MessageLog
from cxaudit.incidents.turns.spilling import Spilled
from cxaudit.model import ROW, ROWS_PER_SOURCE, Rejection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

BEGAN = "began"  # the column of events that holds the place of their incident, by which they are in order

# Incidents and their places, and rejections with theirs, among all messages of the logs.
Found: TypeAlias = "tuple[pa.Table, list[tuple[int, Rejection]]]"


@dataclass(frozen=True, slots=True)
class Learnt:
    """What only all messages of several logs tell: in which turn they come, and which number conversations anew."""

    turn: tuple[int, ...]
    anew: frozenset[int]


@dataclass(frozen=True, slots=True)
class Logs:
    """Logs that share their conversations, in turn, by their numbers, paths and rows; `anew` counts them in turn.

    `schema` has the columns of any of them. An incident has the place of its customer's first message, as the logs were
    named, and a message that is rejected its own in turn, `behind` the places of all rows; copies of messages stand
    behind those again.
    """

    numbers: tuple[int, ...]
    paths: tuple[str, ...]
    records: tuple[int, ...]
    behind: int
    schema: pa.Schema
    same_ids: bool = False
    anew: frozenset[int] = frozenset()

    def fresh(self) -> list[MessageLog]:
        """Accounts of the logs, nothing in them yet."""
        return [MessageLog(number, path, Ledger()) for number, path in zip(self.numbers, self.paths, strict=True)]

    def places(self, incidents: pa.Table) -> NDArray[np.int64]:
        """The places of incidents, whose `ROW` counts as `model.ROW` says."""
        home, row = np.divmod(np.asarray(incidents[ROW], dtype=np.int64), ROWS_PER_SOURCE)
        numbers = np.array(self.numbers)
        by_number = np.argsort(numbers)
        log = by_number[np.searchsorted(numbers[by_number], home + numbers[0])]
        places: NDArray[np.int64] = self.behind + self._before()[log] + row
        return places

    def placed(self, rejections: Sequence[Rejection]) -> list[tuple[int, Rejection]]:
        """Rejections with their places; copies are in the order in which the logs were named."""
        log = np.array([self.paths.index(entry.source) for entry in rejections], dtype=np.int64)
        row = np.array([entry.row for entry in rejections], dtype=np.int64)
        copy = np.array([entry.kept is not None for entry in rejections], dtype=np.bool_)
        in_turn = np.cumsum([0, *self.records])[:-1][log] + row
        places = self.behind + np.where(copy, sum(self.records) + self._before()[log] + row, in_turn)
        return list(zip(places.tolist(), rejections, strict=True))

    def _before(self) -> NDArray[np.int64]:
        """The rows before each log as they were named."""
        named = np.argsort(np.array(self.numbers))
        before = np.zeros(len(named), dtype=np.int64)
        before[named] = np.cumsum([0, *np.array(self.records)[named]])[:-1]
        return before


@dataclass(frozen=True, slots=True)
class ConversationShare:
    """What some conversations of several logs came to: events that say where they `BEGAN`, rejections by their places.

    `logs` tells what became of the messages of each log.
    """

    number: int
    events: bytes
    rejected: tuple[tuple[int, Rejection], ...]
    logs: tuple[MessageLog, ...]


@dataclass(frozen=True, slots=True)
class Learning:
    """Learns what only all messages tell; for `mapInArrow` over all of what `Spreading` gave, in one partition.

    The logs are as they were named.
    """

    logs: Logs
    sharing: Sharing

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """One record of what was learnt."""
        self.sharing.begin()
        with Spilled() as spilled:
            gathered = _Gathered(self.logs.fresh(), self.logs.schema, spilled, self.logs.same_ids)
            for place, rows in gathered.taking(_Arriving(batches), self.logs):
                gathered.logs[place].ledger.used += rows
            yield record(0, 0, gathered.learnt())


@dataclass(frozen=True, slots=True)
class Uniting:
    """Makes shares of the messages that came to one part, for `mapInArrow` over what `Spreading` gave.

    Shares that came along pass.
    """

    logs: Logs
    sharing: Sharing

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The shares, those of conversations at the end."""
        worker, arriving, accounts = self.sharing.worker(), _Arriving(batches), self.logs.fresh()
        events, rejected = list[pa.Table](), list[tuple[int, Rejection]]()
        number = self.logs.numbers[0]
        with Spilled() as spilled:
            gathered = _Gathered(accounts, self.logs.schema, spilled, self.logs.same_ids)
            for _ in gathered.taking(arriving, self.logs):
                pass  # what was used its own share has told
            for incidents, rejections in gathered.found(self.logs):
                for batch in in_batches(incidents):
                    began = pa.array(self.logs.places(pa.Table.from_batches([batch])))
                    events.append(worker.kernel.events(batch, number).append_column(BEGAN, began))
                rejected += rejections
        for place, passing in arriving.passing:
            yield worker.share(passing, place)
        for place, some, gone in _by_slot(events, rejected, self.sharing.slot_rows):
            yield worker.share(ConversationShare(number, streamed(some), tuple(gone), tuple(accounts)), place)
            accounts = []  # once is enough


class _Gathered(Gathering):
    """Messages on an executor: either all, so that they tell what only all of them do, or those of one part."""

    def taking(self, arriving: _Arriving, logs: Logs) -> Iterator[tuple[int, int]]:
        """Take in what arrives; tells of which log by its place among them, and how many rows."""
        for number, rows in arriving.messages():
            place = logs.numbers.index(number)
            self.add(place, rows)
            yield place, rows.num_rows

    def learnt(self) -> Learnt:
        """What all messages tell; the numbering does not depend on the turn."""
        turn = self._in_turn()
        when = np.argsort(turn)
        anew = () if self.same_ids else numbered_anew(self.spilled.partitions())
        return Learnt(tuple(turn.tolist()), frozenset(int(when[log]) for log in anew))

    def found(self, logs: Logs) -> Iterator[Found]:
        """What comes of a part of the conversations; the logs are in turn."""
        turn = np.arange(len(self.logs))
        for part in self.spilled.partitions():
            several = len(self.logs) > 1
            messages = continued(part, logs.anew, same_ids=self.same_ids) if several else Continued(part)
            incidents, left_out = self._united(messages, turn)
            yield incidents, logs.placed([entry for some in self._rejected([left_out], turn) for entry in some])


class _Arriving:
    """What comes to one part: messages, and shares among them that are only to pass."""

    def __init__(self, batches: Iterator[pa.RecordBatch]) -> None:
        self._batches = batches
        self.passing: list[tuple[int, Share]] = []

    def messages(self) -> Iterator[tuple[int, pa.RecordBatch]]:
        """The messages with the number of their log, as they come."""
        for batch in self._batches:
            for place, payload in zip(batch.column(1).to_pylist(), batch.column(2), strict=True):
                found = pickle.loads(payload.as_buffer())  # noqa: S301 - our own work, which Spark brings
                if isinstance(found, Share):
                    self.passing.append((place, found))
                else:
                    (messages,) = unstreamed(found.rows).combine_chunks().to_batches()
                    yield found.number, messages


def _by_slot(
    events: Sequence[pa.Table], rejected: Sequence[tuple[int, Rejection]], slot_rows: int
) -> Iterator[tuple[int, list[pa.Table], list[tuple[int, Rejection]]]]:
    """The events and rejections of each slot, and the first place among them."""
    every = pa.concat_tables(events) if events else pa.table({BEGAN: pa.array([], pa.int64())})
    began = every[BEGAN].to_numpy()
    slots = (began - 1) // slot_rows
    gone: dict[int, list[tuple[int, Rejection]]] = {}
    for place, entry in rejected:
        gone.setdefault((place - 1) // slot_rows, []).append((place, entry))
    for slot in sorted({*np.unique(slots).tolist(), *gone}):
        among = np.flatnonzero(slots == slot)
        some, away = [every.take(pa.array(among))] if len(among) else [], gone.get(slot, [])
        yield min([*began[among].tolist(), *(place for place, _ in away)]), some, away
