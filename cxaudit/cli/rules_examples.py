"""`cxaudit rules test`: whether every symptom finds its examples, and nothing it must not find."""

import typer

from cxaudit.cli.rules_check import RulebookPaths


def examples(paths: RulebookPaths = None) -> None:
    """Run the examples in a rulebook; exit 1 if one fails, 3 if there is none."""
    from cxaudit.cli.rules_formats import FORMATS, contents_of
    from cxaudit.cli.rules_outcome import exit_code
    from cxaudit.resources import resource
    from cxaudit.rulebook import examine_rulebook, in_order
    from cxaudit.scenarios import run_examples

    examination = examine_rulebook(paths or [resource("rules/core")])
    violations = examination.violations
    if examination.rulebook is not None:
        violations = in_order((*violations, *run_examples(examination.rulebook)))
    typer.echo(FORMATS["text"](violations, examination.texts, contents_of(examination)), nl=False)
    if examination.rulebook is None:
        typer.echo("cxaudit: mend these first; no example has been run", err=True)
    raise typer.Exit(exit_code(violations))
