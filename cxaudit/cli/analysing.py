"""What `cxaudit analyze` does between its options and its exit code."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cxaudit.audit import AuditOptions, audit_logs
from cxaudit.cli.cluster import parse_cluster
from cxaudit.cli.joining import parse_join, refuse_idle
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

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.cli.rejects import Rejects
    from cxaudit.engines import Keep
    from cxaudit.incidents import OpenSource


@dataclass(frozen=True, slots=True)
class Counting:
    """How rows are counted, as the user gives it."""

    by: tuple[str, ...]
    redact: bool
    workers: int
    join: str
    phone_country: str | None
    same_ids: bool | None
    master: str | None
    spark_remote: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """The logs, the rulebook (the default one if none), and how both are to be taken."""

    logs: tuple[str, ...]
    rules: tuple[Path, ...]
    reading: ReadingOptions
    counting: Counting
    engine: str
    max_rejected: float
    confirmations: Path | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where results go, and the limits that are watched."""

    output: tuple[Path, ...]
    printed: str
    templates: Path | None
    rejects: Path | None
    keep_events: Path | None
    fail_on: tuple[str, ...]


def analyse(asked: Asked, outcome: Outcome, *, quiet: bool) -> bool:
    """Audit the logs and write what was asked for; whether something is at or above a limit.

    Raises a CxauditError for what cannot be read, written or meant, before anything is written.
    """
    reports = Reports.of(outcome.output, outcome.printed, outcome.templates)
    refuse_homeless(outcome.keep_events, reports)
    inputs = (*asked.logs, *asked.rules, asked.reading.mapping, asked.confirmations, outcome.templates)
    refuse_unwritable([*reports.paths, outcome.rejects, outcome.keep_events], inputs)
    counting = asked.counting
    cluster = parse_cluster(asked.engine, counting.master, counting.spark_remote)
    limits = parse_limits(outcome.fail_on)
    joined = parse_join(counting.join, counting.phone_country, counting.same_ids)
    with watching(quiet=quiet) as watcher, _outputs(outcome, redacted=counting.redact) as (rejects, keep):
        dimensions = refuse_unknown_dimensions(counting.by)
        count = CountOptions(
            dimensions,
            counting.redact,
            watcher.rows,
            rejects.keep,
            counting.workers,
            keep,
            joined,
            cluster,
            ask_same_ids=counting.same_ids is None,
        )
        recognised = say_recognised(quiet=quiet)

        def opened(sources: tuple[OpenSource, ...]) -> None:
            refuse_idle(sources, joined, counting.same_ids)
            rejects.opened(sources)
            recognised(sources)

        audit = audit_logs(_request(asked, count), opened, watcher.step, say_cautions(quiet=quiet))
        met = reached(audit, limits)
    reports.write(audit)
    for sentence in met:
        typer.echo(f"cxaudit: {sentence}", err=True)
    return bool(met)


def _request(asked: Asked, counting: CountOptions) -> AuditOptions:
    rulebook = asked.rules or (resource("rules/core"),)
    return AuditOptions(
        asked.logs, rulebook, asked.reading, counting, asked.max_rejected, asked.engine, asked.confirmations
    )


@contextmanager
def _outputs(outcome: Outcome, *, redacted: bool) -> Iterator[tuple[Rejects, Keep | None]]:
    """What is written while rows stream by."""
    with rejects_file(outcome.rejects, redacted=redacted) as rejects, events_file(outcome.keep_events) as keep:
        yield rejects, keep
