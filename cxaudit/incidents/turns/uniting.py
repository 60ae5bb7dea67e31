"""Makes one incident of the rows of each conversation, where a log has one row a message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.incidents.names import plain_name
from cxaudit.incidents.turns.roles import Role
from cxaudit.incidents.turns.spoken import NEVER, Conversation, Roles, in_turn, settled_roles, spoken
from cxaudit.incidents.turns.telling import column_of, messages_of, sent_times
from cxaudit.incidents.values.texts import by_distinct
from cxaudit.incidents.values.times import TIME
from cxaudit.model import COLUMNS, MESSAGE_COLUMNS, ROW, SOURCE, TURNS

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

NOBODY = -1  # speaks in a row of no incident
TURN = pa.struct([("end", pa.int64()), ("row", pa.int64())])
NUMBER = pa.float64()
# Columns that say of whom a row is; in the row of an answer they may name staff.
_OF_CUSTOMER = frozenset({"customer", "customer_email", "customer_phone"})
_FIRST = frozenset({"id", "channel"})  # what an incident began with counts; of all else, what it came to
_MADE = frozenset({"text", "agent_text", "opened_at", "customer_turns", "agent_turns", "first_response_minutes", ROW})
_LAST = (TURNS, SOURCE, ROW)
_OVER = frozenset(("closed", "close", "solved", "resolved", "done", "completed", "complete", "cancelled", "canceled"))
_IS_OVER, _GOES_ON = -1, 1
_GOING = frozenset(
    ("open", "opened", "reopen", "reopened", "new", "pending", "active", "assign_and_reopen", "in_progress", "on_hold")
)


@dataclass(frozen=True, slots=True)
class United:
    """Incidents in the order of their customer's first row, and the rows of conversations in which no customer speaks.

    `roles` counts the rows of the incidents by who speaks in them, and `spoken` says it of each row, NOBODY where it is
    of no incident.
    """

    incidents: pa.Table
    silent: tuple[int, ...]
    roles: Mapping[Role, int]
    spoken: Roles


def united(rows: pa.Table) -> United:
    """The incidents that `rows`, all rows of some conversations, are turns of; `id` says of which each is one."""
    number, count = _numbered(rows)
    messages = messages_of(rows, number)
    order = in_turn(messages)
    roles = settled_roles(messages, order)
    found = spoken(messages, order, roles, count)
    by_customer = roles == Role.CUSTOMER
    speaks = np.bincount(number, weights=by_customer, minlength=count) > 0
    incidents = _incidents(rows, _Grouping(number, order, count), by_customer, roles, found)
    kept = np.flatnonzero(speaks)
    kept = kept[np.argsort(np.asarray(incidents[ROW].fill_null(0), dtype=np.int64)[kept])]
    silent = np.sort(messages.row[~speaks[number]])
    counted = np.bincount(roles[speaks[number]], minlength=len(Role))
    return United(
        incidents.take(pa.array(kept)),
        tuple(silent.tolist()),
        {role: int(counted[role]) for role in Role if role},
        np.where(speaks[number], roles, np.int8(NOBODY)),
    )


@dataclass(frozen=True, slots=True)
class _Grouping:
    """Which conversation each row belongs to, and the rows in turn."""

    number: Integers
    order: Integers
    count: int

    def first(self, column: pa.Array, among: Booleans | None = None) -> pa.Array:
        """The first value in each conversation, null where there is none."""
        return self._chosen(column, self.order, among)

    def last(self, column: pa.Array, among: Booleans | None = None) -> pa.Array:
        """The last value in each conversation, null where there is none."""
        return self._chosen(column, self.order[::-1], among)

    def every(self, columns: Sequence[pa.Array]) -> pa.Array:
        """All values of these columns in each conversation, each once and apart by semicolons; null where none is."""
        column = pa.concat_arrays([each.cast(pa.string()) for each in columns])
        number = np.tile(self.number, len(columns))
        values = column.drop_null().unique().sort()
        code = np.asarray(pc.index_in(column, values).fill_null(-1)).astype(np.int64)
        pairs = np.unique(number[code >= 0] * len(values) + code[code >= 0])
        owner, code = np.divmod(pairs, max(1, len(values)))
        ends = np.searchsorted(owner, np.arange(self.count + 1)).astype(np.int32)
        lists = pa.ListArray.from_arrays(pa.array(ends), values.take(pa.array(code)))
        return pc.if_else(pc.greater(pc.list_value_length(lists), 0), pc.binary_join(lists, "; "), None)

    def _chosen(self, column: pa.Array, order: Integers, among: Booleans | None) -> pa.Array:
        able = np.asarray(column.is_valid())
        if among is not None:
            able &= among
        order = order[able[order]]
        owners, places = np.unique(self.number[order], return_index=True)
        chosen = np.full(self.count, -1, dtype=np.int64)
        chosen[owners] = order[places]
        return column.take(pa.array(chosen, mask=chosen < 0))


def _numbered(rows: pa.Table) -> tuple[Integers, int]:
    encoded = rows["id"].combine_chunks().dictionary_encode()
    return np.asarray(encoded.indices).astype(np.int64), len(encoded.dictionary)


def _incidents(
    rows: pa.Table,
    grouping: _Grouping,
    by_customer: Booleans,
    roles: npt.NDArray[np.int8],
    found: list[Conversation],
) -> pa.Table:
    """All columns of all conversations."""
    columns: dict[str, pa.Array] = {}
    by_staff = roles == Role.STAFF
    for name in rows.schema.names:
        column = rows[name].combine_chunks()
        if name in MESSAGE_COLUMNS or name in _MADE or name == "customer_name":
            continue
        if name in _OF_CUSTOMER:
            columns[name] = grouping.first(column, by_customer)
        elif name == "agent":
            columns[name] = pc.coalesce(grouping.last(column, by_staff), grouping.last(column))
        else:
            columns[name] = grouping.first(column) if name in _FIRST else grouping.last(column)
    _add_people(columns, rows, grouping, by_customer, by_staff)
    _add_times(columns, rows, grouping, by_customer, found)
    _add_changes(columns, rows, grouping)
    columns["agent_text"] = pa.array([one.agent_text for one in found], pa.string())
    columns["text"] = pa.array([one.text for one in found], pa.string())
    columns["customer_turns"] = pa.array([one.customer_turns for one in found], NUMBER)
    columns["agent_turns"] = pa.array([one.agent_turns for one in found], NUMBER)
    columns[ROW] = grouping.first(rows[ROW].combine_chunks(), by_customer).cast(pa.int64())
    marks = [[{"end": end, "row": row} for end, row in one.marks] for one in found]
    columns[TURNS] = pa.array(marks, pa.list_(TURN))
    names = [*COLUMNS, *(name for name in columns if name not in COLUMNS and name not in _LAST), *_LAST]
    return pa.table({name: columns[name] for name in names if name in columns})


def _add_people(
    columns: dict[str, pa.Array], rows: pa.Table, grouping: _Grouping, by_customer: Booleans, by_staff: Booleans
) -> None:
    """Who the customer is and who answered, from the authors where no column names them; all names, to be hidden."""
    if "customer_name" in rows.schema.names:
        named = (column_of(rows, name) for name in ("customer_name", "author", "agent"))
        columns["customer_name"] = grouping.every([column for column in named if column is not None])
    author = column_of(rows, "author")
    if author is None:
        return
    for name, chosen in (
        ("customer", grouping.first(author, by_customer)),
        ("agent", grouping.last(author, by_staff)),
    ):
        columns[name] = pc.coalesce(columns[name], chosen) if name in columns else chosen


def _add_times(
    columns: dict[str, pa.Array],
    rows: pa.Table,
    grouping: _Grouping,
    by_customer: Booleans,
    found: list[Conversation],
) -> None:
    """An incident opens with the customer's first message; the first reply is timed where nothing else tells it."""
    opened = column_of(rows, "opened_at")
    sent = column_of(rows, "sent_at")
    if opened is None and sent is not None:
        opened = sent
    if opened is not None:
        # Where each row tells when its conversation was opened, all rows of it tell the same.
        first = grouping.first(opened, by_customer)
        columns["opened_at"] = pc.coalesce(first, grouping.first(opened)).cast(TIME)
    replied = pa.array([one.first_reply_minutes for one in found], NUMBER)
    given = column_of(rows, "first_response_minutes")
    columns["first_response_minutes"] = replied if given is None else pc.coalesce(grouping.first(given), replied)


def _add_changes(columns: dict[str, pa.Array], rows: pa.Table, grouping: _Grouping) -> None:
    """What was done with an incident: how often it was opened again or handed on, and when it was closed at last."""
    action = column_of(rows, "action")
    if action is None:
        return
    state = np.asarray(by_distinct(action, _state, pa.int8()).fill_null(0))
    order = grouping.order[state[grouping.order] != 0]
    number, changed = grouping.number[order], state[order]
    again = (number[1:] == number[:-1]) & (changed[1:] > changed[:-1])
    assigned = np.asarray(pc.fill_null(pc.match_substring(pc.utf8_lower(action), "assign"), fill_value=False))
    counts = {
        "reopens": np.bincount(number[1:][again], minlength=grouping.count),
        "handoffs": np.maximum(np.bincount(grouping.number[assigned], minlength=grouping.count) - 1, 0),
    }
    columns |= {name: pa.array(found, NUMBER) for name, found in counts.items() if name not in columns}
    if "closed_at" not in columns:
        sent = pa.array(sent_times(rows), mask=sent_times(rows) == NEVER)
        over = np.full(grouping.count, False)
        over[number] = changed == _IS_OVER  # of several, numpy keeps the last
        closed = grouping.last(sent, state == _IS_OVER).cast(TIME)
        columns["closed_at"] = pc.if_else(pa.array(over), closed, pa.scalar(None, TIME))


def _state(words: str) -> int | None:
    """Whether an action or status says that an incident is over or going on."""
    name = plain_name(words)
    return _IS_OVER if name in _OVER else _GOES_ON if name in _GOING else None
