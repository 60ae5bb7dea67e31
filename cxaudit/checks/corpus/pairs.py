"""Pairs of symptoms that show in the same incidents."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxaudit.model import Tally

LEAST_TOGETHER = 5  # incidents; fewer that show both say nothing
_ALIKE = 0.5  # Jaccard index from which two symptoms are much the same
_CONTAINED = 0.8  # share of one symptom's incidents that show the other too
_LEAST_LIFT = 2.0  # times as often together as chance has it, else a frequent symptom contains every other


@dataclass(frozen=True, slots=True)
class ConfusablePair:
    """Two symptoms, the rarer first: incidents that show each, both, and either."""

    first: str
    second: str
    first_hits: int
    second_hits: int
    together: int

    @property
    def jaccard(self) -> float:
        """Incidents that show both, of those that show either."""
        return self.together / (self.first_hits + self.second_hits - self.together)

    @property
    def containment(self) -> float:
        """Incidents that show both, of those that show the rarer."""
        return self.together / self.first_hits


def confusable_pairs(tally: Tally) -> tuple[ConfusablePair, ...]:
    """Pairs that are much the same or of which one hardly shows alone, the most alike first."""
    hits = tally.counts()
    both: Counter[tuple[int, int]] = Counter()
    for entry in tally.profiles:
        for places in combinations(entry.profile.asserted, 2):
            both[places] += entry.count
    found = []
    for (one, other), together in both.items():
        if together >= LEAST_TOGETHER:
            first, second = sorted((tally.symptoms[one], tally.symptoms[other]), key=lambda name: (hits[name], name))
            pair = ConfusablePair(first, second, hits[first], hits[second], together)
            if _is_confusable(pair, tally.incidents):
                found.append(pair)
    return tuple(sorted(found, key=lambda pair: (-pair.jaccard, -pair.containment, pair.first, pair.second)))


def _is_confusable(pair: ConfusablePair, incidents: int) -> bool:
    by_chance = pair.first_hits * pair.second_hits / incidents
    return pair.together >= _LEAST_LIFT * by_chance and (pair.jaccard >= _ALIKE or pair.containment >= _CONTAINED)
