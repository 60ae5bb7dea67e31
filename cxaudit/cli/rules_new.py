"""`cxaudit rules new`: the beginning of a symptom, a cause, a remedy or a pack."""

# Typer reads these annotations while the program runs, so nothing here may hide behind TYPE_CHECKING.
from typing import Annotated

import typer

from cxaudit.cli import rules_options as opt

Noun = Annotated[str, typer.Argument(metavar="WHAT", help="symptom, cause, remedy or pack.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="Its id: small letters, digits and hyphens.")]


def new(noun: Noun, identifier: Id, output: opt.OutputFile = None) -> None:
    """Write a scaffold to be filled in; until it is, `rules check` says what is missing."""
    from cxaudit.cli.output import refuse_unwritable, write_files
    from cxaudit.errors import UsageError
    from cxaudit.model import Location, Report, ScalarNode
    from cxaudit.rulebook.modeline import modeline_of
    from cxaudit.rulebook.scaffolding import SCAFFOLDS, scaffold
    from cxaudit.rulebook.values import read_slug

    if noun not in SCAFFOLDS:
        raise UsageError(f"'{noun}' cannot be begun; choose one of {', '.join(SCAFFOLDS)}")
    report = Report()
    if read_slug(ScalarNode(identifier, Location("", 1, 1)), "an id", report) is None:
        fault = report.violations[0]
        raise UsageError(f"{fault.message}{f'; {fault.help}' if fault.help else ''}")
    if output is None:
        typer.echo(scaffold(noun, identifier), nl=False)
        return
    refuse_unwritable([output])
    if output.exists():
        raise UsageError(f"{output}: exists already; give another name")
    write_files({output: (modeline_of(output) + scaffold(noun, identifier)).encode()})
