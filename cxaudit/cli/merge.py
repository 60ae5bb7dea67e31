"""`cxaudit merge`: several audits as one."""

# Typer reads these annotations while the program runs, so nothing here may hide behind TYPE_CHECKING.
from pathlib import Path
from typing import Annotated

import typer

from cxaudit.cli import options as opt


def merge(  # noqa: PLR0913 - each is an option of the command
    audits: Annotated[
        list[Path],
        typer.Argument(metavar="AUDIT...", help="Audits of different logs, written by `cxaudit analyze -o`, in order."),
    ],
    output: opt.Outputs = None,
    events: Annotated[
        list[Path] | None,
        typer.Option("--events", help="Events of an audit that are not in its folder; may be given several times."),
    ] = None,
    keep_events: opt.KeepEvents = None,
    rules: opt.Rules = None,
    output_format: opt.Format = "summary",
    templates: opt.Templates = None,
    quiet: opt.Quiet = False,
) -> None:
    """Put audits together: as one audit of all their logs, exactly so where their events were kept."""
    from cxaudit.cli.keeping import events_file, refuse_homeless
    from cxaudit.cli.merging import parts_of, rulebook_of, say_how
    from cxaudit.cli.output import refuse_unwritable
    from cxaudit.cli.progress import watching
    from cxaudit.cli.recognition import say_cautions
    from cxaudit.cli.reports import Reports
    from cxaudit.engines import CountOptions
    from cxaudit.merging import merge_audits

    reports = Reports.of(output or [], output_format, templates)
    refuse_homeless(keep_events, reports)
    outputs = [*reports.paths, keep_events]
    refuse_unwritable(outputs, (*audits, *(events or ()), *(rules or ()), templates))
    parts = parts_of(audits, events or ())
    refuse_unwritable(outputs, (part.events.path for part in parts if part.events is not None))
    rulebook = rulebook_of(parts, rules)
    say_how(parts, rulebook, keep_events, quiet=quiet)
    with watching(quiet=quiet) as watcher, events_file(keep_events) as keep:
        counting = CountOptions(progress=watcher.rows, keep=keep)
        audit = merge_audits(parts, rulebook, counting, watcher.step, say_cautions(quiet=quiet))
    reports.write(audit)
