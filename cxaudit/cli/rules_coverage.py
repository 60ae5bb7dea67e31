"""`cxaudit rules coverage`: what a rulebook sees of a real log, and what it does not."""

# Typer reads these annotations while the program runs, so nothing here may hide behind TYPE_CHECKING.
from typing import Annotated

import typer

from cxaudit.cli import options, rules_log
from cxaudit.cli import rules_options as opt

Format = Annotated[str, typer.Option("-f", "--format", help="text, json or markdown.")]
MaxUnmatched = Annotated[
    float | None,
    typer.Option(
        "--max-unmatched", min=0, max=1, metavar="SHARE", help="Exit with 1 if more incidents show no symptom."
    ),
]


def coverage(  # noqa: PLR0913 - each is an option of the command
    logs: rules_log.Logs,
    paths: opt.RulebookPaths = None,
    output_format: Format = "text",
    output: opt.OutputFile = None,
    max_unmatched: MaxUnmatched = None,
    mapping: options.MappingFile = None,
    column: options.Columns = None,
    delimiter: options.Delimiter = None,
    encoding: options.Encoding = None,
    sheet: options.Sheet = None,
    redact: options.Redact = True,
    quiet: options.Quiet = False,
) -> None:
    """Show what a rulebook sees of a log: incidents without a symptom, dead and confusable symptoms, unread phrases."""
    from cxaudit.cli.output import refuse_unwritable
    from cxaudit.cli.progress import watching
    from cxaudit.cli.recognition import say_cautions
    from cxaudit.cli.rules_log import Reading, chosen_format, sound_rulebook, write_report
    from cxaudit.coverage import count_log, measure_coverage, read_texts
    from cxaudit.engines import CountOptions
    from cxaudit.render.coverage_json import render_json
    from cxaudit.render.coverage_markdown import render_markdown
    from cxaudit.render.coverage_text import render_text

    render = chosen_format(output_format, {"text": render_text, "json": render_json, "markdown": render_markdown})
    refuse_unwritable([output], (*logs, *(paths or ()), mapping))
    rulebook = sound_rulebook(paths)
    reading = Reading(tuple(logs), mapping, tuple(column or ()), delimiter, encoding, sheet)
    sources = reading.opened(quiet=quiet)
    with watching(quiet=quiet) as watcher:
        watcher.step("counting")
        log = count_log(sources, rulebook, CountOptions(redacted=redact, progress=watcher.rows))
        watcher.step("reading what no rule matched")
        report = measure_coverage(rulebook, log, read_texts(sources, rulebook, watcher.rows), redacted=redact)
    for caution in log.counted.cautions:
        say_cautions(quiet=quiet)(caution)
    write_report(render(report), output)
    _exit_beyond(max_unmatched, report.unmatched.value)


def _exit_beyond(limit: float | None, unmatched: float) -> None:
    # So put that a limit which is no number fails, not passes.
    if limit is not None and not unmatched <= limit:
        typer.echo(
            f"cxaudit: {unmatched:.1%} of the incidents show no symptom, more than the {limit:.1%} allowed", err=True
        )
        raise typer.Exit(1)
