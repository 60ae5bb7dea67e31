"""Writes what the tests of a rulebook came to, in the format and to the place asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from cxaudit import __version__
from cxaudit.checks.pages import rules_of
from cxaudit.cli.output import write_files, write_stdout
from cxaudit.cli.rules_test_coverage import coverage_as_json, coverage_as_markdown, coverage_as_text
from cxaudit.model import Violation
from cxaudit.render.violations_formats import render_violations_as
from cxaudit.render.violations_report import Contents, ViolationsReport
from cxaudit.render.violations_text import render_violations
from cxaudit.scenarios.covering import Coverage, Kind

if TYPE_CHECKING:
    from pathlib import Path

    from cxaudit.cli.rules_test_reading import Chosen, Tested


@dataclass(frozen=True, slots=True)
class Shown:
    """What there is to show: the violations, the explanations as text, and the coverage if it was asked for."""

    violations: tuple[Violation, ...]
    explanations: str
    coverage: Coverage | None
    least: Mapping[Kind, int]


def write_tests(shown: Shown, tested: Tested, chosen: Chosen | None, name: str, output: Path | None) -> None:
    """Write it in the format `name`, to the file `output` or to standard output."""
    rules = rules_of(frozenset(violation.check for violation in shown.violations)) if name == "sarif" else {}
    texts = {**tested.examination.texts, **tested.read.texts}
    report = ViolationsReport(
        shown.violations, texts, _contents(tested, chosen), 0, rules, program=f"cxaudit {__version__}"
    )
    content = _rendered(shown, report, name).encode("utf-8", "backslashreplace")
    if output is None:
        write_stdout(content)
    else:
        write_files({output: content})
        typer.echo(report.summary(), err=True)


def _rendered(shown: Shown, report: ViolationsReport, name: str) -> str:
    if name == "text":
        violations = render_violations(report.violations, report.texts)
        coverage = coverage_as_text(shown.coverage) if shown.coverage else ""
        return "\n".join(part for part in (violations, shown.explanations, coverage, f"{report.summary()}\n") if part)
    rendered = render_violations_as(name, report)
    if shown.coverage is None:
        return rendered
    if name == "json":
        content = {**json.loads(rendered), "coverage": coverage_as_json(shown.coverage, shown.least)}
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    return f"{rendered}\n{coverage_as_markdown(shown.coverage)}" if name == "markdown" else rendered


def _contents(tested: Tested, chosen: Chosen | None) -> Contents:
    """How much was looked at, and how many tests were run."""
    defined, symptoms = tested.examination.defined, tested.rulebook.symptoms if tested.rulebook else {}
    return Contents(
        symptoms=defined["symptom"],
        causes=defined["cause"],
        remedies=defined["remedy"],
        files=len(tested.examination.files) + len(tested.read.files),
        examples=sum(len(symptoms[name].examples) for name in chosen.symptoms) if chosen else 0,
        scenarios=len(chosen.scenarios) if chosen else 0,
    )
