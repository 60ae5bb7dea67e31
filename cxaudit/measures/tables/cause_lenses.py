"""Scorecards over causes: families, the ten areas, hardware and software, kinds of malfunction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.lens_members import lens_members
from cxaudit.model import Basis, Measure, Table, TableRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Diagnosis, Lens, Rulebook

_FORMULA = "incidents attributed to the root causes of the row ÷ incidents with a symptom"
_UNEXPLAINED = "unexplained"


def cause_lenses(rulebook: Rulebook, diagnosis: Diagnosis) -> Iterator[Table]:
    """One table a lens of causes. Every group is shown; with the unexplained, top-level groups add up to the whole."""
    whole = next((entry for entry in diagnosis.attributions if not entry.dimension), None)
    attributed = whole.causes if whole else {}
    for lens in rulebook.lenses.values():
        if lens.of == "causes":
            yield _table(lens, rulebook, attributed, diagnosis.failing)


def _table(lens: Lens, rulebook: Rulebook, attributed: dict[str, float], failing: int) -> Table:
    rows = []
    for group, members in lens_members(lens, rulebook):
        incidents = sum(attributed.get(cause, 0.0) for cause in sorted(members))
        label = f"{group.title}" if not group.parent else f"– {group.title}"
        rows.append(TableRow(group.id, label, (_measure(f"{lens.id}-{group.id}", incidents, failing),)))
    rest = attributed.get(_UNEXPLAINED, 0.0)
    rows.append(TableRow(_UNEXPLAINED, "Not explained by any cause", (_measure(_UNEXPLAINED, rest, failing),)))
    return Table(
        lens.id, lens.title, ("attributed share",), tuple(rows), "each incident counts once, split over its causes"
    )


def _measure(id_: str, incidents: float, failing: int) -> Measure:
    value = incidents / failing if failing else None
    note = "" if failing else "no incident shows a symptom"
    return Measure(id_, "attributed share", value, "share", failing, Basis.DERIVED, _FORMULA, note=note)
