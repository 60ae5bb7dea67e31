"""`cxaudit rules fmt`: rulebook files in the one canonical layout."""

# Typer reads these annotations while the program runs, so nothing here may hide behind TYPE_CHECKING.
import sys
from typing import Annotated

import typer

from cxaudit.cli import rules_options as opt

Check = Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 and name the files that would change.")]


def fmt(paths: opt.RulebookPaths = None, check: Check = False) -> None:
    """Lay out rulebook files anew, comments kept; what they say never changes."""
    from cxaudit.cli.output import write_files, write_stdout
    from cxaudit.cli.rules_outcome import exit_code
    from cxaudit.cli.rules_terms import examined, refuse_default
    from cxaudit.errors import NOT_LOOKED_AT
    from cxaudit.model import Report
    from cxaudit.render.violations_text import render_violations
    from cxaudit.rulebook import STANDARD_INPUT
    from cxaudit.rulebook.formatting import format_text

    report = Report()
    if paths == [STANDARD_INPUT]:
        source = sys.stdin.buffer.read()
        formatted = format_text(source, STANDARD_INPUT.name, report)
        write_stdout(source if formatted is None or check else formatted.encode())
        texts = {STANDARD_INPUT.name: source.decode("utf-8", "replace")}
        typer.echo(render_violations(report.violations, texts), err=True, nl=False)
        raise typer.Exit(1 if formatted is None or (check and formatted.encode() != source) else 0)
    if not check:
        refuse_default(paths, "fmt")
    examination = examined(paths)
    changed = {}
    for name, path in sorted(examination.own.items()):
        before = path.read_bytes()
        formatted = format_text(before, name, report)
        if formatted is not None and formatted.encode() != before:
            changed[path.resolve()] = formatted.encode()
            typer.echo(name)
    if not check:
        write_files(changed)
    # Other faults are none of its business: it lays out what can be read at all, and says what cannot.
    told = {(violation.check, violation.location) for violation in report.violations}
    lost = [
        violation
        for violation in examination.violations
        if violation.check in NOT_LOOKED_AT and (violation.check, violation.location) not in told
    ]
    shown = (*lost, *report.violations)
    typer.echo(render_violations(shown, examination.texts), err=True, nl=False)
    raise typer.Exit(max(exit_code(shown), 1 if check and changed else 0))
