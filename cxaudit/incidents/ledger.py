"""Counts what could not be read while rows go by, so that it can be said at the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHOWN = 40  # characters of a value that a note repeats


@dataclass(slots=True)
class _Entry:
    count: int
    row: int
    example: str


@dataclass(slots=True)
class Ledger:
    """What happened to the rows of one input: how many were used and rejected, and which values were lost."""

    used: int = 0
    rejected: int = 0
    _unread: dict[str, _Entry] = field(default_factory=dict)
    _told: dict[str, _Entry] = field(default_factory=dict)

    def unread(self, column: str, values: pa.Array, bad: pa.Array, rows: Sequence[int]) -> None:
        """Note the `values` of canonical `column` that mean nothing where `bad`; they become missing."""
        self._add(self._unread, column, values, bad, rows)

    def tell(self, sentence: str, values: pa.Array, where: pa.Array, rows: Sequence[int]) -> None:
        """Note that `sentence` is true of the rows `where`."""
        self._add(self._told, sentence, values, where, rows)

    def notes(self) -> tuple[str, ...]:
        """One sentence for each kind of loss."""
        unread = [
            f"{column} could not be read in {_rows(entry)}: '{entry.example}'"
            for column, entry in sorted(self._unread.items())
        ]
        return (*unread, *(f"{sentence} in {_rows(entry)}" for sentence, entry in sorted(self._told.items())))

    def _add(
        self, entries: dict[str, _Entry], key: str, values: pa.Array, where: pa.Array, rows: Sequence[int]
    ) -> None:
        count = pc.sum(where).as_py() or 0
        if not count:
            return
        if key not in entries:
            first = pc.index(where, value=True).as_py()
            text = " ".join(str(values[first].as_py()).split())
            entries[key] = _Entry(0, rows[first], text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…")
        entries[key].count += count


def _rows(entry: _Entry) -> str:
    return f"{entry.count} row{'' if entry.count == 1 else 's'}, first at row {entry.row}"
