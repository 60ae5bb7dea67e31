"""Suggested symptoms as a rulebook file, in which people fill in one blank each: the cause."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cxaudit.render.coverage_text import rows_line, share_words
from cxaudit.render.markdown_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.render.suggestions_report import NearCause, SuggestedSymptom, SuggestionsReport


def render_yaml(report: SuggestionsReport) -> str:
    """Symptoms to paste, under their key; without any, a comment that says so."""
    head = [f"# {rows_line(report.rows)}", f"# suggested by {report.program} for {visible(report.rulebook)}"]
    if not report.suggestions:
        return "\n".join((*head, "# no phrase stands out in the words that no rule matched")) + "\n"
    entries = (line for suggestion in report.suggestions for line in ("", *symptom_lines(suggestion)))
    return "\n".join((*head, "symptoms:", *entries)) + "\n"


def symptom_lines(suggestion: SuggestedSymptom) -> Iterator[str]:
    """One symptom as an item of the list under ``symptoms:``."""
    yield f"  # {share_words(suggestion.share)} of the incidents whose words no rule matched"
    yield f"  - id: {suggestion.id}"
    yield f"    title: {_quoted(suggestion.title)}"
    yield "    severity: minor  # minor, major or critical for the customer?"
    yield "    status: experimental"
    yield f"    detect: {{phrase: [{_quoted(suggestion.phrase)}]}}"
    yield from (f"    {line}" for line in _causes(suggestion.causes))
    yield "    examples:"
    yield from _sentences("match", suggestion.match)
    yield from _sentences("no_match", suggestion.no_match)


def _causes(causes: Sequence[NearCause]) -> Iterator[str]:
    yield "# Which internal cause may produce it? Fill in its id, and always, usually, often, sometimes or rarely:"
    yield f"# caused_by: {{{causes[0].id if causes else 'CAUSE'}: often}}"
    if not causes:
        yield "# No symptom shows with it, so no cause can be proposed; `cxaudit rules graph` shows them all."
    for cause in causes:
        yield f"# near: {cause.id}, {visible(cause.title)} (shows with {', '.join(cause.symptoms)})"


def _sentences(key: str, sentences: Sequence[str]) -> Iterator[str]:
    if not sentences:
        yield f"      # {key}: [a sentence of your own]"
        return
    yield f"      {key}:"
    yield from (f"        - {_quoted(sentence)}" for sentence in sentences)


def _quoted(text: str) -> str:
    """A double-quoted scalar, which YAML and JSON write alike once nothing invisible is in it."""
    return json.dumps(visible(text), ensure_ascii=False)
