"""Finds the conversation of each message where messages only tell which message they answer."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.incidents.turns.roles import Role, role_of
from cxaudit.incidents.values.texts import by_distinct
from cxaudit.model import ROW, ROWS_PER_SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

_DEEPEST = 64  # doublings: more answers in a row than any log has rows


@dataclass(frozen=True, slots=True)
class Threads:
    """The conversation of each row: the id of the message that began it. Rows are in order."""

    row: Integers
    conversation: pa.Array

    def of(self, rows: Sequence[int], own: pa.Array) -> pa.Array:
        """The conversations of `rows`; `own` is what a row that is in none is called."""
        wanted = np.asarray(rows, dtype=np.int64)
        place = np.minimum(np.searchsorted(self.row, wanted), max(len(self.row) - 1, 0))
        known = self.row[place] == wanted if len(self.row) else np.zeros(len(wanted), dtype=np.bool_)
        return pc.coalesce(self.conversation.take(pa.array(place, mask=~known)), own)


def threads_of(batches: Iterable[pa.RecordBatch]) -> Threads:
    """The threads of all messages, with the columns `id`, `reply_to` and, if known, `speaker`.

    `ROW` may count on over several inputs.
    """
    rows = pa.concat_tables(
        [pa.Table.from_batches([batch]) for batch in batches], promote_options="default"
    ).combine_chunks()
    customer = np.ones(rows.num_rows, dtype=np.bool_)
    if "speaker" in rows.schema.names:
        told = by_distinct(rows["speaker"].combine_chunks(), lambda words: role_of(words) is Role.CUSTOMER, pa.bool_())
        customer = np.asarray(told.fill_null(True))
    own, answered = (rows[name].combine_chunks() for name in ("id", "reply_to"))
    return threads(np.asarray(rows[ROW], dtype=np.int64), own, answered, customer)


def threads(row: Integers, own: pa.Array, answered: pa.Array, by_customer: Booleans) -> Threads:
    """From the id of each message and the id of the one it answers.

    Who answers something that staff wrote unasked, such as a notice to all, begins a conversation of their own. All
    ids are held in memory, some dozens of bytes a message.
    """
    places = _answered(row, own, answered)
    answers = (places >= 0) & np.asarray(answered.is_valid())
    above = np.where(answers, places, np.arange(len(own)))
    unasked = ~by_customer & ~answers
    above = np.where(by_customer & unasked[above], np.arange(len(own)), above)
    for _ in range(_DEEPEST):
        higher = above[above]
        if np.array_equal(higher, above):
            break
        above = higher
    return Threads(row, own.take(pa.array(above)))


def _answered(row: Integers, own: pa.Array, answered: pa.Array) -> Integers:
    """The place of the message that each answers, negative for none; one of the same input comes first."""
    places = np.asarray(pc.index_in(answered, value_set=own).fill_null(-1)).astype(np.int64)
    begins = np.flatnonzero(np.diff(row // ROWS_PER_SOURCE, prepend=-1))
    for first, last in pairwise([*begins.tolist(), len(row)] if len(begins) > 1 else []):
        size = last - first
        found = np.asarray(pc.index_in(answered.slice(first, size), value_set=own.slice(first, size)).fill_null(-1))
        places[first:last] = np.where(found >= 0, found.astype(np.int64) + first, places[first:last])
    return places
