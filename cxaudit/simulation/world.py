"""Draws what happens inside the business: causes, what they lead to, and what would not have happened without each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxaudit.simulation.chance import Chance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import Link, Rulebook

_WORD_ERROR = 0.4  # standard deviation of ln λ: the rulebook's words are not exactly right in any business
_LEAK = 0.001  # probability that a link of the chain, or a symptom, comes up with nothing behind it
_SUREST = 0.999  # strengths above this would leave the logarithm


@dataclass(frozen=True, slots=True)
class World:
    """What is true of every incident: which nodes are on, shape (incidents,) each, and the noise that made them so.

    `links` gives the causes of each node that take part, in `order`, causes first. `fires` holds for each link
    (cause, effect) whether it fires if its cause is on; `alone` whether a node comes on with nothing behind it. With
    the same noise the world can be run again with a cause switched off.
    """

    symptoms: tuple[str, ...]
    order: tuple[str, ...]
    links: Mapping[str, tuple[str, ...]]
    fires: Mapping[tuple[str, str], NDArray[np.bool_]]
    alone: Mapping[str, NDArray[np.bool_]]
    on: Mapping[str, NDArray[np.bool_]]

    def without(self, cause: str) -> Mapping[str, NDArray[np.bool_]]:
        """The nodes of the twin world, same noise, in which `cause` is off whatever lies behind it."""
        return _run(self.order, self.links, self.fires, self.alone, cause)

    def fails(self, on: Mapping[str, NDArray[np.bool_]]) -> NDArray[np.bool_]:
        """Which incidents show any symptom, shape (incidents,)."""
        shown: NDArray[np.bool_] = np.any([on[symptom] for symptom in self.symptoms], axis=0)
        return shown


def make_world(
    rulebook: Rulebook, roots: Mapping[str, NDArray[np.float64]], symptoms: Sequence[str], seed: int
) -> World:
    """A world in which each root comes on with its probability per incident, shape (incidents,), and the rest follows.

    Only nodes that a root can reach take part, and of the symptoms only those named. A root may have causes of its own
    among the roots. Strengths are the rulebook's, each off by a random factor. The noise of a node or link is found by
    its name, so that a change of one rule changes only what hangs on it.
    """
    size = len(next(iter(roots.values())))
    parents = {name: cause.caused_by for name, cause in rulebook.causes.items()}
    parents |= {name: rulebook.symptoms[name].caused_by for name in symptoms}
    order = _reached(roots, parents)
    reached = frozenset(order)
    links = {node: tuple(link for link in parents[node] if link.cause in reached) for node in order}
    fires = {(link.cause, node): _fires(link, node, size, seed) for node in order for link in links[node]}
    alone = {node: Chance(seed, "alone", node).numbers(size) < roots.get(node, _LEAK) for node in order}
    causes = {node: tuple(link.cause for link in links[node]) for node in order}
    shown = tuple(symptom for symptom in symptoms if symptom in reached)
    return World(shown, order, causes, fires, alone, _run(order, causes, fires, alone, ""))


def _reached(roots: Mapping[str, object], parents: Mapping[str, Sequence[Link]]) -> tuple[str, ...]:
    """The nodes a root can reach, each after all that lie behind it."""
    reached = set(roots)
    while True:
        more = {node for node, links in parents.items() if any(link.cause in reached for link in links)} - reached
        if not more:
            break
        reached |= more
    behind = {node: sorted(link.cause for link in parents[node] if link.cause in reached) for node in sorted(reached)}
    return tuple(TopologicalSorter(behind).static_order())


def _fires(link: Link, node: str, size: int, seed: int) -> NDArray[np.bool_]:
    chance = Chance(seed, "link", link.cause, node)
    rate = -math.log1p(-min(link.strength, _SUREST)) * math.exp(_WORD_ERROR * chance.bell())
    return chance.numbers(size) < -math.expm1(-rate)


def _run(
    order: Sequence[str],
    links: Mapping[str, tuple[str, ...]],
    fires: Mapping[tuple[str, str], NDArray[np.bool_]],
    alone: Mapping[str, NDArray[np.bool_]],
    off: str,
) -> Mapping[str, NDArray[np.bool_]]:
    on: dict[str, NDArray[np.bool_]] = {}
    for node in order:
        state = np.zeros_like(alone[node]) if node == off else alone[node].copy()
        for cause in () if node == off else links[node]:
            state |= on[cause] & fires[cause, node]
        on[node] = state
    return on
