"""Which order of day and month makes sense where every date can be read both ways, by what else a file says.

In this order: dates in other columns, how long lasts what was opened and closed, and the language of the header.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.incidents.values.grade_words import plain_words
from cxaudit.incidents.values.texts import present
from cxaudit.incidents.values.times import OrderEvidence, order_evidence, times

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Days: TypeAlias = npt.NDArray[np.float64]

_LONGER = 4  # times as long as in the other order incidents have to last, usually, for an order to be the worse
_FEWER = 4  # times as many as in the other order have to end before they began, likewise
_DATES = 0.7  # share of values that are dates in a column of dates
_DAYS = 2  # days below which hours are told
_DAY = 86_400e6  # microseconds
# Words of headers in languages whose speakers all write the day first, where a header has no letters of its own.
_DAY_FIRST = frozenset(
    """
    datum erstellt kunde betreff beschreibung nachricht kanal bearbeiter abteilung sujet statut objet canal fecha
    asunto mensaje cliente estado descripcion assunto mensagem oggetto messaggio stato descrizione aperto chiuso
    onderwerp klant bericht omschrijving gesloten aangemaakt
    """.split()  # noqa: SIM905 - a paragraph of words reads better than a column of quotes
)
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")  # of languages in which the day comes first, unless they are English


@dataclass(frozen=True, slots=True)
class Sense:
    """Whether the day comes first, and what says so, as a clause to a sentence."""

    day_first: bool
    reason: str


def by_other_columns(columns: Mapping[str, pa.Array]) -> Sense | None:
    """What dates in columns that nothing else uses say, if any of them can be read one way only."""
    for name, column in columns.items():
        found = order_evidence(present(column)) if pa.types.is_string(column.type) else OrderEvidence()
        if bool(found.day_first) == bool(found.month_first):
            continue
        sense = Sense(found.day_first > 0, f"as in column '{name}'")
        dates = times(present(column), day_first=sense.day_first)
        if len(dates) - dates.null_count > _DATES * (len(column) - present(column).null_count):
            return sense
    return None


def by_lengths(opened: pa.Array, later: Sequence[pa.Array]) -> Sense | None:
    """The order in which what was opened ends after it began, and soon, unless it does so in both."""
    day, month = _lengths(opened, later)
    if not len(day):
        return None
    orders = ((True, day, month), (False, month, day))
    for day_first, taken, other in orders:
        if np.count_nonzero(other < 0) > _FEWER * np.count_nonzero(taken < 0):
            return Sense(day_first, "as otherwise incidents would end before they began")
    for day_first, taken, other in orders:
        shorter, longer = (float(np.median(np.abs(days))) for days in (taken, other))
        if longer > _LONGER * shorter:
            told = f"{shorter:,.0f} days" if shorter >= _DAYS else f"{shorter * 24:,.0f} hours"
            return Sense(day_first, f"as incidents then take {told} rather than {longer:,.0f} days")
    return None


def by_language(names: Sequence[str]) -> Sense | None:
    """The order in which speakers of the language of a header write dates; None where it may be English."""
    for name in names:
        foreign = any(
            letter.isalpha() and not letter.isascii() and unicodedata.name(letter, "").startswith(_SCRIPTS)
            for letter in name
        )
        if foreign or not _DAY_FIRST.isdisjoint(plain_words(name).split()):
            return Sense(day_first=True, reason=f"as is usual in the language of column '{name}'")
    return None


def _lengths(opened: pa.Array, later: Sequence[pa.Array]) -> tuple[Days, Days]:
    """Days from the opening to each of the later times, read day first and month first, where these differ."""
    found: list[tuple[Days, Days]] = []
    for end in later:
        day, month = (_span(opened, end, day_first=day_first) for day_first in (True, False))
        telling = np.isfinite(day) & np.isfinite(month) & (day != month)
        found.append((day[telling], month[telling]))
    days, months = zip(*found, strict=True) if found else ((), ())
    return np.concatenate([np.zeros(0), *days]), np.concatenate([np.zeros(0), *months])


def _span(begin: pa.Array, end: pa.Array, *, day_first: bool) -> Days:
    """Days between two columns of times; not a number where one is missing."""
    first, last = (times(present(column), day_first=day_first).cast(pa.int64()) for column in (begin, end))
    spans: Days = pc.subtract(last, first).cast(pa.float64()).to_numpy(zero_copy_only=False)
    return spans / _DAY
