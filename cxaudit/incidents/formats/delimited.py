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
import pyarrow.csv as arrow_csv

from cxaudit.errors import InputError
from cxaudit.incidents.content import Content
from cxaudit.incidents.encoding import Encoding, utf8_chunks
from cxaudit.incidents.formats.blocks import MAXIMUM_RECORD, Block, LongRecordError, blocks, record_lines
from cxaudit.incidents.formats.columns import (
    Numbered,
    column_names,
    in_batches,
    is_utf8,
    joined,
    readable,
    without_zeros,
)
from cxaudit.incidents.formats.dialect import Dialect, find_dialect
from cxaudit.incidents.formats.preamble import REMARK, is_remark
from cxaudit.incidents.formats.records import Grammar, Record, split_records
from cxaudit.incidents.formats.reordering import REORDERED, Ordering
from cxaudit.incidents.raw import MAXIMUM_COLUMNS, RawBatch

if TYPE_CHECKING:
    from cxaudit.incidents.formats.texts import Probe
    from cxaudit.incidents.options import ReadingOptions
    from cxaudit.model import Rejection

NAME = "delimited text"


@dataclass(frozen=True, slots=True)
class DelimitedReader:
    """An opened delimited text. `positions` says which columns bear each name.

    `start` is where the rows begin, and `above` how many lines stand above them.
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

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the header, each once."""
        return tuple(self.positions)

    def batches(self, wanted: Sequence[str]) -> Iterator[RawBatch]:
        """All rows, in batches."""
        numbered = Numbered(self.content.path)
        needed = sorted({position for name in wanted for position in self.positions[name]}) or [0]
        ordering = self._ordering()
        try:
            for block in blocks(_skipping(self._pieces(), self.start), self.dialect.rules):
                table, rejected = self._table(block, ordering.places(needed), numbered)
                if ordering.may_change(table.column(0)):
                    table, rejected = self._reordered(block, needed, numbered, ordering) or (table, rejected)
                whole = table.combine_chunks().to_batches()
                columns = whole[0].columns if whole else [pa.array([], pa.string()) for _ in needed]
                arrays = dict(zip(needed, columns, strict=True))
                columns = [joined([arrays[position] for position in self.positions[name]]) for name in wanted]
                yield from in_batches(columns, wanted, numbered.rows(table.num_rows, rejected), rejected)
        except LongRecordError as error:
            raise InputError(
                f"{self.content.name}: row {numbered.last + 1} is longer than {MAXIMUM_RECORD >> 20} MB;"
                " check its quotation marks and line ends"
            ) from error

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

    def _table(self, block: Block, needed: list[int], numbered: Numbered) -> tuple[pa.Table, list[Rejection]]:
        # Arrow cannot hand over a ragged row whose bytes are no UTF-8.
        orderly = block.parsed is None and is_utf8(block.data)
        fast = self._fast_table(block, needed, numbered) if orderly else None
        if fast is not None:
            table, rejected = fast
        else:
            table, rejected = readable(*self._exact_table(self._parsed(block), needed, numbered), numbered)
        return without_zeros(table, block.data), rejected

    def _parsed(self, block: Block) -> tuple[Record, ...]:
        return block.parsed or tuple(split_records(block.data, self.dialect.rules, final=True))

    def _ordering(self) -> Ordering:
        names = {position: name for name, positions in self.positions.items() for position in positions}
        return Ordering(tuple(names[position] for position in range(self.width)))

    def _reordered(
        self, block: Block, needed: list[int], numbered: Numbered, ordering: Ordering
    ) -> tuple[pa.Table, list[Rejection]] | None:
        """The block read by the headers that stand in it, if their columns are in another order than before."""
        straight = ordering.straightened(self._parsed(block))
        if straight is None:
            return None
        if not self.start:
            # A part that is read elsewhere does not let those behind it know.
            raise InputError(
                f"{self.content.name}: a second header names its columns in another order, which is only understood"
                " where one machine reads the whole file; split it there, or leave out --engine spark"
            )
        table, rejected = readable(*self._exact_table(straight, needed, numbered), numbered)
        return without_zeros(table, block.data), rejected

    def _fast_table(
        self, block: Block, needed: list[int], numbered: Numbered
    ) -> tuple[pa.Table, list[Rejection]] | None:
        """What Arrow makes of the block, or None when its rows and the counted records disagree."""
        invalid: list[arrow_csv.InvalidRow] = []
        names = [str(position) for position in range(self.width)]

        def set_aside(row: arrow_csv.InvalidRow) -> str:
            invalid.append(row)
            return "skip"

        rules = self.dialect.rules
        try:
            table = arrow_csv.read_csv(
                pa.py_buffer(block.data),
                arrow_csv.ReadOptions(use_threads=False, column_names=names, block_size=len(block.data) + 1),
                arrow_csv.ParseOptions(
                    delimiter=rules.delimiter.decode(),
                    quote_char='"' if rules.quoting else False,
                    newlines_in_values=rules.quoting,
                    invalid_row_handler=set_aside,
                ),
                arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()),
                    check_utf8=False,  # the whole block is UTF-8, and so is every part between ASCII characters
                    include_columns=[str(position) for position in needed],
                    strings_can_be_null=False,
                ),
            )
        except pa.ArrowInvalid:
            return None
        if table.num_rows + len(invalid) != block.records:
            return None
        if any(row.actual_columns > self.width and row.text.endswith(rules.delimiter.decode()) for row in invalid):
            return None
        return table, [self._misfit(numbered, row.number, row.actual_columns, row.text) for row in invalid]

    def _exact_table(
        self, parsed: tuple[Record, ...], needed: list[int], numbered: Numbered
    ) -> tuple[pa.Table, list[Rejection]]:
        kept: list[tuple[bytes, ...]] = []
        rejected: list[Rejection] = []
        for number, record in enumerate(parsed, 1):
            surplus = len(record.fields) - self.width
            if record.fault:
                again = record.fault == REORDERED
                rejected.append(numbered.rejection(number, record.fault, record.raw, excluded=again))
            elif surplus < 0 or any(record.fields[self.width :]):
                text = record.raw.decode("utf-8", "replace")
                rejected.append(self._misfit(numbered, number, len(record.fields), text))
            else:
                kept.append(record.fields)
        columns = [pa.array([fields[position] for fields in kept], pa.binary()) for position in needed]
        return pa.table(columns, names=[str(position) for position in needed]), rejected

    def _misfit(self, numbered: Numbered, number: int, fields: int, text: str) -> Rejection:
        """The rejection of a row with too many or too few fields, which may be a remark around the table."""
        if fields == 1 and is_remark(text):
            return numbered.rejection(number, REMARK, text, excluded=True)
        plural = "" if fields == 1 else "s"
        reason = f"ragged row: {fields} field{plural} where the header has {self.width}"
        return numbered.rejection(number, reason, text)


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
