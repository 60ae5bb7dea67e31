"""Damage that workbooks can have."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random

import openpyxl  # type: ignore[import-untyped] # it comes without types
from damaged_files import HEADER, Damaged, Entry, Maker, Told, some, sound_rows
from old_workbooks import old_workbook, protected_workbook

Damage = Callable[[Random, Sequence[Entry]], Damaged]
Cells = Sequence[object]
_DAY_0 = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets have no zones
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
_MANIFEST = (
    f'<manifest:manifest xmlns:manifest="{_NAMES}:manifest:1.0"><manifest:file-entry manifest:full-path="/"'
    ' manifest:media-type="{}"/></manifest:manifest>'
)
_CONTENT = (
    f'<office:document-content xmlns:office="{_NAMES}:office:1.0" xmlns:table="{_NAMES}:table:1.0"'
    f' xmlns:text="{_NAMES}:text:1.0"><office:body><office:spreadsheet><table:table table:name="Log">'
    "{}</table:table></office:spreadsheet></office:body></office:document-content>"
)
_FEW = 200  # rows of a workbook; writing one is slow


def workbook_damages() -> Iterator[tuple[str, Maker]]:
    """Every damage of workbooks."""
    for name, damage in _WORKBOOKS.items():
        yield f"workbook: {name}", damage


def _cells(entry: Entry) -> list[object]:
    return [entry.id, entry.opened_at, entry.customer, entry.text]


def _saved(book: openpyxl.Workbook) -> bytes:
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def _book(rows: Sequence[Cells], header: Cells = HEADER, above: Sequence[Cells] = ()) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in (*above, header, *rows):
        book.active.append(list(row))
    for cell in book.active["D"]:
        # Python's writer takes such a text for a formula.
        cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    return book


def _sheet(rows: Sequence[Cells], used: Mapping[int, Told], *said: str, above: Sequence[Cells] = ()) -> Damaged:
    return Damaged("log.xlsx", _saved(_book(rows, above=above)), used, {}, ("sheet 'Sheet' was read", *said))


def _sound_book(chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    return _sheet([_cells(entry) for entry in log[:_FEW]], sound_rows(log[:_FEW]))


def _among(other: Cells, fault: str) -> Damage:
    def damage(chance: Random, log: Sequence[Entry]) -> Damaged:
        log = log[:_FEW]
        places = some(chance, len(log))
        rows: list[Cells] = []
        used: dict[int, Told] = {}
        rejected: dict[int, str] = {}
        row = 0
        for place, entry in enumerate(log):
            if place in places:
                rows.append(other)
                if fault:
                    row += 1
                    rejected[row] = fault
            row += 1
            rows.append(_cells(entry))
            used[row] = entry.told
        return replace(_sheet(rows, used), rejected=rejected)

    return damage


def _titled(chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    rows = [_cells(entry) for entry in log[:_FEW]]
    above: tuple[Cells, ...] = (["Tickets of 2024"], [], ["Filter", "none"])
    made = _sheet(
        [*rows, ["Total", None, None, len(rows)]], sound_rows(log[:_FEW]), "2 lines above the header", above=above
    )
    return replace(made, rejected={len(rows) + 1: "a total, not an incident"})


def _errors(chance: Random, log: Sequence[Entry]) -> Damaged:
    log = log[:_FEW]
    book = _book([_cells(entry) for entry in log])
    used = sound_rows(log)
    for place in some(chance, len(log)):
        cell = book.active.cell(place + 2, 4, chance.choice(("#N/A", "#DIV/0!", "#REF!")))
        cell.data_type = "e"
        used[place + 1] = replace(log[place], text="").told
    return Damaged("log.xlsx", _saved(book), used, said=("as empty",))


def _merged(chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    log = log[:_FEW]
    book = _book([_cells(entry) for entry in log])
    book.active.merge_cells("A3:A4")
    used = {**sound_rows(log), 3: replace(log[2], id="#3").told}
    return Damaged("log.xlsx", _saved(book), used, said=("of merged cells only the first row holds the value (A3:A4)",))


def _formulas(chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    log = log[:_FEW]
    book = _book([_cells(entry) for entry in log])
    book.active["D3"] = '=A3&" is late"'
    book.active["D3"].data_type = "f"
    used = {**sound_rows(log), 2: replace(log[1], text="").told}
    return Damaged("log.xlsx", _saved(book), used, said=("formulas without a value count as empty (D3)",))


def _hidden(chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    book = _book([["x", None, None, "not this one"]])
    book.active.title = "Kept back"
    book.active.sheet_state = "hidden"
    shown = book.create_sheet("Shown")
    plain = [replace(entry, text=f"It came late, {entry.id}") for entry in log[:_FEW]]
    for row in (HEADER, *map(_cells, plain)):
        shown.append(list(row))
    book.active = 1
    return Damaged("log.xlsx", _saved(book), sound_rows(plain), said=("sheet 'Shown' was read, not 'Kept back'",))


def _second_sheet(chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    book = _book([_cells(entry) for entry in log[:_FEW]])
    book.create_sheet("More").append(["id"])
    return Damaged("log.xlsx", _saved(book), sound_rows(log[:_FEW]), said=("sheet 'Sheet' was read, not 'More'",))


def _serials(chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    rows = [[entry.id, _serial(entry), entry.customer, entry.text] for entry in log[:_FEW]]
    return _sheet(rows, sound_rows(log[:_FEW]))


def _rounded(chance: Random, log: Sequence[Entry]) -> Damaged:
    rows = [[10**19 + chance.randrange(10**6), *_cells(entry)[1:]] for entry in log[:_FEW]]
    used = {row: replace(entry, id=f"#{row}").told for row, entry in enumerate(log[:_FEW], 1)}
    return _sheet(rows, used, "the ids were rounded by a spreadsheet")


def _long_texts(chance: Random, log: Sequence[Entry]) -> Damaged:
    told = [
        replace(entry, id=str(10**19 + chance.randrange(10**6) * 1000 + place))
        for place, entry in enumerate(log[:_FEW])
    ]
    return _sheet([_cells(entry) for entry in told], sound_rows(told))


def _old(chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    rows = [(entry.id, _serial(entry), entry.customer, entry.text) for entry in log[:_FEW]]
    return Damaged("log.xls", old_workbook([HEADER, *rows]), sound_rows(log[:_FEW]), said=("sheet 'Log' was read",))


def _serial(entry: Entry) -> float:
    assert entry.opened_at is not None
    return (entry.opened_at - _DAY_0) / dt.timedelta(days=1)


def _open_document(chance: Random, log: Sequence[Entry]) -> Damaged:
    """A workbook of another office, with rows and cells that are told to repeat."""
    del chance
    told = [replace(entry, text=f"It came late, {entry.id}") for entry in log[:_FEW]]
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(
        f"<table:table-row>{''.join(cell.format(text) for text in cells)}</table:table-row>"
        for cells in (HEADER, *(entry.cells for entry in told))
    )
    blank = '<table:table-row table:number-rows-repeated="5"><table:table-cell/></table:table-row>'
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("mimetype", _OPEN_DOCUMENT)
        archive.writestr("META-INF/manifest.xml", _MANIFEST.format(_OPEN_DOCUMENT))
        archive.writestr("content.xml", _CONTENT.format(blank + rows + blank))
    return Damaged("log.ods", sink.getvalue(), sound_rows(told), said=("sheet 'Log' was read",))


def _refused(data: Callable[[bytes], bytes], *words: str, file: str = "log.xlsx") -> Damage:
    def damage(chance: Random, log: Sequence[Entry]) -> Damaged:
        return Damaged(file, data(_sound_book(chance, log[:_FEW]).data), refused=words)

    return damage


def _zip_of_text(_: bytes) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("log.csv", "id,text\n1,late\n")
    return sink.getvalue()


_WORKBOOKS: Mapping[str, Damage] = {
    "sound": _sound_book,
    "blank rows": _among([None, None, None, None], ""),
    "rows of spaces": _among([" ", None, None, "  "], "neither an id nor a text"),
    "the header again": _among(HEADER, "the header again"),
    "a title above and a total below": _titled,
    "cells that are errors": _errors,
    "merged cells": _merged,
    "formulas without a value": _formulas,
    "a hidden sheet before": _hidden,
    "a second sheet": _second_sheet,
    "dates as serial numbers": _serials,
    "ids rounded": _rounded,
    "ids of 20 digits as text": _long_texts,
    "the old kind, dates as serial numbers": _old,
    "the old kind, truncated": _refused(
        lambda _: old_workbook([HEADER] * 300)[:9000], "the spreadsheet is", file="log.xls"
    ),
    "an open document with blank rows": _open_document,
    "truncated": _refused(lambda data: data[: len(data) // 2], "damaged or cut short"),
    "no rows": _refused(lambda _: _saved(openpyxl.Workbook()), "holds no rows"),
    "a ZIP archive": _refused(_zip_of_text, "another ZIP archive"),
    "a password": _refused(lambda _: protected_workbook(), "protected with a password"),
    "a web page": _refused(
        lambda _: b"<html><table><tr><td>id</td></tr></table></html>", "is a web page", file="log.xls"
    ),
}
