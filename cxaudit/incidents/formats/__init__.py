"""Input formats: one file each. The first that recognises the beginning of an input reads it, whatever its name."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from cxaudit.errors import InputError
from cxaudit.incidents.content import Content
from cxaudit.incidents.databases import file_kind
from cxaudit.incidents.formats import delimited, json_document, json_lines, parquet, workbook
from cxaudit.incidents.formats.json_wrappers import refuse_wrapped_text
from cxaudit.incidents.formats.texts import Probe, probe
from cxaudit.incidents.options import ReadingOptions
from cxaudit.incidents.raw import Reader
from cxaudit.incidents.zipped import shown


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what messages call it, the endings its files usually have, how it is recognised and opened."""

    name: str
    endings: tuple[str, ...]
    recognises: Callable[[Probe], bool]
    open_reader: Callable[[Content, ReadingOptions, Probe], Reader]


FORMATS = (
    Format(parquet.NAME, (".parquet", ".pq"), parquet.recognises, parquet.open_reader),
    Format(workbook.NAME, workbook.ENDINGS, workbook.recognises, workbook.open_reader),
    Format(json_lines.NAME, (".jsonl", ".ndjson", ".json"), json_lines.recognises, json_lines.open_reader),
    Format(json_document.NAME, (".json", ".jsonl"), json_document.recognises, json_document.open_reader),
    Format(delimited.NAME, (".csv", ".tsv", ".txt", ".tab", ".psv"), delimited.recognises, delimited.open_reader),
)

_PACKED = (".gz", ".zst", ".zstd", ".gzip", ".zip")
_ZIP = b"PK\x03\x04"
_JSON = (".json", ".jsonl", ".ndjson")
# What a text is not whose name ends so.
_PROMISED = MappingProxyType(
    dict.fromkeys(workbook.ENDINGS, "no workbook")
    | dict.fromkeys((".parquet", ".pq"), "no Parquet file")
    | dict.fromkeys(_JSON, "no JSON")
)
# Files that are often handed in by mistake, by their first bytes.
_FOREIGN = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (_ZIP, "a ZIP archive"),
    (b"BZh", "packed with bzip2"),
    (b"\xfd7zXZ", "packed with xz"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Obj\x01", "an Avro file"),
    (b"ORC", "an ORC file"),
    (b"ARROW1", "an Arrow file"),
    (b"\x1f\x8b", "packed twice"),
)
# Texts that are no tables, by how they begin in lower case, and what to do.
_FOREIGN_TEXTS = (
    (b"<!doctype html", "a web page", "log in and export the log again, or open it as a workbook and save it as CSV"),
    (b"<html", "a web page", "log in and export the log again, or open it as a workbook and save it as CSV"),
    (b"<table", "a web page", "open it as a workbook and save it as CSV"),
    (b"<?xml", "XML", "export CSV or JSON, or open it as a workbook and save it as CSV"),
    (b"{\\rtf", "rich text", "export CSV or JSON"),
    (b"%!ps", "a page to print", "export CSV or JSON"),
)


def open_reader(content: Content, options: ReadingOptions) -> tuple[Reader, tuple[str, ...]]:
    """The reader of `content`, and notes on what it was taken for.

    Raises InputError for an input in none of the formats.
    """
    found = probe(content, options)
    if not found.raw:
        raise InputError(f"{content.name}: is empty once it is unpacked; export the log again")
    _refuse_blank(content, found)
    _refuse_single_value(content, found)
    _refuse_foreign_text(content, found)
    for kind in FORMATS:
        if kind.recognises(found):
            return kind.open_reader(content, options, found), _notes(content, kind)
    if found.raw.startswith(_ZIP) and _ending(content) in workbook.ENDINGS:
        raise InputError(
            f"{content.name}: is a damaged workbook, or another ZIP archive under its name; open it, save it again, or"
            " export CSV"
        )
    database = file_kind(found.raw)
    if database is not None:
        raise InputError(f"{content.name}: is {database.called}; name it as {database.scheme}:///FILE?table=NAME")
    foreign = next((what for start, what in _FOREIGN if found.raw.startswith(start)), "not a table")
    raise InputError(
        f"{content.name}: is {foreign}, not text; give a CSV, JSON, JSON Lines, Parquet or Excel file, packed with"
        " gzip, zstandard or zip if need be"
    )


def misnamed(content: Content) -> str:
    """What the name of a plain text promises that its bytes are not, as a clause to a sentence; empty if nothing."""
    ending = Path(content.path).suffix.lower()
    if ending in _PACKED and not content.packing:
        return f"is a plain text, not packed as its name {ending} says"
    ending = _ending(content)
    return f"is a plain text, {_PROMISED[ending]} as its name {ending} says" if ending in _PROMISED else ""


def _refuse_blank(content: Content, found: Probe) -> None:
    """Raise InputError for a text in which nothing is written."""
    if found.is_text and found.whole and not found.text.strip():
        raise InputError(f"{content.name}: holds nothing but blank lines; export the log again")


def _refuse_single_value(content: Content, found: Probe) -> None:
    """Raise InputError for a JSON file that holds a text or a number, which else would pass for a table's header."""
    if _ending(content) not in _JSON or not found.whole or found.text.lstrip()[:1] in {b"{", b"["}:
        return
    try:
        value = json.loads(found.text)
    except ValueError:
        return
    what = "text" if isinstance(value, str) else "value"
    raise InputError(f"{content.name}: holds a single {what} and no records; give a JSON file with a list of incidents")


def _refuse_foreign_text(content: Content, found: Probe) -> None:
    """Raise InputError for a text that is plainly no table, such as the page that asks for a password."""
    start = found.text[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for beginning, what, cure in _FOREIGN_TEXTS:
        if start.startswith(beginning):
            raise InputError(f"{content.name}: is {what}, not a table; {cure}")
    if found.is_text:
        refuse_wrapped_text(found.text, content.name)


def _ending(content: Content) -> str:
    """The ending that tells the format, in lower case."""
    path = Path(content.inner or content.path)
    return (Path(path.stem) if path.suffix.lower() in _PACKED else path).suffix.lower()


def _notes(content: Content, kind: Format) -> tuple[str, ...]:
    ending = Path(content.path).suffix.lower()
    notes = [f"holds '{shown(content.inner)}', which was read"] if content.inner else []
    if content.packing and ending not in _PACKED:
        notes.append(f"holds {content.packing} data despite its name, and was unpacked")
    elif ending in _PACKED and not content.packing:
        notes.append(f"named {ending} but is not packed, and was read as it stands")
    ending = _ending(content)
    known = {each for other in FORMATS for each in other.endings}
    if ending in known and ending not in kind.endings:
        notes.append(f"named {ending} but holds {kind.name}, and was read as that")
    return tuple(notes)
