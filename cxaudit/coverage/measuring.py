"""Measures what a rulebook sees of a log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit import __version__
from cxaudit.checks.corpus import Corpus, confusable_pairs
from cxaudit.coverage.mining import mine
from cxaudit.coverage.reading import read_rows, share_of
from cxaudit.coverage.sentences import Sentences
from cxaudit.matchers import Expression, Near, Phrase, Series, leaves
from cxaudit.render.coverage_report import BlindSymptom, CoverageReport, PairHits, SymptomHits, UnmatchedPhrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.coverage.logs import CountedLog
    from cxaudit.coverage.texts import Texts
    from cxaudit.model import Profile, Rulebook, Tally
    from cxaudit.render.coverage_report import Share

_PHRASES = 15  # phrases of what no rule matched


def measure_coverage(rulebook: Rulebook, log: CountedLog, texts: Texts, *, redacted: bool = True) -> CoverageReport:
    """The coverage of a counted log whose texts were read for the same rulebook."""
    tally = log.counted.tally
    hits = {entry.id: entry for entry in _hits(rulebook, tally)}
    dead = {symptom.id for symptom in Corpus(tally).dead(rulebook)}
    blind = tuple(_blind(rulebook, log, hits, dead))
    unable = {entry.id for entry in blind}
    return CoverageReport(
        program=f"cxaudit {__version__}",
        rulebook=f"{rulebook.name} {rulebook.version}".strip(),
        content_hash=rulebook.content_hash,
        rows=read_rows(log.counted.sources, log.counted.rejections),
        unmatched=share_of(_unmatched(tally), tally.incidents),
        unmatched_with_text=_unmatched_with_text(rulebook, tally),
        hits=tuple(sorted(hits.values(), key=lambda entry: (-entry.hits, entry.id))),
        no_hits=tuple(hits[name] for name in sorted(dead - unable)),
        blind=blind,
        series=tuple(symptom.id for symptom in rulebook.symptoms.values() if isinstance(symptom.detect, Series)),
        pairs=tuple(_pairs(tally)),
        phrases=tuple(_phrases(texts, redacted=redacted)),
        texts=len(texts.documents),
        unread=len(texts.documents) - int(texts.matched.sum()),
        sampled=texts.sampled,
    )


def _hits(rulebook: Rulebook, tally: Tally) -> Iterator[SymptomHits]:
    counts, observable = tally.counts(), tally.observable()
    for symptom in rulebook.symptoms.values():
        if not isinstance(symptom.detect, Series):
            yield SymptomHits(symptom.id, symptom.title, counts[symptom.id], observable[symptom.id])


def _blind(rulebook: Rulebook, log: CountedLog, hits: dict[str, SymptomHits], dead: set[str]) -> Iterator[BlindSymptom]:
    for name in sorted(dead):
        if name in log.lacks or not hits[name].observable:
            lack = log.lacks.get(name)
            reason = str(lack) if lack else "no incident has the columns it needs"
            yield BlindSymptom(name, rulebook.symptoms[name].title, reason)


def _pairs(tally: Tally) -> Iterator[PairHits]:
    for pair in confusable_pairs(tally):
        yield PairHits(
            pair.first,
            pair.second,
            pair.first_hits,
            pair.second_hits,
            pair.together,
            pair.jaccard,
            pair.containment,
        )


def _phrases(texts: Texts, *, redacted: bool) -> Iterator[UnmatchedPhrase]:
    for phrase in mine(texts, _PHRASES, Sentences(texts, redacted=redacted).shows):
        incidents = int(texts.incidents[phrase.documents].sum())
        yield UnmatchedPhrase(phrase.text, incidents, len(phrase.documents), len(phrase.elsewhere))


def _unmatched(tally: Tally) -> int:
    return sum(entry.count for entry in tally.profiles if not entry.profile.asserted)


def _unmatched_with_text(rulebook: Rulebook, tally: Tally) -> Share | None:
    """The share among incidents with a text: those in which a symptom read from words alone is not hidden."""
    readable = [
        place
        for place, name in enumerate(tally.symptoms)
        if all(isinstance(leaf, Phrase | Near | Expression) for leaf in leaves(rulebook.symptoms[name].detect))
    ]
    if not readable or not tally.with_text:
        return None

    def has_text(profile: Profile) -> bool:
        return readable[0] not in profile.hidden

    bare = sum(entry.count for entry in tally.profiles if not entry.profile.asserted and has_text(entry.profile))
    return share_of(bare, tally.with_text)
