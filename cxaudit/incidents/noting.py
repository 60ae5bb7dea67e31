"""What there is to say of an input once it is planned how to read it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxaudit.incidents.recognition import PlannedColumn
    from cxaudit.incidents.sampling import Sample
    from cxaudit.model import RecognisedColumn


def notes_on(
    planned: tuple[PlannedColumn, ...], sample: Sample, hashed: tuple[str, ...], *, worded: bool
) -> tuple[str, ...]:
    """What is missing from the plan, or left aside; with `worded` the rows hold the words of messages."""
    columns = {plan.column for plan in planned} | ({"text"} if worded else set())
    found = []
    if hashed:
        verb = "holds" if len(hashed) == 1 else "hold"
        found.append(f"{', '.join(hashed)} {verb} digests, not words: left aside")
    if "text" not in columns:
        found.append("no free text: only symptoms in other columns can be seen")
    if "id" not in columns:
        found.append("no column holds an id: incidents are named by file and row")
    if "resolution_minutes" not in columns and {"opened_at", "closed_at"} <= columns:
        found.append("resolution_minutes is computed from opened_at and closed_at")
    if not sample.table.num_rows:
        found.append("has a header and no rows")
    return tuple(found)


def with_hashed(recognised: tuple[RecognisedColumn, ...], hashed: tuple[str, ...]) -> tuple[RecognisedColumn, ...]:
    """What became of the columns, of which those `hashed` hold digests."""
    return tuple(
        replace(entry, note="holds digests, not words") if entry.original in hashed and not entry.column else entry
        for entry in recognised
    )
