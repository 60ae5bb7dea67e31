"""PostgreSQL, read within one transaction that cannot write; values come as the text that PostgreSQL writes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa

from cxaudit.errors import InputError
from cxaudit.incidents.databases.address import unsplittable
from cxaudit.incidents.databases.copying import DURATION
from cxaudit.incidents.databases.tables import Table
from cxaudit.incidents.raw import ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg
    from psycopg.pq.abc import PGresult

    from cxaudit.incidents.databases.address import Address

# The numbers PostgreSQL gives its types.
_BOOLEAN, _BYTES, _INTERVAL = 16, 17, 1186
_TIMES = frozenset({1082, 1114, 1184})  # days, and times without and with a zone
_FLAGS = {b"t": "true", b"f": "false"}
_ENDLESS = frozenset({b"infinity", b"-infinity"})
_PART = re.compile(r"(-?\d+(?:\.\d+)?)([YMDHS])")
# Microseconds; a month is 30 days, as for DuckDB.
_SECOND = 1_000_000
_OF_DATE = {"Y": 31_104_000 * _SECOND, "M": 2_592_000 * _SECOND, "D": 86_400 * _SECOND}
_OF_CLOCK = {"H": 3_600 * _SECOND, "M": 60 * _SECOND, "S": _SECOND}
# Tables, partitioned and foreign ones too, and views, materialized or not, that who asks may read.
_TABLES = """
    SELECT space.nspname, kind.relname, pg_table_is_visible(kind.oid)
    FROM pg_class AS kind JOIN pg_namespace AS space ON space.oid = kind.relnamespace
    WHERE kind.relkind IN ('r', 'p', 'f', 'v', 'm')
        AND space.nspname <> 'information_schema' AND NOT starts_with(space.nspname::text, 'pg_')
        AND has_schema_privilege(space.oid, 'USAGE')
        AND (has_table_privilege(kind.oid, 'SELECT') OR has_any_column_privilege(kind.oid, 'SELECT'))
    ORDER BY 3 DESC, space.nspname, kind.relname
"""
# The same text on every server: times in UTC and in ISO form.
_OPTIONS = (
    "-c default_transaction_read_only=on -c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=iso_8601"
    " -c bytea_output=hex -c client_encoding=UTF8"
)
_FETCH = f'FETCH FORWARD {ROWS} FROM "cxaudit"'


def answer(address: Address) -> Iterator[pa.RecordBatch]:
    """The rows of the answer, intervals as durations and every other column as text, fetched little by little.

    A time that no calendar has, such as infinity, is missing. Raises InputError for what PostgreSQL refuses, or when
    its driver is not installed.
    """
    try:
        import psycopg  # noqa: PLC0415 - an extra that most do without
    except ImportError as error:
        raise InputError(
            f"{address.shown}: reading PostgreSQL needs a further package; pip install 'cxaudit[postgresql]'"
        ) from error
    _refuse_unsplittable(address)
    try:
        with psycopg.connect(address.connection, options=_OPTIONS, connect_timeout=10) as connection:
            connection.read_only = True
            statement = address.statement([Table(*row) for row in connection.execute(_TABLES).fetchall()])
            # A cursor is declared for one statement that asks, and PostgreSQL takes none that does more.
            with connection.cursor("cxaudit") as cursor:
                cursor.execute(statement.encode())
                yield from _batches(connection)
            connection.rollback()
    except psycopg.Error as error:
        reason = " ".join(str(error).split()[:40]) or type(error).__name__
        raise InputError(f"{address.shown}: PostgreSQL refuses it ({reason}); check address and query") from error


def _refuse_unsplittable(address: Address) -> None:
    """Raise InputError for an address that the driver cannot take apart, without its words, which show a password."""
    from psycopg import Error, conninfo  # noqa: PLC0415 - an extra that most do without

    try:
        conninfo.conninfo_to_dict(address.connection)
    except Error as error:
        raise unsplittable(f"{address.scheme}://…") from error


def _batches(connection: psycopg.Connection[tuple[object, ...]]) -> Iterator[pa.RecordBatch]:
    """The rows as they were sent: Python's own types hold fewer values than those of PostgreSQL."""
    rows = ROWS
    with connection.cursor() as cursor:
        while rows:
            cursor.execute(_FETCH.encode(), prepare=False)
            result = cursor.pgresult
            assert result is not None
            rows = result.ntuples
            columns = [_column(result, column) for column in range(result.nfields)]
            names = [(result.fname(column) or b"").decode("utf-8", "replace") for column in range(result.nfields)]
            yield pa.RecordBatch.from_arrays(columns, names=names)


def _column(result: PGresult, column: int) -> pa.Array:
    kind = result.ftype(column)
    values = [result.get_value(row, column) for row in range(result.ntuples)]
    if kind == _INTERVAL:
        return pa.array([None if value is None else _microseconds(value.decode()) for value in values], DURATION)
    return pa.array([None if value is None else _text(value, kind) for value in values], pa.string())


def _text(value: bytes, kind: int) -> str | None:
    if kind == _BOOLEAN:
        return _FLAGS[value]
    if kind == _BYTES:
        value = bytes.fromhex(value.removeprefix(b"\\x").decode())
    elif kind in _TIMES and value in _ENDLESS:
        return None
    return value.decode("utf-8", "replace")


def _microseconds(text: str) -> int | None:
    """An interval such as ``P1Y2M-3DT4H5M6.5S``; None for one without end."""
    if not text.startswith("P"):
        return None
    date, _, clock = text.removeprefix("P").partition("T")
    parts = [(date, _OF_DATE), (clock, _OF_CLOCK)]
    return round(sum(float(amount) * units[unit] for part, units in parts for amount, unit in _PART.findall(part)))
