"""What every format hands on: batches of rows under the names the file gives its columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Protocol, runtime_checkable

import numpy as np
import pyarrow as pa

from cxaudit.model import Rejection

ROWS = 8192  # rows of a batch: enough that what is done once a batch costs little
BYTES = 3 * 1024 * 1024  # bytes of text in a batch, unless a row is longer
SAMPLED_ROWS = 2048  # rows from which is learned what an input is
MAXIMUM_COLUMNS = 5_000  # a table with more is a wrong delimiter, or no table

# Stands between several values found for one column of one row: repeated headers, lists of objects.
SEVERAL = "\n\n"
_UNPARSED = b"cxaudit.unparsed"  # the key under which the schema of a table says that it is to be parsed
_TWICE = b"cxaudit.twice"  # the key under which the schema of a table says which of its rows give a field twice


@dataclass(frozen=True, slots=True)
class RawBatch:
    """Some consecutive rows: a column (string, number, flag or time) for each name wanted, in that order.

    `rows` holds the record number of each row, counting from 1 without the header; the numbers of `rejected` lie
    between them. A row is in `table` or in `rejected`, never in both and never in neither. While it is
    `unparsed`, the table is whatever its reader makes columns of.
    """

    table: pa.RecordBatch
    rows: Sequence[int]
    rejected: tuple[Rejection, ...] = ()

    @property
    def twice(self) -> tuple[int, ...]:
        """Which rows of the table, counting from 0, give a field twice, of which the last value was taken."""
        said = (self.table.schema.metadata or {}).get(_TWICE, b"")
        return tuple(map(int, said.split()))

    @property
    def unparsed(self) -> bool:
        """Whether its reader still has to parse it."""
        return _UNPARSED in (self.table.schema.metadata or {})

    def numbers(self) -> pa.Array:
        """`rows` as a column."""
        rows = self.rows
        return pa.array(np.arange(rows.start, rows.stop) if isinstance(rows, range) else rows, pa.int64())


def not_parsed(table: pa.RecordBatch, rows: Sequence[int]) -> RawBatch:
    """Rows that their reader still has to parse, in whatever process, from a table of its own kind."""
    return RawBatch(table.replace_schema_metadata({_UNPARSED: ""}), rows)


def filled(batches: Iterable[RawBatch]) -> Iterator[RawBatch]:
    """The same rows in fewer batches, as full as they may be."""
    waiting: list[RawBatch] = []
    rows = size = 0
    for batch in batches:
        if waiting and (rows + len(batch.rows) > ROWS or size >= BYTES):
            yield united(waiting)
            waiting, rows, size = [], 0, 0
        waiting.append(batch)
        rows += len(batch.rows)
        size += batch.table.nbytes
    if waiting:
        yield united(waiting)


def united(batches: Sequence[RawBatch]) -> RawBatch:
    """Batches of consecutive rows, with the same columns, as one."""
    if len(batches) == 1:
        return batches[0]
    before = accumulate((batch.table.num_rows for batch in batches), initial=0)
    twice = [first + place for first, batch in zip(before, batches, strict=False) for place in batch.twice]
    names = batches[0].table.schema.names
    columns = [pa.concat_arrays([batch.table.column(place) for batch in batches]) for place in range(len(names))]
    table = pa.RecordBatch.from_arrays(columns, names=names)
    rejected = tuple(chain.from_iterable(batch.rejected for batch in batches))
    return RawBatch(with_twice(table, twice), _united([batch.rows for batch in batches]), rejected)


def _united(parts: Sequence[Sequence[int]]) -> Sequence[int]:
    """The numbers in all parts, without writing them out where none is left out."""
    first, last = parts[0], parts[-1]
    if isinstance(first, range) and isinstance(last, range):
        whole = range(first.start, last.stop)
        if len(whole) == sum(map(len, parts)):
            return whole
    return list(chain.from_iterable(parts))


def with_twice(table: pa.RecordBatch, places: Sequence[int]) -> pa.RecordBatch:
    """The table, which says itself that rows at these places give a field twice, wherever it goes."""
    return table.replace_schema_metadata({_TWICE: " ".join(map(str, places))}) if places else table


def moved(rows: Sequence[int], by: int) -> Sequence[int]:
    """The numbers of rows that so many others stand before."""
    return range(rows.start + by, rows.stop + by) if isinstance(rows, range) else [row + by for row in rows]


class Reader(Protocol):
    """One opened input: its columns are known, its rows can be streamed any number of times.

    A column that an open-ended input turns out not to have comes out empty.
    """

    @property
    def format(self) -> str:
        """What the input is read as."""
        ...

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns, each once."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What to tell the user about it."""
        ...

    @property
    def hollow(self) -> frozenset[str]:
        """Those of an open-ended input that held nothing so far, and may turn out to be objects."""
        ...

    @property
    def open_ended(self) -> bool:
        """Whether columns that are not listed may be asked for too, because records name their own."""
        ...

    def batches(self, wanted: Sequence[str]) -> Iterator[RawBatch]:
        """All rows, with the columns `wanted`, in batches of at most ROWS rows. Raises InputError for damage."""
        ...


@runtime_checkable
class Deferring(Protocol):
    """An input of which rows can be told apart without parsing them, so that others can do that, several at a time."""

    def unparsed(self, wanted: Sequence[str]) -> Iterator[RawBatch]:
        """All rows, in batches of at most ROWS rows, most of them unparsed. Raises InputError for damage."""
        ...

    def parsed(self, batch: RawBatch, wanted: Sequence[str]) -> RawBatch:
        """The rows of a batch, parsed if they were not, with the columns `wanted`, as they were asked for."""
        ...


@runtime_checkable
class Lined(Protocol):
    """An input whose rows stand on lines that people count, as in a spreadsheet."""

    def lines(self, rows: Collection[int]) -> dict[int, int]:
        """The line on which each of the `rows` stands, counting from 1 with all that stands above."""
        ...


@runtime_checkable
class Sampled(Protocol):
    """An input with columns that may hold what is no text at all, such as digests and pictures."""

    def sampled(self) -> tuple[str, ...]:
        """The columns without those whose first values are bytes that mean nothing; nobody may want these."""
        ...


@runtime_checkable
class Partial(Protocol):
    """An input of which only a part is read, such as one sheet of several."""

    def elsewhere(self) -> str:
        """What to try where this part holds no incidents, as the end of a sentence; empty if there is nothing."""
        ...


@runtime_checkable
class Selective(Protocol):
    """An input beside which there may be rows that are not read, such as a folder with other files in it."""

    @property
    def left_out(self) -> str:
        """What to tell even those who asked for quiet; empty if nothing is left out that may hold rows."""
        ...
