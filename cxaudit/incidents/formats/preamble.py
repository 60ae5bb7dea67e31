"""Tells a table from what stands around it in reports for people: titles and filters above, remarks below."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 20  # rows above a header; more of them are a table of another kind
_NARROWEST = 3  # columns of a table whose header is looked for
_LIKE_THE_HEADER = 0.8  # share of the rows below that have to be as wide as it
_LONGEST_NAME = 80  # characters of a column's name

REMARK = "a blank line or a remark, not an incident"  # the reason of a rejection

# A sum, a number of rows, a rule between lines, or what reports are signed with.
_REMARK = re.compile(
    r'["\s]*((grand |sub)?totals?\b.{0,60}|\(?\d+ (rows?|records?)( selected| affected)?\)?|[-+=*_\s|]*|'
    r"(copyright|©|confidential information|end of (report|file|export)|generated (by|on|at))\b.{0,120}|\x1a)"
    r'["\s]*',
    re.IGNORECASE,
)


def is_remark(text: str) -> bool:
    """Whether a line of one field says nothing of an incident."""
    return _REMARK.fullmatch(text) is not None


def rows_above(rows: Sequence[Sequence[str]]) -> int:
    """How many of the first rows stand above the header; none where that is not plain to see.

    The header is the first row that fills more than half of the columns most rows have. Rows above it fill fewer, and
    all of its own names look like names: short, different, without spaces before them as after a comma in prose.
    """
    width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    # Two columns may be prose with a comma in it, under one heading.
    if width < _NARROWEST or _filled(rows[0]) > width / 2:
        return 0
    found = next((place for place, row in enumerate(rows[: _LONGEST + 1]) if _filled(row) > width / 2), 0)
    # Remarks of one field below the table, and rows that are broken, say nothing of its width.
    below = [row for row in rows[found + 1 :] if len(row) > 1]
    alike = sum(len(row) == width for row in below)
    if not found or len(rows[found]) != width or not below or alike < _LIKE_THE_HEADER * len(below):
        return 0
    return found if _names(rows[found]) else 0


def above_note(rows: int) -> str:
    """What to tell the user of so many rows above the header."""
    return "1 line above the header was skipped" if rows == 1 else f"{rows} lines above the header were skipped"


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _names(row: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell.strip()]
    return len(set(filled)) > len(filled) / 2 and all(
        len(cell) <= _LONGEST_NAME and "\n" not in cell and cell == cell.lstrip() and not _number(cell)
        for cell in filled
    )


def _number(cell: str) -> bool:
    return not any(character.isalpha() for character in cell)
