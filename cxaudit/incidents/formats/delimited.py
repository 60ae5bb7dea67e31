"""Delimited text: CSV, TSV and their kin, in any encoding, streamed.

Every record is used or rejected with its number and a reason. Arrow parses each block of whole records; where it and
the independent count disagree, or a quote stands where none belongs, the exact splitter reads the block again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa

from cxaudit.errors import InputError
from cxaudit.incidents.content import Content
from cxaudit.incidents.encoding import Encoding, utf8_chunks
from cxaudit.incidents.formats.blocks import MAXIMUM_RECORD, Block, LongRecordError, blocks, record_lines
from cxaudit.incidents.formats.cells import Cells, Found
from cxaudit.incidents.formats.columns import Numbered, column_names, in_batches, joined
from cxaudit.incidents.formats.deferring import Gathered, whole_text
from cxaudit.incidents.formats.dialect import Dialect, find_dialect
from cxaudit.incidents.formats.records import Grammar, split_records
from cxaudit.incidents.formats.reordering import Ordering
from cxaudit.incidents.raw import MAXIMUM_COLUMNS, RawBatch

if TYPE_CHECKING:
    from cxaudit.incidents.formats.texts import Probe
    from cxaudit.incidents.options import ReadingOptions

NAME = "delimited text"


@dataclass(frozen=True, slots=True)
class DelimitedReader:
    """An opened delimited text. `positions` says which columns bear each name.

    `start` is where the rows begin, and `above` how many lines stand above them; `order` is where each column stands in
    the first rows, if not where the header has it.
    """

    content: Content
    encoding: Encoding
    dialect: Dialect
    positions: Mapping[str, tuple[int, ...]]
    width: int
    start: int
    above: int
    notes: tuple[str, ...]
    format: str = NAME
    open_ended: bool = False
    hollow: frozenset[str] = frozenset()
    order: tuple[int, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the header, each once."""
        return tuple(self.positions)

    @property
    def ordering(self) -> Ordering:
        """The order of its columns before its first row."""
        names = {position: name for name, positions in self.positions.items() for position in positions}
        return Ordering(tuple(names[position] for position in range(self.width)), self.order)

    def batches(self, wanted: Sequence[str]) -> Iterator[RawBatch]:
        """All rows, in batches."""
        return (self.parsed(batch, wanted) for batch in self.unparsed(wanted))

    def unparsed(self, wanted: Sequence[str]) -> Iterator[RawBatch]:
        """All rows, in batches; those are parsed already that tell how others are to be read, or may do so."""
        numbered, ordering = Numbered(self.content.path), self.ordering
        gathered = Gathered(numbered)
        try:
            for block in blocks(_skipping(self._pieces(), self.start), self.dialect.rules):
                if block.parsed is None and not ordering.changed and not ordering.may_be_told(block.data):
                    yield from gathered.add(block.data, block.ends)
                else:
                    yield from gathered.rest()
                    yield from self._in_turn(block, wanted, numbered, ordering)
        except LongRecordError as error:
            raise InputError(
                f"{self.content.name}: row {numbered.last + 1} is longer than {MAXIMUM_RECORD >> 20} MB;"
                " check its quotation marks and line ends"
            ) from error
        yield from gathered.rest()

    def parsed(self, batch: RawBatch, wanted: Sequence[str]) -> RawBatch:
        """The rows with their columns."""
        if not batch.unparsed:
            return batch
        numbered = Numbered(self.content.path, batch.rows[0] - 1)
        found = self._cells.of_text(whole_text(batch).to_pybytes(), len(batch.rows), self._needed(wanted), numbered)
        (parsed,) = self._batches(found, wanted, numbered)
        return parsed

    def lines(self, rows: Collection[int]) -> dict[int, int]:
        """The line of the file on which each of the `rows` stands, as a spreadsheet numbers them."""
        found: dict[int, int] = {}
        wanted = deque(sorted(rows))
        row, line = 1, self.above + 1
        pieces = _skipping(self._pieces(), self.start)
        for block in blocks(pieces, self.dialect.rules) if wanted else ():
            places, lines = record_lines(block, self.dialect.rules)
            while wanted and wanted[0] < row + len(places):
                found[wanted[0]] = line + int(places[wanted[0] - row])
                wanted.popleft()
            if not wanted:
                break
            row, line = row + len(places), line + lines
        return found

    def _pieces(self) -> Iterator[bytes]:
        for piece in utf8_chunks(self.content, self.encoding):
            yield piece.replace(b"\r", b"\n") if self.dialect.returns else piece

    def _needed(self, wanted: Sequence[str]) -> list[int]:
        """The places of the columns that are read, at least one."""
        return sorted({position for name in wanted for position in self.positions[name]}) or [0]

    def _in_turn(
        self, block: Block, wanted: Sequence[str], numbered: Numbered, ordering: Ordering
    ) -> Iterator[RawBatch]:
        """The rows of a block, whose columns are in the order that headers in it or before it say."""
        needed = self._needed(wanted)
        places = ordering.places(needed)
        if block.parsed is None:
            found = self._cells.of_text(block.data, block.records, places, numbered)
        else:
            found = self._cells.of_records(block.parsed, places, numbered)
        if ordering.may_change(found[0].column(0)):
            found = self._reordered(block, needed, numbered, ordering) or found
        yield from self._batches(found, wanted, numbered)

    def _reordered(self, block: Block, needed: Sequence[int], numbered: Numbered, ordering: Ordering) -> Found | None:
        """The block read by the headers that stand in it, if their columns are in another order than before."""
        straight = ordering.straightened(block.parsed or self._cells.records(block.data))
        return None if straight is None else self._cells.of_records(straight, needed, numbered)

    def _batches(self, found: Found, wanted: Sequence[str], numbered: Numbered) -> Iterator[RawBatch]:
        """The columns `wanted`, those of one name joined, of cells that were found."""
        table, rejected = found
        whole = table.combine_chunks().to_batches()
        needed = self._needed(wanted)
        columns = whole[0].columns if whole else [pa.array([], pa.string()) for _ in needed]
        arrays = dict(zip(needed, columns, strict=True))
        columns = [joined([arrays[position] for position in self.positions[name]]) for name in wanted]
        return in_batches(columns, wanted, numbered.rows(table.num_rows, rejected), rejected)

    @property
    def _cells(self) -> Cells:
        return Cells(self.dialect.rules, self.width)


def recognises(probe: Probe) -> bool:
    """Any text that is nothing else is taken for delimited text."""
    return probe.is_text


def open_reader(content: Content, options: ReadingOptions, found: Probe) -> DelimitedReader:
    """Read the header and settle the dialect. Raises InputError for what cannot be a table."""
    encoding, head, whole = found.encoding, found.text, found.whole
    assert encoding is not None
    dialect = find_dialect(head, options.delimiter, content.name, whole=whole)
    text = head.replace(b"\r", b"\n") if dialect.returns else head
    header = next(split_records(text[dialect.above :], dialect.rules, final=whole), None)
    if header is None:
        if whole:
            raise InputError(f"{content.name}: holds no header and no rows; export the log again")
        raise InputError(
            f"{content.name}: its first line does not end within {len(head):,} bytes, so it is not a table with a"
            f" header (at most {MAXIMUM_COLUMNS:,} columns); check how it was exported"
        )
    if header.fault:
        raise InputError(f"{content.name}: the header, row 1 of the file, has an {header.fault}; correct that line")
    positions, notes = column_names(content, [field.decode("utf-8", "replace") for field in header.fields])
    notes = (*((encoding.note,) if encoding.note else ()), *dialect.notes, *notes)
    width, start = len(header.fields), dialect.above + header.end
    dialect = replace(dialect, rules=replace(dialect.rules, width=width))
    return DelimitedReader(
        content, encoding, dialect, positions, width, start, _lines_above(text[:start], dialect.rules), notes
    )


def _lines_above(text: bytes, rules: Grammar) -> int:
    """The lines of the header and above it; spreadsheets show none for a line that names the delimiter."""
    lines = sum(record_lines(block, rules)[1] for block in blocks([text], rules))
    return lines - text[:4].lower().startswith(b"sep=")


def _skipping(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    for piece in pieces:
        if size < len(piece):
            yield piece[size:]
        size = max(0, size - len(piece))
