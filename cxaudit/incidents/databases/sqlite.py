"""SQLite, opened for reading only; its values have no fixed type, so they come as text, as in a CSV file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from cxaudit.errors import InputError
from cxaudit.incidents.raw import ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.incidents.databases.address import Address

_ASKING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE})
# Functions of SQL that do more than compute: they run other programs, or tell where in memory things lie.
_HARMFUL = frozenset({"load_extension", "fts3_tokenizer", "edit", "readfile", "writefile"})
# What the tables of a full-text index ask of the file themselves.
_ASKED_WITHIN = frozenset({"data_version", "page_size"})
_OWN_TABLE = "sqlite_master"
_FORMAT_AT = 18  # byte of the file that says how it is written
_WRITE_AHEAD = b"\x02\x02"


def answer(address: Address) -> Iterator[pa.RecordBatch]:
    """The rows of the answer, every column as text. Raises InputError for what SQLite refuses."""
    file = Path(address.path)
    if not file.is_file():
        raise InputError(f"{address.shown}: no such file; check the path, here relative to the current directory")
    still = _is_still(file)
    before = file.stat()
    guard = _Guard()
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?{_mode(still=still)}", uri=True)) as connection:
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
            statement = address.statement(_tables(connection))
            connection.set_authorizer(guard)
            yield from _batches(connection.execute(statement))
    except sqlite3.Error as error:
        if guard.refused:
            raise address.no_reading() from error
        raise InputError(f"{address.shown}: SQLite refuses it ({error}); check the file and the query") from error
    after = file.stat()
    if still and ((before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size) or not _is_still(file)):
        raise InputError(f"{address.shown}: was written to while it was read; read it again, or a copy of it")


class _Guard:
    """Lets a statement read, and nothing else; `refused` says that it wanted more."""

    def __init__(self) -> None:
        self.refused = False

    def __call__(
        self, action: int, first: str | None, second: str | None, database: str | None, within: str | None
    ) -> int:
        """SQLite's question whether an action is allowed; see the list of its action codes for the arguments."""
        del database, within
        allowed = (
            action in _ASKING
            or (action == sqlite3.SQLITE_FUNCTION and (second or "").lower() not in _HARMFUL)
            or (action == sqlite3.SQLITE_PRAGMA and second is None and first in _ASKED_WITHIN)
            # So SQLite declares a virtual table to itself; of the file it changes nothing, which is read only.
            or (action == sqlite3.SQLITE_UPDATE and first == _OWN_TABLE)
        )
        self.refused |= not allowed
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _is_still(file: Path) -> bool:
    """Whether it is a file with a log of changes in which there is none, so that nobody has it open.

    Opened like any other, SQLite would put an empty log and an index beside it, and leave them there.
    """
    log = file.with_name(f"{file.name}-wal")
    with file.open("rb") as opened:
        return opened.read(_FORMAT_AT + 2)[_FORMAT_AT:] == _WRITE_AHEAD and not log.exists()


def _mode(*, still: bool) -> str:
    return "mode=ro&immutable=1" if still else "mode=ro"


def _batches(cursor: sqlite3.Cursor) -> Iterator[pa.RecordBatch]:
    names = [column[0] for column in cursor.description or ()]
    while rows := cursor.fetchmany(ROWS):
        columns = zip(*rows, strict=True)
        yield pa.RecordBatch.from_arrays([_texts(column) for column in columns], names=names)
    yield pa.RecordBatch.from_arrays([pa.array([], pa.string()) for _ in names], names=names)


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name"
    )
    return [name for (name,) in found]


def _texts(values: tuple[object, ...]) -> pa.Array:
    return pa.array([None if value is None else _text(value) for value in values], pa.string())


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
