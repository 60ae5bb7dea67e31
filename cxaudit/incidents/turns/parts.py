"""The parts that conversations have in several inputs, and which parts are shown to belong together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.incidents.turns.roles import Role, role_of
from cxaudit.incidents.turns.spoken import NEVER
from cxaudit.incidents.turns.telling import column_of, sent_times, told_roles
from cxaudit.incidents.values.texts import by_distinct
from cxaudit.model import ROW, ROWS_PER_SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.incidents.turns.spoken import Roles

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

_NAMES = ("customer", "customer_email", "customer_phone")
_SAID = (*_NAMES, "text", "author", "speaker", "internal", "action", "reply_to")  # and its time: all a message is
_TELLING_LETTERS = 20  # of a text, from which the same words without a time of day are the same message
_DAY = 86_400_000_000  # microseconds
_NOTHING = -1


@dataclass(frozen=True, slots=True)
class Parts:
    """One part for each conversation and input, in the order of conversations, and of inputs within each.

    `conversation` numbers what `id` names, `source` the input of each part; `group` is equal for parts of one
    conversation that are shown to be one, by a message or a customer that they have in common, and is the number of
    the first of them. `named` has a bit for each column in which a part names its customer; in a part that does not
    `speak` only others than customers do. `shared` are the rows of conversations with several parts: the `part` of
    each, and what it `said`, equal for equal messages, and negative where that is too little to tell.
    """

    conversation: Integers
    source: Integers
    group: Integers
    named: Integers
    speaks: Booleans
    part: Integers
    shared: Integers
    said: Integers


def parts_of(rows: pa.Table) -> Parts:
    """The parts in `rows`, all messages of some conversations, whose `ROW` counts on over the inputs."""
    ids = rows["id"].combine_chunks().dictionary_encode().indices
    source = np.asarray(rows[ROW], dtype=np.int64) // ROWS_PER_SOURCE
    sources = int(source.max(initial=0)) + 1
    pairs, part = np.unique(np.asarray(ids, dtype=np.int64) * sources + source, return_inverse=True)
    conversation = pairs // sources
    several = np.bincount(conversation)[conversation] > 1
    roles = told_roles(rows)
    own = (roles == Role.CUSTOMER) | (roles == Role.UNKNOWN)
    speaks = np.bincount(part, weights=own, minlength=len(pairs)) > 0
    shared = np.flatnonzero(several[part])
    some, mine = rows.take(pa.array(shared)), part[shared]
    said = _said(some)
    named, group = np.zeros(len(pairs), dtype=np.int64), np.arange(len(pairs))
    if len(shared):
        group = _grouped(conversation, [*_in_common(some, roles[shared], conversation, mine, said)])
        for bit, names in enumerate(_names(some, roles[shared])):
            named[mine[names != _NOTHING]] |= 1 << bit
    return Parts(conversation, pairs % sources, group, named, speaks, part, shared, said)


def _in_common(
    rows: pa.Table, roles: Roles, conversation: Integers, part: Integers, said: Integers
) -> Iterator[tuple[Integers, Integers]]:
    """Parts and values such that parts of one conversation with one value are one."""
    by_customer = (roles == Role.CUSTOMER) | (roles == Role.UNKNOWN)
    # Bots greet everybody with the same words, so that these tell nothing without a time.
    telling = (said != _NOTHING) & (by_customer | (sent_times(rows) != NEVER))
    yield part[telling], said[telling]
    for names in _names(rows, roles):
        yield part[names != _NOTHING], names[names != _NOTHING]
    yield _of_first_authors(rows, roles, conversation, part)


def _of_first_authors(
    rows: pa.Table, roles: Roles, conversation: Integers, part: Integers
) -> tuple[Integers, Integers]:
    """Who writes first in some part, where nothing says who the customer is, and writes in others as well."""
    author = column_of(rows, "author")
    if author is None:
        return part[:0], part[:0]
    names = np.where(roles == Role.UNKNOWN, _codes(_own_names(author)), _NOTHING)
    able = np.flatnonzero(names != _NOTHING)
    # In turn, as far as rows are.
    able = able[np.lexsort((np.asarray(rows[ROW])[able], sent_times(rows)[able]))]
    _, first = np.unique(part[able], return_index=True)
    both = conversation[part] * (names.max(initial=0) + 1) + names
    able = able[np.isin(both[able], both[able[first]])]
    return part[able], names[able]


def _names(rows: pa.Table, roles: Roles) -> Iterator[Integers]:
    """For each column that names customers the value in each row, where it is the customer's row."""
    for name in (*_NAMES, "author"):
        column = column_of(rows, name)
        if column is not None:
            told = roles == Role.CUSTOMER
            where = told if name == "author" else told | (roles == Role.UNKNOWN)
            yield np.where(where, _codes(_own_names(column)), _NOTHING)


def _own_names(column: pa.Array) -> pa.Array:
    """Names, but for those such as "Visitor" that say what somebody is, not who."""
    plain = pc.utf8_lower(pc.utf8_trim_whitespace(column))
    return by_distinct(plain, lambda name: None if not name or role_of(name) else name, pa.string())


def _said(rows: pa.Table) -> Integers:
    """A number for all that a message is, its time included; none where other messages may be the same by chance."""
    sent = sent_times(rows)
    _, said = np.unique(sent, return_inverse=True)
    for name in _SAID:
        column = column_of(rows, name)
        if column is not None:
            codes = _codes(column)
            _, said = np.unique(said * (codes.max(initial=0) + 2) + codes + 1, return_inverse=True)
    text, action = column_of(rows, "text"), column_of(rows, "action")
    acted = np.zeros(rows.num_rows, dtype=np.bool_) if action is None else np.asarray(action.is_valid())
    letters = np.zeros(rows.num_rows) if text is None else np.asarray(pc.utf8_length(text).fill_null(0))
    timed = (sent != NEVER) & (sent % _DAY != 0)
    return np.where((letters >= _TELLING_LETTERS) | (timed & (acted | (letters > 0))), said, _NOTHING)


def _codes(column: pa.Array) -> Integers:
    """Equal numbers for equal values, negative for none."""
    return np.asarray(column.dictionary_encode().indices.fill_null(_NOTHING)).astype(np.int64)


def _grouped(conversation: Integers, common: list[tuple[Integers, Integers]]) -> Integers:
    """The first of all parts that hang together with each, by values that parts of one conversation have in common."""
    group = np.arange(len(conversation))
    edges = [_edges(conversation, part, value) for part, value in common]
    one, other = (np.concatenate([edge[end] for edge in edges]) for end in (0, 1))
    while len(one):
        least = np.minimum(group[one], group[other])
        before = group.copy()
        np.minimum.at(group, one, least)
        np.minimum.at(group, other, least)
        group = group[group]
        if np.array_equal(before, group):
            break
    return group


def _edges(conversation: Integers, part: Integers, value: Integers) -> tuple[Integers, Integers]:
    """Pairs of parts of one conversation with one value."""
    order = np.lexsort((part, value, conversation[part]))
    part, value = part[order], value[order]
    same = (value[1:] == value[:-1]) & (conversation[part[1:]] == conversation[part[:-1]]) & (part[1:] != part[:-1])
    return part[:-1][same], part[1:][same]
