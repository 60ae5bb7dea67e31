"""Reads the file in which people record what their checks on site showed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.configuration import parse_file, suggestion
from cxaudit.errors import CxauditError, RulebookError, UsageError
from cxaudit.inference.judging.site_checks import CONFIRMED, REFUTED
from cxaudit.model import MappingNode, Severity, SiteCheck
from cxaudit.redaction import Redactor
from cxaudit.rulebook.fields import Fields
from cxaudit.rulebook.kinds import Day, ListOf, Reference, Table, Text, Word
from cxaudit.rulebook.kinds import Key as SchemaKey
from cxaudit.rulebook.validation import Findings, validate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cxaudit.model import Location, Node, Report, Rulebook, Violation

VERDICTS = {CONFIRMED: "it is at work here", REFUTED: "it is not at work here"}
CHECKED = Table(
    "confirmation",
    "what a check on site showed of one cause",
    (
        SchemaKey("cause", Reference("cause"), "the id of the cause", required=True),
        SchemaKey("verdict", Word(VERDICTS), "what was found", required=True),
        SchemaKey("by", Text(), "the role that looked, such as workforce manager; no name", required=True),
        SchemaKey("date", Day(), "the day, such as 2030-01-31", required=True),
        SchemaKey("check", Text(), "what was looked at"),
        SchemaKey("note", Text(), "what was seen"),
    ),
)
CONFIRMATIONS = Table(
    "confirmations file",
    "what checks on site showed",
    (SchemaKey("confirmations", ListOf(CHECKED, at_least=1), "one entry a check", required=True),),
)


class ConfirmationsError(RulebookError):
    """A file of confirmations with violations; all of them are carried (exit 2)."""

    def __init__(self, violations: tuple[Violation, ...]) -> None:
        super().__init__(violations)
        count = len(violations)
        CxauditError.__init__(self, f"the confirmations have {count} violation{'' if count == 1 else 's'}")


def read_site_checks(path: Path, rulebook: Rulebook, *, redacted: bool = True) -> tuple[SiteCheck, ...]:
    """The checks recorded in the file at `path`, in its order; personal data in free text is hidden if `redacted`.

    Raises ConfirmationsError with everything that is wrong with it, UsageError if there is none.
    """
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file of confirmations; write what was found on site into one")
    findings = Findings()
    report = findings.report
    node = parse_file(path, path.as_posix(), report)
    if node is not None:
        validate(node, CONFIRMATIONS, "a confirmations file", findings)
    for mention in findings.mentions:
        if mention.id not in rulebook.causes:
            report.error(
                "undefined-cause",
                mention.location,
                f"cause '{mention.id}' is not defined in the rulebook",
                help=suggestion(mention.id, rulebook.causes),
                subject=mention.id,
            )
    _refuse(report)
    assert node is not None
    hide = Redactor().redact if redacted else str
    checks = tuple(_check(entry, hide) for entry in Fields(_mapping(node)).tables("confirmations"))
    _refuse_contradictions(checks, report)
    _refuse(report)
    return checks


def _check(entry: Fields, hide: Callable[[str], str]) -> SiteCheck:
    return SiteCheck(
        cause=entry.text("cause"),
        verdict=entry.text("verdict"),
        by=hide(entry.text("by")),
        date=entry.text("date"),
        location=entry.location,
        check=hide(entry.text("check")),
        note=hide(entry.text("note")),
    )


def _refuse_contradictions(checks: tuple[SiteCheck, ...], report: Report) -> None:
    """Of two verdicts on one day nobody can say which is the later."""
    first: dict[tuple[str, str], SiteCheck] = {}
    for check in checks:
        known = first.setdefault((check.cause, check.date), check)
        if known.verdict != check.verdict:
            report.error(
                "contradiction",
                check.location,
                f"cause '{check.cause}' is {known.verdict} and {check.verdict} on {check.date}",
                help=f"the other verdict stands at {known.location}; keep the one that holds",
                related=(known.location,),
                subject=check.cause,
            )


def _refuse(report: Report) -> None:
    errors = tuple(entry for entry in report.violations if entry.severity is Severity.ERROR)
    if errors:
        raise ConfirmationsError(tuple(sorted(errors, key=_place)))


def _place(violation: Violation) -> Location:
    return violation.location


def _mapping(node: Node) -> MappingNode:
    assert isinstance(node, MappingNode), "validation passes only a mapping"
    return node
