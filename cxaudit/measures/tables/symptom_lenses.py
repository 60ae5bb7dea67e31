"""Scorecards over symptoms: rights, zero tolerance, service quality dimensions, journey, digital minimum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.estimates import share
from cxaudit.measures.lens_members import lens_members
from cxaudit.model import Table, TableRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Lens, Rulebook, Tally


def symptom_lenses(rulebook: Rulebook, tally: Tally) -> Iterator[Table]:
    """One table a lens of symptoms, one row a group: the share of incidents that show any symptom of the group."""
    for lens in rulebook.lenses.values():
        if lens.of == "symptoms":
            yield _table(lens, rulebook, tally)


def _table(lens: Lens, rulebook: Rulebook, tally: Tally) -> Table:
    place = {symptom: index for index, symptom in enumerate(tally.symptoms)}
    rows = []
    for group, members in lens_members(lens, rulebook):
        wanted = {place[name] for name in members if name in place}
        hits = sum(entry.count for entry in tally.profiles if wanted & set(entry.profile.asserted))
        n = sum(entry.count for entry in tally.profiles if wanted - set(entry.profile.hidden))
        note = "" if wanted else "no symptom of the rulebook speaks of it"
        note = note if n or not wanted else "not observable in this log"
        formula = "incidents with any symptom of the row ÷ incidents where one can be seen"
        rows.append(
            TableRow(group.id, group.title, (share(f"{lens.id}-{group.id}", "rate", hits, n, formula, note),), note)
        )
    return Table(lens.id, lens.title, ("rate",), tuple(rows), "an incident can count in several rows")
