"""Rejected rows as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cxaudit.model import KeptRow, Rejection

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def render_rejections_csv(rejections: Iterable[Rejection], lines: Mapping[tuple[str, int], int]) -> str:
    """One line a rejection, in the order given; redact excerpts before. `kept` is the row that is used instead.

    Rows count from the first below the heading; `lines` says, by source and row, on which line of the file they and
    those used instead stand, as a spreadsheet numbers them.

    A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection).
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("source", "row", "line", "reason", "excerpt", "kept"))
    for entry in rejections:
        reason, excerpt, kept = map(_defused, (entry.reason, entry.excerpt, _place(entry.kept, lines)))
        line = lines.get((entry.source, entry.row), "")
        writer.writerow((_defused(entry.source), entry.row, line, reason, excerpt, kept))
    return out.getvalue()


def _place(kept: KeptRow | None, lines: Mapping[tuple[str, int], int]) -> str:
    if kept is None:
        return ""
    line = lines.get((kept.source, kept.row))
    return f"{kept.source}, row {kept.row}{'' if line is None else f', line {line}'}"


def _defused(text: str) -> str:
    text = text.replace("\0", "")
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
