"""Violations on a line each: ``path:line:column: severity[check] message``, as editors and problem matchers read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.render.violations_report import printable

if TYPE_CHECKING:
    from cxaudit.model import Violation
    from cxaudit.render.violations_report import ViolationsReport


def render(report: ViolationsReport) -> str:
    """A line for each violation, then a line of counts."""
    lines = [line_of(violation) for violation in report.violations]
    return "\n".join((*lines, report.summary())) + "\n"


def line_of(violation: Violation) -> str:
    """``rules/a.yaml:4:7: error[undefined-cause] cause 'x' is not defined (did you mean 'y'?)``."""
    hint = f" ({printable(violation.help)})" if violation.help else ""
    message = printable(violation.message)
    return f"{printable(str(violation.location))}: {violation.severity}[{violation.check}] {message}{hint}"
