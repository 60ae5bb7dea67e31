"""Makes a clean log look like a real export: doubled rows, blanks, odd dates, stray entities."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from collections.abc import Mapping, Sequence

_DOUBLED = 0.004  # rows that appear twice, the second time in a later state
_BLANK_DATE = 0.003
_BLANK_TEXT = 0.005
_PADDED = 0.03  # values with stray spaces
_ENTITIES = 0.02  # texts with HTML entities and line breaks
_BROKEN = 0.002  # rows with a field too many, as a stray delimiter makes them
BROKEN = "_broken"  # marks a row that the writer must break


def make_messy(
    rows: Sequence[Mapping[str, str]], date_format: str, generator: np.random.Generator
) -> tuple[Mapping[str, str], ...]:
    """The rows in the order of the log, messed up a little; dates written in `date_format`."""
    messy = []
    for row in rows:
        changed = _spoiled({**row, **_written_dates(row, date_format)}, generator)
        messy.append(changed)
        if generator.random() < _DOUBLED:
            messy.append({**changed, "status": "closed"})
    return tuple(messy)


def _spoiled(row: dict[str, str], generator: np.random.Generator) -> Mapping[str, str]:
    chance = generator.random(5)
    if chance[0] < _BLANK_DATE:
        row["opened_at"] = "n/a"
    if chance[1] < _BLANK_TEXT:
        row |= {"text": "", "subject": ""}
    if chance[2] < _PADDED:
        row["channel"] = f" {row['channel']} "
    if chance[3] < _ENTITIES:
        row["text"] = row["text"].replace("'", "&#39;").replace(". ", ".\n")
    if chance[4] < _BROKEN:
        row[BROKEN] = "yes"
    return row


def _written_dates(row: Mapping[str, str], date_format: str) -> Mapping[str, str]:
    times = {name: row[name] for name in ("opened_at", "closed_at", "due_at") if row[name]}
    return {name: datetime.fromisoformat(value).strftime(date_format) for name, value in times.items()}
