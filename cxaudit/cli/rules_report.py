"""Writes the violations of a rulebook, in the format and to the place asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cxaudit.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from cxaudit.model import Violation
    from cxaudit.render.violations_report import Contents
    from cxaudit.rulebook import Examination


def refuse_unknown_format(name: str) -> str:
    """The name of a format. Raises UsageError when there is none of that name."""
    from cxaudit.configuration import closest
    from cxaudit.render.violations_formats import VIOLATION_FORMATS

    if name not in VIOLATION_FORMATS:
        near = closest(name, VIOLATION_FORMATS)
        hint = f"did you mean '{near}'?" if near else f"choose one of {', '.join(VIOLATION_FORMATS)}"
        raise UsageError(f"--format: there is no format '{name}'; {hint}")
    return name


def write_violations(
    violations: tuple[Violation, ...], suppressed: int, examination: Examination, name: str, output: Path | None
) -> None:
    """Write the violations in the format `name`, to the file `output` or to standard output."""
    from cxaudit import __version__
    from cxaudit.checks.pages import rules_of
    from cxaudit.cli.output import write_files, write_stdout
    from cxaudit.render.violations_formats import render_violations_as
    from cxaudit.render.violations_report import ViolationsReport

    rules = rules_of(frozenset(violation.check for violation in violations)) if name == "sarif" else {}
    contents, program = contents_of(examination), f"cxaudit {__version__}"
    report = ViolationsReport(violations, examination.texts, contents, suppressed, rules, program)
    shown = render_violations_as(name, report).encode("utf-8", "backslashreplace")
    if output is None:
        write_stdout(shown)
    else:
        write_files({output: shown})
        typer.echo(report.summary(), err=True)


def contents_of(examination: Examination) -> Contents:
    """How much was looked at."""
    from cxaudit.render.violations_report import Contents

    rulebook, defined = examination.rulebook, examination.defined
    symptoms = rulebook.symptoms.values() if rulebook else ()
    examples = sum(len(symptom.examples) for symptom in symptoms)
    return Contents(defined["symptom"], defined["cause"], defined["remedy"], len(examination.files), examples)
