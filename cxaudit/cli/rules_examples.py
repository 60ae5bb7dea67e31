"""`cxaudit rules test`: whether every symptom finds its examples, and nothing it must not find."""

# Typer reads these annotations while the program runs, so nothing here may hide behind TYPE_CHECKING.
import typer

from cxaudit.cli import rules_options as opt


def examples(
    paths: opt.RulebookPaths = None,
    output_format: opt.ViolationsFormat = "text",
    output: opt.OutputFile = None,
    select: opt.Select = None,
    ignore: opt.Ignore = None,
    fail_on: opt.FailOn = "error",
) -> None:
    """Run the examples in a rulebook; exit 1 if one fails, 3 if there is none."""
    from cxaudit.checks.judging import Selection
    from cxaudit.checks.pages import slugs
    from cxaudit.cli.output import refuse_unwritable
    from cxaudit.cli.rules_outcome import exit_code, failing
    from cxaudit.cli.rules_report import refuse_unknown_format, write_violations
    from cxaudit.cli.rules_terms import examined
    from cxaudit.rulebook import in_order
    from cxaudit.scenarios import run_examples

    refuse_unknown_format(output_format)
    refuse_unwritable([output] if output else [])
    fails, selection = failing(fail_on), Selection.of(select or (), ignore or (), slugs())
    examination = examined(paths)
    violations = examination.violations
    if examination.rulebook is not None:
        found = in_order((*violations, *run_examples(examination.rulebook)))
        violations = tuple(violation for violation in found if selection.holds(violation.check))
    write_violations(violations, 0, examination, output_format, output)
    if examination.rulebook is None:
        typer.echo("cxaudit: mend these first; no example has been run", err=True)
    raise typer.Exit(exit_code(violations, fails, loaded=examination.rulebook is not None))
