"""Says where a row stands, so that who opens the file in a spreadsheet finds it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def placed(row: int, lines: Mapping[int, int]) -> str:
    """A row, which counts from the first below the heading, with its line in the file where that is known."""
    return f"row {row}, line {lines[row]} of the file" if row in lines else f"row {row}"
