"""The breakdowns: why (lenses over causes), where it hurts, the customer's rights; and the weekly series."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.model import Basis
from cxaudit.render import figures
from cxaudit.render.markdown_text import Align, Grid, code
from cxaudit.render.view.lookup import UNEXPLAINED, capital, words

if TYPE_CHECKING:
    from cxaudit.model import Measure, Signal, Table, TableRow
    from cxaudit.render.view.lookup import Lookup

_RIGHTS = ("right", "zero-tolerance", "standard", "minimum")  # words in the ids of tables that belong under rights
_SYMPTOMS = "symptoms"
_SEARCH = re.compile(r"[;,] ([\d,]+) cells checked, expect at most 1 in 10 of those listed to be noise")
_FIRST = ("areas", "families", "sides", "kinds", "rights", "zero-tolerance")  # tables in the order readers expect
_LONGEST = 15  # rows of a table before the rest is counted in its note
_SIGNALS = 15  # structural findings shown
_SERIES = 8  # symptoms whose weeks are drawn


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One table with its title, its basis, and what is said under it."""

    title: str
    basis: str
    grid: Grid
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Breakdowns:
    """All tables of the measures, by the section they belong to; none appears twice."""

    why: tuple[Breakdown, ...]
    symptoms: tuple[Breakdown, ...]
    where: tuple[Breakdown, ...]
    rights: tuple[Breakdown, ...]


@dataclass(frozen=True, slots=True)
class Signals:
    """Structural findings, and how many more there are than fit."""

    grid: Grid
    left_out: int
    searched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Shape:
    """Which columns a table has: a range beside each value, incidents counted, columns of text."""

    ranged: bool
    counted: bool
    extra: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weeks:
    """The course of the whole log and of its most frequent symptoms; empty when no row is dated."""

    grid: Grid
    first: str
    last: str
    number: int


def make_breakdowns(look: Lookup) -> Breakdowns:
    """Sort every table of the audit into its section."""
    sections: dict[str, list[Breakdown]] = {"why": [], "symptoms": [], "where": [], "rights": []}
    for table in sorted(look.audit.measures.tables, key=_table_order):
        if table.rows:
            sections[_section(table)].append(_breakdown(look, table))
    return Breakdowns(**{name: tuple(tables) for name, tables in sections.items()})


def make_weeks(look: Lookup) -> Weeks:
    """One line a series: all incidents, those closed, then the most frequent symptoms."""
    whole = next((series for series in look.audit.tally.series if not series.dimension), None)
    if whole is None or not whole.weeks:
        return Weeks(Grid((), (), ()), "", "", 0)
    counts = {name: sum(values) for name, values in whole.symptoms.items()}
    most = sorted((name for name in counts if counts[name]), key=lambda name: (-counts[name], name))[:_SERIES]
    closed = [look.audit.tally.closed.get(week, 0) for week in whole.weeks]
    rows = [_week_row("All incidents opened", whole.total)]
    if any(closed):
        rows.append(_week_row("All incidents closed", closed))
    rows += [_week_row(look.title("symptom", name), whole.symptoms[name]) for name in most]
    headers = ("Series", "Course", "Sum", "Mean a week", "Highest")
    grid = Grid(headers, ("left", "left", "right", "right", "right"), tuple(rows))
    return Weeks(grid, whole.weeks[0], whole.weeks[-1], len(whole.weeks))


def make_signals(look: Lookup) -> Signals:
    """Structural findings in the log as a whole: confirmed before watched, larger before smaller."""
    found = sorted(look.audit.measures.signals, key=_signal_order)
    rows = tuple(
        (
            signal.state,
            look.named(without_search(signal.statement)),
            signal.onset or "–",
            signal.noticed or "–",
            _ratio(signal),
            figures.count(signal.n),
        )
        for signal in found[:_SIGNALS]
    )
    headers = ("State", "Finding", "Began about", "First alarm", "Ratio", "n")
    grid = Grid(headers, ("left", "left", "left", "left", "right", "right"), rows)
    searched = {match.group(1) for match in (_SEARCH.search(signal.statement) for signal in found) if match}
    return Signals(grid, len(found) - len(rows), tuple(sorted(searched)))


def without_search(statement: str) -> str:
    """A finding without how many cells were searched for it, which is told once for all."""
    return _SEARCH.sub("", statement)


def _table_order(table: Table) -> int:
    """Those without a place of their own stay in the order of the audit, after the others."""
    return _FIRST.index(table.id) if table.id in _FIRST else len(_FIRST)


def _section(table: Table) -> str:
    cells = [cell for row in table.rows for cell in row.cells]
    if table.id == _SYMPTOMS:
        return "symptoms"
    if any(row.id == UNEXPLAINED for row in table.rows) or all(cell.basis is not Basis.MEASURED for cell in cells):
        return "why"
    return "rights" if any(word in table.id for word in _RIGHTS) else "where"


def _breakdown(look: Lookup, table: Table) -> Breakdown:
    """Columns of measures become value and range; what all cells share (basis, level) is said once, below."""
    cells = [cell for row in table.rows for cell in row.cells]
    shape = _Shape(
        ranged=any(cell.interval for cell in cells),
        counted=len(table.columns) == 1 and all(cell.unit == "share" for cell in cells),
        extra=_extra(table),
    )
    headers = [_first_header(table)]
    for title in table.columns:
        headers += [capital(title), *(["Range"] if shape.ranged else [])]
    headers += [*(["Incidents", "of"] if shape.counted else ["n"]), *shape.extra]
    aligns: list[Align] = ["right"] * len(headers)
    aligns[0] = "left"
    aligns[len(headers) - len(shape.extra) :] = ["left"] * len(shape.extra)
    shown = table.rows if _section(table) in {"why", "rights"} else table.rows[:_LONGEST]
    grid = Grid(tuple(headers), tuple(aligns), tuple(_row(look, row, shape) for row in shown))
    return Breakdown(table.title, _basis(cells), grid, _notes(look, table, len(shown)))


def _row(look: Lookup, row: TableRow, shape: _Shape) -> tuple[str, ...]:
    cells = [row.label]
    for cell in row.cells:
        cells += [figures.measured(cell), *([figures.span(cell.interval, cell.unit)] if shape.ranged else [])]
    n = max((cell.n for cell in row.cells), default=0)
    if shape.counted:
        value = row.cells[0].value
        cells.append("–" if value is None else figures.count(value * n))
    cells.append(figures.count(n))
    asked = {
        "Severity": look.attribute("symptom", row.id, "severity"),
        "Stage": words(look.attribute("symptom", row.id, "stage")),
        "Note": look.named(row.note),
    }
    return (*cells, *(asked[name] for name in shape.extra))


def _first_header(table: Table) -> str:
    if table.id == _SYMPTOMS:
        return "Symptom"
    return capital(words(table.id.removeprefix("by-"))) if table.id.startswith("by-") else ""


def _extra(table: Table) -> tuple[str, ...]:
    """Columns of text beside the measures, where there is something to put in them."""
    if table.id == _SYMPTOMS:
        return ("Severity", "Stage")
    return ("Note",) if any(row.note for row in table.rows) else ()


def _basis(cells: list[Measure]) -> str:
    bases = sorted({cell.basis.value for cell in cells})
    levels = sorted({figures.level(cell.interval) for cell in cells if cell.interval})
    ranges = f", {' and '.join(levels)} ranges" if levels else ""
    return f"{' and '.join(bases)}{ranges}"


def _notes(look: Lookup, table: Table, shown: int) -> tuple[str, ...]:
    notes = [table.note] if table.note else []
    if table.id == _SYMPTOMS:
        notes = _not_seen(look)
    if shown < len(table.rows):
        notes.append(f"{figures.plural(len(table.rows) - shown, 'further row')} left out here; the JSON has all")
    return tuple(notes)


def _not_seen(look: Lookup) -> list[str]:
    """Symptoms looked for and not found, apart from those for which the log lacks the words or the column."""
    counts, seen = look.audit.tally.counts(), look.audit.tally.observable()
    absent = sum(not number and seen[name] > 0 for name, number in counts.items())
    blind = sum(not number and seen[name] <= 0 for name, number in counts.items())
    known = figures.plural(len(counts), "symptom")
    notes = [f"of the {known} of the rulebook, {figures.count(absent)} were looked for and not seen"] if absent else []
    if blind:
        notes.append(
            f"{figures.count(blind)} could not be seen in this log, which lacks the words or columns they need"
        )
    return notes


def _week_row(label: str, values: tuple[int, ...] | list[int]) -> tuple[str, ...]:
    mean = sum(values) / len(values)
    return (
        label,
        code(figures.sparkline(values)),
        figures.count(sum(values)),
        f"{mean:,.1f}" if mean < 9.95 else figures.count(mean),
        figures.count(max(values)),
    )


def _ratio(signal: Signal) -> str:
    if signal.ratio is None:
        return "–"
    span = f" ({figures.span(signal.interval, 'ratio')})" if signal.interval else ""
    return f"{signal.ratio:.2f}×{span}"


def _signal_order(signal: Signal) -> tuple[bool, int, str, str, str]:
    return signal.state != "confirmed", -signal.n, signal.symptom, signal.about, signal.where
