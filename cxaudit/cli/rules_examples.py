"""`cxaudit rules test`: whether a rulebook finds, concludes and advises what its examples and scenarios say."""

# Typer reads these annotations while the program runs, so nothing here may hide behind TYPE_CHECKING.
import typer

from cxaudit.cli import rules_options as opt
from cxaudit.cli import rules_test_options as own


def examples(  # noqa: PLR0913 - each is an option of the command
    paths: own.TestedPaths = None,
    only: own.Only = None,
    output_format: opt.ViolationsFormat = "text",
    output: opt.OutputFile = None,
    explain: own.Explain = False,
    coverage: own.ShowCoverage = False,
    select: opt.Select = None,
    ignore: opt.Ignore = None,
    fail_on: opt.FailOn = "error",
    min_coverage: own.LeastCoverage = None,
) -> None:
    """Run the examples of a rulebook and its scenarios (*.test.yaml); exit 1 if one fails, 3 if there is none."""
    from cxaudit.checks.judging import Selection
    from cxaudit.checks.pages import slugs
    from cxaudit.cli.output import refuse_unwritable
    from cxaudit.cli.rules_outcome import exit_code, failing
    from cxaudit.cli.rules_report import refuse_unknown_format
    from cxaudit.cli.rules_test_coverage import least_coverage, missed
    from cxaudit.cli.rules_test_reading import tested
    from cxaudit.cli.rules_test_report import write_tests
    from cxaudit.cli.rules_test_running import Asked, ran

    refuse_unknown_format(output_format)
    refuse_unwritable([output], paths or ())
    fails, selection = failing(fail_on), Selection.of(select or (), ignore or (), slugs())
    least = least_coverage(min_coverage)
    read = tested(paths)
    explained = explain and output_format == "text"
    shown, chosen = ran(read, Asked(only, explained, coverage or bool(least), least, selection))
    write_tests(shown, read, chosen, output_format, output)
    loaded = read.rulebook is not None
    if not loaded:
        typer.echo("cxaudit: mend these first; no test has been run", err=True)
    too_little = missed(shown.coverage, least) if shown.coverage else ()
    for sentence in too_little:
        typer.echo(f"cxaudit: {sentence}", err=True)
    raise typer.Exit(max(exit_code(shown.violations, fails, loaded=loaded), 1 if too_little else 0))
