"""Small worlds with known truth: random rulebooks, incidents drawn from them, and twins with one cause off."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxaudit.matchers import Field, Phrase, Series
from cxaudit.model import (
    Cause,
    Condition,
    Gravity,
    Link,
    Location,
    Margin,
    Profile,
    ProfileCount,
    Rulebook,
    Symptom,
    Tally,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


HERE = Location("world.yaml", 1, 1)
IN_TEXT = Phrase(HERE, ())
IN_FIELDS = Field(HERE, ())
IN_THE_LOG = Series(HERE, "outlier", {})
STRENGTHS = (0.85, 0.65, 0.35, 0.12)


def cause(name: str, prior: float, by: Mapping[str, float] | None = None, signals: tuple[str, ...] = ()) -> Cause:
    """A cause whose `prior` is its prevalence (a root) or its leak."""
    return Cause(name, name, "process", "communication", HERE, prior, "", _links(by or {}), signals=signals)


def symptom(name: str, by: Mapping[str, float], leak: float = 0.003, detect: Condition = IN_TEXT) -> Symptom:
    """A symptom with a perfect detector."""
    return Symptom(name, name, Gravity.MAJOR, HERE, detect, _links(by), leak=leak)


def rulebook(causes: Iterable[Cause], symptoms: Iterable[Symptom]) -> Rulebook:
    """A rulebook of just these."""
    return Rulebook(
        "world", "1", {found.id: found for found in symptoms}, {found.id: found for found in causes}, {}, {}, {}, ""
    )


def tally_of(symptoms: Sequence[str], profiles: Iterable[Profile], segments: Sequence[str] | None = None) -> Tally:
    """The tally of incidents with these profiles, and of the segment of each if given."""
    listed = list(profiles)
    counts = Counter(listed)
    distinct = sorted(counts)
    margins: tuple[Margin, ...] = ()
    if segments is not None:
        place = {profile: index for index, profile in enumerate(distinct)}
        cells = Counter(zip(segments, (place[profile] for profile in listed), strict=True))
        values = sorted(set(segments))
        margins = (
            Margin(
                "segment",
                {value: tuple(sorted((p, n) for (s, p), n in cells.items() if s == value)) for value in values},
            ),
        )
    return Tally(tuple(symptoms), len(listed), tuple(ProfileCount(p, counts[p]) for p in distinct), margins)


def tally_of_flags(symptoms: Sequence[str], shown: NDArray[np.bool_]) -> Tally:
    """The tally of incidents given as flags (incidents, symptoms)."""
    return tally_of(symptoms, [Profile(tuple(np.flatnonzero(row).tolist())) for row in shown])


@dataclass(frozen=True, slots=True)
class World:
    """The rulebook as it is in truth, and as its authors wrote it down."""

    truth: Rulebook
    written: Rulebook


def layered_world(seed: int, *, strength_error: float = 0.0, fan_in: int = 2) -> World:
    """Ten roots, twelve causes, eighteen causes, eighty symptoms; every arrow one level down, leaks everywhere.

    Roots are at work in .3 to 12 % of incidents while the rulebook says 3 % of each; a `strength_error` s multiplies
    the rates of arrows and leaks by e^N(0, s²), so that the truth differs from what is written.
    """
    source = np.random.default_rng(seed)
    levels = [[f"c{i:02}" for i in range(low, high)] for low, high in ((0, 10), (10, 22), (22, 40))]
    written = [cause(name, 0.03) for name in levels[0]]
    for above, level in itertools.pairwise(levels):
        written += [cause(name, 0.003, _pick(source, above, fan_in)) for name in level]
    symptoms = [symptom(f"s{j:02}", _pick(source, levels[1] + levels[2], fan_in)) for j in range(80)]
    prevalence = dict(zip(levels[0], np.exp(source.uniform(np.log(0.003), np.log(0.12), 10)), strict=True))

    def moved(probability: float) -> float:
        return float(-np.expm1(np.log1p(-probability) * np.exp(source.normal(0.0, strength_error))))

    def moved_links(links: tuple[Link, ...]) -> tuple[Link, ...]:
        return tuple(replace(link, strength=moved(link.strength)) for link in links)

    true_causes = [
        replace(found, prior=float(prevalence.get(found.id, found.prior)), caused_by=moved_links(found.caused_by))
        for found in written
    ]
    true_symptoms = [
        replace(found, leak=moved(found.leak), caused_by=moved_links(found.caused_by)) for found in symptoms
    ]
    return World(rulebook(true_causes, true_symptoms), rulebook(written, symptoms))


@dataclass(frozen=True, slots=True)
class Firings:
    """Which leaks and arrows would fire in each incident; the same for all twins of a world."""

    book: Rulebook
    leaks: dict[str, NDArray[np.bool_]]
    arrows: dict[tuple[str, str], NDArray[np.bool_]]

    def shown(self, off: str = "") -> NDArray[np.bool_]:
        """Symptoms (incidents, symptoms) of the twin world in which the cause `off` is never at work."""
        return self.shown_without({off: np.ones(len(next(iter(self.leaks.values()))), dtype=np.bool_)})

    def shown_without(self, off: Mapping[str, NDArray[np.bool_]]) -> NDArray[np.bool_]:
        """The same where each cause of `off` is switched off in these incidents (incidents,) only."""
        on: dict[str, NDArray[np.bool_]] = {}
        for found in self.book.causes.values():  # parents stand before children in these worlds
            state = self._state(found.id, found.caused_by, on)
            on[found.id] = state & ~off[found.id] if found.id in off else state
        return np.stack([self._state(s.id, s.caused_by, on) for s in self.book.symptoms.values()], axis=1)

    def _state(self, name: str, links: tuple[Link, ...], on: dict[str, NDArray[np.bool_]]) -> NDArray[np.bool_]:
        state = self.leaks[name].copy()
        for link in links:
            state |= on[link.cause] & self.arrows[link.cause, name]
        return state


def fire(book: Rulebook, incidents: int, seed: int) -> Firings:
    """Draw all that chance decides in `incidents` incidents."""
    source = np.random.default_rng(seed)
    leaks, arrows = {}, {}
    for found in book.causes.values():
        leaks[found.id] = source.random(incidents) < found.prior
        for link in found.caused_by:
            arrows[link.cause, found.id] = source.random(incidents) < link.strength
    for shown in book.symptoms.values():
        leaks[shown.id] = source.random(incidents) < shown.leak
        for link in shown.caused_by:
            arrows[link.cause, shown.id] = source.random(incidents) < link.strength
    return Firings(book, leaks, arrows)


@dataclass(frozen=True, slots=True)
class Hearing:
    """A detector that misses some mentions and hears some that are not there, the same ones in all twins."""

    missed: float = 0.0
    false_hits: float = 0.0

    def hears(self, shown: NDArray[np.bool_], seed: int) -> NDArray[np.bool_]:
        """What is detected of `shown` (incidents, symptoms)."""
        source = np.random.default_rng(seed)
        heard = shown & (source.random(shown.shape) >= self.missed)
        return heard | (source.random(shown.shape) < self.false_hits)


PERFECT = Hearing()


def true_prevention(
    book: Rulebook, causes: Iterable[str], incidents: int, seed: int, hearing: Hearing = PERFECT
) -> dict[str, float]:
    """Share of incidents with a detected symptom that have none in the twin with one cause off, counted."""
    firings = fire(book, incidents, seed)
    failing = hearing.hears(firings.shown(), seed).any(axis=1)
    return {
        name: float((failing & ~hearing.hears(firings.shown(name), seed).any(axis=1)).sum() / failing.sum())
        for name in causes
    }


def weight_votes(book: Rulebook, tally: Tally) -> dict[str, float]:
    """The naive ranking: every mention votes for each root by the sum over paths of the product of strengths."""
    reached: dict[str, dict[str, float]] = {}
    for found in book.causes.values():
        own = {found.id: 1.0} if found.is_root else {}
        reached[found.id] = _gathered(found.caused_by, reached) | own
    votes = dict.fromkeys((name for name, found in book.causes.items() if found.is_root), 0.0)
    for name, count in tally.counts().items():
        for root, weight in _gathered(book.symptoms[name].caused_by, reached).items():
            votes[root] += weight * count
    return votes


def kendall(one: Sequence[float], other: Sequence[float]) -> float:
    """Kendall's τ-a: concordant minus discordant pairs, over all pairs."""
    first, second = np.triu_indices(len(one), 1)
    left, right = np.asarray(one), np.asarray(other)
    return float(np.mean(np.sign(left[first] - left[second]) * np.sign(right[first] - right[second])))


def _gathered(links: tuple[Link, ...], reached: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for link in links:
        for root, weight in reached[link.cause].items():
            total[root] = total.get(root, 0.0) + weight * link.strength
    return total


def _links(by: Mapping[str, float]) -> tuple[Link, ...]:
    return tuple(Link(name, strength, "", HERE) for name, strength in by.items())


def _pick(source: np.random.Generator, above: Sequence[str], fan_in: int) -> dict[str, float]:
    count = int(source.integers(1, fan_in + 1))
    chosen = sorted(source.choice(np.array(above), count, replace=False).tolist())
    return {name: float(source.choice(STRENGTHS, p=(0.1, 0.25, 0.35, 0.3))) for name in chosen}
