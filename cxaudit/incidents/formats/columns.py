"""What the formats share: names of columns, numbers of rows, and cutting tables into batches."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.errors import InputError
from cxaudit.incidents.raw import MAXIMUM_COLUMNS, ROWS, RawBatch, with_twice
from cxaudit.incidents.values.texts import paragraphs
from cxaudit.model import Rejection

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cxaudit.incidents.content import Content

UNDECODABLE = "undecodable bytes"  # the reason of a rejection
_EXCERPT = 80  # characters


@dataclass(slots=True)
class Numbered:
    """Counts the records of one input: `last` is the number of the last one of all blocks before this."""

    path: str
    last: int = 0

    def rejection(self, number: int, reason: str, raw: str | bytes, *, excluded: bool = False) -> Rejection:
        """A rejection of record `number` of this block, counting from 1; `excluded` on purpose, or faulty."""
        return Rejection(self.path, self.last + number, reason, excerpt(raw), excluded=excluded)

    def within(self, used: int, rejected: Sequence[Rejection]) -> Sequence[int]:
        """The numbers within this block, from 1, of the `used` rows, which the rejected ones lie between."""
        if not rejected:
            return range(1, used + 1)
        taken = np.array([rejection.row - self.last for rejection in rejected], dtype=np.int64)
        numbers: list[int] = np.delete(np.arange(1, used + len(taken) + 1), taken - 1).tolist()
        return numbers

    def rows(self, used: int, rejected: Sequence[Rejection]) -> Sequence[int]:
        """The record numbers of the `used` rows of this block, which ends here."""
        before, numbers = self.last, self.within(used, rejected)
        self.last += used + len(rejected)
        if isinstance(numbers, range):
            return range(before + 1, before + used + 1)
        return [before + number for number in numbers]


def column_names(content: Content, names: Sequence[str]) -> tuple[Mapping[str, tuple[int, ...]], tuple[str, ...]]:
    """Which columns bear each name, in the order of the header, and notes on repeated names.

    Raises InputError for more columns than a table of incidents can have.
    """
    if len(names) > MAXIMUM_COLUMNS:
        raise InputError(
            f"{content.name}: its header has {len(names):,} columns, more than the {MAXIMUM_COLUMNS:,} that are read;"
            " check the delimiter, or export fewer columns"
        )
    positions: dict[str, list[int]] = {}
    for index, name in enumerate(names):
        positions.setdefault(clean_name(name, index), []).append(index)
    notes = tuple(
        f"column '{name}' occurs {len(found)} times; its values are joined"
        for name, found in positions.items()
        if len(found) > 1
    )
    return {name: tuple(found) for name, found in positions.items()}, notes


def clean_name(name: str, index: int) -> str:
    """What messages call the column that a header names so, at this place of it."""
    return name.replace("\x00", "").strip("\ufeff \t\r\n") or f"column {index + 1}"


def joined(arrays: Sequence[pa.Array]) -> pa.Array:
    """Several columns of one name as one: the values that are not empty, one after another, each once if repeated."""
    if len(arrays) == 1:
        return arrays[0]
    return paragraphs([pc.if_else(pc.equal(array, ""), pa.scalar(None, pa.string()), array) for array in arrays])


def undecodable(columns: Sequence[pa.Array]) -> Mapping[int, bytes]:
    """The rows of these string or binary columns whose bytes are no UTF-8, in order, with the bytes at fault."""
    found: dict[int, bytes] = {}
    for column in columns:
        for text, places in _texts_in(column):
            wide = _is_large(text.type)
            try:
                text.view(pa.large_string() if wide else pa.string()).validate(full=True)
            except pa.ArrowInvalid:
                values = text.view(pa.large_binary() if wide else pa.binary()).to_pylist()
                bad = {index: value for index, value in enumerate(values) if value and not is_utf8(value)}
                found |= {row: bad[index] for row, index in enumerate(places or range(len(values))) if index in bad}
    return dict(sorted(found.items()))


def readable(table: pa.Table, rejected: list[Rejection], numbered: Numbered) -> tuple[pa.Table, list[Rejection]]:
    """The table as strings, without the rows whose bytes mean nothing."""
    faults = undecodable([column.combine_chunks() for column in table.columns])
    if faults:
        numbers = numbered.within(table.num_rows, rejected)
        rejected += [numbered.rejection(numbers[index], UNDECODABLE, faults[index]) for index in faults]
        rejected.sort(key=lambda rejection: rejection.row)
        table = table.filter(pa.array([index not in faults for index in range(table.num_rows)], pa.bool_()))
    return pa.table([column.cast(pa.string()) for column in table.columns], names=table.column_names), rejected


def without_zeros(table: pa.Table, data: bytes) -> pa.Table:
    """The table without zero bytes, which mean nothing."""
    if b"\x00" not in data:
        return table
    texts = [pc.replace_substring(column, "\x00", "") for column in table.columns]
    return pa.table(texts, names=table.column_names)


def is_utf8(data: bytes | pa.Buffer) -> bool:
    """Whether the bytes are text in UTF-8."""
    if isinstance(data, bytes) and data.isascii():
        return True
    offsets = np.array([0, len(data)], dtype=np.int32)
    text = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(offsets), pa.py_buffer(data)])
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def in_batches(
    columns: Sequence[pa.Array],
    names: Sequence[str],
    rows: Sequence[int],
    rejected: Sequence[Rejection],
    twice: Sequence[int] = (),
) -> Iterator[RawBatch]:
    """The columns of one block in batches of at most ROWS rows; rejections come with the rows they lie between.

    `twice` are the places of the rows that give a field twice.
    """
    told = 0
    for start in range(0, len(rows), ROWS):
        arrays = [column.slice(start, ROWS) for column in columns]
        numbers = rows[start : start + ROWS]
        until = bisect_left(rejected, rows[start + ROWS], key=attrgetter("row")) if start + ROWS < len(rows) else None
        some = tuple(rejected[told:until])
        told += len(some)
        table = pa.RecordBatch.from_arrays(arrays, names=list(names))
        yield RawBatch(with_twice(table, [at - start for at in twice if 0 <= at - start < ROWS]), numbers, some)
    if told < len(rejected):
        empty = [column.slice(0, 0) for column in columns]
        yield RawBatch(pa.RecordBatch.from_arrays(empty, names=list(names)), (), tuple(rejected))


def excerpt(raw: str | bytes) -> str:
    """The beginning of a row as it stood, on one line."""
    text = raw[: 4 * _EXCERPT].decode("utf-8", "replace") if isinstance(raw, bytes) else raw
    line = " ".join(text[: 2 * _EXCERPT].split())
    return line if len(line) <= _EXCERPT else f"{line[: _EXCERPT - 1]}…"


def _texts_in(column: pa.Array) -> Iterator[tuple[pa.Array, Sequence[int | None] | None]]:
    """The string and binary arrays in a column of any kind, each with the index of every row in it, if not its own."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        for text, _ in _texts_in(column.dictionary):
            yield text, column.indices.to_pylist()
    elif pa.types.is_struct(kind):
        for position in range(kind.num_fields):
            yield from _texts_in(column.field(position))
    elif pa.types.is_string(kind) or pa.types.is_binary(kind) or _is_large(kind):
        yield column, None


def _is_large(kind: pa.DataType) -> bool:
    return bool(pa.types.is_large_string(kind) or pa.types.is_large_binary(kind))
