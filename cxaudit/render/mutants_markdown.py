"""A run of mutation tests as Markdown, for the summary of a job: the table, then the examples to add."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.render.markdown_text import code
from cxaudit.render.mutants_examples import symptom_lines
from cxaudit.render.mutants_report import by_symptom, percent, verdict
from cxaudit.render.violations_report import counted

if TYPE_CHECKING:
    from cxaudit.render.mutants_report import MutantsReport

LARGEST_NUMBER = 500  # lines of YAML and rows of a table; a job summary may have 1 MiB


def render(report: MutantsReport) -> str:
    """A heading with the share that was killed, the table, the examples to add, and the redundant alternatives."""
    parts = [f"### Mutants: {verdict(report)}", "", "| operator | mutants | killed | survived | redundant | share |"]
    parts.append("|---|---:|---:|---:|---:|---:|")
    for count in (*report.counts, report.total):
        numbers = (count.mutants, count.killed, count.survived, count.redundant)
        parts.append(f"| {count.operator} | {' | '.join(f'{number:,}' for number in numbers)} | {percent(count)} |")
    return "\n".join([*parts, *_survivors(report), *_redundant(report)]) + "\n"


def _survivors(report: MutantsReport) -> list[str]:
    lines = [line for group in by_symptom(report.survivors) for line in symptom_lines(group)]
    if not lines:
        return []
    fence = "`" * max(3, 1 + max(_longest_run(line) for line in lines))
    title = "Add these examples, as sentences that customers would write:"
    parts = ["", title, "", f"{fence}yaml", "examples:", *lines[:LARGEST_NUMBER], fence]
    left_out = len(lines) - LARGEST_NUMBER
    return [*parts, "", f"{counted(left_out, 'more line')} not shown."] if left_out > 0 else parts


def _redundant(report: MutantsReport) -> list[str]:
    if not report.redundant:
        return []
    rows = [
        f"| {code(str(entry.location))} | {code(entry.done)} | {code(str(entry.covered_by))} |"
        for entry in report.redundant[:LARGEST_NUMBER]
    ]
    parts = ["", "Redundant, as something else finds the same:", "", "| place | what was done | covered by |"]
    left_out = len(report.redundant) - LARGEST_NUMBER
    more = ["", f"{counted(left_out, 'more row')} not shown."] if left_out > 0 else []
    return [*parts, "|---|---|---|", *rows, *more]


def _longest_run(line: str) -> int:
    longest = run = 0
    for sign in line:
        run = run + 1 if sign == "`" else 0
        longest = max(longest, run)
    return longest
