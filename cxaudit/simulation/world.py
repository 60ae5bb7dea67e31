"""Draws what happens inside the business: causes, what they lead to, and what would not have happened without each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import Link, Rulebook

_WORD_ERROR = 0.4  # standard deviation of ln λ: the rulebook's words are not exactly right in any business
_LEAK = 0.001  # probability of a link of the chain, or a symptom, with nothing behind it


@dataclass(frozen=True, slots=True)
class World:
    """What is true of every incident: which nodes are on, shape (incidents,) each, and the noise that made them so.

    `fires` holds for each link (cause, effect) whether it fires if its cause is on; `alone` whether a node comes
    on with nothing behind it. With the same noise the world can be run again with a cause switched off.
    """

    symptoms: tuple[str, ...]
    order: tuple[str, ...]
    links: Mapping[str, tuple[str, ...]]
    on: Mapping[str, NDArray[np.bool_]]
    fires: Mapping[tuple[str, str], NDArray[np.bool_]]
    alone: Mapping[str, NDArray[np.bool_]]

    def without(self, cause: str) -> Mapping[str, NDArray[np.bool_]]:
        """The nodes of the twin world, same noise, in which `cause` is off."""
        return _run(self.order, self.links, self.fires, self.alone, cause)

    def shows_symptom(self, on: Mapping[str, NDArray[np.bool_]]) -> NDArray[np.bool_]:
        """Which incidents show any symptom."""
        shown: NDArray[np.bool_] = np.any([on[symptom] for symptom in self.symptoms], axis=0)
        return shown


def make_world(
    rulebook: Rulebook,
    roots: Mapping[str, NDArray[np.float64]],
    symptoms: Sequence[str],
    generator: np.random.Generator,
) -> World:
    """A world in which each root is on with its probability per incident, shape (incidents,), and the rest follows.

    Only nodes that a root can reach take part. Strengths are the rulebook's, each off by a random factor of its own.
    """
    size = len(next(iter(roots.values())))
    parents = {name: cause.caused_by for name, cause in rulebook.causes.items()}
    parents |= {name: rulebook.symptoms[name].caused_by for name in symptoms}
    order = _reached(roots, parents)
    links = {node: tuple(link.cause for link in parents[node] if link.cause in order) for node in order}
    fires = {
        (link.cause, node): generator.random(size) < _true_strength(link, generator)
        for node in order
        for link in parents[node]
        if link.cause in order
    }
    alone = {
        node: generator.random(size) < roots.get(node, np.full(size, 0.0 if node in roots else _LEAK)) for node in order
    }
    on = _run(order, links, fires, alone, "")
    return World(tuple(symptom for symptom in symptoms if symptom in order), order, links, on, fires, alone)


def _reached(roots: Mapping[str, NDArray[np.float64]], parents: Mapping[str, Sequence[Link]]) -> tuple[str, ...]:
    """The nodes a root can reach, each after all that lie behind it."""
    order = sorted(roots)
    waiting = [node for node in sorted(parents) if node not in roots]
    while True:
        ready = [node for node in waiting if any(link.cause in order for link in parents[node])]
        # A node whose other parents may still be reached waits for them.
        ready = [
            node for node in ready if not any(_may_come(link.cause, waiting, order, parents) for link in parents[node])
        ]
        if not ready:
            return tuple(order)
        order.extend(ready)
        waiting = [node for node in waiting if node not in order]


def _may_come(node: str, waiting: Sequence[str], order: Sequence[str], parents: Mapping[str, Sequence[Link]]) -> bool:
    """Whether a node still waiting can be reached at all."""
    if node not in waiting:
        return False
    return any(link.cause in order or _may_come(link.cause, waiting, order, parents) for link in parents[node])


def _true_strength(link: Link, generator: np.random.Generator) -> float:
    rate = -np.log1p(-min(link.strength, 0.999)) * np.exp(generator.normal(0.0, _WORD_ERROR))
    return float(-np.expm1(-rate))


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
