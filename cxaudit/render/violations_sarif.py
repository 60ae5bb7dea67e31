"""Violations as SARIF 2.1.0 (OASIS, 2020), as code scanning services take them in."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from cxaudit.model import Severity
from cxaudit.render.violations_json import end_column
from cxaudit.render.violations_report import fingerprints, worst_first

if TYPE_CHECKING:
    from cxaudit.model import Location, Violation
    from cxaudit.render.violations_report import ViolationsReport

LARGEST_NUMBER = 25_000  # results of one run that GitHub takes in
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"  # what relative paths are relative to; services put the root of the repository there
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(report: ViolationsReport) -> str:
    """One run with a rule for each check that found something; above the largest number the worst are kept."""
    named = zip(report.violations, fingerprints(report.violations), strict=True)
    kept = frozenset(worst_first(report.violations)[:LARGEST_NUMBER])
    checks = sorted({violation.check for violation in report.violations})
    name, _, version = report.program.partition(" ")
    driver = {
        "name": name,
        **({"version": version} if version else {}),
        "rules": [_rule(check, report) for check in checks],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(violation, checks.index(violation.check), fingerprint, report)
            for violation, fingerprint in named
            if violation in kept
        ],
    }
    content = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _rule(check: str, report: ViolationsReport) -> dict[str, object]:
    levels = [violation.severity for violation in worst_first(report.violations) if violation.check == check]
    sentence = report.rules.get(check, check)
    return {
        "id": check,
        "shortDescription": {"text": sentence},
        "help": {"text": f"{sentence} See: cxaudit rules explain {check}"},
        "defaultConfiguration": {"level": _LEVELS[levels[0]]},
    }


def _result(violation: Violation, rule: int, fingerprint: str, report: ViolationsReport) -> dict[str, object]:
    help_text = f"\n{violation.help}" if violation.help else ""
    region = {
        "startLine": violation.location.line,
        "startColumn": violation.location.column,
        "endColumn": end_column(violation, report),
    }
    place: dict[str, object] = {"physicalLocation": {**_artifact(violation.location), "region": region}}
    if violation.owner:
        place["logicalLocations"] = [{"fullyQualifiedName": violation.owner, "kind": "object"}]
    result: dict[str, object] = {
        "ruleId": violation.check,
        "ruleIndex": rule,
        "level": _LEVELS[violation.severity],
        "message": {"text": violation.message + help_text},
        "locations": [place],
        "partialFingerprints": {"cxauditViolation/v1": fingerprint},
    }
    if violation.related:
        result["relatedLocations"] = [_related(place, number) for number, place in enumerate(violation.related)]
    return result


def _related(place: Location, number: int) -> dict[str, object]:
    region = {"startLine": place.line, "startColumn": place.column}
    return {"id": number, "physicalLocation": {**_artifact(place), "region": region}}


def _artifact(place: Location) -> dict[str, object]:
    path = PurePosixPath(place.path)
    if path.is_absolute():
        return {"artifactLocation": {"uri": path.as_uri()}}
    return {"artifactLocation": {"uri": quote(path.as_posix()), "uriBaseId": _ROOT}}
