"""DuckDB, opened for reading only; its types are kept."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from cxaudit.errors import InputError
from cxaudit.incidents.raw import ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from cxaudit.incidents.databases.address import Address

# Nothing is fetched from anywhere, and times are told in UTC, wherever the machine stands.
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {"autoinstall_known_extensions": "false", "threads": "1"}


def answer(address: Address) -> Iterator[pa.RecordBatch]:
    """The rows of the answer. Raises InputError for what DuckDB refuses, or when it is not installed."""
    try:
        import duckdb  # noqa: PLC0415 - an extra that most do without
    except ImportError as error:
        raise InputError(
            f"{address.shown}: reading DuckDB needs a further package; pip install 'cxaudit[duckdb]'"
        ) from error
    if not Path(address.path).is_file():
        raise InputError(f"{address.shown}: no such file; check the path, here relative to the current directory")
    try:
        with closing(duckdb.connect(address.path, read_only=True, config=_SETTINGS)) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            found = connection.execute("SELECT table_name FROM information_schema.tables ORDER BY table_name")
            statement = address.statement([name for (name,) in found.fetchall()])
            yield from connection.sql(statement).to_arrow_reader(ROWS)
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"{address.shown}: DuckDB refuses it ({reason}); check the file and the query") from error
