"""Violations as text for a terminal: the place, the line itself with the fault underlined, and how to mend it."""

from __future__ import annotations

import unicodedata
from types import MappingProxyType
from typing import TYPE_CHECKING

from cxaudit.render.violations_report import fault_length, lines_of, printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxaudit.model import Violation
    from cxaudit.render.violations_report import ViolationsReport

_WIDEST_LINE = 110  # characters of a source line that are shown
_LEAD = 60  # of them, before the fault, once a line must be cut
_NO_TEXTS: Mapping[str, str] = MappingProxyType({})


def render_violations(violations: Sequence[Violation], texts: Mapping[str, str] = _NO_TEXTS) -> str:
    """The violations in the order given, each with its line if `texts` holds the file; empty when there are none."""
    blocks = [_block(violation, lines_of(texts, violation.location.path)) for violation in violations]
    return "\n\n".join(blocks) + "\n" if blocks else ""


def render(report: ViolationsReport) -> str:
    """Each violation with its line, then a line of counts."""
    shown = render_violations(report.violations, report.texts)
    return f"{shown}\n{report.summary()}\n" if shown else f"{report.summary()}\n"


def _block(violation: Violation, lines: Sequence[str]) -> str:
    place = violation.location
    head = f"{printable(str(place))}: {violation.severity}[{violation.check}] {printable(violation.message)}"
    margin = " " * len(str(place.line))
    body: list[str] = []
    if 0 < place.line <= len(lines) and lines[place.line - 1].strip():
        shown, pad, width = _excerpt(lines[place.line - 1], place.column - 1, violation.subject)
        body = [f"{margin} |", f"{place.line} | {shown}", f"{margin} | {' ' * pad}{'^' * width}"]
    notes = [f"{margin} = {note}" for note in _notes(violation)]
    return "\n".join((head, *body, *notes))


def _notes(violation: Violation) -> list[str]:
    notes: list[str] = []
    if violation.owner:
        what, _, name = violation.owner.partition(" ")
        notes.append(f"{what}: {printable(name)}" if name else what)
    notes.extend(f"see: {printable(str(place))}" for place in violation.related if str(place) not in violation.help)
    if violation.help:
        notes.append(f"help: {printable(violation.help)}")
    return notes


def _excerpt(line: str, column: int, subject: str) -> tuple[str, int, int]:
    """The part of `line` to show, how far to indent the carets below it and how many of them, in terminal cells."""
    start = max(0, column - _LEAD) if len(line) > _WIDEST_LINE else 0
    before, after = printable(line[start:column]), printable(line[column : start + _WIDEST_LINE])
    head = "…" if start else ""
    tail = "…" if start + _WIDEST_LINE < len(line) else ""
    width = _cells(after[: fault_length(line[column:], subject)])
    return f"{head}{before}{after}{tail}", len(head) + _cells(before), max(1, width)


def _cells(text: str) -> int:
    """Width in a terminal (Unicode Standard Annex 11): wide characters take two cells, combining marks none."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )
