"""Incidents as a test writes them, into the batches that a log's reader would make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyarrow as pa

from cxaudit.model import COLUMNS, ROW, SOURCE, ColumnKind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

_TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Row:
    """An incident: its text, the columns beside it as they are written, and the file it stands in."""

    text: str
    fields: Mapping[str, str]
    path: str


@dataclass(frozen=True, slots=True)
class ColumnFault:
    """A column that an incident cannot have, or with a value that it cannot have; `kind` is None for the first."""

    column: str
    value: str
    kind: ColumnKind | None


def batch_of(rows: Sequence[Row]) -> pa.RecordBatch:
    """The rows as a log would give them: a column that a row does not have is missing there."""
    columns: defaultdict[str, list[object]] = defaultdict(lambda: [None] * len(rows))
    for number, row in enumerate(rows):
        columns["text"][number] = row.text or None
        columns[SOURCE][number], columns[ROW][number] = row.path, number + 1
        for column, value in row.fields.items():
            columns[column][number] = _typed(value, _kind(column))
    arrays = {name: pa.array(values, _arrow_type(name)) for name, values in sorted(columns.items())}
    return pa.RecordBatch.from_pydict(arrays)


def column_faults(fields: Mapping[str, str], used: Collection[str]) -> Iterator[ColumnFault]:
    """What is wrong with the columns of an incident; `used` are those beside the canonical ones that rules look at."""
    for column, value in fields.items():
        if column not in COLUMNS and column not in used:
            yield ColumnFault(column, value, None)
        elif column in COLUMNS and _typed(value, COLUMNS[column].kind) is None:
            yield ColumnFault(column, value, COLUMNS[column].kind)


def _kind(column: str) -> ColumnKind:
    return COLUMNS[column].kind if column in COLUMNS else ColumnKind.TEXT


def _arrow_type(column: str) -> pa.DataType:
    if column == ROW:
        return pa.int64()
    types: dict[ColumnKind, Callable[[], pa.DataType]] = {
        ColumnKind.NUMBER: pa.float64,
        ColumnKind.FLAG: pa.bool_,
        ColumnKind.TIME: lambda: pa.timestamp("us"),
    }
    return types.get(_kind(column), pa.string)()


def _typed(value: str, kind: ColumnKind) -> str | float | bool | datetime | None:
    """The value as a log's reader would store it (times in UTC, without a zone), or None when it cannot be one."""
    try:
        match kind:
            case ColumnKind.NUMBER:
                return float(value)
            case ColumnKind.FLAG:
                return _TRUTHS.get(value)
            case ColumnKind.TIME:
                moment = datetime.fromisoformat(value)
                return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
            case _:
                return value.strip()
    except ValueError:
        return None
