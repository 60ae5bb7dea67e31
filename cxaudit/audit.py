"""The pipeline: logs and a rulebook in, an audit out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cxaudit import __version__
from cxaudit.catalogue import build_catalogue
from cxaudit.engines import ENGINES, Caution, Counted, CountOptions
from cxaudit.errors import InputError
from cxaudit.incidents import ReadingOptions, open_sources
from cxaudit.inference import DiagnosisOptions, diagnose
from cxaudit.inference.judging.site_check_file import read_site_checks
from cxaudit.measures import lens_tables, measure, told_of_unread
from cxaudit.model import AUDIT_VERSION, Audit, Rulebook, RulebookStamp, Settings, SiteCheck
from cxaudit.planning import make_plan
from cxaudit.rulebook import load_rulebook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.incidents import OpenSource
    from cxaudit.model import Source


# What an open question gives as its reason when a log lacks a column.
_MISSING_COLUMN = {
    "opened_at": "no column tells when an incident was opened",
    "closed_at": "no column tells when an incident was closed",
    "due_at": "no column tells when an incident was due or whether it was late",
    "satisfaction": "no column holds a rating",
}


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """What to audit and how: log patterns, rulebook paths, and what may be rejected (a share of the rows read).

    `confirmations` is a file with what checks on site have shown.
    """

    logs: tuple[str, ...]
    rulebook: tuple[Path, ...]
    reading: ReadingOptions
    counting: CountOptions = field(default_factory=CountOptions)
    max_rejected: float = 0.01
    engine: str = "local"
    confirmations: Path | None = None


def audit_logs(
    options: AuditOptions,
    opened: Callable[[tuple[OpenSource, ...]], None],
    step: Callable[[str], None],
    warn: Callable[[Caution], None],
) -> Audit:
    """Audit the logs.

    `opened` is shown what was recognised, `step` is told what is being done, `warn` what weakens the result.

    Raises RulebookError, UsageError, or InputError when the logs cannot be read or too many rows are rejected.
    """
    rulebook = load_rulebook(options.rulebook)
    checks = _site_checks(options, rulebook)
    sources = open_sources(options.logs, options.reading)
    opened(sources)
    step("reading")
    counted = ENGINES[options.engine].count(sources, rulebook, options.counting)
    refuse_unusable(counted, options.max_rejected)
    return conclude(counted, rulebook, Manner(options.counting.redacted, checks, step, warn))


@dataclass(frozen=True, slots=True)
class Manner:
    """How to conclude: whether quotes are redacted, what checks on site have shown, and who is told.

    `step` is told what is being done, `warn` what weakens the result.
    """

    redacted: bool
    site_checks: tuple[SiteCheck, ...]
    step: Callable[[str], None]
    warn: Callable[[Caution], None]


def conclude(counted: Counted, rulebook: Rulebook, manner: Manner) -> Audit:
    """The audit of what was counted: measures, diagnosis and plan."""
    for caution in counted.cautions:
        manner.warn(caution)
    manner.step("diagnosing")
    measures = told_of_unread(measure(rulebook, counted.tally), _unread(counted.sources))
    diagnosis = diagnose(rulebook, counted.tally, measures.signals, DiagnosisOptions(site_checks=manner.site_checks))
    manner.step("planning")
    plan = make_plan(rulebook, counted.tally, diagnosis, measures.headline)
    tables = (*measures.tables, *lens_tables(rulebook, diagnosis))
    return Audit(
        version=AUDIT_VERSION,
        program=f"cxaudit {__version__}",
        sources=counted.sources,
        rejections=dict(counted.rejections),
        rulebook=stamp(rulebook),
        settings=_settings(counted, redacted=manner.redacted),
        tally=counted.tally,
        measures=replace(measures, tables=tables, unknowns=_unknowns(counted, measures.unknowns)),
        diagnosis=diagnosis,
        plan=plan,
        catalogue=build_catalogue(rulebook),
        events=counted.kept,
        joining=counted.joining,
    )


def _unread(sources: Sequence[Source]) -> Counter[str]:
    """Values of each canonical column that could not be read, over all sources."""
    found: Counter[str] = Counter()
    for source in sources:
        found.update(source.unread)
    return found


def _site_checks(options: AuditOptions, rulebook: Rulebook) -> tuple[SiteCheck, ...]:
    if options.confirmations is None:
        return ()
    return read_site_checks(options.confirmations, rulebook, redacted=options.counting.redacted)


def refuse_unusable(counted: Counted, max_rejected: float) -> None:
    """Raise InputError when a log holds nothing to be counted, or more than the share `max_rejected` was faulty."""
    _refuse_nothing(counted)
    _refuse_too_many_rejections(counted, max_rejected)
    _refuse_nothing_used(counted)


def _refuse_nothing(counted: Counted) -> None:
    if not any(source.read for source in counted.sources):
        names = ", ".join(source.path for source in counted.sources)
        raise InputError(f"{names}: holds no rows; export it again with the incidents of the period")


def _refuse_too_many_rejections(counted: Counted, limit: float) -> None:
    """Raise InputError when a larger share than `limit` of the rows that should be incidents was faulty."""
    read = sum(source.read for source in counted.sources) - counted.excluded
    faulty = counted.faulty
    if faulty > limit * read:
        reasons = ", ".join(f"{reason}: {count:,}" for reason, count in counted.rejections.items())
        used = sum(source.used for source in counted.sources)
        raise InputError(
            f"{faulty:,} of {read:,} rows were rejected ({faulty / read:.1%}), more than the {limit:.1%} allowed"
            f" ({reasons}; {used:,} rows were usable): see them with --rejects FILE, or allow more with --max-rejected"
        )


def _refuse_nothing_used(counted: Counted) -> None:
    """Raise InputError when every row was left out, most of all when all of them were left out on purpose."""
    if any(source.used for source in counted.sources):
        return
    names = ", ".join(source.path for source in counted.sources)
    reasons = ", ".join(f"{reason}: {count:,}" for reason, count in counted.rejections.items())
    raise InputError(
        f"{names}: nothing by customers is in it, as every row is left out ({reasons}); export the incidents themselves"
    )


def stamp(rulebook: Rulebook) -> RulebookStamp:
    """What names a rulebook in an audit."""
    return RulebookStamp(
        rulebook.name,
        rulebook.version,
        rulebook.content_hash,
        len(rulebook.symptoms),
        len(rulebook.causes),
        len(rulebook.remedies),
    )


def _settings(counted: Counted, *, redacted: bool) -> Settings:
    tally = counted.tally
    dimensions = tuple(margin.dimension for margin in tally.margins)
    period = (tally.first_opened, tally.last_opened)
    return Settings(redacted, dimensions, period, counted.cutoff)


def _unknowns(counted: Counted, open_questions: tuple[str, ...]) -> tuple[str, ...]:
    """What cannot be answered, with the true reason where a column is there and could not be read."""
    unreadable = {caution.column: caution.why for caution in counted.cautions if caution.column}
    true_reasons = {reason: unreadable[name] for name, reason in _MISSING_COLUMN.items() if name in unreadable}
    explained, told = [], set()
    for question in open_questions:
        topic, colon, reason = question.partition(": ")
        explained.append(f"{topic}{colon}{true_reasons.get(reason, reason)}")
        told.add(true_reasons.get(reason))
    cautions = (caution.sentence for caution in counted.cautions if not caution.why or caution.why not in told)
    too_many = (
        f"'{name}' has too many different values to split by; group them in the export to see how it matters"
        for name in counted.too_many_values
    )
    return (*explained, *cautions, *too_many)
