"""What every format hands on: batches of rows under the names the file gives its columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import pyarrow as pa

from cxaudit.model import Rejection

ROWS = 2048  # rows of a batch; larger ones fall out of the processor's cache
MAXIMUM_COLUMNS = 5_000  # a table with more is a wrong delimiter, or no table

# Stands between several values found for one column of one row: repeated headers, lists of objects.
SEVERAL = "\n\n"


@dataclass(frozen=True, slots=True)
class RawBatch:
    """Some consecutive rows: a column (string, number, flag or time) for each name wanted, in that order.

    `rows` holds the record number of each row, counting from 1 without the header; the numbers of `rejected` lie
    between them. A row is in `table` or in `rejected`, never in both and never in neither.
    """

    table: pa.RecordBatch
    rows: Sequence[int]
    rejected: tuple[Rejection, ...] = ()

    def numbers(self) -> pa.Array:
        """`rows` as a column."""
        rows = self.rows
        return pa.array(np.arange(rows.start, rows.stop) if isinstance(rows, range) else rows, pa.int64())


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
