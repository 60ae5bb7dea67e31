"""ZIP archives: the one file in them that is the log, as a stream; archives of anything else are refused."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from cxaudit.errors import InputError

if TYPE_CHECKING:
    from typing import IO

NAME = "zip"
SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")  # of an archive, and of one with nothing in it
DAMAGES = (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, OSError)
_ENDING = ".zip"
# Workbooks are ZIP archives of their own; what is wrong with one is for their reader to say.
_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".ods")
_PARTS = ("[Content_Types].xml", "mimetype", "_rels/", "xl/", "docProps/")
# What file managers put into archives on their own account.
_LITTER = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
_ENCRYPTED = 0x1 | 0x40  # bits of an entry's flags: with a password, by the old way or by others
# Both are unpacked in pieces of bounded size, whatever they hold.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_SHOWN = 5  # names that a message repeats


def name_within(file: Path, name: str) -> str:
    """The name of the one file in the archive `file`, which messages call `name`; empty for a workbook.

    Raises InputError for an archive with several files or none, one that is encrypted, or damaged.
    """
    if Path(name).suffix.lower() in _WORKBOOKS:
        return ""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except DAMAGES as error:
        if Path(name).suffix.lower() != _ENDING:
            return ""
        raise InputError(damaged(name, error)) from error
    if any(entry.filename.startswith(_PARTS) for entry in entries):
        return ""
    found = [entry for entry in entries if not entry.is_dir() and not _is_litter(entry.filename)]
    if len(found) != 1:
        raise InputError(f"{name}: is a ZIP archive of {_listed(found)}")
    _refuse_locked(found[0], name)
    return found[0].filename


def opened_within(file: BinaryIO, inner: str) -> IO[bytes]:
    """The file called `inner` of an archive, unpacked as it is read. Raises BadZipFile for one that is damaged."""
    try:
        return zipfile.ZipFile(file).open(inner)
    except DAMAGES as error:
        raise zipfile.BadZipFile(str(error)) from error


def shown(inner: str) -> str:
    """The name of a file in an archive as messages repeat it, without signs that would move the cursor."""
    return "".join(letter if letter.isprintable() else "?" for letter in inner)


def damaged(name: str, error: Exception) -> str:
    """The sentence on an archive that cannot be read to its end."""
    return f"{name}: the ZIP archive is cut short or damaged ({error}); copy it again"


def _is_litter(name: str) -> bool:
    return any(part in _LITTER for part in PurePosixPath(name).parts)


def _listed(found: list[zipfile.ZipInfo]) -> str:
    if not found:
        return "no files; export the log again"
    names = ", ".join(f"'{shown(entry.filename)}'" for entry in found[:_SHOWN])
    more = f" and {len(found) - _SHOWN:,} more" if len(found) > _SHOWN else ""
    return f"{len(found):,} files ({names}{more}), where one log is read; unpack it, and name the logs"


def _refuse_locked(entry: zipfile.ZipInfo, name: str) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise InputError(f"{name}: is an encrypted ZIP archive; unpack it with its password first")
    if entry.compress_type not in _METHODS:
        raise InputError(
            f"{name}: '{shown(entry.filename)}' in it is packed in an unusual way (method {entry.compress_type});"
            " unpack it, or pack it again"
        )
