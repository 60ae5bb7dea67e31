"""Violations as annotations of a pull request on GitHub: workflow commands, read from a step's output.

GitHub shows ten annotations of each kind and step, so the worst stand first and no more than ten of a kind are
written; every violation follows as a plain line, so that the log of the step has them all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.model import Severity
from cxaudit.render.violations_concise import line_of
from cxaudit.render.violations_json import end_column
from cxaudit.render.violations_report import worst_first

if TYPE_CHECKING:
    from cxaudit.model import Violation
    from cxaudit.render.violations_report import ViolationsReport

SHOWN = 10  # annotations of one kind that GitHub shows for a step
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_ESCAPES = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY_ESCAPES = _ESCAPES | str.maketrans({":": "%3A", ",": "%2C"})


def render(report: ViolationsReport) -> str:
    """The annotations, then every violation on a line, then a line of counts."""
    annotations = [
        _annotation(violation, report)
        for severity in Severity
        for violation in [entry for entry in report.violations if entry.severity is severity][:SHOWN]
    ]
    lines = [_plain(line_of(violation)) for violation in worst_first(report.violations)]
    return "\n".join((*annotations, *lines, report.summary())) + "\n"


def _annotation(violation: Violation, report: ViolationsReport) -> str:
    place = violation.location
    properties = {
        "file": place.path,
        "line": str(place.line),
        "col": str(place.column),
        "endColumn": str(end_column(violation, report)),
        "title": violation.check,
    }
    told = ",".join(f"{name}={value.translate(_PROPERTY_ESCAPES)}" for name, value in properties.items())
    message = f"{violation.message}\n{violation.help}" if violation.help else violation.message
    return f"::{_COMMANDS[violation.severity]} {told}::{message.translate(_ESCAPES)}"


def _plain(line: str) -> str:
    """The line with nothing in it that the runner would take for a command."""
    return line.replace("##[", "## [").replace("::", ": :")
