"""Every symptom that was seen, most frequent first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.estimates import share
from cxaudit.model import Table, TableRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Rulebook, Tally


def symptoms(rulebook: Rulebook, tally: Tally) -> Iterator[Table]:
    """One row a symptom: the share of the incidents in which it could be seen that show it."""
    counts, seen = tally.counts(), tally.observable()
    found = sorted((symptom for symptom in counts if counts[symptom]), key=lambda name: (-counts[name], name))
    rows = tuple(
        TableRow(
            name,
            rulebook.symptoms[name].title,
            (
                share(
                    f"rate-{name}",
                    "rate",
                    counts[name],
                    seen[name],
                    "incidents with it ÷ incidents where it can be seen",
                ),
            ),
        )
        for name in found
    )
    silent = len(counts) - len(found)
    note = f"{silent} of the rulebook's {len(counts)} symptoms were not seen in any incident"
    yield Table("symptoms", "Symptoms", ("rate",), rows, note)
