"""A run of mutation tests as text for a terminal: a table by operator, then what to add, then what is redundant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.render.mutants_examples import symptom_lines
from cxaudit.render.mutants_report import by_symptom, percent, verdict
from cxaudit.render.violations_report import counted, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.render.mutants_report import MutantsReport, OperatorCount, SymptomSurvivors

SHOWN_SYMPTOMS, SHOWN_LINES, SHOWN_REDUNDANT = 10, 20, 10  # survivors of so many symptoms, so many lines of each

_HEAD = ("operator", "mutants", "killed", "survived", "redundant", "share")


def render(report: MutantsReport, *, everything: bool = False) -> str:
    """The report; survivors and redundant alternatives are cut short unless `everything` is asked for."""
    parts = [*_table(report), "", verdict(report)]
    groups = list(by_symptom(report.survivors))
    if groups:
        parts += ["", f"{counted(len(report.survivors), 'survivor')}. To kill them, add these examples, as sentences:"]
        parts += ["", "examples:", *_survivors(groups, everything=everything)]
    if report.redundant:
        title = f"{counted(len(report.redundant), 'redundant alternative')}; any one of them can go without loss:"
        parts += ["", title, *_redundant(report, everything=everything)]
    return "\n".join(parts) + "\n"


def _table(report: MutantsReport) -> list[str]:
    rows = [_HEAD, *(_row(count) for count in (*report.counts, report.total))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    return ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows]


def _row(count: OperatorCount) -> tuple[str, ...]:
    numbers = (count.mutants, count.killed, count.survived, count.redundant)
    return (count.operator, *(f"{number:,}" for number in numbers), percent(count))


def _survivors(groups: list[SymptomSurvivors], *, everything: bool) -> Iterator[str]:
    shown = groups if everything else groups[:SHOWN_SYMPTOMS]
    for group in shown:
        lines = list(symptom_lines(group))
        yield from lines if everything else lines[:SHOWN_LINES]
        if not everything and len(lines) > SHOWN_LINES:
            yield f"    # … {counted(group.number, 'survivor')} in all; --only {group.symptom} --all shows them"
    if len(groups) > len(shown):
        left_out = groups[len(shown) :]
        number = counted(sum(group.number for group in left_out), "more survivor")
        yield f"  # … {number} of {counted(len(left_out), 'symptom')}: --all shows them, --write-examples writes them"


def _redundant(report: MutantsReport, *, everything: bool) -> Iterator[str]:
    shown = report.redundant if everything else report.redundant[:SHOWN_REDUNDANT]
    for entry in shown:
        place, cover = printable(str(entry.location)), printable(str(entry.covered_by))
        yield f"  {place}: {printable(entry.done)} (covered by {cover})"
    if len(report.redundant) > len(shown):
        yield f"  … {len(report.redundant) - len(shown):,} more: --all shows them"
