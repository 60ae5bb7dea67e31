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


def answer(address: Address) -> Iterator[pa.RecordBatch]:
    """The rows of the answer, every column as text. Raises InputError for what SQLite refuses."""
    if not Path(address.path).is_file():
        raise InputError(f"{address.shown}: no such file; check the path, here relative to the current directory")
    place = Path(address.path).resolve().as_uri()
    try:
        with closing(sqlite3.connect(f"{place}?mode=ro", uri=True)) as connection:
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
            cursor = connection.execute(address.statement(_tables(connection)))
            names = [column[0] for column in cursor.description or ()]
            while rows := cursor.fetchmany(ROWS):
                columns = zip(*rows, strict=True)
                yield pa.RecordBatch.from_arrays([_texts(column) for column in columns], names=names)
            yield pa.RecordBatch.from_arrays([pa.array([], pa.string()) for _ in names], names=names)
    except sqlite3.Error as error:
        raise InputError(f"{address.shown}: SQLite refuses it ({error}); check the file and the query") from error


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name"
    )
    return [name for (name,) in found]


def _texts(values: tuple[object, ...]) -> pa.Array:
    return pa.array([None if value is None else _text(value) for value in values], pa.string())


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
