"""A run of mutation tests as JSON, for programs.

One object: `version` (1; raised when a reader of this one could misread the next), `program`, `tested` with the number
of `symptoms`, `examples` and `scenarios` that judged and of those `failing` that were left out, `summary` and
`operators` (a list, each with its `operator`) with the number of `mutants`, `killed`, `survived`, `redundant` and the
`percent` killed of those killed and survived, rounded down, null where there is none. `survivors` have `symptom`,
`operator`, `path`, `line`, `column`, `done`, `advice` (where there is no example) and `example`: null, or `text`,
`columns` and whether it must `match`. `redundant` have the same place, and `covered_by` with that of what covers it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxaudit.model import Location
    from cxaudit.render.mutants_report import MutantsReport, OperatorCount, Redundant, Skeleton, Survivor

VERSION = 1


def render(report: MutantsReport) -> str:
    """The report as JSON, keys in the order of the description above."""
    content = {
        "version": VERSION,
        "program": report.program,
        "tested": {
            "symptoms": report.symptoms,
            "examples": report.examples,
            "scenarios": report.scenarios,
            "failing": report.failing,
        },
        "summary": _count(report.total),
        "operators": [{"operator": count.operator, **_count(count)} for count in report.counts],
        "survivors": [_survivor(entry) for entry in report.survivors],
        "redundant": [{**_head(entry), "covered_by": _place(entry.covered_by)} for entry in report.redundant],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _count(count: OperatorCount) -> dict[str, int | None]:
    return {
        "mutants": count.mutants,
        "killed": count.killed,
        "survived": count.survived,
        "redundant": count.redundant,
        "percent": count.percent,
    }


def _survivor(survivor: Survivor) -> dict[str, object]:
    example = None if survivor.example is None else _example(survivor.example)
    return {**_head(survivor), "advice": survivor.advice, "example": example}


def _example(example: Skeleton) -> dict[str, object]:
    return {"text": example.text, "columns": dict(example.fields), "match": example.matches}


def _head(entry: Survivor | Redundant) -> dict[str, object]:
    return {"symptom": entry.symptom, "operator": entry.operator, **_place(entry.location), "done": entry.done}


def _place(place: Location) -> dict[str, object]:
    return {"path": place.path, "line": place.line, "column": place.column}
