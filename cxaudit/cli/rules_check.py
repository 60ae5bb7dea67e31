"""`cxaudit rules check`: everything that is wrong with a rulebook, in one run."""

# Typer reads these annotations while the program runs, so nothing here may hide behind TYPE_CHECKING.
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

RulebookPaths: TypeAlias = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[PATH...]", help="Rulebook files or folders; the default rulebook when none is given."),
]


def check(paths: RulebookPaths = None) -> None:
    """Report every fault of a rulebook; exit 1 if there is an error, 3 if not all could be checked."""
    from cxaudit.checks import run_checks
    from cxaudit.cli.rules_formats import FORMATS, contents_of
    from cxaudit.cli.rules_outcome import exit_code
    from cxaudit.resources import resource
    from cxaudit.rulebook import examine_rulebook, in_order

    examination = examine_rulebook(paths or [resource("rules/core")])
    rulebook, violations = examination.rulebook, examination.violations
    if rulebook is not None:
        violations = in_order((*violations, *run_checks(rulebook)))
    typer.echo(FORMATS["text"](violations, examination.texts, contents_of(examination)), nl=False)
    if rulebook is None:
        typer.echo("cxaudit: mend these first; the checks of the rulebook as a whole have not run", err=True)
    raise typer.Exit(exit_code(violations))
