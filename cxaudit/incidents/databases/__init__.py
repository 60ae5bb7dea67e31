"""Databases: one file each. The answer to a query is copied once, and read like any table from then on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import pyarrow as pa

from cxaudit.configuration import closest
from cxaudit.errors import InputError
from cxaudit.incidents.databases import duckdb, postgresql, sqlite
from cxaudit.incidents.databases.address import Address
from cxaudit.incidents.databases.copying import write_answer
from cxaudit.incidents.databases.kinds import file_kind

if TYPE_CHECKING:
    from collections.abc import Mapping

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.:-]*://")


@dataclass(frozen=True, slots=True)
class Database:
    """A kind of database: what reports call it, and how it answers the query of an address, batch by batch."""

    title: str
    answer: Callable[[Address], Iterator[pa.RecordBatch]]


DATABASES: Mapping[str, Database] = MappingProxyType(
    {
        "duckdb": Database("DuckDB", duckdb.answer),
        "sqlite": Database("SQLite", sqlite.answer),
        "postgresql": Database("PostgreSQL", postgresql.answer),
        "postgres": Database("PostgreSQL", postgresql.answer),
    }
)


def is_database(name: str) -> bool:
    """Whether the name of an input is the address of a database, not the path of a file."""
    return _SCHEME.match(name) is not None


def database_at(address: Address) -> Database:
    """The kind of database an address names. Raises InputError when it is none that can be read."""
    if address.scheme not in DATABASES:
        near = closest(address.scheme, DATABASES)
        hint = f"did you mean '{near}'?" if near else f"known are: {', '.join(DATABASES)}"
        raise InputError(f"{address.shown}: '{address.scheme}' is no database that can be read; {hint}")
    return DATABASES[address.scheme]
