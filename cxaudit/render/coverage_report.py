"""What every format of `rules coverage` is made from."""

from __future__ import annotations

from dataclasses import dataclass

from cxaudit.model import Interval


@dataclass(frozen=True, slots=True)
class ReadRows:
    """How the rows of a log were used (read = used + rejected); `reasons` says why rows were not, with their number."""

    paths: tuple[str, ...]
    read: int
    used: int
    rejected: int
    reasons: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n`, with its 95 % interval (Wilson 1927); no interval without any."""

    hits: int
    n: int
    interval: Interval | None

    @property
    def value(self) -> float:
        """The share; 0 without any."""
        return self.hits / self.n if self.n else 0.0


@dataclass(frozen=True, slots=True)
class SymptomHits:
    """Incidents that show a symptom, of those that could have shown it."""

    id: str
    title: str
    hits: int
    observable: int


@dataclass(frozen=True, slots=True)
class BlindSymptom:
    """A symptom that the log cannot show, and why."""

    id: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class PairHits:
    """Two symptoms that mostly show together, the rarer first."""

    first: str
    second: str
    first_hits: int
    second_hits: int
    together: int
    jaccard: float
    containment: float


@dataclass(frozen=True, slots=True)
class UnmatchedPhrase:
    """A phrase in texts that no rule matched: incidents and distinct texts with it there, and texts elsewhere."""

    text: str
    incidents: int
    texts: int
    matched_texts: int


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """What a rulebook sees of a log.

    `unmatched` are the incidents that show no symptom, of all; `unmatched_with_text` the same among those with a text,
    None where that cannot be told. `series` are symptoms of the log as a whole, which no incident shows. `phrases` come
    from the `unread` texts in which no rule found anything, of `texts` distinct ones.
    """

    program: str
    rulebook: str
    content_hash: str
    rows: ReadRows
    unmatched: Share
    unmatched_with_text: Share | None
    hits: tuple[SymptomHits, ...]
    no_hits: tuple[SymptomHits, ...]
    blind: tuple[BlindSymptom, ...]
    series: tuple[str, ...]
    pairs: tuple[PairHits, ...]
    phrases: tuple[UnmatchedPhrase, ...]
    texts: int
    unread: int
    sampled: bool = False
