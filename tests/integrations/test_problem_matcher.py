"""The problem matcher reads every line of the concise format, and no other line."""

from __future__ import annotations

import json
import re

from scratch_repository import ROOT

from cxaudit.model import Location, Report, Severity
from cxaudit.render.violations_formats import render_violations_as
from cxaudit.render.violations_report import ViolationsReport

[MATCHER] = json.loads((ROOT / ".github/action/problem-matcher.json").read_text(encoding="utf-8"))["problemMatcher"]
[PATTERN] = MATCHER["pattern"]
PARTS = ("file", "line", "column", "severity", "code", "message")


def read(text: str) -> list[tuple[str, ...]]:
    """What GitHub reads of an output, line by line."""
    found = (re.search(PATTERN["regexp"], line, re.ASCII) for line in text.splitlines())
    return [tuple(match[PATTERN[part]] for part in PARTS) for match in found if match]


def test_every_violation_is_read_with_all_its_parts() -> None:
    report = Report()
    place = Location("rules/a b.yaml", 4, 7)
    report.error("undefined-cause", place, "cause 'x: 1' is not defined", help="did you mean 'y'? (b.yaml:3:5)")
    report.error("odd", Location("C:/rules/c.yaml", 12, 1), "two\nlines: [a] b", severity=Severity.INFO)
    report.error("hub-cause", Location("d.yaml", 1, 1), "much", severity=Severity.WARNING)
    shown = render_violations_as("concise", ViolationsReport(tuple(report.violations)))
    told = "cause 'x: 1' is not defined (did you mean 'y'? (b.yaml:3:5))"
    assert read(shown) == [
        ("rules/a b.yaml", "4", "7", "error", "undefined-cause", told),
        ("C:/rules/c.yaml", "12", "1", "info", "odd", "two lines: [a] b"),
        ("d.yaml", "1", "1", "warning", "hub-cause", "much"),
    ]


def test_nothing_else_is_taken_for_a_violation() -> None:
    assert read(render_violations_as("concise", ViolationsReport(()))) == []
    assert read("cxaudit: mend these first; the checks of the rulebook as a whole have not run") == []


def test_the_owner_is_named_as_github_asks() -> None:
    assert MATCHER["owner"] == "cxaudit"
    assert {name for name in PATTERN if name != "regexp"} == set(PARTS)
