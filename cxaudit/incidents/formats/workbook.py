"""Spreadsheets: xlsx, xls and ods. One sheet is read, or those with the same header, and which ones is said.

A sheet cannot be streamed, but it ends after 1,048,576 rows; memory grows with the sheet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import fastexcel
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.errors import InputError, UsageError
from cxaudit.incidents.content import Content
from cxaudit.incidents.formats.columns import Numbered, column_names, in_batches, joined
from cxaudit.incidents.formats.preamble import above_note, rows_above
from cxaudit.incidents.formats.workbook_cells import as_rounded, sheet_cells
from cxaudit.incidents.places import placed
from cxaudit.incidents.raw import ROWS, RawBatch
from cxaudit.incidents.unpacking import refuse_swollen

if TYPE_CHECKING:
    from cxaudit.incidents.formats.texts import Probe
    from cxaudit.incidents.options import ReadingOptions

NAME = "spreadsheet"
ENDINGS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods")
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")  # what a workbook with a password holds instead of sheets
_SHOWN = "visible"
_START = 200  # rows looked at to find the header
_NARROWEST = 3  # columns of a table; a sheet with fewer may be a title page
_ERRORS = MappingProxyType(
    {"NA": "#N/A", "Div0": "#DIV/0!", "Value": "#VALUE!", "Ref": "#REF!", "Name": "#NAME?", "Num": "#NUM!"}
    | {"Null": "#NULL!"}
)


@dataclass(frozen=True, slots=True)
class WorkbookReader:
    """The rows of one sheet or more, every cell as text.

    `places` are the lines of the first sheet on which its rows stand, 0 in the others; `others` are not read.
    """

    content: Content
    positions: Mapping[str, tuple[int, ...]]
    table: pa.RecordBatch
    places: npt.NDArray[np.int64]
    notes: tuple[str, ...]
    others: tuple[str, ...] = ()
    format: str = NAME
    open_ended: bool = False
    hollow: frozenset[str] = frozenset()

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the header, each once."""
        return tuple(self.positions)

    def lines(self, rows: Collection[int]) -> dict[int, int]:
        """The line of the sheet on which each of the `rows` stands."""
        return {row: line for row in sorted(rows) if (line := int(self.places[row - 1]))}

    def elsewhere(self) -> str:
        """What to try where this holds no incidents."""
        return f"read another sheet ({', '.join(map(repr, self.others))}) with --sheet" if self.others else ""

    def batches(self, wanted: Sequence[str]) -> Iterator[RawBatch]:
        """All rows, in batches; rows without any value are no rows."""
        numbered = Numbered(self.content.path)
        for start in range(0, self.table.num_rows, ROWS):
            part = self.table.slice(start, ROWS)
            columns = [joined([part.column(position) for position in self.positions[name]]) for name in wanted]
            yield from in_batches(columns, wanted, numbered.rows(part.num_rows, ()), ())


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet: what its header says, the rows below it and the lines on which they stand, and what to tell of it."""

    name: str
    header: list[str]
    rows: pa.RecordBatch
    lines: npt.NDArray[np.int64]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Start:
    """What the header of a sheet says, nothing if it is empty, and whether the sheet is shown."""

    header: list[str]
    shown: bool


def recognises(probe: Probe) -> bool:
    """An old workbook, or a ZIP archive whose first entries are those of a spreadsheet."""
    if probe.raw.startswith(_OLD):
        return True
    parts = (b"[Content_Types].xml", b"_rels/", b"xl/", b"docProps/", b"opendocument.spreadsheet")
    return probe.raw.startswith(_ZIP) and any(part in probe.raw[:4096] for part in parts)


def open_reader(content: Content, options: ReadingOptions, found: Probe) -> WorkbookReader:
    """Load the sheet asked for, or the first that holds a table and those with the same header."""
    del found  # the sheets say more
    refuse_swollen(content.unpacked_file, content.size, content.name)
    try:
        book = fastexcel.read_excel(content.unpacked_file)
        sheets = [_read(content, *each) for each in _sheets(book, content, options.sheet)]
    except fastexcel.FastExcelError as error:
        raise InputError(
            f"{content.name}: the spreadsheet is {_fault(content, str(error))}; open it, save it again, or export CSV"
        ) from error
    width = max(sheet.rows.num_columns for sheet in sheets)
    positions, notes = column_names(content, [*sheets[0].header, *[""] * (width - len(sheets[0].header))])
    others = [name for name in book.sheet_names if all(name != sheet.name for sheet in sheets)]
    table = pa.concat_batches([_widened(sheet.rows, width) for sheet in sheets])
    lines = np.concatenate([sheet.lines for sheet in sheets])
    # Of the others a line alone does not tell where it is.
    lines[sheets[0].rows.num_rows :] = 0
    said = (*_sheet_notes(sheets, others), *(note for sheet in sheets for note in sheet.notes), *notes)
    return WorkbookReader(content, positions, table, lines, said, tuple(others))


def _read(content: Content, name: str, table: pa.RecordBatch, errors: Sequence[tuple[int, str]]) -> _Sheet:
    kept = _with_values(table, errors)
    filled, row_of = table.filter(pa.array(kept)), np.cumsum(kept) - 1
    above, header = _header(filled)
    cells = sheet_cells(content.unpacked_file, name)
    rows = filled.slice(above + 1)
    if cells.rounded:
        rows = pa.RecordBatch.from_arrays([as_rounded(column) for column in rows.columns], names=rows.schema.names)
    faults = [(int(row_of[row]) - above, row + 1, fault) for row, fault in errors if row_of[row] > above]
    notes = (*((above_note(above),) if above else ()), *_error_notes(faults), *cells.notes)
    return _Sheet(name, header, rows, np.flatnonzero(kept)[above + 1 :] + 1, notes)


def _header(filled: pa.RecordBatch) -> tuple[int, list[str]]:
    """How many of the rows stand above the header, and what it says."""
    start = [[cell.as_py() or "" for cell in row] for row in zip(*(filled.slice(0, _START).columns), strict=True)]
    above = rows_above(start)
    return above, start[above] if start else []


def _widened(rows: pa.RecordBatch, width: int) -> pa.RecordBatch:
    columns = [*rows.columns, *[pa.nulls(rows.num_rows, pa.string())] * (width - rows.num_columns)]
    return pa.RecordBatch.from_arrays(
        [column.cast(pa.string()) for column in columns], names=list(map(str, range(width)))
    )


def _sheet_notes(sheets: Sequence[_Sheet], others: Sequence[str]) -> Iterator[str]:
    unread = f", not {', '.join(map(repr, others))}" if others else ""
    if len(sheets) == 1:
        yield f"sheet '{sheets[0].name}' was read{unread}"
        return
    row, places = 1, []
    for sheet in sheets:
        places.append(f"'{sheet.name}' from row {row:,}")
        row += sheet.rows.num_rows
    yield f"{len(sheets)} sheets with the same header were read as one log: {', '.join(places)}{unread}"


def _error_notes(faults: Sequence[tuple[int, int, str]]) -> tuple[str, ...]:
    if not faults:
        return ()
    row, line, fault = min(faults)
    place = placed(row, {row: line})
    if len(faults) == 1:
        return (f"1 cell holds an error, {fault}, and counts as empty: {place}",)
    return (f"{len(faults):,} cells hold errors such as {fault} and count as empty, first in {place}",)


def _fault(content: Content, told: str) -> str:
    """What the library means."""
    data = content.unpacked_file.read_bytes()
    if data.startswith(_OLD) and _PROTECTED in data:
        return "protected with a password"
    if "Zip error" in told:
        return "damaged or cut short"
    return f"damaged, protected or none at all ({told.splitlines()[0]})"


def _sheets(
    book: fastexcel.ExcelReader, content: Content, chosen: str | None
) -> list[tuple[str, pa.RecordBatch, list[tuple[int, str]]]]:
    """The sheet asked for; else the first that is shown and holds a table, and those shown with the same header.

    Each with its name, its cells, and those that are errors.
    """
    names = list(book.sheet_names)
    if not names:
        raise InputError(f"{content.name}: the spreadsheet has no sheet; open it, save it again, or export CSV")
    if chosen is not None and chosen not in names:
        raise UsageError(f"{content.name}: has no sheet '{chosen}'; its sheets are {', '.join(map(repr, names))}")
    headers = {name: _first_rows(book, name) for name in (names if chosen is None else [chosen])}
    filled = [name for name, start in headers.items() if start.header]
    shown = [name for name in filled if headers[name].shown] or filled[:1]
    if not shown:
        raise InputError(f"{content.name}: sheet '{chosen or names[0]}' holds no rows; name another with --sheet")
    # A sheet of a column or two is a title page where another one holds a table.
    tables = [name for name in shown if len(headers[name].header) >= _NARROWEST]
    first = (tables or shown)[0]
    header = headers[first].header
    return [_loaded(book, name) for name in shown if name == first or (headers[name].header == header and header[1:])]


def _first_rows(book: fastexcel.ExcelReader, name: str) -> _Start:
    sheet = book.load_sheet(name, header_row=None, skip_rows=0, n_rows=_START, dtypes="string")
    table = sheet.to_arrow()
    if not table.num_rows or not table.num_columns:
        return _Start([], shown=sheet.visible == _SHOWN)
    header = [name.strip() for name in _header(table.filter(pa.array(_with_values(table, ()))))[1]]
    while header and not header[-1]:
        header.pop()
    return _Start(header, shown=sheet.visible == _SHOWN)


def _loaded(book: fastexcel.ExcelReader, name: str) -> tuple[str, pa.RecordBatch, list[tuple[int, str]]]:
    table, told = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_arrow_with_errors()
    return name, table, [(error.position[0], _error(error.detail)) for error in (told.errors if told else ())]


def _error(detail: str) -> str:
    """The error as a spreadsheet shows it."""
    return next((shown for name, shown in _ERRORS.items() if f"Error({name})" in detail), "#ERROR!")


def _with_values(table: pa.RecordBatch, errors: Sequence[tuple[int, str]]) -> npt.NDArray[np.bool_]:
    """Which rows hold a value or an error."""
    filled = pc.is_valid(table.column(0))
    for column in table.columns[1:]:
        filled = pc.or_(filled, pc.is_valid(column))
    kept = np.asarray(filled.to_numpy(zero_copy_only=False), dtype=np.bool_).copy()
    kept[[row for row, _ in errors]] = True
    return kept
