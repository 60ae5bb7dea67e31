"""The pipeline: logs and a rulebook in, an audit out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cxaudit import __version__
from cxaudit.catalogue import build_catalogue
from cxaudit.engines import ENGINES, Counted, CountOptions
from cxaudit.errors import InputError
from cxaudit.incidents import ReadingOptions, open_sources
from cxaudit.inference import diagnose
from cxaudit.measures import lens_tables, measure
from cxaudit.model import AUDIT_VERSION, Audit, Rulebook, RulebookStamp, Settings
from cxaudit.planning import make_plan
from cxaudit.rulebook import load_rulebook

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxaudit.incidents import OpenSource


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """What to audit and how: log patterns, rulebook paths, and what may be rejected (a share of the rows read)."""

    logs: tuple[str, ...]
    rulebook: tuple[Path, ...]
    reading: ReadingOptions
    counting: CountOptions = field(default_factory=CountOptions)
    max_rejected: float = 0.01
    engine: str = "local"


def audit_logs(
    options: AuditOptions, opened: Callable[[tuple[OpenSource, ...]], None], step: Callable[[str], None]
) -> Audit:
    """Audit the logs; `opened` is shown what was recognised, `step` is told what is being done.

    Raises RulebookError, UsageError, or InputError when the logs cannot be read or too many rows are rejected.
    """
    rulebook = load_rulebook(options.rulebook)
    sources = open_sources(options.logs, options.reading)
    opened(sources)
    step("reading")
    counted = ENGINES[options.engine].count(sources, rulebook, options.counting)
    _refuse_nothing(counted)
    _refuse_too_many_rejections(counted, options.max_rejected)
    step("diagnosing")
    measures = measure(rulebook, counted.tally)
    diagnosis = diagnose(rulebook, counted.tally, measures.signals)
    step("planning")
    plan = make_plan(rulebook, counted.tally, diagnosis, measures.headline)
    tables = (*measures.tables, *lens_tables(rulebook, diagnosis))
    return Audit(
        version=AUDIT_VERSION,
        program=f"cxaudit {__version__}",
        sources=counted.sources,
        rejections=dict(counted.rejections),
        rulebook=_stamp(rulebook),
        settings=_settings(counted, options),
        tally=counted.tally,
        measures=replace(measures, tables=tables, unknowns=(*measures.unknowns, *_unknowns(counted))),
        diagnosis=diagnosis,
        plan=plan,
        catalogue=build_catalogue(rulebook),
    )


def _refuse_nothing(counted: Counted) -> None:
    if not any(source.read for source in counted.sources):
        names = ", ".join(source.path for source in counted.sources)
        raise InputError(f"{names}: holds no rows; export it again with the incidents of the period")


def _refuse_too_many_rejections(counted: Counted, limit: float) -> None:
    """Raise InputError when a larger share than `limit` of the rows read was faulty."""
    read = sum(source.read for source in counted.sources)
    faulty = sum(counted.rejections.values()) - counted.superseded
    if faulty > limit * read:
        reasons = ", ".join(f"{reason}: {count:,}" for reason, count in counted.rejections.items())
        used = sum(source.used for source in counted.sources)
        raise InputError(
            f"{faulty:,} of {read:,} rows were rejected ({faulty / read:.1%}), more than the {limit:.1%} allowed"
            f" ({reasons}; {used:,} rows were usable): see them with --rejects FILE, or allow more with --max-rejected"
        )


def _stamp(rulebook: Rulebook) -> RulebookStamp:
    return RulebookStamp(
        rulebook.name,
        rulebook.version,
        rulebook.content_hash,
        len(rulebook.symptoms),
        len(rulebook.causes),
        len(rulebook.remedies),
    )


def _settings(counted: Counted, options: AuditOptions) -> Settings:
    tally = counted.tally
    dimensions = tuple(margin.dimension for margin in tally.margins)
    period = (tally.first_opened, tally.last_opened)
    return Settings(options.counting.redacted, dimensions, period, counted.cutoff)


def _unknowns(counted: Counted) -> tuple[str, ...]:
    """What could not be split by because it has too many values."""
    return tuple(
        f"'{name}' has too many different values to split by; group them in the export to see how it matters"
        for name in counted.too_many_values
    )
