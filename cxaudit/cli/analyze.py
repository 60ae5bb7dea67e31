"""`cxaudit analyze`: exported logs in; causes, plan and reports out."""

import typer

from cxaudit.cli import options as opt


def analyze(  # noqa: PLR0913 - each is an option of the command
    logs: opt.Logs,
    output: opt.Outputs = None,
    rules: opt.Rules = None,
    mapping: opt.MappingFile = None,
    column: opt.Columns = None,
    delimiter: opt.Delimiter = None,
    encoding: opt.Encoding = None,
    sheet: opt.Sheet = None,
    day_first: opt.DayFirst = None,
    rejects: opt.Rejects = None,
    max_rejected: opt.MaxRejected = 0.01,
    by: opt.SplitBy = None,
    join: opt.JoinBy = "none",
    phone_country: opt.PhoneCountry = None,
    same_ids: opt.SameIds = None,
    confirmations: opt.Confirmations = None,
    fail_on: opt.FailOn = None,
    output_format: opt.Format = "summary",
    templates: opt.Templates = None,
    keep_events: opt.KeepEvents = None,
    redact: opt.Redact = True,
    workers: opt.Workers = 0,
    engine: opt.Engine = "local",
    master: opt.Master = None,
    spark_remote: opt.SparkRemote = None,
    quiet: opt.Quiet = False,
) -> None:
    """Find out what fails, why, and what to fix first."""
    # The libraries behind these take time to load, which `--help` must not wait for.
    from cxaudit.cli import analysing as go
    from cxaudit.cli.columns import parse_columns

    columns = parse_columns(column or ())
    reading = go.ReadingOptions(mapping, columns, delimiter, encoding, sheet, day_first=day_first, same_ids=same_ids)
    counting = go.Counting(tuple(by or ()), redact, workers, join, phone_country, same_ids, master, spark_remote)
    outcome = go.Outcome(tuple(output or ()), output_format, templates, rejects, keep_events, tuple(fail_on or ()))
    asked = go.Asked(tuple(logs), tuple(rules or ()), reading, counting, engine, max_rejected, confirmations)
    if go.analyse(asked, outcome, quiet=quiet):
        raise typer.Exit(1)
