"""Makes a clean log look like a real export: doubled rows, blanks, odd dates, stray entities, broken lines."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cxaudit.simulation.chance import Chance

_DOUBLED = 0.004  # rows that appear twice, the second time in a later state
_BLANK_DATE = 0.003
_BLANK_TEXT = 0.005
_PADDED = 0.03  # channels with stray spaces
_ENTITIES = 0.02  # texts with HTML entities and line breaks
_BROKEN = 0.002  # rows that cannot be read
BROKEN = "_broken"  # marks a row that the writer must break
_TIMES = ("opened_at", "closed_at")


def make_messy(rows: Iterable[Mapping[str, str]], date_format: str, chance: Chance) -> Iterator[Mapping[str, str]]:
    """The rows in the order of the log, messed up a little; times written in `date_format`."""
    for row in rows:
        written = {name: datetime.fromisoformat(row[name]).strftime(date_format) for name in _TIMES if row[name]}
        spoiled = _spoiled({**row, **written}, chance)
        if chance.happens(_DOUBLED):
            yield {**spoiled, "status": "pending", "closed_at": ""}
        yield spoiled


def _spoiled(row: dict[str, str], chance: Chance) -> Mapping[str, str]:
    if chance.happens(_BLANK_DATE):
        row["opened_at"] = "n/a"
    if chance.happens(_BLANK_TEXT):
        row |= {"text": "", "subject": ""}
    if chance.happens(_PADDED):
        row["channel"] = f" {row['channel']} "
    if chance.happens(_ENTITIES):
        row["text"] = row["text"].replace("'", "&#39;").replace(". ", ".\n")
    if chance.happens(_BROKEN):
        row[BROKEN] = "yes"
    return row
