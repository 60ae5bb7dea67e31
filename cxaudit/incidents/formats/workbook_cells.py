"""What the XML of a sheet tells that its values do not: merged cells, formulas without a value, rounded numbers."""

from __future__ import annotations

import html
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CHUNK = 1024 * 1024  # bytes
_OVERLAP = 4096  # bytes of a chunk that are looked at with the next one too, so that no short element is cut
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_NOT_COMPUTED = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*><f[^>]*>[^<]*</f>(?:<v ?/>|<v></v>)?</c>')
_LONG = re.compile(rb'<c r="[A-Z]+\d+"(?: s="\d+")?(?: t="n")? ?>(?:<f>[^<]*</f>)?<v>(\d{16,}|[\d.]+[eE]\+?\d\d)</v>')
_KEPT = 15  # digits of a number that a spreadsheet keeps
_MANY_DIGITS = r"^\d{16,}$"
_EXACT = 2**53  # whole numbers up to this are kept to the last digit
_ATTRIBUTE = re.compile(r'([A-Za-z:]+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class SheetCells:
    """Ranges of merged cells that span rows, cells whose formula has no value, and whether numbers lost digits."""

    merged: tuple[str, ...] = ()
    not_computed: tuple[str, ...] = ()
    rounded: bool = False

    @property
    def notes(self) -> tuple[str, ...]:
        """What to tell the user."""
        found = []
        if self.merged:
            found.append(
                f"of merged cells only the first row holds the value ({self.merged[0]}{_more(self.merged)});"
                " unmerge them if every row should"
            )
        if self.not_computed:
            found.append(
                f"formulas without a value count as empty ({self.not_computed[0]}{_more(self.not_computed)});"
                " open the workbook and save it again"
            )
        return tuple(found)


def sheet_cells(file: Path, sheet: str) -> SheetCells:
    """What the XML of `sheet` tells; nothing for a workbook of another kind, or one that is not written as usual."""
    merged: dict[str, None] = {}
    not_computed: dict[str, None] = {}
    rounded = False
    try:
        with zipfile.ZipFile(file) as archive:
            part = _part(archive, sheet)
            for text in _windows(archive, part) if part else ():
                for first, top, last, bottom in _MERGED.findall(text):
                    if top != bottom:
                        merged[f"{first.decode()}{top.decode()}:{last.decode()}{bottom.decode()}"] = None
                not_computed.update((cell.decode(), None) for cell in _NOT_COMPUTED.findall(text))
                rounded = rounded or any(float(value) > _EXACT for value in _LONG.findall(text))
    except (zipfile.BadZipFile, KeyError, OSError, ValueError):
        # Whether the workbook is sound is for whoever reads the values to say.
        return SheetCells()
    return SheetCells(tuple(merged), tuple(not_computed), rounded)


def as_rounded(column: pa.Array) -> pa.Array:
    """Numbers of which a spreadsheet kept only the first digits, as it shows them: the others are made up."""
    if not pc.any(pc.match_substring_regex(column, _MANY_DIGITS)).as_py():
        return column
    texts = column.to_pylist()
    return pa.array([_shown(text) if text and text.isdecimal() and len(text) > _KEPT else text for text in texts])


def _more(found: tuple[str, ...]) -> str:
    return f" and {len(found) - 1:,} more" if len(found) > 1 else ""


def _part(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Where in the archive the sheet is."""
    if "xl/workbook.xml" not in archive.namelist():
        return None
    sheets = {
        html.unescape(entry.get("name", "")): entry.get("r:id") for entry in _tags(archive, "workbook.xml", "sheet")
    }
    links = {
        entry.get("Id"): entry.get("Target", "") for entry in _tags(archive, "_rels/workbook.xml.rels", "Relationship")
    }
    target = links.get(sheets.get(sheet))
    if not target:
        return None
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _tags(archive: zipfile.ZipFile, part: str, tag: str) -> Iterator[dict[str, str]]:
    """The attributes of every `tag` in a part of the workbook."""
    text = archive.read(f"xl/{part}").decode("utf-8")
    for match in re.finditer(rf"<{tag} ([^>]*)>", text):
        yield dict(_ATTRIBUTE.findall(match[1]))


def _windows(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The text in pieces, each with the end of the one before in front."""
    before = b""
    with archive.open(part) as file:
        while piece := file.read(_CHUNK):
            yield before + piece
            before = piece[-_OVERLAP:]


def _shown(text: str) -> str:
    # A text cell keeps every digit; a number that was rounded is exactly what a computer's number can be.
    return f"{float(text):.{_KEPT - 1}E}" if int(float(text)) == int(text) else text
