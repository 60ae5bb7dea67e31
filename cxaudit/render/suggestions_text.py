"""Suggested symptoms as text for a terminal: what each was found in, then YAML to paste."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.render.coverage_text import rows_line, share_words
from cxaudit.render.figures import plural
from cxaudit.render.suggestions_yaml import symptom_lines
from cxaudit.render.violations_report import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.render.suggestions_report import SuggestedSymptom, SuggestionsReport


def render_text(report: SuggestionsReport) -> str:
    """What was read, then each suggestion with its incidents."""
    lines = [
        rows_line(report.rows),
        (
            f"{plural(report.texts, 'distinct text')}{' (a sample)' if report.sampled else ''};"
            f" in {report.unread:,} of them no rule found anything ({plural(report.unmatched, 'incident')})"
        ),
    ]
    if not report.suggestions:
        return "\n".join((*lines, "", "No phrase stands out in the words that no rule matched.")) + "\n"
    for number, suggestion in enumerate(report.suggestions, 1):
        lines += ["", *_suggestion(number, suggestion)]
    return "\n".join((*lines, "", "Whether any of these is a symptom is for a person to decide.")) + "\n"


def _suggestion(number: int, suggestion: SuggestedSymptom) -> Iterator[str]:
    yield f"{number}. “{suggestion.phrase}”: {share_words(suggestion.share)} of the incidents no rule matched"
    yield (
        f"   {plural(suggestion.texts, 'distinct text')};"
        f" {plural(suggestion.matched_texts, 'more text')} with it show other symptoms"
    )
    for incident in suggestion.seen:
        yield f"   {printable(incident.name)}: “{printable(incident.quote)}”"
    yield ""
    yield from symptom_lines(suggestion)
