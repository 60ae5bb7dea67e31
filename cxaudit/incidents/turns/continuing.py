"""Tells which messages of several inputs are of one conversation, and which stand in more than one of the inputs.

Inputs of one system give a conversation one id, so parts with one id are one conversation, unless they name different
customers. Where parts name none, they are one as well, but for inputs that number their conversations anew: nine in ten
of their ids are in another input too, and nothing shows that these are the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cxaudit.incidents.turns.parts import Parts, parts_of
from cxaudit.incidents.turns.telling import column_of
from cxaudit.model import ROW, ROWS_PER_SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

NAMESAKE = "\x00"  # between an id and the number of one more conversation with that id
_ENOUGH = 10  # conversations of an input from which it can be judged whether they are numbered anew
_NEARLY_ALL = 0.9  # share of them whose ids mean nothing in the other inputs, from which they are
_NEVER = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class Continued:
    """Messages whose `id` is that of one conversation only, each once.

    `repeated` pairs the place of a message that is left out with that of the same one that is kept.
    """

    rows: pa.Table
    repeated: Integers = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int64))


def numbered_anew(partitions: Iterable[pa.Table]) -> frozenset[int]:
    """The inputs whose ids mean other conversations than in the others, by all their messages, in partitions."""
    every: dict[int, int] = {}
    alone: dict[int, int] = {}
    for rows in partitions:
        parts = parts_of(rows)
        lone = _lone(parts) & (np.bincount(parts.conversation)[parts.conversation] > 1)
        for counts, where in ((every, parts.speaks), (alone, parts.speaks & lone)):
            for source, count in zip(*np.unique(parts.source[where], return_counts=True), strict=True):
                counts[int(source)] = counts.get(int(source), 0) + int(count)
    return frozenset(
        source for source, count in every.items() if count >= _ENOUGH and alone.get(source, 0) >= _NEARLY_ALL * count
    )


def continued(rows: pa.Table, anew: frozenset[int] = frozenset(), *, same_ids: bool = False) -> Continued:
    """`rows`, all messages of some conversations, whose `ROW` counts on over the inputs in turn.

    `anew` are the inputs that number their conversations anew; with `same_ids` an id is one conversation throughout.
    """
    parts = parts_of(rows)
    if not len(parts.shared):
        return Continued(rows)
    label = np.zeros(len(parts.source), dtype=np.int64) if same_ids else _labels(parts, anew)
    ids = rows["id"].combine_chunks()
    if label.any():
        texts = ids.to_pylist()
        for row in parts.shared[label[parts.part[parts.shared]] > 0].tolist():
            texts[row] += f"{NAMESAKE}{label[parts.part[row]]}"
        rows = rows.set_column(rows.schema.get_field_index("id"), "id", pa.array(texts, pa.string()))
    repeated = _repeated(rows, parts, label)
    if not len(repeated):
        return Continued(rows)
    kept = np.ones(rows.num_rows, dtype=np.bool_)
    kept[repeated[:, 0]] = False
    return Continued(rows.filter(pa.array(kept)), np.asarray(rows[ROW], dtype=np.int64)[repeated])


def _lone(parts: Parts) -> Booleans:
    """The parts that are not shown to be one with any other."""
    found: Booleans = np.bincount(parts.group, minlength=len(parts.group))[parts.group] == 1
    return found


def _labels(parts: Parts, anew: frozenset[int]) -> Integers:
    """Of each part which conversation it is of among those with its id: 0 for the first, and so on."""
    label = np.zeros(len(parts.group), dtype=np.int64)
    named = np.zeros(len(parts.group), dtype=np.int64)
    np.bitwise_or.at(named, parts.group, parts.named)
    apart = _lone(parts) & np.isin(parts.source, sorted(anew))
    begins = np.flatnonzero(parts.group == np.arange(len(parts.group)))
    groups = np.bincount(parts.conversation[begins])
    conversation, known = -1, list[int]()
    for group in begins[groups[parts.conversation[begins]] > 1].tolist():
        if parts.conversation[group] != conversation:
            conversation, known = int(parts.conversation[group]), []
        mask = -1 if apart[group] else int(named[group])
        free = (place for place, other in enumerate(known) if other != -1 and mask != -1 and not other & mask)
        place = next(free, len(known))
        if place == len(known):
            known.append(mask)
        else:
            known[place] |= mask
        label[group] = place
    found: Integers = label[parts.group]
    return found


def _repeated(rows: pa.Table, parts: Parts, label: Integers) -> Integers:
    """Pairs of rows with one message of one conversation from two inputs: the one left out, and the one kept.

    What came twice in an input stays twice. The row that was changed last is kept, or that of the last input.
    """
    able = np.flatnonzero(parts.said >= 0)
    if not len(able):
        return np.zeros((0, 2), dtype=np.int64)
    row, said = parts.shared[able], parts.said[able]
    place = np.asarray(rows[ROW], dtype=np.int64)[row]
    part = parts.part[row]
    # All that follows is one message: the conversation, what was said, and which time it was said there.
    begin = np.unique(parts.conversation, return_index=True)[1]
    whole = begin[parts.conversation[part]] + label[part]
    order = np.lexsort((place, said, whole))
    source = place // ROWS_PER_SOURCE
    new = _changes(whole[order], said[order], source[order])
    time = np.empty(len(order), dtype=np.int64)
    time[order] = np.arange(len(order)) - np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))
    order = np.lexsort((place, _updated(rows)[row], time, said, whole))
    last = np.append(_changes(whole[order], said[order], time[order])[1:], True)
    ends = np.flatnonzero(last)
    kept = row[order[ends[np.searchsorted(ends, np.arange(len(order)))]]]
    pairs = np.stack([row[order][~last], kept[~last]], axis=1)
    found: Integers = pairs[np.argsort(pairs[:, 0])]
    return found


def _changes(*columns: Integers) -> Booleans:
    """Where a row differs from the one before in any of the columns."""
    differs = np.ones(len(columns[0]), dtype=np.bool_)
    differs[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return differs


def _updated(rows: pa.Table) -> Integers:
    column = column_of(rows, "updated_at")
    if column is None:
        return np.zeros(rows.num_rows, dtype=np.int64)
    return np.asarray(column.cast(pa.int64()).fill_null(_NEVER)).astype(np.int64)
