"""What a log tells of a rulebook, as the checks that need a log see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from cxaudit.matchers import Series
from cxaudit.model import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxaudit.model import Rulebook, Symptom, Tally, Violation  # noqa: TC004 - checks without a log need no tally

_SHOWN_WORDS = 5  # words that a message names; more are counted


@dataclass(frozen=True, slots=True)
class Lack:
    """What a rule needs and a log never has: words (as the rulebook writes them), and columns."""

    words: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    def __str__(self) -> str:
        """``the log never has 'tardy', and has no column 'reopens'``."""
        parts = []
        if self.words:
            more = len(self.words) - _SHOWN_WORDS
            named = ", ".join(f"'{word}'" for word in self.words[:_SHOWN_WORDS])
            parts.append(f"never has {named}{f' and {more} more' if more > 0 else ''}")
        if self.columns:
            named = ", ".join(f"'{column}'" for column in self.columns)
            parts.append(f"has nothing in column{'s' if len(self.columns) > 1 else ''} {named}")
        return f"the log {' and '.join(parts)}"


@dataclass(frozen=True, slots=True)
class EarlierHits:
    """What an earlier audit counted: for each symptom its incidents, and the incidents that could have shown it."""

    hits: Mapping[str, int]
    observable: Mapping[str, int]

    @classmethod
    def of(cls, tally: Tally) -> EarlierHits:
        """The counts of the earlier tally."""
        return cls(tally.counts(), tally.observable())


@dataclass(frozen=True, slots=True)
class Corpus:
    """A counted log. `lacks` holds the symptoms that this log cannot show, whatever happened, each with the reason.

    `earlier` are the counts of an earlier audit, or None; `max_shift` is the factor by which a rate may move since.
    """

    tally: Tally
    lacks: Mapping[str, Lack] = field(default_factory=lambda: MappingProxyType({}))
    earlier: EarlierHits | None = None
    max_shift: float = 2.0

    def dead(self, rulebook: Rulebook) -> tuple[Symptom, ...]:
        """Symptoms that should show in single incidents and show in none; deprecated ones may."""
        counts = self.tally.counts()
        alive = (symptom for symptom in rulebook.symptoms.values() if symptom.status is not Status.DEPRECATED)
        return tuple(
            symptom for symptom in alive if not counts.get(symptom.id) and not isinstance(symptom.detect, Series)
        )


class CorpusCheck(Protocol):
    """A check that holds a rulebook against a log."""

    __name__: str

    def __call__(self, rulebook: Rulebook, corpus: Corpus) -> Iterable[Violation]:
        """The violations of this check on that log, in any order."""
        ...
