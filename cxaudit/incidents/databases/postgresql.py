"""PostgreSQL, read within one transaction that cannot write; values come as the text that PostgreSQL writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from cxaudit.errors import InputError
from cxaudit.incidents.raw import ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

    from cxaudit.incidents.databases.address import Address

_BOOLEAN = 16  # the number PostgreSQL gives its type of flags, which it writes as t and f
_FLAGS = {b"t": "true", b"f": "false"}
_TABLES = """
    SELECT table_name FROM information_schema.tables
    WHERE table_schema = ANY (current_schemas(false)) ORDER BY table_name
"""
# The same text on every server: times in UTC and in ISO form.
_OPTIONS = "-c default_transaction_read_only=on -c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=iso_8601"


def answer(address: Address) -> Iterator[pa.RecordBatch]:
    """The rows of the answer, every column as text, fetched little by little.

    Raises InputError for what PostgreSQL refuses, or when its driver is not installed.
    """
    try:
        import psycopg  # noqa: PLC0415 - an extra that most do without
    except ImportError as error:
        raise InputError(
            f"{address.shown}: reading PostgreSQL needs a further package; pip install 'cxaudit[postgresql]'"
        ) from error
    try:
        with psycopg.connect(address.connection, options=_OPTIONS, connect_timeout=10) as connection:
            statement = address.statement([name for (name,) in connection.execute(_TABLES).fetchall()])
            with connection.cursor("cxaudit") as cursor:
                cursor.execute(statement.encode())
                yield from _batches(cursor)
    except psycopg.Error as error:
        reason = " ".join(str(error).split()[:40]) or type(error).__name__
        raise InputError(f"{address.shown}: PostgreSQL refuses it ({reason}); check address and query") from error


def _batches(cursor: psycopg.ServerCursor[tuple[object, ...]]) -> Iterator[pa.RecordBatch]:
    rows = cursor.fetchmany(ROWS)
    names = [column.name for column in cursor.description or ()]
    flags = [column.type_code == _BOOLEAN for column in cursor.description or ()]
    while rows:
        result = cursor.pgresult
        assert result is not None
        columns = [
            [_text(result.get_value(row, column), flag=flag) for row in range(len(rows))]
            for column, flag in enumerate(flags)
        ]
        yield pa.RecordBatch.from_arrays([pa.array(column, pa.string()) for column in columns], names=names)
        rows = cursor.fetchmany(ROWS)
    yield pa.RecordBatch.from_arrays([pa.array([], pa.string()) for _ in names], names=names)


def _text(value: bytes | None, *, flag: bool) -> str | None:
    if value is None:
        return None
    return _FLAGS[value] if flag else value.decode("utf-8", "replace")
