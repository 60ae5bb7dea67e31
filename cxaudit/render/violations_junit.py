"""Violations as JUnit XML: one suite a file, one test case a violation.

An error is a failed case. What is no error is a case that passes and says what was found, so that whoever shows the
results does not fail a run that passed.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from cxaudit.model import Severity
from cxaudit.render.violations_report import xml_text
from cxaudit.render.violations_text import render_violations

if TYPE_CHECKING:
    from cxaudit.model import Violation
    from cxaudit.render.violations_report import ViolationsReport


def render(report: ViolationsReport) -> str:
    """The suites in order of file; a run without any violation is one case that passes."""
    ordered = sorted(report.violations, key=lambda violation: violation.location)
    suites = [
        _suite(path, [_case(violation, report) for violation in found], _failures(found))
        for path, grouped in groupby(ordered, key=lambda violation: violation.location.path)
        for found in [list(grouped)]
    ]
    if not suites:
        suites = [_suite("rulebook", [f'    <testcase classname="rulebook" name="{xml_text(report.summary())}"/>'], 0)]
    cases = max(1, len(ordered))
    head = f'<testsuites name="{xml_text(report.program)}" tests="{cases}" failures="{_failures(ordered)}" errors="0">'
    return "\n".join(('<?xml version="1.0" encoding="UTF-8"?>', head, *suites, "</testsuites>")) + "\n"


def _suite(name: str, cases: list[str], failures: int) -> str:
    head = f'  <testsuite name="{xml_text(name)}" tests="{len(cases)}" failures="{failures}" errors="0" skipped="0">'
    return "\n".join((head, *cases, "  </testsuite>"))


def _case(violation: Violation, report: ViolationsReport) -> str:
    place = violation.location
    shown = xml_text(render_violations([violation], report.texts))
    name = xml_text(f"{violation.check} {place.line}:{place.column}")
    path = xml_text(place.path)
    head = f'    <testcase classname="{path}" name="{name}" file="{path}" line="{place.line}">'
    if violation.severity is Severity.ERROR:
        told = f'<failure type="{violation.check}" message="{xml_text(violation.message)}">{shown}</failure>'
    else:
        told = f"<system-out>{shown}</system-out>"
    return f"{head}\n      {told}\n    </testcase>"


def _failures(violations: list[Violation]) -> int:
    return sum(violation.severity is Severity.ERROR for violation in violations)
