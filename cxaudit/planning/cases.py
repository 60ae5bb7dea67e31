"""A sample of incidents in which each remedy either works or does not: what the portfolio is solved on."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.planning.effects import A_WORLD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from cxaudit.planning.prospects import Prospects

SAMPLED = 20_000  # incidents; what a choice prevents of them is within ±0.1 points of the expectation over all


@dataclass(frozen=True, slots=True)
class Case:
    """Alike incidents of the sample: prevented if of each group a remedy (by place) is chosen."""

    groups: tuple[tuple[int, ...], ...]
    incidents: int

    def is_prevented(self, chosen: frozenset[int]) -> bool:
        """Whether these remedies cut every path."""
        return all(not chosen.isdisjoint(group) for group in self.groups)


def draw_cases(prospects: Prospects, sampled: int = SAMPLED) -> tuple[Case, ...]:
    """`sampled` incidents at even steps through all by weight; those that no choice prevents are left out.

    Whether a remedy works on a cause in an incident is drawn once (common random numbers), with the effect of one of
    the draws that belong to the incident's world; it cuts a path if it works on one of the path's causes.
    """
    weights = prospects.weights.T / len(prospects.weights)
    found = np.searchsorted(np.cumsum(weights.ravel()), (np.arange(sampled) + 0.5) / sampled, side="right")
    found = found[found < weights.size]
    kinds, worlds = np.divmod(found, weights.shape[1])
    working = _working(prospects, worlds * A_WORLD + np.arange(len(found)) % A_WORLD)
    ends = np.searchsorted(kinds, np.arange(len(prospects.kinds) + 1))
    cases: Counter[tuple[tuple[int, ...], ...]] = Counter()
    for kind, paths in enumerate(prospects.kinds):
        for groups, incidents in _groups(working[:, ends[kind] : ends[kind + 1]], paths):
            cases[groups] += incidents
    return tuple(Case(groups, cases[groups]) for groups in sorted(cases))


def _working(prospects: Prospects, draws: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which remedy switches which cause off in each incident (causes, incidents, remedies).

    Luck is not random but even: each remedy and cause has a sequence of its own, i·√p modulo 1 for its own prime p
    (Richtmyer 1951), so that alike incidents, which stand side by side, see all luck in proportion.
    """
    remedies = prospects.effects.remedies
    places = np.arange(1, len(draws) + 1, dtype=np.float64)
    primes = _primes()
    found = np.zeros((len(prospects.causes), len(draws), len(remedies)), dtype=np.bool_)
    for place, remedy in enumerate(remedies):
        for cause, reduced in prospects.effects.reductions[remedy.id].items():
            luck = np.modf(places * math.sqrt(next(primes)))[0]
            found[prospects.causes.index(cause), :, place] = luck < reduced[draws]
    return found


def _primes() -> Iterator[int]:
    return (number for number in count(2) if all(number % other for other in range(2, math.isqrt(number) + 1)))


def _groups(working: NDArray[np.bool_], paths: tuple[int, ...]) -> list[tuple[tuple[tuple[int, ...], ...], int]]:
    """For alike incidents with these paths, the remedies that cut each path, where each has one."""
    width = len(working)
    cut = np.stack(
        [working[[place for place in range(width) if path >> place & 1]].any(axis=0) for path in paths], axis=1
    )
    cut = cut[np.logical_and.reduce(cut.any(axis=2), axis=1)]
    found: Counter[bytes] = Counter(row.tobytes() for row in cut)
    shape = cut.shape[1:]
    return [
        (
            _smallest({tuple(np.flatnonzero(row).tolist()) for row in np.frombuffer(key, np.bool_).reshape(shape)}),
            incidents,
        )
        for key, incidents in found.items()
    ]


def _smallest(groups: set[tuple[int, ...]]) -> tuple[tuple[int, ...], ...]:
    """Groups that contain no other: whoever hits these hits all."""
    members = [(group, frozenset(group)) for group in sorted(groups)]
    return tuple(group for group, own in members if not any(other < own for _, other in members))
