"""Writes workbooks of the old kind (.xls), as [MS-CFB] and [MS-XLS] lay them out: one sheet, texts and numbers."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SECTOR = 512  # bytes
_SMALLEST = 4096  # bytes of a stream that lies in whole sectors
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF


def old_workbook(rows: Sequence[Sequence[str | float | None]]) -> bytes:
    """The bytes of a workbook whose only sheet holds these cells."""
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for place, row in enumerate(rows):
        sheet += b"".join(_cell(place, column, value) for column, value in enumerate(row) if value is not None)
    sheet += _record(0x0A, b"")
    start = _record(0x809, struct.pack("<HHHHII", 0x600, 0x05, 0, 0, 0, 0))
    name = b"\x03\x00Log"
    length = len(start) + 4 + 6 + len(name) + 4
    start += _record(0x85, struct.pack("<IBB", length, 0, 0) + name) + _record(0x0A, b"")
    return _compound("Workbook", start + sheet)


def protected_workbook() -> bytes:
    """What a program writes instead when the workbook has a password."""
    return _compound("EncryptedPackage", bytes(range(256)) * 20)


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _cell(row: int, column: int, value: str | float) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        return _record(0x204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
    return _record(0x203, place + struct.pack("<d", value))


def _compound(name: str, stream: bytes) -> bytes:
    """A compound file with one stream: the header, the stream, the directory, and the table of sectors."""
    padded = stream.ljust(max(_SMALLEST, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    sectors = len(padded) // _SECTOR
    tables = -(-(sectors + 2) // (_SECTOR // 4 - 1))
    chain = [*range(1, sectors), _END, _END, *([_FAT] * tables)]
    chain += [_FREE] * (tables * _SECTOR // 4 - len(chain))
    directory = (
        _entry("Root Entry", 5, 1, _END, 0) + _entry(name, 2, _NONE, 0, len(padded)) + _entry("", 0, _NONE, 0, 0) * 2
    )
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, tables, sectors, 0, _SMALLEST, _END, 0, _END, 0)
    places = [sectors + 1 + table for table in range(tables)]
    head += struct.pack("<109I", *places, *([_FREE] * (109 - tables)))
    return head + padded + directory + struct.pack(f"<{len(chain)}I", *chain)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = f"{name}\0".encode("utf-16-le") if name else b""
    return text.ljust(64, b"\0") + struct.pack("<HBBIII36xIQ", len(text), kind, 1, _NONE, _NONE, child, start, size)
