"""What every format of `rules suggest` is made from."""

from __future__ import annotations

from dataclasses import dataclass

from cxaudit.render.coverage_report import ReadRows, Share


@dataclass(frozen=True, slots=True)
class SeenIncident:
    """An incident that holds a phrase, with its redacted sentence; `name` is its id, or its file and row."""

    name: str
    quote: str


@dataclass(frozen=True, slots=True)
class NearCause:
    """A cause whose symptoms show where the phrase stands; `symptoms` are those, the most telling first."""

    id: str
    title: str
    symptoms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SuggestedSymptom:
    """A candidate symptom: its phrase, what it was found in, and what belongs into a rulebook.

    `share` counts incidents with the phrase among those whose words no rule matched; `texts` are the distinct texts of
    these; `matched_texts` hold it as well but show some symptom. `match` and `no_match` are redacted sentences.
    """

    id: str
    title: str
    phrase: str
    share: Share
    texts: int
    matched_texts: int
    seen: tuple[SeenIncident, ...]
    match: tuple[str, ...]
    no_match: tuple[str, ...]
    causes: tuple[NearCause, ...]


@dataclass(frozen=True, slots=True)
class SuggestionsReport:
    """Candidate symptoms of a log, the best first; `texts` distinct ones were read, `unread` showed no symptom."""

    program: str
    rulebook: str
    content_hash: str
    rows: ReadRows
    texts: int
    unread: int
    incidents: int
    unmatched: int
    suggestions: tuple[SuggestedSymptom, ...]
    sampled: bool = False
