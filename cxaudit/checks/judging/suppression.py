"""Comments that suppress violations: ``# cxaudit: ignore[bare-word] until=2027-03-01 reason="product name"``.

A comment behind something speaks of its own line, one that stands alone of the next line with anything on it. On the
first line of a definition it speaks of all of that definition, wherever a part of it is written. It must say why, and
it may say until which day (included). What it says for nothing is told, so that no suppression outlives what it was
for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cxaudit.checks.pages import is_suppressible, slugs
from cxaudit.configuration import Comment, find_comments, suggestion
from cxaudit.model import Report, Severity, Violation
from cxaudit.render.violations_report import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cxaudit.checks.judging.selection import Selection
    from cxaudit.rulebook import Examination

_OURS = re.compile(r"#\s*cxaudit\s*:")
_FORM = re.compile(
    r"#\s*cxaudit\s*:\s*ignore\[(?P<checks>[^\]]+)\](?:\s+until=(?P<until>\S+))?(?:\s+reason=\"(?P<reason>[^\"]*)\")?\s*"
)
_LISTED = "name each check; `cxaudit rules explain` lists them"
_EXAMPLE = 'write # cxaudit: ignore[bare-word] until=2030-01-31 reason="why it is right here"'


@dataclass(frozen=True, slots=True)
class Standing:
    """The violations left once suppressions are followed, those of suppressions among them, and how many are hidden."""

    violations: tuple[Violation, ...]
    hidden: int


def suppress(violations: Sequence[Violation], examination: Examination, today: date, selection: Selection) -> Standing:
    """Take out what comments suppress; comments that are unused, expired or not understood are violations too.

    Of a rulebook that could not be loaded nobody knows which comments are unused.
    """
    report = Report()
    found = [*_suppressions(examination, today, report)]
    kept: list[Violation] = []
    used: set[tuple[Comment, str]] = set()
    for violation in violations:
        speaking = [entry for entry in found if entry.covers(violation)]
        used.update((entry.comment, violation.check) for entry in speaking)
        if not speaking:
            kept.append(violation)
    for suppression in found if examination.rulebook else ():
        for check in suppression.checks:
            if (suppression.comment, check) not in used and selection.holds(check):
                _tell_unused(suppression.comment, check, report)
    return Standing((*kept, *report.violations), len(violations) - len(kept))


@dataclass(frozen=True, slots=True)
class _Suppression:
    """A comment in force: the checks it names, the line and the definition (or none) it speaks of."""

    comment: Comment
    checks: tuple[str, ...]
    line: int
    owner: str

    def covers(self, violation: Violation) -> bool:
        place = violation.location
        if violation.check not in self.checks:
            return False
        is_here = (place.path, place.line) == (self.comment.location.path, self.line)
        return is_here or (self.owner != "" and violation.owner == self.owner)


def _suppressions(examination: Examination, today: date, report: Report) -> Iterator[_Suppression]:
    first_lines = {
        (definition.location.path, definition.location.line): owner
        for owner, definition in examination.definitions.items()
    }
    for path, text in sorted(examination.texts.items()):
        if "cxaudit" not in text:
            continue  # to look for comments takes as long as to read the file
        for comment in find_comments(text, path):
            if _OURS.match(comment.text) and _is_in_force(comment, today, report):
                line = _line_spoken_of(comment, examination.texts)
                match = _FORM.fullmatch(comment.text)
                named = [check.strip() for check in match["checks"].split(",")] if match else []
                checks = tuple(check for check in named if _can_be_suppressed(check, comment, report))
                yield _Suppression(comment, checks, line, first_lines.get((path, line), ""))


def _is_in_force(comment: Comment, today: date, report: Report) -> bool:
    """Whether a comment of ours is understood, has a reason and has not expired; what is wrong is reported."""
    match = _FORM.fullmatch(comment.text)
    until = _day(match["until"]) if match and match["until"] else None
    if match is None or (match["until"] and until is None):
        message = "this comment is not understood, so it suppresses nothing"
        report.error("suppression-not-understood", comment.location, message, help=_EXAMPLE, subject=comment.text)
        return False
    if not (match["reason"] or "").strip():
        message = "this suppression gives no reason, so it suppresses nothing"
        report.error("suppression-without-reason", comment.location, message, help=_EXAMPLE, subject=comment.text)
        return False
    if until and until < today:
        message = f"this suppression expired on {until.isoformat()}"
        advice = "mend what it suppresses, or decide anew until when it may stand"
        report.error("suppression-expired", comment.location, message, help=advice, subject=comment.text)
        return False
    return True


def _can_be_suppressed(check: str, comment: Comment, report: Report) -> bool:
    """Whether a comment may name this check; reports why not."""
    if is_suppressible(check):
        return True
    if check in slugs():
        message = f"no comment can suppress '{check}'"
        advice = "mend what it tells, and take it out of the comment"
    else:
        message = f"there is no check '{check}' to suppress"
        advice = suggestion(check, filter(is_suppressible, slugs())) or _LISTED
    report.error("suppression-not-understood", comment.location, message, help=advice, subject=comment.text)
    return False


def _tell_unused(comment: Comment, check: str, report: Report) -> None:
    message = f"there is no violation of '{check}' here to suppress"
    report.error(
        "suppression-unused",
        comment.location,
        message,
        help="take it out",
        subject=comment.text,
        severity=Severity.WARNING,
    )


def _line_spoken_of(comment: Comment, texts: Mapping[str, str]) -> int:
    line = comment.location.line
    if not comment.alone:
        return line
    lines = lines_of(texts, comment.location.path)
    following = (number for number in range(line + 1, len(lines) + 1) if _says_something(lines[number - 1]))
    return next(following, line)


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
