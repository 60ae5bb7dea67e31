"""DuckDB, opened for reading only and shut off from all else; its types are kept where a table of incidents can."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pyarrow as pa

from cxaudit.errors import InputError
from cxaudit.incidents.databases.copying import DURATION
from cxaudit.incidents.databases.kinds import database_file
from cxaudit.incidents.databases.tables import Table
from cxaudit.incidents.raw import ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection, DuckDBPyRelation
    from duckdb.sqltypes import DuckDBPyType

    from cxaudit.incidents.databases.address import Address

# Nothing is fetched from anywhere, and no file but the database is opened, to be read or to be written.
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_external_access": "false",
    "python_enable_replacements": "false",
    "threads": "1",
}
# Times are told in UTC, wherever the machine stands; and no query changes what stands above.
_SETTLED = "SET TimeZone = 'UTC'; SET lock_configuration = true"
_TABLES = """
    SELECT table_schema, table_name, table_schema = 'main' FROM information_schema.tables ORDER BY 3 DESC, 1, 2
"""

_INTERVAL = "interval"
_LOCKED = "Could not set lock on file"  # so DuckDB begins to say that somebody else has it open
# Types that come as they are; also within lists and structures.
_PLAIN = frozenset(
    {"boolean", "tinyint", "smallint", "integer", "bigint", "utinyint", "usmallint", "uinteger", "ubigint"}
    | {"float", "double", "decimal", "varchar"}
)
_BYTES = "blob"
_TIMES = frozenset({"date", "timestamp", "timestamp_s", "timestamp_ms", "timestamp_ns", "timestamp with time zone"})


def answer(address: Address) -> Iterator[pa.RecordBatch]:
    """The rows of the answer. Raises InputError for what DuckDB refuses, or when it is not installed.

    Intervals come as durations, of which a month is 30 days; bytes, and what only DuckDB knows, as text; a time that
    no calendar has, such as infinity, is missing.
    """
    try:
        import duckdb  # noqa: PLC0415 - an extra that most do without
    except ImportError as error:
        raise InputError(
            f"{address.shown}: reading DuckDB needs a further package; pip install 'cxaudit[duckdb]'"
        ) from error
    file = database_file(address)
    try:
        with closing(duckdb.connect(file, read_only=True, config=_SETTINGS)) as connection:
            connection.execute(_SETTLED)
            statement = address.statement([Table(*row) for row in connection.execute(_TABLES).fetchall()])
            _refuse_other_than_select(connection, statement, address)
            yield from _batches(connection.sql(statement))
    except duckdb.PermissionException as error:
        raise InputError(
            f"{address.shown}: the query reaches for more than its database ({_first_line(error)}); ask for the tables"
            " in it alone, and name other files as logs"
        ) from error
    except duckdb.Error as error:
        if isinstance(error, duckdb.IOException) and _LOCKED in str(error):
            raise address.in_use(_LOCKED) from error
        raise InputError(
            f"{address.shown}: DuckDB refuses it ({_first_line(error)}); check the file and the query"
        ) from error


def _refuse_other_than_select(connection: DuckDBPyConnection, statement: str, address: Address) -> None:
    """Raise InputError unless it is one statement that asks, by DuckDB's own account of it."""
    statements = connection.extract_statements(statement)
    if len(statements) != 1:
        raise address.not_one(len(statements))
    if statements[0].type.name != "SELECT":
        raise address.no_reading(statements[0].type.name)


def _batches(relation: DuckDBPyRelation) -> Iterator[pa.RecordBatch]:
    names, kinds = relation.columns, relation.types
    wanted = [_expression(place, kind) for place, kind in enumerate(kinds, start=1)]
    if any(wanted[place] != f"#{place + 1}" for place in range(len(wanted))):
        relation = relation.project(", ".join(wanted))
    for batch in relation.to_arrow_reader(ROWS):
        columns = [_column(column, kind) for column, kind in zip(batch.columns, kinds, strict=True)]
        yield pa.RecordBatch.from_arrays(columns, names=names)


def _expression(place: int, kind: DuckDBPyType) -> str:
    """The column at this place in a form that a file can hold, whatever it holds."""
    if kind.id == _INTERVAL:
        return f"TRY(epoch_us(#{place}))"
    if kind.id in _TIMES:
        return f"CASE WHEN isfinite(#{place}) AND year(#{place}) BETWEEN 1 AND 9999 THEN #{place} END"
    if kind.id in _PLAIN or kind.id == _BYTES:
        return f"#{place}"
    held = _held(kind)
    return f"#{place}" if held == str(kind) else f"CAST(#{place} AS {held})"


def _held(kind: DuckDBPyType | int | list[str]) -> str:
    """The type in which a list or a structure can be held, with text for whatever in it is not plain."""
    assert not isinstance(kind, int | list)  # as children, only sizes and words are none
    if kind.id in {"list", "array"}:
        return f"{_held(kind.children[0][1])}[]"
    if kind.id == "struct":
        fields = (f'"{name.replace(chr(34), chr(34) * 2)}" {_held(inner)}' for name, inner in kind.children)
        return f"STRUCT({', '.join(fields)})"
    return str(kind) if kind.id in _PLAIN else "VARCHAR"


def _column(column: pa.Array, kind: DuckDBPyType) -> pa.Array:
    if kind.id == _INTERVAL:
        return column.cast(DURATION)
    if kind.id == _BYTES:
        values = column.to_pylist()
        return pa.array([None if value is None else value.decode("utf-8", "replace") for value in values], pa.string())
    return column


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
