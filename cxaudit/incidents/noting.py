"""What there is to say of an input once it is planned how to read it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.incidents.names import in_order
from cxaudit.incidents.values.presence import ERRORS, holds
from cxaudit.incidents.values.time_spellings import unknown_zones
from cxaudit.model import COLUMNS, ColumnKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.incidents.recognition import PlannedColumn
    from cxaudit.incidents.sampling import Sample
    from cxaudit.model import RecognisedColumn

# What a formula that finds nothing gives, and some programs write for what is missing, is no fault.
_ERRORS = pa.array(sorted(ERRORS - {"#n/a", "#nv", "#n/d"}), pa.string())


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
    return (*found, *_zones(planned, sample), *_errors(planned, sample))


def _zones(planned: tuple[PlannedColumn, ...], sample: Sample) -> Iterator[str]:
    """What to say of times that name a zone which is not known, or which means several."""
    timed = (plan for plan in planned if COLUMNS[plan.column].kind is ColumnKind.TIME)
    for name in in_order(name for plan in timed for name in plan.originals):
        zones = unknown_zones(sample.texts(name))
        if zones:
            yield (
                f"which time zone '{zones[0]}' is in '{name}' is not known, so its times are read as they stand, as if"
                " in UTC; an offset such as +05:30 in its place settles it"
            )


def _errors(planned: tuple[PlannedColumn, ...], sample: Sample) -> Iterator[str]:
    """What to say of cells that hold the error of a formula alone, of which whoever saved the table may not know."""
    names = in_order(name for plan in planned for name in plan.originals)
    found = {name: failed for name in names if len(failed := _failed(sample.column(name)))}
    if found:
        name, failed = max(found.items(), key=lambda each: len(each[1]))
        count = sum(map(len, found.values()))
        cells = "1 cell holds" if count == 1 else f"{count:,} cells hold"
        yield (
            f"{cells} the error of a spreadsheet in place of what was written ({failed[0]} in '{name}'), counting the"
            f" first {sample.table.num_rows:,} rows: such cells count as empty; export it again, and do not open it"
            " there"
        )


def _failed(column: pa.Array | None) -> pa.Array:
    """The cells that hold the error of a formula."""
    if column is None or not pa.types.is_string(column.type) or not holds(column, b"#"):
        return pa.array([], pa.string())
    return column.filter(pc.is_in(pc.utf8_lower(pc.utf8_trim_whitespace(column)), value_set=_ERRORS))


def with_hashed(recognised: tuple[RecognisedColumn, ...], hashed: tuple[str, ...]) -> tuple[RecognisedColumn, ...]:
    """What became of the columns, of which those `hashed` hold digests."""
    return tuple(
        replace(entry, note="holds digests, not words") if entry.original in hashed and not entry.column else entry
        for entry in recognised
    )
