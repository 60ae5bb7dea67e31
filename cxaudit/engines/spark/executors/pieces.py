"""A text file that Spark reads in splits, put together again: where each split's first record begins, and its number.

Spark hands over whole lines, and a record may run over several. The splitter of records depends on nothing but what
follows the beginning of one, so each split is surveyed as if a record began with it, all of them at once; where one
goes on from the split before, both readings of the next lines are followed until they meet, which is where the
split's own records begin. What comes before is handed to the split in which the record began.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from cxaudit.errors import InputError
from cxaudit.incidents.formats.records import Grammar, split_records
from cxaudit.incidents.formats.reordering import Ordering

if TYPE_CHECKING:
    from collections.abc import Sequence

HEAD = 64 * 1024  # bytes of a split in which a record that began before it must end, and both readings meet


@dataclass(frozen=True, slots=True)
class Table:
    """How a table is written: what separates its cells, and where its columns stand below its first header."""

    rules: Grammar
    ordering: Ordering


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What one split holds if a record begins with it.

    `start` is where Spark began to look, in bytes; `records` end in it, `rest` begins one that does not; `head` is how
    it begins, and `whole` says that this is all of it. `order` is that of the columns below the last header in it, if
    there is one, which ends behind `ordered` bytes.
    """

    start: int
    lines: int
    records: int
    rest: bytes
    head: bytes
    whole: bool
    order: tuple[int, ...] = ()
    ordered: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """What one split has to do: leave out the first `skip` bytes, go on with `tail`, and count from `row` and `line`.

    Both count those before it in the file; `records` are its own. `order` is that of its columns, if it is not the one
    in the header of the file.
    """

    row: int
    line: int
    records: int
    skip: int = 0
    tail: bytes = b""
    order: tuple[int, ...] = ()


def chained(path: str, splits: Sequence[Surveyed], table: Table | None) -> dict[int, Piece]:
    """The pieces of the file at `path` by the start of their split; what is no `table` has a record a line.

    Raises InputError where a quoted text that crosses from split to split is too long to follow.
    """
    pieces: dict[int, Piece] = {}
    row = line = owner = 0
    carry, order = b"", tuple[int, ...]()
    for split in sorted(splits, key=lambda each: each.start):
        if table is None or not carry.strip(b"\r\n"):
            pieces[split.start] = Piece(row, line, split.records, order=order)
            row += split.records
            owner, carry, order = split.start, split.rest, split.order or order
        else:
            seam = _met(path, carry, split, table, row)
            order = seam.order or order
            pieces[owner] = _longer(pieces[owner], seam.records, split.head[: seam.length])
            row += seam.records
            pieces[split.start] = Piece(row, line, split.records - seam.misread, seam.length, order=order)
            row += split.records - seam.misread
            order = split.order if split.ordered > seam.length else order
            if not seam.swallowed:
                owner, carry = split.start, split.rest
            else:
                carry = seam.carry
        line += split.lines
    if table is not None and carry.strip(b"\r\n"):
        pieces[owner] = _longer(pieces[owner], sum(1 for _ in split_records(carry, table.rules, final=True)), b"")
    return pieces


@dataclass(frozen=True, slots=True)
class _Seam:
    """Records that end in the first `length` bytes of a split; `misread` are what it took them for.

    `order` is that of the columns below the last header among them, if there is one. A split is `swallowed` if it lies
    within one record, whose beginning is then `carry`.
    """

    records: int
    length: int
    misread: int
    swallowed: bool = False
    carry: bytes = b""
    order: tuple[int, ...] = ()


def _met(path: str, carry: bytes, split: Surveyed, table: Table, row: int) -> _Seam:
    rules, order = table.rules, tuple[int, ...]()
    ends = [0, *(record.end for record in split_records(split.head, rules, final=False))]
    own = {end: misread for misread, end in enumerate(ends)}
    text = carry + split.head
    records = end = 0
    # Where lone carriage returns end records, several end at one place.
    for end, ending in groupby(split_records(text, rules, final=False), key=attrgetter("end")):
        for record in ending:
            records += 1
            order = table.ordering.told(record) or order
        if end - len(carry) in own:
            return _Seam(records, end - len(carry), own[end - len(carry)], order=order)
    if split.whole:
        return _Seam(records, len(split.head), split.records, swallowed=True, carry=text[end:], order=order)
    raise InputError(
        f"{path}: row {row + 1} or one after it is quoted text that goes on for more than {HEAD >> 10} kB where Spark"
        " splits the file; check its quotation marks, give Parquet, or leave out --engine spark"
    )


def _longer(piece: Piece, records: int, tail: bytes) -> Piece:
    return replace(piece, records=piece.records + records, tail=piece.tail + tail)
