"""Violations as Markdown, for the summary of a job: the counts, then a table, the worst first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.render.violations_report import counted, printable, worst_first

if TYPE_CHECKING:
    from cxaudit.model import Violation
    from cxaudit.render.violations_report import ViolationsReport

LARGEST_NUMBER = 500  # rows; a job summary may have 1 MiB
_ESCAPES = str.maketrans({sign: f"\\{sign}" for sign in "\\|`*_[]#~!"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"})


def render(report: ViolationsReport) -> str:
    """A heading with the counts, and a table with a row for each violation."""
    parts = [f"### Rulebook: {report.summary()}"]
    if report.violations:
        rows = [_row(violation) for violation in worst_first(report.violations)[:LARGEST_NUMBER]]
        parts += ["", "| | place | check | what is wrong |", "|---|---|---|---|", *rows]
    left_out = len(report.violations) - LARGEST_NUMBER
    if left_out > 0:
        parts += ["", f"{counted(left_out, 'more violation')} not shown."]
    return "\n".join(parts) + "\n"


def _row(violation: Violation) -> str:
    place = _escaped(str(violation.location))
    help_text = f"<br>{_escaped(violation.help)}" if violation.help else ""
    return f"| {violation.severity} | {place} | `{violation.check}` | {_escaped(violation.message)}{help_text} |"


def _escaped(text: str) -> str:
    return printable(text).translate(_ESCAPES)
