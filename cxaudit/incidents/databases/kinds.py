"""Whether a file is the database that its address says, told by its first bytes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cxaudit.errors import InputError

if TYPE_CHECKING:
    from cxaudit.incidents.databases.address import Address

_LOOKED_AT = 32  # bytes of the beginning; the marks lie within


@dataclass(frozen=True, slots=True)
class FileKind:
    """A database that is a file: the scheme of its addresses, what messages call it, and its mark at one place."""

    scheme: str
    called: str
    mark: bytes
    place: int = 0


_KINDS = (
    FileKind("sqlite", "an SQLite database", b"SQLite format 3\0"),
    FileKind("duckdb", "a DuckDB database", b"DUCK", place=8),
)


def database_file(address: Address) -> Path:
    """The file of the database. Raises InputError when it is not there, or no database of the kind addressed."""
    path = Path(address.path)
    if not path.is_file():
        raise InputError(f"{address.shown}: no such file; check the path, here relative to the current directory")
    with path.open("rb") as file:
        found = file_kind(file.read(_LOOKED_AT))
    if found is None:
        raise InputError(
            f"{address.shown}: is no database; if it is a CSV file or another export, give its path alone, without"
            f" {address.scheme}://"
        )
    if found.scheme != address.scheme:
        raise InputError(f"{address.shown}: is {found.called}; let its address begin with {found.scheme}://")
    return path


def file_kind(start: bytes) -> FileKind | None:
    """The kind of database whose files begin with these bytes; None for what is no database."""
    return next((kind for kind in _KINDS if start[kind.place :].startswith(kind.mark)), None)
