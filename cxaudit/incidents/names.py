"""Compares names of columns regardless of case, spaces and punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxaudit.incidents.raw import Reader

_UNIT_WORDS = MappingProxyType(
    dict.fromkeys(("ms", "msec", "millis", "milliseconds", "millisekunden", "millisecondes"), "milliseconds")
    | dict.fromkeys(("s", "sec", "secs", "second", "seconds", "sekunden", "secondes", "segundos"), "seconds")
    | dict.fromkeys(("secondi", "seconden"), "seconds")
    | dict.fromkeys(("min", "mins", "minute", "minutes", "minuten", "minutos", "minuti", "minuut"), "minutes")
    | dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "std", "stunden", "heures", "horas", "ore", "uren"), "hours")
    | dict.fromkeys(("day", "days", "tage", "jours", "dias", "días", "giorni", "dagen"), "days")
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BESIDE_UNITS = frozenset({"in", "en", "em", "calendar", "business", "kalender"})
# Fields of an object that hold the record itself, and beside which only what leads to it stands.
_WRAPPERS = frozenset(
    {"_source", "attributes", "node", "fields", "properties", "record", "document", "doc", "ticket", "incident", "case"}
    | {"conversation", "issue", "item", "entity", "payload", "row"}
)


def plain_name(name: str) -> str:
    """A name in lower case, whatever is no letter or digit as one underscore: ``Created at`` is ``created_at``."""
    return re.sub(r"[\W_]+", "_", name.casefold()).strip("_")


def unit_in_name(name: str) -> tuple[str, str]:
    """The unit a name such as ``Resolution time (hrs)`` ends in, or nothing, and the plain name without it."""
    words = plain_name(_CAMEL.sub(" ", name)).split("_")
    unit = next((_UNIT_WORDS[word] for word in reversed(words[1:]) if word in _UNIT_WORDS), "")
    kept = [word for word in words[1:] if word not in _UNIT_WORDS and word not in _BESIDE_UNITS]
    return unit, "_".join((words[0], *kept))


@dataclass(frozen=True, slots=True)
class NameIndex:
    """Finds the columns of an input by any spelling of their names, also with the words run together: ``createdAt``."""

    exact: frozenset[str]
    plain: Mapping[str, str]
    run_together: Mapping[str, str]
    hollow: frozenset[str]
    open_ended: bool

    def find(self, name: str) -> str | None:
        """The column meant by `name`, or None if the input has none such.

        Where records name their own columns, one within an object that was empty so far counts as there.
        """
        if name in self.exact:
            return name
        bare = re.sub(r"\[[^\]]*\]", "", name)
        wanted = plain_name(bare)
        found = self.plain.get(wanted) or self.run_together.get(wanted.replace("_", ""))
        if not self.open_ended:
            return found
        if bare != name:
            return name if found is not None or self._within_known(bare) else None
        return found or (name if self._within_known(bare) else None)

    def _within_known(self, path: str) -> bool:
        return "." in path and any(path.startswith(f"{prefix}.") for prefix in self.hollow)


def index_names(reader: Reader) -> NameIndex:
    """The index of the columns of `reader`; of two with the same plain name the first counts."""
    plain: dict[str, str] = {}
    for column in reader.columns:
        plain.setdefault(plain_name(column), column)
    for column in reader.columns:
        # What stands in brackets only explains, as in "Rating (1-5)".
        plain.setdefault(plain_name(re.sub(r"\([^)]*\)", "", column)), column)
    wrapper = _wrapper(reader.columns) if reader.open_ended else ""
    for column in reader.columns:
        if wrapper and column.startswith(wrapper):
            plain.setdefault(plain_name(column.removeprefix(wrapper)), column)
    together: dict[str, str] = {}
    for name, column in plain.items():
        together.setdefault(name.replace("_", ""), column)
    return NameIndex(frozenset(reader.columns), plain, together, reader.hollow, reader.open_ended)


def _wrapper(columns: tuple[str, ...]) -> str:
    """What stands before the names of nearly all columns, where each record is wrapped into an object of its own.

    As ``_source.`` does in a dump of Elasticsearch and ``attributes.`` in JSON:API.
    """
    wrapped = [name for name in columns if name.partition(".")[0] in _WRAPPERS]
    first = wrapped[0].partition(".")[0] if wrapped else ""
    alike = sum(name.startswith(f"{first}.") for name in wrapped)
    return f"{first}." if first and 2 * alike >= len(columns) else ""


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """The names, each once, in the order of their first appearance."""
    return tuple(dict.fromkeys(names))
