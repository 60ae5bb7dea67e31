"""Incidents made by the fitted model, and through which causes each of them came about."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Flags, Floats, Integers
from cxaudit.inference.fit.fitting import Problem
from cxaudit.inference.found_arrows import UNKNOWN
from cxaudit.inference.network import Network
from cxaudit.inference.rates import Rates, rates
from cxaudit.model import FailurePaths

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cxaudit.inference.rates import Gate

WORLDS = 64  # posterior draws: the 5 % and 95 % points of a normal quantity are then off by a quarter of its deviation
KEPT = 400  # failing incidents of each world; 25,600 in all give a share of 30 % to within ±0.3 points (one deviation)
BATCH = 1_000  # incidents drawn at first; their failing share tells how many more are needed
MOST_DRAWN = 6_000  # incidents drawn for a world, however few of them fail
MOST_NUMBERS = 60_000  # kept in a diagnosis; some 300 kB of JSON
SEED = 20_250_102
NOTHING: tuple[int, ...] = ()  # the path set of what comes about without any cause: nothing prevents it


def failure_paths(problem: Problem, drawn: Floats) -> FailurePaths:
    """Failing incidents of the first `WORLDS` columns of `drawn` (parameters, draws), as sets of minimal paths.

    Incidents are sampled forward, with the symptoms hidden as in the log, and kept if they show one: what `prevention`
    averages over in closed form. A path runs from a source (a root at work, or a leak) over arrows that fired to a
    symptom; do(C = off) cuts every path through C, so that an incident is prevented if and only if each of its paths
    is cut. Where so many path sets differ that they would not fit, fewer incidents of each world are kept.
    """
    worlds = min(WORLDS, drawn.shape[1])
    sampler = _Sampler(problem, rates(problem.network, drawn[:, :worlds]), np.random.default_rng(SEED))
    listed = [[path_set for batch in sampler.failing(world) for path_set in batch] for world in range(worlds)]
    kept = KEPT
    names = problem.network.nodes
    while (found := _packed(names, [incidents[:kept] for incidents in listed])).size > MOST_NUMBERS:
        kept //= 2
    return found


@dataclass(frozen=True, slots=True)
class _Sampler:
    """Draws incidents of one world after another."""

    problem: Problem
    given: Rates
    source: np.random.Generator

    def failing(self, world: int) -> Iterator[list[tuple[int, ...]]]:
        """The path sets of incidents that show a symptom, batch by batch; `KEPT` in all if so many can be had."""
        missing, drawn, size = KEPT, 0, BATCH
        while missing > 0 and size > 0:
            fired = self._fire(world, size)
            shown = fired.shown()
            shown &= ~self.problem.evidence.patterns[self._patterns(shown)]
            rows = np.flatnonzero(shown.any(axis=1))[:missing]
            yield fired.path_sets(shown, rows)
            drawn += size
            missing -= len(rows)
            size = min(missing * drawn // max(1, KEPT - missing) + 1, BATCH, MOST_DRAWN - drawn)

    def _fire(self, world: int, count: int) -> _Fired:
        network, given = self.problem.network, self.given
        leaks = np.zeros((count, len(network.nodes)), dtype=np.bool_)
        on = np.zeros_like(leaks)
        arrows = []
        for node, family in enumerate(network.families):
            gate = given.nodes[node]
            chance = -np.expm1(-gate.leak[world]) if family.parents else given.prevalence[node, world]
            leaks[:, node] = self.source.random(count) < chance
            arrows.append(self._arrows(gate, world, on[:, list(family.parents)]))
            on[:, node] = leaks[:, node] | arrows[node].any(axis=1)
        chances = np.array([-np.expm1(-gate.leak[world]) for gate in given.symptoms])
        symptom_leaks = self.source.random((count, len(network.symptoms))) < chances
        for symptom, family in enumerate(network.symptom_families):
            arrows.append(self._arrows(given.symptoms[symptom], world, on[:, list(family.parents)]))
        _take_as_leaks(network, (*leaks.T, *symptom_leaks.T), arrows)
        return _Fired(network, leaks, symptom_leaks, arrows)

    def _arrows(self, gate: Gate, world: int, parents: Flags) -> Flags:
        return np.asarray((self.source.random(parents.shape) < -np.expm1(-gate.edges[:, world])) & parents)

    def _patterns(self, shown: Flags) -> Integers:
        """For each incident what is hidden, as in the log; a log of failures holds each pattern as often as seen."""
        evidence = self.problem.evidence
        weight = np.bincount(evidence.pattern, weights=evidence.counts, minlength=len(evidence.patterns))
        if self.problem.only_failures:
            failing = np.array([(shown & ~hidden).any(axis=1).mean() for hidden in evidence.patterns])
            weight = weight / np.maximum(failing, 1.0 / len(shown))
        return self.source.choice(len(weight), size=len(shown), p=weight / weight.sum())


@dataclass(frozen=True, slots=True)
class _Fired:
    """What fired in a batch of incidents (rows), arrows only from causes at work; nodes first, then symptoms."""

    network: Network
    leaks: Flags
    symptom_leaks: Flags
    arrows: list[Flags]

    def shown(self) -> Flags:
        """Which symptoms each incident shows, before any is hidden."""
        arrows = self.arrows[len(self.network.nodes) :]
        return self.symptom_leaks | np.stack([fired.any(axis=1) for fired in arrows], axis=1)

    def path_sets(self, shown: Flags, rows: Integers) -> list[tuple[int, ...]]:
        """Of each of these incidents, given what it shows after some symptoms are hidden."""
        families = (*self.network.families, *self.network.symptom_families)
        ends = [(place, parent) for place, family in enumerate(families) for parent in family.parents]
        behind: list[dict[int, list[int]]] = [{} for _ in rows]
        for row, column in zip(*np.nonzero(np.concatenate(self.arrows, axis=1)[rows]), strict=True):
            place, parent = ends[column]
            behind[row].setdefault(place, []).append(parent)
        symptoms: list[list[int]] = [[] for _ in rows]
        for row, symptom in zip(*np.nonzero(shown[rows]), strict=True):
            symptoms[row].append(len(self.network.nodes) + int(symptom))
        leaking = np.logical_or.reduce((shown & self.symptom_leaks)[rows], axis=1).tolist()
        sources: list[set[int]] = [set() for _ in rows]
        for row, node in zip(*np.nonzero(self.leaks[rows]), strict=True):
            sources[row].add(int(node))
        return [
            NOTHING if leak else _path_set(found, arrows, origins)
            for leak, found, arrows, origins in zip(leaking, symptoms, behind, sources, strict=True)
        ]


def _take_as_leaks(network: Network, leaks: Sequence[Flags], arrows: Sequence[Flags]) -> None:
    """What fired from a cause that the rulebook does not know counts as a leak: no remedy is against that either."""
    if UNKNOWN not in network.nodes:
        return
    unknown = network.nodes.index(UNKNOWN)
    for leak, family, fired in zip(leaks, (*network.families, *network.symptom_families), arrows, strict=True):
        if unknown in family.parents:
            own = fired[:, family.parents.index(unknown)]
            np.logical_or(leak, own, out=leak)
            own[:] = False


def _path_set(symptoms: list[int], behind: dict[int, list[int]], sources: set[int]) -> tuple[int, ...]:
    """The minimal paths from the `sources` to the symptoms of one incident, each a bit mask of nodes."""
    known: dict[int, tuple[int, ...]] = {}

    def paths_to(node: int) -> tuple[int, ...]:
        """Where it is a source itself, the one through it alone, which all others contain."""
        if node not in known:
            own = 1 << node
            found = {path | own for parent in behind.get(node, ()) for path in paths_to(parent)}
            known[node] = (own,) if node in sources else _minimal(found)
        return known[node]

    return _minimal({path for symptom in symptoms for parent in behind[symptom] for path in paths_to(parent)})


def _minimal(paths: Iterable[int]) -> tuple[int, ...]:
    """Those that contain no other: what cuts these cuts all."""
    kept: list[int] = []
    for path in sorted(paths, key=lambda path: (path.bit_count(), path)):
        if not any(other & path == other for other in kept):
            kept.append(path)
    return tuple(kept)


def _packed(causes: tuple[str, ...], listed: Sequence[Sequence[tuple[int, ...]]]) -> FailurePaths:
    """Path sets by number, the commonest first, and how many incidents of each world have each."""
    whole = Counter(found for incidents in listed for found in incidents)
    sets = sorted(whole, key=lambda found: (-whole[found], found))
    paths = sorted({path for found in sets for path in found})
    number_of_path = {path: place for place, path in enumerate(paths)}
    number_of_set = {found: place for place, found in enumerate(sets)}
    return FailurePaths(
        causes=causes,
        paths=tuple(tuple(node for node in range(len(causes)) if path >> node & 1) for path in paths),
        sets=tuple(tuple(number_of_path[path] for path in found) for found in sets),
        worlds=tuple(
            tuple(sorted((number_of_set[found], count) for found, count in Counter(incidents).items()))
            for incidents in listed
        ),
    )
