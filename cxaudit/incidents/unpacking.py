"""Bounds how much unpacking may give: a few bytes can be made to fill any disk, and no log is packed that well."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from cxaudit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_HARMLESS = 256 << 20  # bytes, whatever they were packed to
_MOST_TIMES = 200  # times the packed size; logs come to 20, and the most monotonous to 100
_MOST = 64 << 30  # bytes
_CURE = "check where it comes from; if it is a log, unpack it first"


def bounded(pieces: Iterable[bytes], packed: int, name: str) -> Iterator[bytes]:
    """What is unpacked of an input of `packed` bytes. Raises InputError once it is more than a log comes to."""
    size = 0
    for piece in pieces:
        size += len(piece)
        _refuse_beyond(size, packed, name)
        yield piece


def refuse_swollen(archive: Path, packed: int, name: str) -> None:
    """Raise InputError for a ZIP archive, such as a workbook, that says itself that it unpacks to too much."""
    try:
        with zipfile.ZipFile(archive) as entries:
            size = sum(entry.file_size for entry in entries.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return  # whoever reads it says so
    _refuse_beyond(size, packed, name)


def _refuse_beyond(size: int, packed: int, name: str) -> None:
    if size > max(_HARMLESS, _MOST_TIMES * packed):
        raise InputError(f"{name}: unpacks to more than {_MOST_TIMES} times its size, as no log does; {_CURE}")
    if size > _MOST:
        raise InputError(f"{name}: unpacks to more than {_MOST >> 30} GB, which would fill the disk; {_CURE}")
