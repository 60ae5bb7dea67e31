"""Counts what could not be read while rows go by, so that it can be said at the end."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.incidents.places import placed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_KEPT = 1_000  # characters of a value that are kept; more than is shown, so that nothing cut in half escapes redaction
_SHOWN = 40  # characters of a value that a note repeats


@dataclass(frozen=True, slots=True)
class Unread:
    """What became of the values of canonical `column`, read from `originals`: `lost` of `values` mean nothing.

    `row` is the first row whose value was lost, and `line` where it stands in the file, 0 where that has no lines;
    `why` says what else they tell, if anything.
    """

    column: str
    originals: tuple[str, ...]
    lost: int
    values: int
    row: int
    line: int = 0
    why: str = ""

    @property
    def place(self) -> str:
        """Where the first value was lost."""
        return placed(self.row, {self.row: self.line} if self.line else {})


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
    _values: dict[str, int] = field(default_factory=dict)
    _originals: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _unread: dict[str, _Entry] = field(default_factory=dict)
    _told: dict[str, _Entry] = field(default_factory=dict)
    _why: dict[str, str] = field(default_factory=dict)

    def unread(
        self,
        column: str,
        originals: tuple[str, ...],
        values: pa.Array,
        bad: pa.Array | None,
        rows: Sequence[int],
        why: str = "",
    ) -> None:
        """Note the `values` of canonical `column` that mean nothing where `bad`, if anywhere; they become missing.

        `why` says what else they tell, if anything.
        """
        if why:
            self._why.setdefault(column, why)
        self._values[column] = self._values.get(column, 0) + len(values) - values.null_count
        self._originals[column] = originals
        if bad is not None:
            self._add(self._unread, column, values, bad, rows)

    def tell(self, sentence: str, values: pa.Array, where: pa.Array, rows: Sequence[int]) -> None:
        """Note that `sentence` is true of the rows `where`."""
        self._add(self._told, sentence, values, where, rows)

    def add(self, later: Ledger) -> None:
        """Take in the ledger of rows that come after all of these."""
        self.used += later.used
        self.rejected += later.rejected
        for column, count in later._values.items():
            self._values[column] = self._values.get(column, 0) + count
        self._originals |= later._originals
        self._why = later._why | self._why
        for mine, others in ((self._unread, later._unread), (self._told, later._told)):
            for key, entry in others.items():
                known = mine.get(key)
                mine[key] = entry if known is None else replace(known, count=known.count + entry.count)

    def losses(self) -> tuple[Unread, ...]:
        """The columns of which some values mean nothing."""
        return tuple(
            Unread(
                column,
                self._originals[column],
                entry.count,
                self._values[column],
                entry.row,
                why=self._why.get(column, ""),
            )
            for column, entry in sorted(self._unread.items())
        )

    def rows(self) -> frozenset[int]:
        """The rows that `losses` and `notes` name."""
        return frozenset(entry.row for entries in (self._unread, self._told) for entry in entries.values())

    def notes(self, shown: Callable[[str], str], lines: Mapping[int, int]) -> tuple[str, ...]:
        """One sentence for each kind of loss; `shown` is how a value may be repeated, `lines` where rows stand."""
        unread = [
            f"{column} could not be read in {_rows(entry, lines)}: '{_short(shown(entry.example))}'"
            + (f"; {self._why[column]}" if column in self._why else "")
            for column, entry in sorted(self._unread.items())
        ]
        return (*unread, *(f"{sentence} in {_rows(entry, lines)}" for sentence, entry in sorted(self._told.items())))

    def _add(
        self, entries: dict[str, _Entry], key: str, values: pa.Array, where: pa.Array, rows: Sequence[int]
    ) -> None:
        count = pc.sum(where).as_py() or 0
        if not count:
            return
        if key not in entries:
            first = pc.index(where, value=True).as_py()
            entries[key] = _Entry(0, rows[first], _shown(values, first)[:_KEPT])
        entries[key].count += count


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def _rows(entry: _Entry, lines: Mapping[int, int]) -> str:
    return f"{entry.count} row{'' if entry.count == 1 else 's'}, first at {placed(entry.row, lines)}"


def _shown(values: pa.Array, index: int) -> str:
    try:
        return str(values[index].as_py())
    except (OverflowError, ValueError):  # a time beyond Python's years, 1 to 9999
        return str(values.slice(index, 1).cast(pa.string())[0].as_py())
