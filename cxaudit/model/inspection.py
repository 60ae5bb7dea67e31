"""What an input looks like before it is audited: column by column, with examples and doubts."""

from __future__ import annotations

from dataclasses import dataclass

from cxaudit.model.incident import Source


@dataclass(frozen=True, slots=True)
class InspectedColumn:
    """One column of an input. `column` is the canonical column it was read as, empty if it was left aside.

    `filled` counts rows in which it holds something, `unread` those of them that mean nothing as `column` (first in
    row `first_unread`); `distinct` counts different values, up to a limit above which it is None. `examples` are
    values as they stand and `read_as` what each of them became, empty where it means nothing; there is none where
    several rows or columns make the value. Personal data is hidden. `how` and `note` say why it was recognised.
    """

    original: str
    column: str
    how: str
    note: str
    filled: int
    unread: int
    first_unread: int
    distinct: int | None
    examples: tuple[str, ...]
    read_as: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MissingColumn:
    """A canonical column the input does not have, what it would hold, and what cannot be told without it."""

    column: str
    meaning: str
    costs: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was recognised in one input. Rows read are rows used and rows rejected, by reason in `rejections`."""

    source: Source
    rejections: dict[str, int]
    columns: tuple[InspectedColumn, ...]
    missing: tuple[MissingColumn, ...]
    doubts: tuple[str, ...]
