"""Addresses of databases: ``sqlite:///file.db?query=SELECT …``, with the query last, or ``?table=…``."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from cxaudit.errors import InputError

_SHOWN_QUERY = 60  # characters


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is and what is asked of it: a `query`, or a `table`, or neither when there is one table only.

    `path` is that of a file; `connection` the address without the question, for databases that are served; `shown`
    is what reports and messages say, without a password.
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
        place, settings, query, table = _asked(name)
        try:
            parts = urlsplit(place)
            password = parts.password
        except ValueError as error:
            raise InputError(f"an input is not the address of a database ({error}); write sqlite:///FILE") from error
        plain = place if password is None else place.replace(f":{password}@", "@", 1)
        shown = f"{plain}?table={table}" if table else f"{plain}?query={_short(query)}" if query else plain
        if (query is not None and not query) or (table is not None and not table):
            raise InputError(f"{shown}: nothing stands after the =; write the table or the query to read")
        # Three slashes lead to a path as it is typed, four to one from the root, as elsewhere.
        path = unquote(parts.netloc + (parts.path if parts.netloc else parts.path.removeprefix("/")))
        connection = f"{place}?{settings}" if settings else place
        return cls(parts.scheme.lower(), path, connection, query or "", table or "", shown)

    def statement(self, tables: list[str]) -> str:
        """What is asked, in SQL; `tables` are those there are. Raises InputError when it cannot be told."""
        if self.query:
            return self.query
        names = ", ".join(f"'{name}'" for name in tables[:10]) or "none"
        if self.table and self.table not in tables:
            raise InputError(f"{self.shown}: has no table '{self.table}'; its tables are: {names}")
        if not self.table and len(tables) != 1:
            raise InputError(
                f"{self.shown}: say what to read, with ?table=NAME or ?query=SELECT…; its tables are: {names}"
            )
        quoted = (self.table or tables[0]).replace('"', '""')
        return f'SELECT * FROM "{quoted}"'  # noqa: S608 - a name among those the database itself gave, quoted

    def no_reading(self, what: str = "") -> InputError:
        """The refusal of a query that would do more than read; `what` names it."""
        named = f" ({what})" if what else ""
        return InputError(
            f"{self.shown}: the query does more than read{named}; write a single SELECT, which is all that is run"
        )

    def not_one(self, statements: int) -> InputError:
        """The refusal of a query that is no statement, or several."""
        many = f"{statements} statements" if statements else "no statement"
        return InputError(f"{self.shown}: the query holds {many}; write a single SELECT, which is all that is run")


def _asked(name: str) -> tuple[str, str, str | None, str | None]:
    """The address without a question, its other settings, and the query or the table, of which one may be asked for.

    What follows ``query=`` is taken as it stands, to the end: SQL is full of signs that mean something in addresses.
    """
    place, _, rest = name.partition("?")
    settings, asks, query = f"&{rest}".partition("&query=")
    pairs = [pair for pair in settings.split("&") if pair]
    tables = [unquote(pair.removeprefix("table=")) for pair in pairs if pair.startswith("table=")]
    others = "&".join(pair for pair in pairs if not pair.startswith("table="))
    if asks:
        return place, others, (unquote(query) if "%20" in query else query).strip(), None
    return place, others, None, tables[0].strip() if tables else None


def _short(query: str) -> str:
    line = " ".join(query.split())
    return line if len(line) <= _SHOWN_QUERY else f"{line[: _SHOWN_QUERY - 1]}…"
