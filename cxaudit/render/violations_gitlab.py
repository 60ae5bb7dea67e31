"""Violations as the code quality report of GitLab, whose fingerprints must all differ."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cxaudit.model import Severity
from cxaudit.render.violations_report import fingerprints

if TYPE_CHECKING:
    from cxaudit.model import Violation
    from cxaudit.render.violations_report import ViolationsReport

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: ViolationsReport) -> str:
    """A list of objects, one a violation."""
    names = fingerprints(report.violations)
    content = [_entry(violation, name) for violation, name in zip(report.violations, names, strict=True)]
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _entry(violation: Violation, fingerprint: str) -> dict[str, object]:
    place = violation.location
    return {
        "description": f"{violation.message} ({violation.help})" if violation.help else violation.message,
        "check_name": violation.check,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[violation.severity],
        "location": {"path": place.path, "lines": {"begin": place.line}},
    }
