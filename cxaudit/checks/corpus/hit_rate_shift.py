"""The share of incidents that show a symptom should not jump from one log to the next.

A rate that doubles or halves is news about the service, or a rule or an export that changed unseen; somebody must find
out which. With `--audit` naming the earlier audit, a symptom is told when its rate moved by more than `--max-shift`
and Fisher's exact test, held to 5 % over all symptoms together (Holm 1979), finds no chance in it.

Log:
    earlier, 20 incidents: It came late
    earlier, 180 incidents: Thank you
    60 incidents: It came late
    140 incidents: Thank you

Bad:
    symptoms:
      - {id: late-delivery, title: It came late, detect: {phrase: [came late]}}

Good:
    symptoms:
      - {id: thanks, title: The customer thanks us, detect: {phrase: [thank you]}}
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.checks.check import violation
from cxaudit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.checks.corpus.corpus import Corpus, EarlierHits
    from cxaudit.model import Rulebook, Violation

_LEVEL = 0.05  # chance of a single false shift among all symptoms
_NEGLIGIBLE = 1e-17  # of a sum, below which no further term of it is added


@dataclass(frozen=True, slots=True)
class _Shift:
    """Hits and incidents that could have shown them, earlier and now."""

    symptom: str
    earlier: int
    earlier_n: int
    now: int
    now_n: int

    def exceeds(self, factor: float) -> bool:
        """Whether the rate moved by more than `factor`, up or down."""
        before, after = self.earlier * self.now_n, self.now * self.earlier_n
        return after > factor * before or before > factor * after


def hit_rate_shift(rulebook: Rulebook, corpus: Corpus) -> Iterator[Violation]:
    """Symptoms whose rate moved since the earlier audit by more than is allowed, and not by chance."""
    if corpus.earlier is None:
        return
    for shift in _beyond_chance(_shifts(rulebook, corpus, corpus.earlier)):
        if not shift.exceeds(corpus.max_shift):
            continue
        before, after = shift.earlier / shift.earlier_n, shift.now / shift.now_n
        yield violation(
            "hit-rate-shift",
            Severity.WARNING,
            rulebook.symptoms[shift.symptom],
            f"symptom '{shift.symptom}' went from {before:.2%} ({shift.earlier:,} of {shift.earlier_n:,} incidents)"
            f" to {after:.2%} ({shift.now:,} of {shift.now_n:,})",
            help="find out whether the service, the rule or the export changed",
        )


def two_sided(hits: int, n: int, other_hits: int, other_n: int) -> float:
    """The chance of shares so far apart where both are one: twice the smaller tail of Fisher's exact test."""
    total, drawn = n + other_n, hits + other_hits
    low, high = max(0, drawn - other_n), min(n, drawn)
    at = _log_hypergeometric(hits, n, total, drawn)
    upper = _tail(hits, high, 1, n, other_n, drawn)
    lower = _tail(hits, low, -1, n, other_n, drawn)
    return min(1.0, 2 * math.exp(at) * min(upper, lower))


def _shifts(rulebook: Rulebook, corpus: Corpus, earlier: EarlierHits) -> list[_Shift]:
    hits, observable = corpus.tally.counts(), corpus.tally.observable()
    counted = (
        _Shift(name, earlier.hits[name], earlier.observable[name], hits[name], observable[name])
        for name in rulebook.symptoms
        if name in earlier.hits and name in hits
    )
    return [shift for shift in counted if shift.earlier_n and shift.now_n and shift.earlier + shift.now]


def _beyond_chance(shifts: Sequence[_Shift]) -> Iterator[_Shift]:
    """Those that Holm's step-down procedure finds, the surest first."""
    ranked = sorted(
        ((two_sided(shift.now, shift.now_n, shift.earlier, shift.earlier_n), shift.symptom, shift) for shift in shifts),
        key=lambda entry: entry[:2],
    )
    for place, (chance, _, shift) in enumerate(ranked):
        if chance * (len(ranked) - place) > _LEVEL:
            return
        yield shift


def _tail(hits: int, end: int, step: int, n: int, other_n: int, drawn: int) -> float:
    """The sum of probabilities from `hits` to `end`, in units of the one at `hits`."""
    term = total = 1.0
    for count in range(hits, end, step):
        if step > 0:
            term *= (n - count) * (drawn - count) / ((count + 1) * (other_n - drawn + count + 1))
        else:
            term *= count * (other_n - drawn + count) / ((n - count + 1) * (drawn - count + 1))
        total += term
        if term < _NEGLIGIBLE * total:
            break
    return total


def _log_hypergeometric(hits: int, n: int, total: int, drawn: int) -> float:
    """The log probability of `hits` among `n` when `drawn` of `total` are hits."""
    return _log_choose(n, hits) + _log_choose(total - n, drawn - hits) - _log_choose(total, drawn)


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
