"""Addresses of databases: ``sqlite:///file.db?query=SELECT …``, with the query last, or ``?table=…``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from cxaudit.errors import InputError
from cxaudit.incidents.databases.tables import find_table, named, only_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.incidents.databases.tables import Table

FILES = ("sqlite", "duckdb")  # schemes of databases that are files
SERVED = ("postgresql", "postgres")  # schemes of those that a server answers for

_SHOWN_QUERY = 60  # characters
# All that percent-encoding leaves in an address: SQL that is typed has blanks or quotation marks.
_ENCODED = re.compile(r"(?:[\w.~!$&()*+,;=:@/?\[\]-]|%[0-9a-f]{2})*", re.ASCII | re.IGNORECASE)
_ESCAPE = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)
_HOST = r"(?:\[[^\]]*\]|[^:\[\]]*)(?::\d*)?"
_HOSTS = re.compile(rf"{_HOST}(?:,{_HOST})*")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is and what is asked of it: a `query`, or a `table`, or neither when there is one table only.

    `path` is that of a file; `connection` the address without the question, for databases that are served; `shown`
    is what reports and messages say, without a password. Path, table and query are percent-decoded where the whole
    address is percent-encoded, and else taken as they are typed.
    """

    scheme: str
    path: str
    connection: str
    query: str
    table: str
    shown: str

    @classmethod
    def of(cls, name: str) -> Address:
        """The address written in `name`. Raises InputError for one that cannot be meant."""
        encoded = _ENCODED.fullmatch(name) is not None
        place, settings, query, *tables = _asked(name, encoded=encoded)
        table = tables[0] if tables and query is None else None
        scheme, _, rest = place.partition("://")
        scheme = scheme.lower()
        plain = place if scheme in FILES else _without_password(scheme, rest, settings)
        shown = f"{plain}?table={table}" if table else f"{plain}?query={_short(query)}" if query else plain
        if (query is not None and not query) or (table is not None and not table):
            raise InputError(f"{shown}: nothing stands after the =; write the table or the query to read")
        if len(tables) + (query is not None) > 1:
            raise InputError(f"{shown}: more than one table or query is asked for; give each an address of its own")
        if settings and scheme in FILES:
            raise InputError(f"{shown}: '{settings}' asks for nothing; a question begins with ?table= or ?query=")
        if query and not encoded and len(query.split()) == 1 and _ESCAPE.search(query):
            raise InputError(
                f"{shown}: the query is percent-encoded in part; write it as it is, with its blanks, or encode all of"
                " the address, a ' as %27 too"
            )
        # Three slashes lead to a path as it is typed, four to one from the root, as elsewhere.
        path = rest.removeprefix("/")
        connection = f"{place}?{settings}" if settings else place
        return cls(scheme, unquote(path) if encoded else path, connection, query or "", table or "", shown)

    def statement(self, tables: Sequence[Table]) -> str:
        """What is asked, in SQL; `tables` are those there are. Raises InputError when it cannot be told."""
        if self.query:
            return self.query
        found = find_table(self.table, tables) if self.table else only_table(tables)
        if found is not None:
            return found.statement
        if self.table:
            raise InputError(f"{self.shown}: has no table '{self.table}'; its tables are: {named(tables)}")
        raise InputError(
            f"{self.shown}: say what to read, with ?table=NAME or ?query=SELECT…; its tables are: {named(tables)}"
        )

    def no_reading(self, what: str = "") -> InputError:
        """The refusal of a query that would do more than read; `what` names it."""
        told = f" ({what})" if what else ""
        return InputError(
            f"{self.shown}: the query does more than read{told}; write a single SELECT, which is all that is run"
        )

    def in_use(self, reason: str) -> InputError:
        """The refusal of a file that another program holds locked, for the `reason` that the database gives."""
        return InputError(
            f"{self.shown}: another program is writing to it ({reason}); end that program first, or read a copy of the"
            " file"
        )

    def not_one(self, statements: int) -> InputError:
        """The refusal of a query that is no statement, or several."""
        many = f"{statements} statements" if statements else "no statement"
        return InputError(f"{self.shown}: the query holds {many}; write a single SELECT, which is all that is run")


def unsplittable(shown: str) -> InputError:
    """The refusal of an address that does not tell where its parts end."""
    return InputError(
        f"{shown}: the address cannot be split into user, password, host and port; write signs within them"
        " percent-encoded, @ as %40, : as %3A, / as %2F, ? as %3F and % as %25"
    )


def _without_password(scheme: str, place: str, settings: str) -> str:
    """The place of a server, of who asks no more than the name.

    Raises InputError where nobody can tell the password from what is around it; it is not shown in part either.
    """
    if scheme not in SERVED:  # of what is no database nobody knows where it holds a secret
        return f"{scheme}://…"
    authority, slash, database = place.partition("/")
    credentials, at, hosts = authority.rpartition("@")
    beyond = database if slash else settings.partition("/")[0]  # where an @ is one that a password reaches to
    if "@" in beyond or not _HOSTS.fullmatch(hosts):
        raise unsplittable(f"{scheme}://…")
    user = re.split("[:@]", credentials)[0]
    shown = f"{scheme}://{user}{at}{hosts}{slash}{database}"
    if "@" in credentials:
        raise unsplittable(shown)
    return shown


def _asked(name: str, *, encoded: bool) -> tuple[str, str, str | None, *tuple[str, ...]]:
    """The address without a question, its other settings, the query, and the tables; one of all may be asked for.

    What follows ``query=`` is taken to the end: SQL is full of signs that mean something in addresses.
    """
    place, _, rest = name.partition("?")
    settings, asks, query = f"&{rest}".partition("&query=")
    pairs = [pair for pair in settings.split("&") if pair]
    tables = [pair.removeprefix("table=") for pair in pairs if pair.startswith("table=")]
    others = "&".join(pair for pair in pairs if not pair.startswith("table="))
    plain, *named = ((unquote(asked) if encoded else asked).strip() for asked in (query, *tables))
    return place, others, plain if asks else None, *named


def _short(query: str) -> str:
    line = " ".join(query.split())
    return line if len(line) <= _SHOWN_QUERY else f"{line[: _SHOWN_QUERY - 1]}…"
