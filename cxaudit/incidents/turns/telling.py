"""What a row says of the message it is: who speaks, who wrote it, and when."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.incidents.turns.roles import Role, role_of
from cxaudit.incidents.turns.spoken import NEVER, Integers, Messages, Roles
from cxaudit.incidents.values.texts import by_distinct
from cxaudit.model import ROW


def messages_of(rows: pa.Table, conversation: Integers) -> Messages:
    """The rows as messages; `conversation` numbers what each belongs to. Roles are those that a row itself tells."""
    text = rows["text"].to_pylist() if "text" in rows.schema.names else [None] * rows.num_rows
    row = np.asarray(rows[ROW], dtype=np.int64)
    return Messages(conversation, told_roles(rows), sent_times(rows), row, _authors(rows), text)


def told_roles(rows: pa.Table) -> Roles:
    """Who speaks, as far as a row itself tells."""
    roles = np.zeros(rows.num_rows, dtype=np.int8)
    said = column_of(rows, "speaker")
    if said is not None:
        told = by_distinct(said, lambda words: int(role_of(words)), pa.int8())
        roles = np.asarray(told.fill_null(0)).copy()
    author = column_of(rows, "author")
    if author is not None:
        roles = _compared(rows, roles, author, "agent", Role.STAFF)
        roles = _compared(rows, roles, author, "customer", Role.CUSTOMER)
    internal = column_of(rows, "internal")
    if internal is not None:
        roles[np.asarray(internal.fill_null(False))] = Role.NOTE
    # What was done without a word, such as an assignment, is no message of anybody.
    text, action = column_of(rows, "text"), column_of(rows, "action")
    wordless = np.ones(rows.num_rows, dtype=np.bool_) if text is None else np.asarray(text.is_null())
    acted = np.zeros(rows.num_rows, dtype=np.bool_) if action is None else np.asarray(action.is_valid())
    roles[wordless & (acted | (roles == Role.UNKNOWN))] = Role.NOTE
    return roles


def _compared(rows: pa.Table, roles: Roles, author: pa.Array, name: str, role: Role) -> Roles:
    """The roles, with that of authors who are the one whom column `name` names."""
    other = column_of(rows, name)
    if other is None:
        return roles
    same = pc.fill_null(pc.equal(pc.utf8_lower(author), pc.utf8_lower(other)), fill_value=False)
    return np.where((roles == Role.UNKNOWN) & np.asarray(same), np.int8(role), roles)


def sent_times(rows: pa.Table) -> Integers:
    """When each message was written, in microseconds UTC."""
    known = [column for name in ("sent_at", "opened_at") if (column := column_of(rows, name)) is not None]
    if not known:
        return np.full(rows.num_rows, NEVER)
    first = known[0] if len(known) == 1 else pc.coalesce(*known)
    return np.asarray(first.cast(pa.int64()).fill_null(NEVER)).astype(np.int64)


def _authors(rows: pa.Table) -> Integers:
    names = [column for name in ("author", "speaker") if (column := column_of(rows, name)) is not None]
    if not names:
        return np.full(rows.num_rows, -1)
    encoded = (names[0] if len(names) == 1 else pc.coalesce(*names)).dictionary_encode()
    return np.asarray(encoded.indices.fill_null(-1)).astype(np.int64)


def column_of(rows: pa.Table, name: str) -> pa.Array | None:
    """A column of the rows, if they have it."""
    return rows[name].combine_chunks() if name in rows.schema.names else None
