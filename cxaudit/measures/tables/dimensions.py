"""Where it hurts: failing incidents by channel, segment, product, site, team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.estimates import share
from cxaudit.model import Table, TableRow
from cxaudit.tally import OTHER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Margin, Rulebook, Tally


def dimensions(_rulebook: Rulebook, tally: Tally) -> Iterator[Table]:
    """One table a dimension, one row a value: the share of its incidents that show a symptom."""
    failing = [bool(entry.profile.asserted) for entry in tally.profiles]
    for margin in tally.margins:
        if len(margin.counts) > 1:
            yield _table(margin, failing)


def _table(margin: Margin, failing: list[bool]) -> Table:
    rows = []
    for value, pairs in margin.counts.items():
        n = sum(count for _, count in pairs)
        hits = sum(count for profile, count in pairs if failing[profile])
        measure = share(
            f"failing-share-{margin.dimension}", "failing", hits, n, "failing incidents ÷ incidents of the row"
        )
        rows.append((n, TableRow(value, value, (measure,))))
    ordered = tuple(row for _, row in sorted(rows, key=lambda entry: (-entry[0], entry[1].id)))
    gathered = next((name for name in reversed(OTHER) if name in margin.counts), OTHER[0])
    note = f"{margin.folded} values with fewer incidents are gathered under '{gathered}'" if margin.folded else ""
    title = f"By {margin.dimension.replace('_', ' ')}"
    return Table(f"by-{margin.dimension.replace('_', '-')}", title, ("incidents with a failure",), ordered, note)
