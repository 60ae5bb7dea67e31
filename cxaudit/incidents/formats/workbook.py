"""Spreadsheets: xlsx, xls and ods. One sheet is read, and which one is said.

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
from cxaudit.incidents.formats.workbook_cells import sheet_cells
from cxaudit.incidents.places import placed
from cxaudit.incidents.raw import ROWS, RawBatch

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
_KEPT = 15  # digits of a number that a spreadsheet keeps
_LONG = r"^\d{16,}$"
_ERRORS = MappingProxyType(
    {"NA": "#N/A", "Div0": "#DIV/0!", "Value": "#VALUE!", "Ref": "#REF!", "Name": "#NAME?", "Num": "#NUM!"}
    | {"Null": "#NULL!"}
)


@dataclass(frozen=True, slots=True)
class WorkbookReader:
    """An opened sheet, every cell as text; `places` are the lines of the sheet on which its rows stand."""

    content: Content
    positions: Mapping[str, tuple[int, ...]]
    table: pa.RecordBatch
    places: npt.NDArray[np.int64]
    notes: tuple[str, ...]
    format: str = NAME
    open_ended: bool = False
    hollow: frozenset[str] = frozenset()

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the header, each once."""
        return tuple(self.positions)

    def lines(self, rows: Collection[int]) -> dict[int, int]:
        """The line of the sheet on which each of the `rows` stands."""
        return {row: int(self.places[row - 1]) for row in sorted(rows)}

    def batches(self, wanted: Sequence[str]) -> Iterator[RawBatch]:
        """All rows, in batches; rows without any value are no rows."""
        numbered = Numbered(self.content.path)
        for start in range(0, self.table.num_rows, ROWS):
            part = self.table.slice(start, ROWS)
            columns = [joined([part.column(position) for position in self.positions[name]]) for name in wanted]
            yield from in_batches(columns, wanted, numbered.rows(part.num_rows, ()), ())


def recognises(probe: Probe) -> bool:
    """An old workbook, or a ZIP archive whose first entries are those of a spreadsheet."""
    if probe.raw.startswith(_OLD):
        return True
    parts = (b"[Content_Types].xml", b"_rels/", b"xl/", b"docProps/", b"opendocument.spreadsheet")
    return probe.raw.startswith(_ZIP) and any(part in probe.raw[:4096] for part in parts)


def open_reader(content: Content, options: ReadingOptions, found: Probe) -> WorkbookReader:
    """Load the sheet asked for, or the first that has rows."""
    del found  # the sheets say more
    try:
        book = fastexcel.read_excel(content.unpacked_file)
        sheet, table, errors = _sheet(book, content, options.sheet)
    except fastexcel.FastExcelError as error:
        raise InputError(
            f"{content.name}: the spreadsheet is {_fault(content, str(error))}; open it, save it again, or export CSV"
        ) from error
    kept = _with_values(table, errors)
    filled, row_of = table.filter(pa.array(kept)), np.cumsum(kept) - 1
    start = [[cell.as_py() or "" for cell in row] for row in zip(*(filled.slice(0, _START).columns), strict=True)]
    above = rows_above(start)
    positions, notes = column_names(content, start[above] if start else [])
    cells = sheet_cells(content.unpacked_file, sheet)
    rows = filled.slice(above + 1)
    if cells.rounded:
        rows = pa.RecordBatch.from_arrays([_as_rounded(column) for column in rows.columns], names=rows.schema.names)
    others = [name for name in book.sheet_names if name != sheet]
    said = f"sheet '{sheet}' was read" + (f", not {', '.join(map(repr, others))}" if others else "")
    faults = [(int(row_of[row]) - above, row + 1, fault) for row, fault in errors if row_of[row] > above]
    lines = np.flatnonzero(kept)[above + 1 :] + 1
    notes = (said, *((above_note(above),) if above else ()), *_error_notes(faults), *cells.notes, *notes)
    return WorkbookReader(content, positions, rows, lines, notes)


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


def _sheet(
    book: fastexcel.ExcelReader, content: Content, chosen: str | None
) -> tuple[str, pa.RecordBatch, list[tuple[int, str]]]:
    """The sheet asked for, or the first that is shown and has rows: its name, its cells, and those that are errors."""
    names = list(book.sheet_names)
    if not names:
        raise InputError(f"{content.name}: the spreadsheet has no sheet; open it, save it again, or export CSV")
    if chosen is not None and chosen not in names:
        raise UsageError(f"{content.name}: has no sheet '{chosen}'; its sheets are {', '.join(map(repr, names))}")
    hidden = None
    for name in names if chosen is None else [chosen]:
        sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        if hidden is not None and sheet.visible != _SHOWN:
            continue
        table, told = sheet.to_arrow_with_errors()
        if not table.num_rows or not table.num_columns:
            continue
        found = (name, table, [(error.position[0], _error(error.detail)) for error in (told.errors if told else ())])
        if sheet.visible == _SHOWN or chosen is not None:
            return found
        hidden = found
    if hidden is not None:
        return hidden
    raise InputError(f"{content.name}: sheet '{chosen or names[0]}' holds no rows; name another with --sheet")


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


def _as_rounded(column: pa.Array) -> pa.Array:
    """Numbers of which a spreadsheet kept only the first digits, as it shows them: the others are made up."""
    if not pc.any(pc.match_substring_regex(column, _LONG)).as_py():
        return column
    texts = column.to_pylist()
    return pa.array([_shown(text) if text and text.isdecimal() and len(text) > _KEPT else text for text in texts])


def _shown(text: str) -> str:
    # A text cell keeps every digit; a number that was rounded is exactly what a computer's number can be.
    return f"{float(text):.{_KEPT - 1}E}" if int(float(text)) == int(text) else text
