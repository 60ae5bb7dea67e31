"""A small audit, written by hand, whose numbers agree with each other; and audits that say little or nothing."""

from __future__ import annotations

from dataclasses import replace

from sample_conclusions import make_diagnosis, make_plan
from sample_definitions import make_catalogue
from sample_log import INCIDENTS, SYMPTOMS, make_sources, make_tally
from sample_measures import make_measures

from cxaudit.model import (
    AUDIT_VERSION,
    Alarm,
    Audit,
    CauseStatus,
    Diagnosis,
    Interval,
    Measures,
    Plan,
    Profile,
    ProfileCount,
    RulebookStamp,
    Settings,
    Tally,
)


def make_audit() -> Audit:
    return Audit(
        version=AUDIT_VERSION,
        program="cxaudit 1.0.0",
        sources=make_sources(),
        rejections={"the date cannot be read": 4, "the row is empty": 5, "the number stands twice": 1},
        rulebook=RulebookStamp("core", "1.0.0", "9f2c" * 16, 6, 5, 4),
        settings=Settings(
            redacted=True,
            dimensions=("channel", "agent_group"),
            period=("2025-03-03T08:12:00Z", "2025-04-27T21:40:00Z"),
            cutoff="2025-04-28",
        ),
        tally=make_tally(),
        measures=make_measures(),
        diagnosis=make_diagnosis(),
        plan=make_plan(),
        catalogue=make_catalogue(),
    )


def with_alarm(audit: Audit) -> Audit:
    message = "incidents name more symptoms at once than the model expects: a cause or a link may be missing"
    alarm = Alarm("mention-count", 0.21, 0.05, message)
    return replace(audit, diagnosis=replace(audit.diagnosis, alarms=(alarm,)))


def without_symptoms() -> Audit:
    """A log in which no incident shows a symptom, and no row is dated."""
    audit = make_audit()
    tally = Tally(SYMPTOMS, INCIDENTS, (ProfileCount(Profile(()), INCIDENTS),), undated=INCIDENTS)
    failing = replace(audit.measures.headline[0], value=0.0, interval=Interval(0.0, 0.003, 0.95))
    return replace(
        audit,
        tally=tally,
        settings=replace(audit.settings, period=("", ""), cutoff="", redacted=False),
        measures=Measures((failing,), (), (), audit.measures.unknowns),
        diagnosis=Diagnosis(INCIDENTS, 0, (), (), 0.0, (), audit.diagnosis.method),
        plan=Plan((), 0.0, Interval(0.0, 0.0), (0.0, 0.0, 0.0)),
    )


def without_findings() -> Audit:
    """A log with symptoms in which every cause has insufficient evidence."""
    audit = make_audit()
    roots = tuple(
        replace(root, status=CauseStatus.INSUFFICIENT, grade="D", rivals=()) for root in audit.diagnosis.roots
    )
    return replace(
        audit,
        diagnosis=replace(audit.diagnosis, roots=roots),
        plan=Plan((), 0.0, Interval(0.0, 0.0), (0.0, 0.0, 0.0)),
    )


def with_tie() -> Audit:
    """A log in which one of two causes explains most, but nothing tells which."""
    audit = without_findings()
    first, second, third = audit.diagnosis.roots
    tied = replace(
        first,
        rivals=("no-end-to-end-owner", "weak-release"),
        note="This log cannot tell it from 'weak-release': both are seen only through 'billing-error'.",
    )
    return replace(audit, diagnosis=replace(audit.diagnosis, roots=(tied, replace(second, prevented=0.01), third)))


def mostly_unexplained() -> Audit:
    """A log most of whose failing incidents no cause explains."""
    audit = make_audit()
    return replace(audit, diagnosis=replace(audit.diagnosis, unexplained=0.94))


def without_incidents() -> Audit:
    """A log of which no row could be used."""
    audit = without_symptoms()
    return replace(
        audit,
        sources=(replace(audit.sources[0], read=10, used=0, rejected=10),),
        tally=Tally(SYMPTOMS, 0, ()),
        measures=Measures((), (), ()),
        diagnosis=Diagnosis(0, 0, (), (), 0.0, (), ""),
        catalogue={},
    )
