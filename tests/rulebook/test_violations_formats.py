"""Every format tells the same violations at the same lines, in the form its readers ask for."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from violations_sample import ERROR, FILE, NOTE, VIOLATIONS, WARNING

from cxaudit.model import Location, Violation
from cxaudit.render.violations_formats import VIOLATION_FORMATS, render_violations_as
from cxaudit.render.violations_report import Contents, ViolationsReport, fingerprints

# The schema of SARIF 2.1.0 as published (https://json.schemastore.org/sarif-2.1.0-rtm.5.json), Apache-2.0.
SARIF = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_text())
GITLAB = json.loads((Path(__file__).parent / "schemas" / "gitlab-code-quality.json").read_text())

REPORT = ViolationsReport(
    (ERROR, WARNING, NOTE),
    {"rules/refunds.yaml": FILE},
    Contents(112, 49, 46, 12, 340),
    suppressed=3,
    rules={"undefined-cause": "A cause must be defined."},
    program="cxaudit 1.2.3",
)
LINES = {("rules/refunds.yaml", 4), ("rules/a b.yaml", 2), ("/abs/c.yaml", 9)}


def shown(name: str, report: ViolationsReport = REPORT) -> str:
    return render_violations_as(name, report)


def sarif(report: ViolationsReport = REPORT) -> Any:
    content = json.loads(shown("sarif", report))
    jsonschema.Draft4Validator(SARIF).validate(content)
    return content["runs"][0]


def cases(report: ViolationsReport = REPORT) -> list[ET.Element]:
    return list(ET.fromstring(shown("junit", report)).iter("testcase"))  # noqa: S314 - our own


def sarif_places() -> set[tuple[str, int]]:
    physical = [entry["locations"][0]["physicalLocation"] for entry in sarif()["results"]]
    names = {"rules/a%20b.yaml": "rules/a b.yaml", "file:///abs/c.yaml": "/abs/c.yaml"}
    uris = [(entry["artifactLocation"]["uri"], entry["region"]["startLine"]) for entry in physical]
    return {(names.get(uri, uri), line) for uri, line in uris}


IN_LINES = {
    "text": r"^(.+?):(\d+):\d+: \w+\[",
    "concise": r"^(.+?):(\d+):\d+: \w+\[",
    "github": r"^::\w+ file=([^,]+),line=(\d+)",
    "markdown": r"^\| \w+ \| (.+?):(\d+):\d+ \|",
}
READERS: dict[str, Callable[[], set[tuple[str, int]]]] = {
    "json": lambda: {(entry["path"], entry["line"]) for entry in json.loads(shown("json"))["violations"]},
    "sarif": sarif_places,
    "gitlab": lambda: {
        (entry["location"]["path"], entry["location"]["lines"]["begin"]) for entry in json.loads(shown("gitlab"))
    },
    "junit": lambda: {(case.attrib["file"], int(case.attrib["line"])) for case in cases()},
}


def places(name: str) -> set[tuple[str, int]]:
    """The places a reader of this format finds."""
    if name in READERS:
        return READERS[name]()
    return {(path, int(line)) for path, line in re.findall(IN_LINES[name], shown(name), re.MULTILINE)}


@pytest.mark.parametrize("name", VIOLATION_FORMATS)
def test_all_formats_agree_on_the_lines(name: str) -> None:
    assert places(name) == LINES


@pytest.mark.parametrize("name", VIOLATION_FORMATS)
def test_nothing_found_is_told_in_the_form_of_the_format(name: str) -> None:
    text = shown(name, ViolationsReport((), contents=Contents(1)))
    assert text.endswith("\n")
    match name:
        case "json":
            assert json.loads(text)["violations"] == []
        case "sarif":
            jsonschema.Draft4Validator(SARIF).validate(json.loads(text))
        case "gitlab":
            assert json.loads(text) == []
        case "junit":
            assert [case.find("failure") for case in cases(ViolationsReport(()))] == [None]
        case _:
            assert "0 errors, 0 warnings, 0 suppressed" in text


def test_concise_is_a_line_each_and_the_counts() -> None:
    first, _, third, summary = shown("concise").splitlines()
    assert first == (
        "rules/refunds.yaml:4:7: error[undefined-cause] cause 'no-ownr' is not defined"
        " (did you mean 'no-owner'? (rules/causes.yaml:31:5))"
    )
    assert third == "/abs/c.yaml:9:3: info[odd] line one line two"
    assert summary == (
        "1 error, 1 warning, 1 note, 3 suppressed — 112 symptoms, 49 causes, 46 remedies in 12 files, 340 examples"
    )


def test_json_has_every_part_of_a_violation_and_says_its_version() -> None:
    content = json.loads(shown("json"))
    assert (content["version"], content["program"]) == (1, "cxaudit 1.2.3")
    assert content["summary"] == {"errors": 1, "warnings": 1, "notes": 1, "suppressed": 3}
    assert content["contents"] == {
        "symptoms": 112,
        "causes": 49,
        "remedies": 46,
        "files": 12,
        "examples": 340,
        "scenarios": 0,
    }
    assert content["violations"][0] == {
        "check": "undefined-cause",
        "severity": "error",
        "path": "rules/refunds.yaml",
        "line": 4,
        "column": 7,
        "end_column": 14,
        "message": "cause 'no-ownr' is not defined",
        "help": "did you mean 'no-owner'? (rules/causes.yaml:31:5)",
        "subject": "no-ownr",
        "replacement": "no-owner",
        "owner": "symptom refund-delay",
        "related": [{"path": "rules/causes.yaml", "line": 31, "column": 5}],
        "fingerprint": fingerprints([ERROR])[0],
    }


def test_the_description_of_json_names_every_key() -> None:
    from cxaudit.render import violations_json  # noqa: PLC0415 - its description is what is tested

    content = json.loads(shown("json"))
    named = violations_json.__doc__ or ""
    keys = {*content, *content["summary"], *content["contents"], *content["violations"][0]}
    assert [key for key in sorted(keys) if f"`{key}`" not in named] == []


def test_sarif_underlines_the_fault_and_names_rule_and_definition() -> None:
    run = sarif()
    assert run["tool"]["driver"]["version"] == "1.2.3"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["hub-cause", "odd", "undefined-cause"]
    result = run["results"][0]
    assert result["ruleIndex"] == 2
    assert run["tool"]["driver"]["rules"][2]["shortDescription"]["text"] == "A cause must be defined."
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"], region["endColumn"]) == (4, 7, 14)
    assert result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "symptom refund-delay"
    assert [entry["level"] for entry in run["results"]] == ["error", "warning", "note"]


def test_github_shows_ten_of_a_kind_the_worst_first_and_every_one_as_a_line() -> None:
    many = tuple(replace(WARNING, location=Location("a.yaml", line, 1)) for line in range(1, 13))
    text = shown("github", replace(REPORT, violations=(*many, ERROR)))
    kinds = re.findall(r"^::(\w+) ", text, re.MULTILINE)
    assert kinds == ["error", *["warning"] * 10]
    assert len(re.findall(r"^a\.yaml:\d+:1: warning", text, re.MULTILINE)) == 12


def test_github_escapes_what_would_end_a_property_or_a_message() -> None:
    fault = replace(NOTE, location=Location("a,b:c.yaml", 1, 1), message="50%\r\n::set-output name=x::y")
    first, second, _ = shown("github", replace(REPORT, violations=(fault,))).splitlines()
    assert "file=a%2Cb%3Ac.yaml," in first
    assert first.endswith("::50%25%0D%0A::set-output name=x::y")
    assert not second.startswith("::")
    assert "::" not in second


def test_gitlab_fits_its_schema() -> None:
    content = json.loads(shown("gitlab"))
    jsonschema.Draft202012Validator(GITLAB).validate(content)
    assert [entry["severity"] for entry in content] == ["major", "minor", "info"]


def test_junit_counts_errors_as_failures_and_nothing_else() -> None:
    root = ET.fromstring(shown("junit"))  # noqa: S314 - our own
    assert (root.attrib["tests"], root.attrib["failures"]) == ("3", "1")
    assert sum(int(suite.attrib["failures"]) for suite in root) == 1
    assert sum(len(suite) for suite in root) == 3
    failure = next(root.iter("failure"))
    assert failure.attrib["message"] == "cause 'no-ownr' is not defined"
    assert "4 |       no-ownr: often" in (failure.text or "")
    assert {child.tag for child in root.iter()} == {"testsuites", "testsuite", "testcase", "failure", "system-out"}


def test_markdown_keeps_its_table_whatever_a_message_holds() -> None:
    lines = shown("markdown").splitlines()
    assert lines[0].startswith("### Rulebook: 1 error, 1 warning, 1 note, 3 suppressed")
    row = next(line for line in lines if "hub-cause" in line)
    assert len(re.findall(r"(?<!\\)\|", row)) == 5
    assert "&lt;b&gt;" in row
    many = tuple(replace(ERROR, location=Location("a.yaml", line, 1)) for line in range(1, 702))
    assert "201 more violations not shown." in shown("markdown", replace(REPORT, violations=many))


@settings(max_examples=20)  # the schema of SARIF is large
@given(VIOLATIONS)
def test_whatever_a_violation_holds_each_format_stays_readable(violations: list[Violation]) -> None:
    report = ViolationsReport(tuple(violations))
    jsonschema.Draft4Validator(SARIF).validate(json.loads(shown("sarif", report)))
    assert len(json.loads(shown("json", report))["violations"]) == len(violations)
    assert len(json.loads(shown("gitlab", report))) == len(violations)
    assert len(cases(report)) == max(1, len(violations))
    commands = [line for line in shown("github", report).splitlines() if line.lstrip().startswith("::")]
    assert len(commands) == len(violations)
    assert len(shown("concise", report).split("\n")) == len(violations) + 2
