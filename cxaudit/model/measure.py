"""Numbers that say what they are: measured, derived or assumed, with n and an interval."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    """Where a number comes from."""

    MEASURED = "measured"
    DERIVED = "derived"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Interval:
    """A range that holds the truth with probability `level`, under the method named where it is made."""

    low: float
    high: float
    level: float = 0.9


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure. `value` is None when the data cannot tell, and `note` then says why.

    `unit` is ``share`` (0 to 1), ``count``, ``minutes``, ``days``, ``points``, ``score`` or ``ratio``;
    `n` is the number of incidents (or weeks, customers: see `formula`) it rests on; `source` names the method.
    """

    id: str
    title: str
    value: float | None
    unit: str
    n: int
    basis: Basis
    formula: str
    interval: Interval | None = None
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of a table of measures: a label and one measure a column."""

    id: str
    label: str
    cells: tuple[Measure, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A breakdown, such as the ten areas; `columns` are the titles of the cells of each row."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Signal:
    """A structural symptom found in the log as a whole (a slow decline, an outlying unit, a shared workaround).

    `state` is ``confirmed`` or ``watch``; `where` names the series, unit or period; `statement` is the sentence
    a report prints; `n` the incidents it rests on.
    """

    symptom: str
    where: str
    state: str
    statement: str
    n: int
    ratio: float | None = None
    interval: Interval | None = None
    onset: str = ""
    noticed: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Measures:
    """All that was measured on a tally: headline figures, breakdowns, and signals in the series."""

    headline: tuple[Measure, ...]
    tables: tuple[Table, ...]
    signals: tuple[Signal, ...]
    unknowns: tuple[str, ...] = ()
