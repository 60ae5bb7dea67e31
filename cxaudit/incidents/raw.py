"""What every format hands on: batches of rows under the names the file gives its columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import pyarrow as pa

from cxaudit.model import Rejection

ROWS = 8192  # rows of a batch: enough that what is done once a batch costs little
SAMPLED_ROWS = 2048  # rows from which is learned what an input is
MAXIMUM_COLUMNS = 5_000  # a table with more is a wrong delimiter, or no table

# Stands between several values found for one column of one row: repeated headers, lists of objects.
SEVERAL = "\n\n"
_TEXT = b"cxaudit.text"  # the key under which the schema of a table says that it holds text to be parsed
_UNPARSED = pa.schema([("text", pa.binary())], metadata={_TEXT: ""})
_TWICE = b"cxaudit.twice"  # the key under which the schema of a table says which of its rows give a field twice


@dataclass(frozen=True, slots=True)
class RawBatch:
    """Some consecutive rows: a column (string, number, flag or time) for each name wanted, in that order.

    `rows` holds the record number of each row, counting from 1 without the header; the numbers of `rejected` lie
    between them. A row is in `table` or in `rejected`, never in both and never in neither. Rows that are not parsed yet
    have their `text` in place of columns.
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
    def text(self) -> bytes | None:
        """The text the rows stand in, as long as they are not parsed."""
        if _TEXT not in (self.table.schema.metadata or {}):
            return None
        text: bytes = self.table.column(0)[0].as_py()
        return text

    def numbers(self) -> pa.Array:
        """`rows` as a column."""
        rows = self.rows
        return pa.array(np.arange(rows.start, rows.stop) if isinstance(rows, range) else rows, pa.int64())


def not_parsed(text: bytes, rows: Sequence[int]) -> RawBatch:
    """Rows as the text they stand in, for another process to parse."""
    bounds = pa.py_buffer(np.array([0, len(text)], dtype=np.int32))
    whole = pa.Array.from_buffers(pa.binary(), 1, [None, bounds, pa.py_buffer(text)])
    return RawBatch(pa.RecordBatch.from_arrays([whole], schema=_UNPARSED), rows)


def with_twice(table: pa.RecordBatch, places: Sequence[int]) -> pa.RecordBatch:
    """The table, which says itself that rows at these places give a field twice, wherever it goes."""
    return table.replace_schema_metadata({_TWICE: " ".join(map(str, places))}) if places else table


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
        """All rows, in batches of at most ROWS rows, most of them not parsed yet. Raises InputError for damage."""
        ...

    def parsed(self, batch: RawBatch, wanted: Sequence[str]) -> RawBatch:
        """Rows that `unparsed` gave with the same columns `wanted`, parsed."""
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
