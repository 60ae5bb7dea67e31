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
    from cxaudit.audit import AuditOptions, audit_logs
    from cxaudit.cli.cluster import parse_cluster
    from cxaudit.cli.columns import parse_columns
    from cxaudit.cli.joining import parse_join
    from cxaudit.cli.keeping import events_file, refuse_homeless
    from cxaudit.cli.limits import parse_limits, reached
    from cxaudit.cli.output import refuse_unwritable
    from cxaudit.cli.progress import watching
    from cxaudit.cli.recognition import say_cautions, say_recognised
    from cxaudit.cli.rejects import rejects_file
    from cxaudit.cli.reports import Reports
    from cxaudit.engines import CountOptions, refuse_unknown_dimensions
    from cxaudit.incidents import ReadingOptions
    from cxaudit.resources import resource

    reports = Reports.of(output or [], output_format, templates)
    refuse_homeless(keep_events, reports)
    refuse_unwritable([*reports.paths, *(path for path in (rejects, keep_events) if path)])
    cluster = parse_cluster(engine, master, spark_remote)
    limits, joined = parse_limits(fail_on or []), parse_join(join, phone_country, same_ids)
    reading = ReadingOptions(
        mapping=mapping,
        columns=parse_columns(column or ()),
        delimiter=delimiter,
        encoding=encoding,
        sheet=sheet,
        day_first=day_first,
    )
    rulebook = tuple(rules or [resource("rules/core")])
    with (
        watching(quiet=quiet) as watcher,
        rejects_file(rejects, redacted=redact) as rejected,
        events_file(keep_events) as keep,
    ):
        dimensions = refuse_unknown_dimensions(by or ())
        counting = CountOptions(dimensions, redact, watcher.rows, rejected, workers, keep, joined, cluster)
        request = AuditOptions(tuple(logs), rulebook, reading, counting, max_rejected, engine, confirmations)
        audit = audit_logs(request, say_recognised(quiet=quiet), watcher.step, say_cautions(quiet=quiet))
        met = reached(audit, limits)
    reports.write(audit)
    for sentence in met:
        typer.echo(f"cxaudit: {sentence}", err=True)
    if met:
        raise typer.Exit(1)
