"""`cxaudit rules check`: everything that is wrong with a rulebook, in one run."""

# Typer reads these annotations while the program runs, so nothing here may hide behind TYPE_CHECKING.
import typer

from cxaudit.cli import options, rules_corpus, rules_log
from cxaudit.cli import rules_options as opt


def check(  # noqa: PLR0913 - each is an option of the command
    paths: opt.RulebookPaths = None,
    output_format: opt.ViolationsFormat = "text",
    output: opt.OutputFile = None,
    select: opt.Select = None,
    ignore: opt.Ignore = None,
    fail_on: opt.FailOn = "error",
    baseline: opt.BaselineFile = None,
    write_baseline: opt.NewBaseline = None,
    changed_since: opt.ChangedSince = None,
    fix: opt.Fix = False,
    today: opt.Today = None,
    logs: rules_log.OptionalLogs = None,
    mapping: options.MappingFile = None,
    column: options.Columns = None,
    audit: rules_corpus.EarlierAudit = None,
    max_shift: rules_corpus.MaxShift = 2.0,
) -> None:
    """Report every fault of a rulebook; exit 1 if there is an error, 3 if not all could be checked."""
    from cxaudit.checks.judging import Selection, render_baseline
    from cxaudit.checks.pages import slugs
    from cxaudit.cli.output import refuse_unwritable, write_files
    from cxaudit.cli.rules_judging import Check, judged
    from cxaudit.cli.rules_outcome import exit_code, failing
    from cxaudit.cli.rules_report import refuse_unknown_format, write_violations
    from cxaudit.cli.rules_terms import refuse_unfixable

    refuse_unknown_format(output_format)
    known = None if write_baseline else baseline
    refuse_unwritable([output, write_baseline], (*(paths or ()), *(logs or ()), mapping, audit, known))
    fails, selection = failing(fail_on), Selection.of(select or (), ignore or (), slugs())
    if fix:
        refuse_unfixable(paths)
    reading = rules_log.Reading(tuple(logs or ()), mapping, tuple(column or ()))
    corpus = rules_corpus.CorpusRequest(reading, audit, max_shift).reader(selection)
    asked = Check(paths, today, known, changed_since, fix)
    examination, judgement = judged(asked, selection, corpus)
    violations, suppressed = judgement.violations, judgement.suppressed
    if write_baseline and examination.rulebook is not None:
        write_files({write_baseline: render_baseline(judgement.all).encode()})
        violations, suppressed = (), suppressed + len(violations)
    write_violations(violations, suppressed, examination, output_format, output)
    _say_what_remains(judgement.mended, loaded=examination.rulebook is not None)
    raise typer.Exit(exit_code(violations, fails, loaded=examination.rulebook is not None))


def _say_what_remains(mended: int, *, loaded: bool) -> None:
    if mended:
        typer.echo(f"cxaudit: {mended} of the baseline no longer found; write it again", err=True)
    if not loaded:
        typer.echo("cxaudit: mend these first; the checks of the rulebook as a whole have not run", err=True)
