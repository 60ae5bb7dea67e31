"""Damage that a file has as a whole: nothing in it, something else in it, badly packed."""

from __future__ import annotations

import gzip
import io
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

import pyarrow as pa
from damaged_files import HEADER, Damaged, Entry, Maker, sound_rows
from damaged_lines import record
from table_kinds import KINDS

if TYPE_CHECKING:
    from random import Random

Damage = Callable[[bytes], bytes]


def whole_damages() -> Iterator[tuple[str, Maker]]:
    """Every damage of a file as a whole."""
    yield "gzip: in several members", _members
    yield "gzip: with zeros behind", _zeros_behind
    yield "gzip: under another name", _unnamed
    yield "zstandard: sound", _zstandard
    yield "zip: sound", _zip
    yield "zip: with what a file manager adds", _zip_with_litter
    yield "zip: under another name", _zip_unnamed
    yield "zeros behind the rows", _set_up
    yield "zeros behind the rows, JSON Lines", _set_up_lines
    yield "UTF-16 that breaks off", _broken_off
    for name, (file, damage, words) in _REFUSED.items():
        yield f"{name} ({file})", _refused(file, damage, words)


def _table(log: Sequence[Entry]) -> bytes:
    return KINDS[0].line(HEADER) + b"".join(KINDS[0].line(entry.cells) for entry in log)


def _members(chance: Random, log: Sequence[Entry]) -> Damaged:
    data = _table(log)
    cut = chance.randrange(1, len(data))
    return Damaged("log.csv.gz", gzip.compress(data[:cut]) + gzip.compress(data[cut:]), sound_rows(log))


def _zeros_behind(chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    return Damaged("log.csv.gz", gzip.compress(_table(log)) + bytes(512), sound_rows(log))


def _unnamed(chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    return Damaged("log.csv", gzip.compress(_table(log)), sound_rows(log), said=("gzip data despite its name",))


def _zstandard(chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    return Damaged("log.csv.zst", pa.Codec("zstd").compress(_table(log), asbytes=True), sound_rows(log))


def _set_up(chance: Random, log: Sequence[Entry]) -> Damaged:
    # Also so many that nothing else is among the first bytes that are looked at together.
    zeros = chance.choice((1, 512, 200_000))
    said = "its last byte is zero" if zeros == 1 else f"its last {zeros:,} bytes are zeros, behind line {len(log) + 1}"
    return Damaged("log.csv", _table(log) + bytes(zeros), sound_rows(log), said=(said,))


def _set_up_lines(chance: Random, log: Sequence[Entry]) -> Damaged:
    lines = b"".join(record(entry) + b"\n" for entry in log)
    zeros = chance.randrange(2, 5000)
    said = f"its last {zeros:,} bytes are zeros, behind line {len(log)}:"
    return Damaged("log.jsonl", lines + bytes(zeros), sound_rows(log), said=(said,))


def _broken_off(chance: Random, log: Sequence[Entry]) -> Damaged:
    codec, mark = chance.choice((("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")))
    data = mark + _table(log).decode().encode(codec)[: -chance.choice((1, 3, 5))]
    used = sound_rows(log)
    last = max(used)
    del used[last]
    said = ("it breaks off within a character at the end of line",)
    return Damaged("log.csv", data, used, {last: "undecodable bytes"}, said=said)


def _zip(chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    return Damaged("log.zip", zip_of({"log.csv": _table(log)}), sound_rows(log), said=("holds 'log.csv'",))


def _zip_with_litter(chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    held = {"logs/": b"", "logs/.DS_Store": b"\x00", "logs/log.csv": _table(log), "__MACOSX/logs/._log.csv": b"\x00"}
    return Damaged("log.zip", zip_of(held), sound_rows(log))


def _zip_unnamed(chance: Random, log: Sequence[Entry]) -> Damaged:
    del chance
    return Damaged("log.csv", zip_of({"log.csv": _table(log)}), sound_rows(log), said=("zip data despite its name",))


def zip_of(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive of these files."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2025, 1, 2, 3, 4, 6)), data, method)
    return sink.getvalue()


def _refused(file: str, damage: Damage, words: str) -> Maker:
    def make(chance: Random, log: Sequence[Entry]) -> Damaged:
        del chance
        return Damaged(file, damage(_table(log)), refused=(words,))

    return make


def _zip_with_wrong_checksum(data: bytes) -> bytes:
    packed = zip_of({"log.csv": data})
    checksum = zlib.crc32(data).to_bytes(4, "little")
    return packed.replace(checksum, bytes(byte ^ 1 for byte in checksum))


def _encrypted(data: bytes) -> bytes:
    packed = bytearray(zip_of({"log.csv": data}))
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    return bytes(packed)


def _database() -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE tickets (id INTEGER, text TEXT)")
        connection.execute("INSERT INTO tickets VALUES (1, 'late')")
        connection.commit()
        return connection.serialize()


def _wrong_checksum(data: bytes) -> bytes:
    packed = bytearray(gzip.compress(data))
    packed[-8] ^= 1
    return bytes(packed)


_REFUSED: Mapping[str, tuple[str, Damage, str]] = {
    "nothing": ("log.csv", lambda _: b"", "is empty"),
    "nothing, JSON Lines": ("log.jsonl", lambda _: b"", "is empty"),
    "nothing, packed": ("log.csv.gz", lambda _: gzip.compress(b""), "is empty once it is unpacked"),
    "blank lines alone": ("log.csv", lambda _: b"\n\r\n \n"[:3], "nothing but blank lines"),
    "an image": ("log.csv", lambda _: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "is an image"),
    "a PDF document": ("log.csv", lambda _: b"%PDF-1.7\n" + bytes(range(256)) * 9, "is a PDF document"),
    "any bytes": ("log.csv", lambda _: bytes(range(256)) * 40, "not text"),
    "a database": ("log.csv", lambda _: _database(), "an SQLite database"),
    "a page to log in": (
        "log.csv",
        lambda _: b"\n<!DOCTYPE html>\n<html><body>Sign in, please</body></html>",
        "is a web page",
    ),
    "XML": ("log.csv", lambda _: b'<?xml version="1.0"?>\n<tickets>\n<ticket>late, again</ticket></tickets>', "is XML"),
    "gzip cut": ("log.csv.gz", lambda data: gzip.compress(data)[:-30], "gzip data is cut short or damaged; copy"),
    "gzip with garbage behind": ("log.csv.gz", lambda data: gzip.compress(data) + b"more", "cut short or damaged"),
    "gzip with a wrong checksum": ("log.csv.gz", _wrong_checksum, "gzip data is cut short or damaged"),
    "gzip within gzip": ("log.csv.gz", lambda data: gzip.compress(gzip.compress(data)), "packed twice"),
    "zstandard cut": ("log.csv.zst", lambda data: pa.Codec("zstd").compress(data, asbytes=True)[:-30], "to its end"),
    "zip cut": ("log.zip", lambda data: zip_of({"log.csv": data})[:-40], "the ZIP archive is cut short or damaged"),
    "zip cut at its beginning": ("log.zip", lambda data: b"PK\x03\x04" + zip_of({"a.csv": data})[90:], "cut short"),
    "zip with a wrong checksum": ("log.zip", _zip_with_wrong_checksum, "the ZIP archive is cut short or damaged"),
    "zip of several": (
        "log.zip",
        lambda data: zip_of({"a.csv": data, "b/c.csv": data}),
        "2 files ('a.csv', 'b/c.csv')",
    ),
    "zip of nothing": ("log.zip", lambda _: zip_of({"a/": b""}), "is a ZIP archive of no files"),
    "zip without an entry": ("log.zip", lambda _: zip_of({}), "is a ZIP archive of no files"),
    "zip of an empty file": ("log.zip", lambda _: zip_of({"log.csv": b""}), "is empty once it is unpacked"),
    "zip with a password": ("log.zip", _encrypted, "is an encrypted ZIP archive"),
    "zip by bzip2": (
        "log.zip",
        lambda data: zip_of({"log.csv": data}, zipfile.ZIP_BZIP2),
        "an unusual way (method 12)",
    ),
    "zip within zip": (
        "log.zip",
        lambda data: zip_of({"b.zip": zip_of({"a.csv": data})}),
        "is a ZIP archive, not text",
    ),
    "gzip within zip": ("log.zip", lambda data: zip_of({"log.csv.gz": gzip.compress(data)}), "packed twice"),
    "bzip2": ("log.csv.bz2", lambda _: b"BZh91AY&SY" + bytes(range(256)), "packed with bzip2"),
    "nothing but zeros": ("log.csv", lambda data: bytes(len(data)), "begins with nothing but zeros"),
    "thousands of columns": ("log.csv", lambda _: b",".join(b"c%d" % n for n in range(6000)) + b"\n", "6,000 columns"),
}
