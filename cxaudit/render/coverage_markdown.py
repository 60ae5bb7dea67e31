"""The coverage of a rulebook as Markdown, for the summary of a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.render.coverage_text import by_reason, rows_line, share_words
from cxaudit.render.figures import count, share
from cxaudit.render.markdown_text import Grid, Markdown, code, escape, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.render.coverage_report import CoverageReport


def render_markdown(report: CoverageReport) -> str:
    """The shares, then a table for each thing there is anything to say of."""
    with_text = report.unmatched_with_text
    told = share_words(with_text) if with_text else "cannot be told, as the log has no text that a rule reads"
    lines = [
        "### Coverage of the rulebook",
        "",
        f"{escape(rows_line(report.rows))}.",
        "",
        f"- **Incidents with no symptom:** {share_words(report.unmatched)}",
        f"- **Of those with a text:** {told}",
    ]
    for heading, grid in _tables(report):
        if grid:
            lines += ["", f"#### {heading}", "", table(grid)]
    return "\n".join(lines) + "\n"


def _tables(report: CoverageReport) -> Iterator[tuple[str, Grid]]:
    yield (
        "Phrases in the words that no rule matched",
        Grid(
            ("Phrase", "Incidents", "Distinct texts", "Texts elsewhere"),
            ("left", "right", "right", "right"),
            tuple(
                (entry.text, count(entry.incidents), count(entry.texts), count(entry.matched_texts))
                for entry in report.phrases
            ),
        ),
    )
    yield (
        "Symptoms that cannot show in this log",
        Grid(
            ("Why", "Symptoms"),
            ("left", "left"),
            tuple(
                (reason, Markdown(", ".join(code(name) for name in names))) for reason, names in by_reason(report.blind)
            ),
        ),
    )
    yield (
        "Symptoms with no hits",
        Grid(
            ("Symptom", "Incidents that could show it"),
            ("left", "right"),
            tuple((code(entry.id), count(entry.observable)) for entry in report.no_hits),
        ),
    )
    yield (
        "Symptoms that mostly show together",
        Grid(
            ("Symptom", "With", "Together", "Of", "Jaccard", "Containment"),
            ("left", "left", "right", "right", "right", "right"),
            tuple(
                (
                    code(pair.first),
                    code(pair.second),
                    count(pair.together),
                    f"{count(pair.first_hits)} and {count(pair.second_hits)}",
                    f"{pair.jaccard:.2f}",
                    f"{pair.containment:.2f}",
                )
                for pair in report.pairs
            ),
        ),
    )
    yield (
        "Symptoms that show",
        Grid(
            ("Symptom", "Incidents", "Of those that could"),
            ("left", "right", "right"),
            tuple(
                (code(entry.id), count(entry.hits), share(entry.hits / entry.observable) if entry.observable else "–")
                for entry in report.hits
                if entry.hits
            ),
        ),
    )
