"""SQLite, opened for reading only; its values have no fixed type, so they come as text, as in a CSV file."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Self

import pyarrow as pa

from cxaudit.errors import InputError
from cxaudit.incidents.databases.kinds import database_file
from cxaudit.incidents.databases.tables import Table
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
_LOCKED = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_FORMAT_AT = 18  # byte of the file that says how it is written
_WRITE_AHEAD = b"\x02\x02"


def answer(address: Address) -> Iterator[pa.RecordBatch]:
    """The rows of the answer, every column as text. Raises InputError for what SQLite refuses."""
    file = database_file(address).resolve()  # beside what a link leads to stands the log
    before = _Files.of(file)
    guard = _Guard()
    try:
        with _opened(file, before) as connection:
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
            statement = address.statement(_tables(connection))
            connection.set_authorizer(guard)
            yield from _batches(connection.execute(statement))
    except sqlite3.Error as error:
        if guard.refused:
            raise address.no_reading() from error
        if getattr(error, "sqlite_errorcode", None) in _LOCKED:
            raise address.in_use(str(error)) from error
        raise InputError(f"{address.shown}: SQLite refuses it ({error}); check the file and the query") from error
    if before.still and _Files.of(file) != before:
        raise InputError(f"{address.shown}: was written to while it was read; read it again, or a copy of it")


@dataclass(frozen=True, slots=True)
class _Files:
    """The state of a database that writes a log of changes: of its file, of the log if there is one, and of its index.

    An index is there while anybody has it open. Opened like any other without one, SQLite would put an empty log and an
    index beside it, and leave them there.
    """

    writes_ahead: bool
    indexed: bool
    file: tuple[int, int]
    log: tuple[int, int] | None

    @classmethod
    def of(cls, file: Path) -> Self:
        """The state of the database in `file`."""
        log, index = (file.with_name(f"{file.name}-{kind}") for kind in ("wal", "shm"))
        with file.open("rb") as opened:
            writes_ahead = opened.read(_FORMAT_AT + 2)[_FORMAT_AT:] == _WRITE_AHEAD
        return cls(writes_ahead, index.exists(), _state(file), _state(log) if log.exists() else None)

    @property
    def still(self) -> bool:
        """Whether nobody has it open, so that its files are as they were left."""
        return self.writes_ahead and not self.indexed

    @property
    def logged(self) -> bool:
        """Whether the log holds changes that the file does not have yet."""
        return self.log is not None and self.log[1] > 0


@contextmanager
def _opened(file: Path, files: _Files) -> Iterator[sqlite3.Connection]:
    """A connection for reading that leaves nothing beside the file: where a log was left behind, to a copy of both."""
    with ExitStack() as stack:
        place, mode = file, "mode=ro"
        if files.still and files.logged:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="cxaudit-")))
            for name in (place.name, f"{place.name}-wal"):
                shutil.copyfile(place.with_name(name), folder / name)
            place = folder / place.name
        elif files.still:
            mode = "mode=ro&immutable=1"
        yield stack.enter_context(closing(sqlite3.connect(f"{place.as_uri()}?{mode}", uri=True)))


def _state(file: Path) -> tuple[int, int]:
    found = file.stat()
    return found.st_mtime_ns, found.st_size


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


def _batches(cursor: sqlite3.Cursor) -> Iterator[pa.RecordBatch]:
    names = [column[0] for column in cursor.description or ()]
    while rows := cursor.fetchmany(ROWS):
        columns = zip(*rows, strict=True)
        yield pa.RecordBatch.from_arrays([_texts(column) for column in columns], names=names)
    yield pa.RecordBatch.from_arrays([pa.array([], pa.string()) for _ in names], names=names)


def _tables(connection: sqlite3.Connection) -> list[Table]:
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name"
    )
    return [Table("main", name) for (name,) in found]


def _texts(values: tuple[object, ...]) -> pa.Array:
    return pa.array([None if value is None else _text(value) for value in values], pa.string())


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
