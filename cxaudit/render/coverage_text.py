"""The coverage of a rulebook as text for a terminal."""

from __future__ import annotations

from textwrap import shorten, wrap
from typing import TYPE_CHECKING

from cxaudit.render.figures import plural, share, span
from cxaudit.render.violations_report import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.render.coverage_report import BlindSymptom, CoverageReport, ReadRows, Share

_WIDTH = 100
_TITLE = 60  # characters of a symptom's title
_REASON = 140  # characters of a reason


def render_text(report: CoverageReport) -> str:
    """What was read, the share without a symptom, and what each symptom does."""
    blocks = (_head(report), _hits(report), _no_hits(report), _blind(report), _pairs(report), _phrases(report))
    return "\n\n".join("\n".join(block) for block in map(tuple, blocks) if block) + "\n"


def rows_line(rows: ReadRows) -> str:
    """``2,180 rows read: 2,170 used, 10 rejected (no text: 10)``."""
    reasons = "; ".join(f"{reason}: {number:,}" for reason, number in rows.reasons if number)
    return (
        f"{rows.read:,} rows read: {rows.used:,} used, {rows.rejected:,} rejected{f' ({reasons})' if reasons else ''}"
    )


def share_words(found: Share) -> str:
    """``303 of 2,180, 14% (95% interval 12–15%)``."""
    if found.interval is None:
        return f"{found.hits:,} of {found.n:,}"
    interval = span(found.interval, "share")
    return f"{found.hits:,} of {found.n:,}, {share(found.value)} (95% interval {interval})"


def by_reason(symptoms: Sequence[BlindSymptom]) -> list[tuple[str, list[str]]]:
    """The symptoms that are blind for one and the same reason, each reason once, the most frequent first."""
    names: dict[str, list[str]] = {}
    for symptom in symptoms:
        names.setdefault(symptom.reason, []).append(symptom.id)
    return sorted(names.items(), key=lambda entry: (-len(entry[1]), entry[0]))


def _head(report: CoverageReport) -> Iterator[str]:
    yield rows_line(report.rows)
    yield ""
    yield f"Incidents with no symptom: {share_words(report.unmatched)}"
    if report.unmatched_with_text is None:
        yield "  of those with a text:   cannot be told, as the log has no text that a rule reads"
    else:
        yield f"  of those with a text:   {share_words(report.unmatched_with_text)}"


def _hits(report: CoverageReport) -> Iterator[str]:
    shown = [entry for entry in report.hits if entry.hits]
    width = max((len(entry.id) for entry in shown), default=0)
    yield f"Symptoms that show ({len(shown)} of {len(report.hits)}): incidents, and their share of those that could"
    for entry in shown:
        part = share(entry.hits / entry.observable) if entry.observable else "–"
        title = shorten(printable(entry.title), _TITLE, placeholder="…")
        yield f"  {entry.hits:>9,}  {part:>5}  {entry.id:<{width}}  {title}"


def _no_hits(report: CoverageReport) -> Iterator[str]:
    if report.no_hits:
        yield f"No hits ({len(report.no_hits)}): the log has what they look for, and none of its incidents shows them"
        width = max(len(entry.id) for entry in report.no_hits)
        yield from (f"  {entry.id:<{width}}  in {plural(entry.observable, 'incident')}" for entry in report.no_hits)


def _blind(report: CoverageReport) -> Iterator[str]:
    if report.blind:
        yield f"Blind ({len(report.blind)}): they cannot show in this log"
        for reason, names in by_reason(report.blind):
            yield f"  {shorten(printable(reason), _REASON, placeholder='…')}:"
            yield from wrap(", ".join(names), _WIDTH, initial_indent="    ", subsequent_indent="    ")


def _pairs(report: CoverageReport) -> Iterator[str]:
    if report.pairs:
        yield f"Confusable pairs ({len(report.pairs)}): the first mostly shows with the second"
        width = max(len(f"{pair.first} {pair.second}") for pair in report.pairs) + 2
        for pair in report.pairs:
            yield (
                f"  {f'{pair.first} + {pair.second}':<{width}}  {pair.together:,} together"
                f" ({pair.first_hits:,} and {pair.second_hits:,} in all);"
                f" Jaccard {pair.jaccard:.2f}, containment {pair.containment:.2f}"
            )


def _phrases(report: CoverageReport) -> Iterator[str]:
    of = f"{report.unread:,} of {plural(report.texts, 'distinct text')}{' sampled' if report.sampled else ''}"
    if not report.phrases:
        yield f"No phrase stands out in the words that no rule matched ({of})"
        return
    yield f"Phrases in the words that no rule matched ({of}); `rules suggest` makes symptoms of them"
    width = max(len(phrase.text) for phrase in report.phrases)
    for phrase in report.phrases:
        yield (
            f"  {phrase.text:<{width}}  {plural(phrase.incidents, 'incident')};"
            f" also in {plural(phrase.matched_texts, 'text')} that some rule matched"
        )
