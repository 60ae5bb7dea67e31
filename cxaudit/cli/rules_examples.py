"""`cxaudit rules test`: whether every symptom finds its examples, and nothing it must not find."""

# Typer reads these annotations while the program runs, so nothing here may hide behind TYPE_CHECKING.
import typer

from cxaudit.cli import rules_options as opt


def examples(
    paths: opt.RulebookPaths = None,
    output_format: opt.ViolationsFormat = "text",
    output: opt.OutputFile = None,
) -> None:
    """Run the examples in a rulebook; exit 1 if one fails, 3 if there is none."""
    from cxaudit.cli.output import refuse_unwritable
    from cxaudit.cli.rules_outcome import exit_code
    from cxaudit.cli.rules_report import refuse_unknown_format, write_violations
    from cxaudit.cli.rules_terms import examined
    from cxaudit.rulebook import in_order
    from cxaudit.scenarios import run_examples

    refuse_unknown_format(output_format)
    refuse_unwritable([output] if output else [])
    examination = examined(paths)
    violations = examination.violations
    if examination.rulebook is not None:
        violations = in_order((*violations, *run_examples(examination.rulebook)))
    write_violations(violations, 0, examination, output_format, output)
    if examination.rulebook is None:
        typer.echo("cxaudit: mend these first; no example has been run", err=True)
    raise typer.Exit(exit_code(violations, loaded=examination.rulebook is not None))
