"""Scorecards over symptoms: rights, zero tolerance, service quality dimensions, journey, digital minimum."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.measures.estimates import share
from cxaudit.measures.lens_members import lens_members
from cxaudit.model import Table, TableRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Lens, Rulebook, Tally


def symptom_lenses(rulebook: Rulebook, tally: Tally) -> Iterator[Table]:
    """One table a lens of symptoms, one row a group: the share of incidents that show any symptom of the group."""
    sets = _Sets.of(tally)
    for lens in rulebook.lenses.values():
        if lens.of == "symptoms":
            yield _table(lens, rulebook, sets)


@dataclass(frozen=True, slots=True)
class _Sets:
    """The place of each symptom; incidents by the set of symptoms they show, and by the set they could not show."""

    place: dict[str, int]
    asserted: tuple[tuple[frozenset[int], int], ...]
    hidden: tuple[tuple[frozenset[int], int], ...]

    @classmethod
    def of(cls, tally: Tally) -> _Sets:
        asserted: Counter[tuple[int, ...]] = Counter()
        hidden: Counter[tuple[int, ...]] = Counter()
        for entry in tally.profiles:
            asserted[entry.profile.asserted] += entry.count
            hidden[entry.profile.hidden] += entry.count
        return cls(
            {symptom: index for index, symptom in enumerate(tally.symptoms)},
            tuple((frozenset(symptoms), count) for symptoms, count in asserted.items()),
            tuple((frozenset(symptoms), count) for symptoms, count in hidden.items()),
        )


def _table(lens: Lens, rulebook: Rulebook, sets: _Sets) -> Table:
    rows = []
    for group, members in lens_members(lens, rulebook):
        wanted = {sets.place[name] for name in members if name in sets.place}
        hits = sum(count for shown, count in sets.asserted if not wanted.isdisjoint(shown))
        n = sum(count for hidden, count in sets.hidden if not wanted <= hidden)
        note = "" if wanted else "no symptom of the rulebook speaks of it"
        note = note if n or not wanted else "not observable in this log"
        formula = "incidents with any symptom of the row ÷ incidents where one can be seen"
        rows.append(
            TableRow(group.id, group.title, (share(f"{lens.id}-{group.id}", "rate", hits, n, formula, note),), note)
        )
    return Table(lens.id, lens.title, ("rate",), tuple(rows), "an incident can count in several rows")
