"""Violations as JSON, for programs.

One object: `version` (1; raised when a reader of this one could misread the next), `program`, `summary` with the
number of `errors`, `warnings`, `notes` and `suppressed`, `contents` with the number of `symptoms`, `causes`,
`remedies`, `files`, `examples` and `scenarios` looked at, and `violations` in order of place. Each violation has
`check` (the name of the check), `severity` (``error``, ``warning`` or ``info``), `path`, `line` and `column` (from 1,
in characters), `end_column` (one past the text at fault), `message`, `help`, `subject` (the text at fault),
`replacement` (what mends it, empty where a person must decide), `owner` (the definition it stands in, as ``symptom
refund-delay``), `related` (further places, each with `path`, `line` and `column`) and `fingerprint` (which stays when
lines move).
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from cxaudit.model import Severity
from cxaudit.render.violations_report import fault_length, fingerprints, lines_of

if TYPE_CHECKING:
    from cxaudit.model import Location, Violation
    from cxaudit.render.violations_report import ViolationsReport

VERSION = 1


def render(report: ViolationsReport) -> str:
    """The report as JSON, keys in the order of the description above."""
    names = fingerprints(report.violations)
    content = {
        "version": VERSION,
        "program": report.program,
        "summary": {
            "errors": report.number(Severity.ERROR),
            "warnings": report.number(Severity.WARNING),
            "notes": report.number(Severity.INFO),
            "suppressed": report.suppressed,
        },
        "contents": asdict(report.contents),
        "violations": [
            _violation(violation, name, report) for violation, name in zip(report.violations, names, strict=True)
        ],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def end_column(violation: Violation, report: ViolationsReport) -> int:
    """One past the last column of the text at fault; the column itself and one where the file is not at hand."""
    place = violation.location
    lines = lines_of(report.texts, place.path)
    rest = lines[place.line - 1][place.column - 1 :] if place.line <= len(lines) else ""
    return place.column + fault_length(rest, violation.subject)


def _violation(violation: Violation, fingerprint: str, report: ViolationsReport) -> dict[str, object]:
    return {
        "check": violation.check,
        "severity": violation.severity.value,
        **_place(violation.location),
        "end_column": end_column(violation, report),
        "message": violation.message,
        "help": violation.help,
        "subject": violation.subject,
        "replacement": violation.replacement,
        "owner": violation.owner,
        "related": [_place(place) for place in violation.related],
        "fingerprint": fingerprint,
    }


def _place(place: Location) -> dict[str, object]:
    return {"path": place.path, "line": place.line, "column": place.column}
