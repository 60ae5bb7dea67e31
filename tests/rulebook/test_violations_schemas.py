"""JUnit and GitLab reports fit their schemas, whatever a violation holds, and say the same violations."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import jsonschema
import pytest
import xmlschema
from hypothesis import given, settings
from rules_command import RULES, run
from violations_sample import ERROR, FILE, NOTE, VIOLATIONS, WARNING

from cxaudit.model import Violation
from cxaudit.render.violations_formats import render_violations_as
from cxaudit.render.violations_report import ViolationsReport

SCHEMAS = Path(__file__).parent / "schemas"
JUNIT = xmlschema.XMLSchema10(SCHEMAS / "junit.xsd")
GITLAB = jsonschema.Draft202012Validator(json.loads((SCHEMAS / "gitlab-code-quality.json").read_text()))
BROKEN = RULES.replace("burnt-out-staff: often", "burnt-out: often").replace("severity: major", "severity: <b>")


def junit(report: ViolationsReport) -> ET.Element:
    text = render_violations_as("junit", report)
    JUNIT.validate(text)
    return ET.fromstring(text)  # noqa: S314 - our own


def test_junit_fits_its_schema() -> None:
    root = junit(ViolationsReport((ERROR, WARNING, NOTE), {"rules/refunds.yaml": FILE}))
    assert len(list(root.iter("testcase"))) == 3
    junit(ViolationsReport(()))


@pytest.mark.parametrize(
    "old_and_new", [('tests="', 'test="'), ("<failure ", "<fault "), ('failures="1"', 'failures="x"')]
)
def test_the_schema_of_junit_refuses_what_is_none(old_and_new: tuple[str, str]) -> None:
    text = render_violations_as("junit", ViolationsReport((ERROR,)))
    broken = text.replace(*old_and_new).replace("</failure>", "</fault>" if "fault" in old_and_new[1] else "</failure>")
    assert broken != text
    assert not JUNIT.is_valid(broken)


@settings(max_examples=30)
@given(VIOLATIONS)
def test_whatever_a_violation_holds_junit_and_gitlab_fit_their_schemas(violations: list[Violation]) -> None:
    report = ViolationsReport(tuple(violations))
    root = junit(report)
    entries = json.loads(render_violations_as("gitlab", report))
    GITLAB.validate(entries)
    assert len({entry["fingerprint"] for entry in entries}) == len(entries) == len(violations)
    assert len(list(root.iter("testcase"))) == max(1, len(violations))


@pytest.mark.parametrize("command", ["check", "test"])
@pytest.mark.parametrize(("rules", "code"), [(RULES, 0), (BROKEN, 1), ("", 1)])
def test_what_the_command_line_writes_fits_the_schemas(command: str, rules: str, code: int) -> None:
    found, shown, _ = run(command, "-", "--format", "junit", standard_input=rules)
    JUNIT.validate(shown)
    again, entries, _ = run(command, "-", "--format", "gitlab", standard_input=rules)
    GITLAB.validate(json.loads(entries))
    assert found == again
    assert min(found, 1) == code
