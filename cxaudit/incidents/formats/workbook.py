"""Spreadsheets: xlsx, xls and ods. One sheet is read, and which one is said.

A sheet cannot be streamed, but it ends after 1,048,576 rows; memory grows with the sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import fastexcel
import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.errors import InputError, UsageError
from cxaudit.incidents.content import Content
from cxaudit.incidents.formats.columns import Numbered, column_names, in_batches, joined
from cxaudit.incidents.raw import ROWS, RawBatch

if TYPE_CHECKING:
    from cxaudit.incidents.formats.texts import Probe
    from cxaudit.incidents.options import ReadingOptions

NAME = "spreadsheet"
ENDINGS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods")
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class WorkbookReader:
    """An opened sheet, every cell as text; `skipped` rows stand above the rows of data, the header among them."""

    content: Content
    positions: Mapping[str, tuple[int, ...]]
    table: pa.RecordBatch
    notes: tuple[str, ...]
    format: str = NAME
    open_ended: bool = False
    hollow: frozenset[str] = frozenset()

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the header, each once."""
        return tuple(self.positions)

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
        sheet, table = _sheet(book, content, options.sheet)
    except fastexcel.FastExcelError as error:
        raise InputError(
            f"{content.name}: the spreadsheet is {_fault(str(error))}; open it, save it again, or export CSV"
        ) from error
    filled = _rows_with_values(table)
    header = filled.slice(0, 1)
    names = [column[0].as_py() or "" for column in header.columns]
    positions, notes = column_names(content, names)
    others = [name for name in book.sheet_names if name != sheet]
    said = f"sheet '{sheet}' was read" + (f", not {', '.join(map(repr, others))}" if others else "")
    return WorkbookReader(content, positions, filled.slice(1), (said, *notes))


def _fault(told: str) -> str:
    """What the library means."""
    if "Zip error" in told:
        return "damaged or cut short"
    return f"damaged, protected or none at all ({told.splitlines()[0]})"


def _sheet(book: fastexcel.ExcelReader, content: Content, chosen: str | None) -> tuple[str, pa.RecordBatch]:
    names = list(book.sheet_names)
    if not names:
        raise InputError(f"{content.name}: the spreadsheet has no sheet; open it, save it again, or export CSV")
    if chosen is not None and chosen not in names:
        raise UsageError(f"{content.name}: has no sheet '{chosen}'; its sheets are {', '.join(map(repr, names))}")
    for name in names if chosen is None else [chosen]:
        table = book.load_sheet(name, header_row=None, dtypes="string").to_arrow()
        if table.num_rows and table.num_columns:
            return name, table
    raise InputError(f"{content.name}: sheet '{chosen or names[0]}' holds no rows; name another with --sheet")


def _rows_with_values(table: pa.RecordBatch) -> pa.RecordBatch:
    filled = pc.is_valid(table.column(0))
    for column in table.columns[1:]:
        filled = pc.or_(filled, pc.is_valid(column))
    return table.filter(filled)
