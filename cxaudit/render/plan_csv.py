"""The actions of a plan as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from cxaudit.render.markdown_text import visible
from cxaudit.render.view.lookup import Lookup

if TYPE_CHECKING:
    from cxaudit.model import Action, Audit

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_HEADERS = (
    "rank", "remedy", "title", "causes", "type", "strength", "phase", "owner", "starts_day", "due_days", "days_low",
    "days_likely", "days_high", "cost_low", "cost_likely", "cost_high", "prevents", "prevents_low", "prevents_high",
    "adds", "incidents", "measure", "target", "within_days", "baseline", "smallest_detectable", "needs", "flags",
    "note",
)  # fmt: skip


def render_plan_csv(audit: Audit) -> str:
    """One line an action, in the order of the plan; shares as fractions, empty cells where nothing is known.

    A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection).
    """
    look = Lookup(audit)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_HEADERS)
    for action in sorted(audit.plan.actions, key=lambda entry: (entry.rank, entry.remedy)):
        writer.writerow([_cell(value) for value in _values(action, look)])
    return out.getvalue()


def _values(action: Action, look: Lookup) -> tuple[str | float | None, ...]:
    verify = action.verify
    return (
        action.rank,
        action.remedy,
        look.title("remedy", action.remedy),
        " ".join(action.causes),
        action.action,
        action.strength,
        action.phase,
        action.owner,
        action.starts_day,
        action.due_days,
        *action.effort_days,
        *(action.cost or (None, None, None)),
        action.prevented,
        action.prevented_interval.low,
        action.prevented_interval.high,
        action.added,
        action.incidents,
        f"{verify.measure} {verify.of}".strip() if verify else None,
        verify.target if verify else None,
        verify.within_days if verify else None,
        action.baseline,
        action.smallest_detectable,
        " ".join(action.needs),
        " ".join(action.flags),
        action.note,
    )


def _cell(value: str | float | None) -> str:
    """Numbers with six significant digits; a negative number is a number, and no formula."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return f"{value:.6g}"
    text = visible(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
