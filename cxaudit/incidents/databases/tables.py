"""The tables of a database, by the names that people ask for them by: plain, with their schema, or quoted as in SQL."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_PART = r'(?:"(?:[^"]|"")+"|[^".]+)'
_WITH_SCHEMA = re.compile(rf"({_PART})\.({_PART})|({_PART})")
_SHOWN = 10  # tables that a message names


@dataclass(frozen=True, slots=True)
class Table:
    """A table or a view; `plain` says that it is found by its name alone, without its schema."""

    schema: str
    name: str
    plain: bool = True

    @property
    def called(self) -> str:
        """How people ask for it."""
        return self.name if self.plain else f"{self.schema}.{self.name}"

    @property
    def statement(self) -> str:
        """The SQL that reads the whole of it."""
        names = (self.name,) if self.plain else (self.schema, self.name)
        doubled = (name.replace('"', '""') for name in names)
        place = ".".join(f'"{name}"' for name in doubled)
        return f"SELECT * FROM {place}"  # noqa: S608 - a name among those the database itself gave, quoted

    def answers_to(self, parts: tuple[str, ...]) -> bool:
        """Whether these parts of a name mean it."""
        return parts == (self.schema, self.name) or (self.plain and parts == (self.name,))


def find_table(asked: str, tables: Sequence[Table]) -> Table | None:
    """The table meant by `asked`; a name that is spelled just so comes before one that only means the same."""
    for parts in ((asked,), _parts(asked)):
        for table in tables:
            if table.answers_to(parts):
                return table
    return None


def only_table(tables: Sequence[Table]) -> Table | None:
    """The one table there is, if there is one alone; those of other schemas count where no other is found."""
    candidates = [table for table in tables if table.plain] or list(tables)
    return candidates[0] if len(candidates) == 1 else None


def named(tables: Sequence[Table]) -> str:
    """The names of the tables, as a message gives them."""
    shown = ", ".join(f"'{table.called}'" for table in tables[:_SHOWN]) or "none"
    return shown if len(tables) <= _SHOWN else f"{shown} and {len(tables) - _SHOWN:,} more"


def _parts(asked: str) -> tuple[str, ...]:
    found = _WITH_SCHEMA.fullmatch(asked)
    return tuple(_unquoted(part) for part in found.groups() if part) if found else ()


def _unquoted(part: str) -> str:
    return part[1:-1].replace('""', '"') if part.startswith('"') else part
