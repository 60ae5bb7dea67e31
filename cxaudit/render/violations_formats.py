"""The formats in which violations can be written; a further one is a file and a line here."""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxaudit.render.violations_report import ViolationsReport

# What each is for; `violations_<name>.py` holds its function `render`.
VIOLATION_FORMATS = MappingProxyType(
    {
        "text": "for people: each line at fault, underlined",
        "concise": "a line each, as editors and problem matchers read them",
        "json": "for programs, versioned",
        "sarif": "SARIF 2.1.0, for code scanning",
        "github": "annotations of a pull request on GitHub",
        "gitlab": "the code quality report of GitLab",
        "junit": "JUnit XML, for whatever shows test results",
        "markdown": "the summary of a job",
    }
)


def render_violations_as(name: str, report: ViolationsReport) -> str:
    """The report in one of `VIOLATION_FORMATS`, its last line break included; only that format's file is loaded."""
    shown: str = import_module(f"cxaudit.render.violations_{name}").render(report)
    return shown
