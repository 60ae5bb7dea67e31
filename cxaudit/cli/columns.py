"""The columns that a user names with ``--column``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.errors import UsageError
from cxaudit.model import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence


def parse_columns(texts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """(canonical, original) pairs; raises UsageError for one that cannot be read, or a name that is not canonical."""
    return tuple(_parse(text) for text in texts)


def _parse(text: str) -> tuple[str, str]:
    name, equals, original = text.partition("=")
    if not equals or not name.strip():
        raise UsageError(f"--column '{text}': write NAME=COLUMN, such as text='Customer Complaint', or NAME= for none")
    if name.strip() not in COLUMNS:
        raise UsageError(
            f"--column '{text}': '{name.strip()}' is not a column of an incident; choose {', '.join(COLUMNS)}"
        )
    return name.strip(), original.strip()
