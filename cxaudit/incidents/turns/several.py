"""Turns the messages of several logs into incidents, one a conversation, in however many of the logs it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.incidents.ledger import Ledger
from cxaudit.incidents.raw import ROWS
from cxaudit.incidents.turns.continuing import NAMESAKE, Continued, continued, numbered_anew
from cxaudit.incidents.turns.joining import SILENT, in_batches, no_rows
from cxaudit.incidents.turns.roles import Role
from cxaudit.incidents.turns.spilling import Spilled
from cxaudit.incidents.turns.spoken import NEVER, Integers
from cxaudit.incidents.turns.telling import sent_times
from cxaudit.incidents.turns.uniting import NOBODY, TURN, United, united
from cxaudit.model import ROW, ROWS_PER_SOURCE, SOURCE, TURNS, KeptRow, Rejection

if TYPE_CHECKING:
    from collections.abc import Iterator


REPEATED = "message that stands in another file as well"
_NO_PAIRS = np.zeros((0, 2), dtype=np.int64)


@dataclass(slots=True)
class MessageLog:
    """One of the logs, and what became of its messages once all were joined.

    `number` is its number among all inputs; `latest` is the time of its last message, in microseconds UTC. `roles`
    counts its rows by who speaks; `conversations` those of which it has rows, `continued` those of them of which others
    have some too, and `begun` those of these whose customer begins here.
    """

    number: int
    path: str
    ledger: Ledger
    latest: int = NEVER
    roles: Counter[int] = field(default_factory=Counter)
    conversations: int = 0
    continued: int = 0
    begun: int = 0

    def note(self, others: Sequence[str]) -> str:
        """What became of the rows; `others` are the paths of the other logs."""
        rows = sum(self.roles.values())
        by_staff, aside = self.roles[Role.STAFF], self.roles[Role.NOTE] + self.roles[Role.BOT]
        told = f"one row a message: {_rows(rows)} turns of {_conversations(self.conversations)}"
        told = f"{told}{'' if self.continued else _each(self.conversations)}; {by_staff:,} by staff"
        told = f"{told}, {aside:,} by nobody the customer spoke to (notes, bots, actions)" if aside else told
        return f"{told}; {self._continued(others)}" if self.continued else told

    def _continued(self, others: Sequence[str]) -> str:
        where = others[0] if len(others) == 1 else "other files"
        have, is_one = ("has", "is one incident") if self.continued == 1 else ("have", "are one incident each")
        counted = f"{self.begun:,} of them counted here"
        if self.begun in {0, self.continued}:
            counted = "counted there" if not self.begun else "counted here"
        return (
            f"{self.continued:,} of these {have} messages in {where} as well and {is_one}, {counted}, where it begins"
        )


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Messages that no incident is made of, by their places in turn.

    `silent` are to nobody, and `again` pairs those that stand in several logs with what is used instead; a copy of one
    to nobody is one itself.
    """

    silent: Integers
    again: Integers

    @classmethod
    def of(cls, found: United, repeated: Integers) -> LeftOut:
        """What was left out as conversations were united."""
        silent = np.array(found.silent, dtype=np.int64)
        to_nobody = np.isin(repeated[:, 1], silent)
        return cls(np.concatenate([silent, repeated[to_nobody, 0]]), repeated[~to_nobody])


@dataclass(slots=True)
class Gathering:
    """Brings the messages of `logs` together, which `spilled` holds meanwhile.

    With `same_ids` one id is one conversation in all of them; else they have to fit together.
    """

    logs: Sequence[MessageLog]
    schema: pa.Schema
    spilled: Spilled
    same_ids: bool = False

    def add(self, log: int, batch: pa.RecordBatch) -> None:
        """Take in rows of one of the logs, by its place among them; their `id` is that of a conversation."""
        sent = sent_times(pa.Table.from_batches([batch]))
        self.logs[log].latest = max(self.logs[log].latest, int(sent.max(initial=NEVER)))
        columns = {name: batch[name] for name in batch.schema.names}
        columns[ROW] = pa.array(np.asarray(batch[ROW], dtype=np.int64) + log * ROWS_PER_SOURCE)
        rows = batch.num_rows
        arrays = [columns.get(each.name, pa.nulls(rows, each.type)).cast(each.type) for each in self.schema]
        self.spilled.add(pa.RecordBatch.from_arrays(arrays, schema=self.schema))

    def incidents(self) -> Iterator[tuple[pa.RecordBatch, tuple[Rejection, ...]]]:
        """The incidents, and then the rows that turn out to be of none, in order.

        `ROW` and `TURNS` count as `model.ROW` says.
        """
        turn, left_out, schema = self._in_turn(), list[LeftOut](), pa.schema([])
        anew: frozenset[int] = frozenset()
        if not self.same_ids:
            anew = numbered_anew(_placed(part, turn) for part in self.spilled.partitions())
        for part in self.spilled.partitions():
            messages = continued(_placed(part, turn), anew, same_ids=self.same_ids)
            incidents, some = self._united(messages, turn)
            left_out.append(some)
            schema = incidents.schema
            for batch in in_batches(incidents):
                yield batch, ()
        for rejected in self._rejected(left_out, turn):
            yield no_rows(schema), rejected

    def _in_turn(self) -> Integers:
        """Which log comes when: by their last message, or as they were named where some tell no time."""
        if any(log.latest == NEVER and log.ledger.used for log in self.logs):
            return np.arange(len(self.logs))
        return np.argsort(np.array([log.latest for log in self.logs]), kind="stable")

    def _united(self, messages: Continued, turn: Integers) -> tuple[pa.Table, LeftOut]:
        """The incidents in the order of their customers' first rows as the logs were named, and what is of none."""
        found = united(messages.rows)
        self._count(found, messages.rows, turn)
        return self._at_home(found.incidents, turn).sort_by(ROW), LeftOut.of(found, messages.repeated)

    def _rejected(self, left_out: Sequence[LeftOut], turn: Integers) -> Iterator[tuple[Rejection, ...]]:
        """Messages to nobody in turn, and then those that stand in several logs, as these were named."""
        silent = np.sort(np.concatenate([_NO_PAIRS[:, 0], *(some.silent for some in left_out)]))
        again = np.concatenate([_NO_PAIRS, *(some.again for some in left_out)])
        log, row = np.divmod(again[:, 0], ROWS_PER_SOURCE)
        again = again[np.lexsort((row, turn[log]))]
        for first in range(0, len(silent), ROWS):
            yield tuple(self._rejection(place, SILENT, turn) for place in silent[first : first + ROWS].tolist())
        for first in range(0, len(again), ROWS):
            pairs = again[first : first + ROWS].tolist()
            yield tuple(self._rejection(place, REPEATED, turn, kept) for place, kept in pairs)

    def _rejection(self, place: int, reason: str, turn: Integers, kept: int | None = None) -> Rejection:
        log = self._log(place, turn)
        log.ledger.used -= 1
        log.ledger.rejected += 1
        instead = None if kept is None else KeptRow(self._log(kept, turn).path, kept % ROWS_PER_SOURCE)
        return Rejection(log.path, place % ROWS_PER_SOURCE, reason, excluded=True, kept=instead)

    def _log(self, place: int, turn: Integers) -> MessageLog:
        return self.logs[int(turn[place // ROWS_PER_SOURCE])]

    def _count(self, found: United, rows: pa.Table, turn: Integers) -> None:
        """What each log has of the conversations."""
        used = np.flatnonzero(found.spoken != NOBODY)
        encoded = rows["id"].combine_chunks().dictionary_encode()
        ids = np.asarray(encoded.indices, dtype=np.int64)[used]
        log = turn[np.asarray(rows[ROW], dtype=np.int64)[used] // ROWS_PER_SOURCE]
        roles, speakers = len(Role), found.spoken[used]
        counted = np.bincount(log * roles + speakers, minlength=len(self.logs) * roles)
        conversation, among = np.divmod(np.unique(ids * len(self.logs) + log), len(self.logs))
        several = np.bincount(conversation, minlength=len(encoded.dictionary))[conversation] > 1
        home = np.full(len(encoded.dictionary), -1)
        places = np.asarray(found.incidents[ROW], dtype=np.int64)
        known = pc.index_in(found.incidents["id"].combine_chunks(), value_set=encoded.dictionary)
        home[np.asarray(known)] = turn[places // ROWS_PER_SOURCE]
        for place, one in enumerate(self.logs):
            one.roles.update({Role(role): int(counted[place * roles + role]) for role in range(roles)})
            one.conversations += int((among == place).sum())
            one.continued += int((several & (among == place)).sum())
            one.begun += int((several & (among == place) & (home[conversation] == place)).sum())

    def _at_home(self, incidents: pa.Table, turn: Integers) -> pa.Table:
        """The incidents with their file, and with rows by the numbers of their logs in place of their turns."""
        numbers = np.array([log.number for log in self.logs], dtype=np.int64)[turn]
        home, row = np.divmod(np.asarray(incidents[ROW], dtype=np.int64), ROWS_PER_SOURCE)
        marks = incidents[TURNS].combine_chunks()
        of, said = np.divmod(np.asarray(marks.flatten().field("row"), dtype=np.int64), ROWS_PER_SOURCE)
        owner = home[pc.list_parent_indices(marks).to_numpy()]
        said += (numbers[of] - numbers[owner]) * ROWS_PER_SOURCE
        turns = pa.StructArray.from_arrays([marks.flatten().field("end"), pa.array(said)], fields=list(TURN))
        paths = pa.array([log.path for log in self.logs], pa.string()).take(pa.array(turn[home]))
        ids = pc.replace_substring_regex(incidents["id"], f"{NAMESAKE}\\d+$", "")
        columns = {name: incidents[name] for name in incidents.schema.names if name not in (TURNS, ROW)}
        columns |= {
            "id": ids,
            TURNS: pa.ListArray.from_arrays(marks.offsets, turns),
            SOURCE: paths,
            ROW: pa.array(row + (numbers[home] - self.logs[0].number) * ROWS_PER_SOURCE),
        }
        return pa.table(columns)


def _placed(rows: pa.Table, turn: Integers) -> pa.Table:
    """The rows, which count on over the logs as they were named, counting on as those come in turn."""
    log, row = np.divmod(np.asarray(rows[ROW], dtype=np.int64), ROWS_PER_SOURCE)
    place = pa.array(np.argsort(turn)[log] * ROWS_PER_SOURCE + row)
    return rows.set_column(rows.schema.get_field_index(ROW), ROW, place)


def _rows(count: int) -> str:
    return "1 row is" if count == 1 else f"{count:,} rows are"


def _conversations(count: int) -> str:
    return "1 conversation" if count == 1 else f"{count:,} conversations"


def _each(count: int) -> str:
    return ", which is one incident" if count == 1 else ", each one incident"
