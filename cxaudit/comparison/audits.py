"""The audits of two periods: what changed between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit import __version__
from cxaudit.comparison.moves import Concluded, compare_conclusions, overlap
from cxaudit.comparison.rates import rate_changes
from cxaudit.render.comparison_periods import AuditComparison, MeasureChange
from cxaudit.render.comparison_report import COMPARISON_VERSION, Base, LogStamp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Audit, Measure


def compare_audits(old: Audit, new: Audit, names: tuple[str, str]) -> AuditComparison:
    """What changed from one audit to another; `names` are the files they came from."""
    titles = _titles(old, "symptom") | _titles(new, "symptom")
    known = {what: _titles(old, what) | _titles(new, what) for what in ("cause", "remedy")}
    return AuditComparison(
        version=COMPARISON_VERSION,
        program=f"cxaudit {__version__}",
        names=names,
        rulebooks=(old.rulebook, new.rulebook),
        logs=(_log(old), _log(new)),
        periods=(old.settings.period, new.settings.period),
        failing=(old.diagnosis.failing, new.diagnosis.failing),
        cautions=tuple(_cautions(old, new)),
        rates=rate_changes(old.tally, new.tally, titles),
        measures=_measures(old, new),
        conclusions=compare_conclusions(
            Concluded(old.diagnosis, old.plan),
            Concluded(new.diagnosis, new.plan),
            lambda what, name: known[what].get(name, name),
            Base.ALL,
        ),
    )


def _titles(audit: Audit, what: str) -> dict[str, str]:
    return {entry.id: entry.title for entry in audit.catalogue.values() if entry.what == what}


def _log(audit: Audit) -> LogStamp:
    return LogStamp(audit.sources, audit.rejections, audit.tally.incidents)


def _cautions(old: Audit, new: Audit) -> Iterator[str]:
    if old.rulebook.content_hash != new.rulebook.content_hash:
        yield (
            "the audits were made with different rulebooks, so any difference may come from the rules and not from the"
            " service; analyze both logs with one rulebook, or see what the rules do with 'cxaudit rules diff'"
        )
    shared = sorted({source.path for source in new.sources if source.sha256 in {one.sha256 for one in old.sources}})
    (before, until), (since, after) = old.settings.period, new.settings.period
    if shared:
        yield f"both audits read the same bytes in {', '.join(shared)}, so they are not two samples"
    elif before and since and since <= until and before <= after:
        yield "the periods overlap, so some incidents may be counted in both"
    if before and since and after < before:
        yield "the audit named first covers the later period: what is called old is the newer one"
    lost = sorted(set(old.settings.dimensions) ^ set(new.settings.dimensions))
    if lost:
        yield f"only one of the logs has the column{'s' if len(lost) > 1 else ''} {', '.join(lost)}"


def _measures(old: Audit, new: Audit) -> tuple[MeasureChange, ...]:
    """The headline measures that either log could tell, those that clearly changed first."""
    before = {entry.id: entry for entry in old.measures.headline}
    after = {entry.id: entry for entry in new.measures.headline}
    found = [_measure(before.get(name), after.get(name)) for name in dict.fromkeys([*after, *before])]
    known = [change for change in found if change is not None]
    return tuple(sorted(known, key=lambda change: not change.clear))


def _measure(old: Measure | None, new: Measure | None) -> MeasureChange | None:
    newest = new or old
    assert newest is not None
    values = tuple(side.value if side else None for side in (old, new))
    if values == (None, None):
        return None
    intervals = tuple(side.interval if side else None for side in (old, new))
    clear = intervals[0] is not None and intervals[1] is not None and not overlap(intervals[0], intervals[1])
    return MeasureChange(newest.id, newest.title, newest.unit, values[0], intervals[0], values[1], intervals[1], clear)
