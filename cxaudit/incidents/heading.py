"""The heading of a table: one that lacks it is refused, and rows that go on with it are no incidents."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa

from cxaudit.errors import InputError
from cxaudit.incidents.raw import RawBatch, moved
from cxaudit.incidents.values.times import times

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.incidents.raw import Reader
    from cxaudit.incidents.recognition import PlannedColumn

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NUMBER = re.compile(r"[\d.]+")


def require_header(reader: Reader, planned: Sequence[PlannedColumn], name: str) -> None:
    """Raise InputError where the names of the columns are a time or a mail address, and none is known.

    The first incident would be lost for a header.
    """
    if reader.open_ended or any(plan.how != "content" for plan in planned):
        return
    # A year or a number may well be the name of a column.
    names = [each for each in reader.columns if not _NUMBER.fullmatch(each)]
    read = times(pa.array(names, pa.string()), day_first=False).is_valid().to_pylist()
    telling = next((each for each, time in zip(names, read, strict=True) if time or _MAIL.fullmatch(each)), None)
    if telling is not None:
        kind = "a mail address" if _MAIL.fullmatch(telling) else f"'{telling}'"
        raise InputError(
            f"{name}: its first row looks like an incident and not like a header, as it holds {kind}; put a row with"
            " the names of the columns above it"
        )


def after(batches: Iterator[RawBatch], skipped: int) -> Iterator[RawBatch]:
    """The batches without the first `skipped` records, which are more of the header; rows are numbered after them."""
    if not skipped:
        yield from batches
        return
    for batch in batches:
        first = sum(row <= skipped for row in batch.rows)
        rejected = tuple(
            replace(rejection, row=rejection.row - skipped) for rejection in batch.rejected if rejection.row > skipped
        )
        rows = moved(batch.rows[first:], -skipped)
        if rows or rejected:
            yield RawBatch(batch.table.slice(first), rows, rejected)
