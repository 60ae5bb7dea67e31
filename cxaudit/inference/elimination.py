"""In which order to sum the hidden causes out, and which tables that makes: structure only, no numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Integers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxaudit.inference.network import Network


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the table of a family goes: into bucket `bucket`, after `gather` has put its states in bucket order.

    `shape` makes it broadcast over the bucket's axes; summing the bucket's belief over `summed` and taking
    `restore` gives the family's belief in its own order of states (parents first, C order).
    """

    index: int
    bucket: int
    gather: Integers
    restore: Integers
    shape: tuple[int, ...]
    summed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bucket:
    """One elimination: `scope` starts with the node summed out; the message goes to bucket `parent` (−1: none).

    `shape` makes the message broadcast over the parent's axes, `summed` are the parent's axes not in the message.
    """

    scope: tuple[int, ...]
    parent: int
    shape: tuple[int, ...]
    summed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """A whole elimination; `symptoms` are those (with two parents or more) whose tables it has room for."""

    buckets: tuple[Bucket, ...]
    nodes: tuple[Placement, ...]
    symptoms: tuple[Placement, ...]
    size: int
    width: int


def plan(network: Network, symptoms: Iterable[int] = ()) -> Schedule:
    """The elimination of all nodes of `network` that can also take the tables of `symptoms`."""
    chosen = sorted(set(symptoms))
    own = [(*family.parents, node) for node, family in enumerate(network.families)]
    seen = [network.symptom_families[symptom].parents for symptom in chosen]
    cliques = eliminate(len(network.nodes), [*own, *seen])
    position = {scope[0]: place for place, scope in enumerate(cliques)}
    buckets = tuple(_bucket(scope, cliques, position) for scope in cliques)
    return Schedule(
        buckets,
        tuple(_placement(node, scope, buckets, position) for node, scope in enumerate(own)),
        tuple(_placement(symptom, scope, buckets, position) for symptom, scope in zip(chosen, seen, strict=True)),
        sum(1 << len(scope) for scope in cliques),
        max((len(scope) - 1 for scope in cliques), default=0),
    )


def eliminate(count: int, scopes: Iterable[Sequence[int]]) -> list[tuple[int, ...]]:
    """Min-degree elimination, fill breaking ties, then number; each clique is sorted by elimination, own node first."""
    neighbours = _moral(count, scopes)
    left = (1 << count) - 1
    order: list[int] = []
    masks: list[int] = []
    while left:
        node = _cheapest(neighbours, left)
        around = neighbours[node]
        order.append(node)
        masks.append(around)
        left &= ~(1 << node)
        for other in members(around):
            neighbours[other] = (neighbours[other] | around) & ~(1 << other) & ~(1 << node)
    position = {node: place for place, node in enumerate(order)}
    return [(node, *sorted(members(mask), key=position.__getitem__)) for node, mask in zip(order, masks, strict=True)]


def cost(start: Sequence[int], scopes: Iterable[int]) -> int:
    """Table entries for one profile, if nodes are eliminated in a given order and `scopes` come on top of `start`.

    Bit k of a scope is the node eliminated as the k-th; `start` holds, for each k, the union of the scopes whose
    lowest bit is k (see `by_first`).
    """
    cliques = list(start)
    for scope in scopes:
        cliques[_lowest(scope)] |= scope
    total = 0
    for place, clique in enumerate(cliques):
        total += 1 << clique.bit_count()
        rest = clique & ~(1 << place)
        if rest:
            cliques[_lowest(rest)] |= rest
    return total


def by_first(count: int, scopes: Iterable[int]) -> list[int]:
    """The union of `scopes` by their lowest bit, each place holding at least its own bit."""
    found = [1 << place for place in range(count)]
    for scope in scopes:
        found[_lowest(scope)] |= scope
    return found


def _lowest(mask: int) -> int:
    return (mask & -mask).bit_length() - 1


def _moral(count: int, scopes: Iterable[Sequence[int]]) -> list[int]:
    neighbours = [0] * count
    for scope in scopes:
        mask = sum(1 << node for node in scope)
        for node in scope:
            neighbours[node] |= mask & ~(1 << node)
    return neighbours


def _cheapest(neighbours: list[int], left: int) -> int:
    nodes = members(left)
    lowest = min(neighbours[node].bit_count() for node in nodes)
    ties = [node for node in nodes if neighbours[node].bit_count() == lowest]
    return ties[0] if len(ties) == 1 else min(ties, key=lambda node: (_fill(neighbours, node), node))


def _fill(neighbours: list[int], node: int) -> int:
    around = neighbours[node]
    return sum((around & ~neighbours[other]).bit_count() for other in members(around))


def members(mask: int) -> list[int]:
    """Positions of the bits that are set, lowest first."""
    found = []
    while mask:
        found.append(_lowest(mask))
        mask &= mask - 1
    return found


def _bucket(scope: tuple[int, ...], cliques: list[tuple[int, ...]], position: dict[int, int]) -> Bucket:
    message = scope[1:]
    if not message:
        return Bucket(scope, -1, (), ())
    parent = position[message[0]]
    inside = set(message)
    above = cliques[parent]
    return Bucket(
        scope,
        parent,
        tuple(2 if node in inside else 1 for node in above),
        tuple(axis for axis, node in enumerate(above) if node not in inside),
    )


def _placement(index: int, scope: tuple[int, ...], buckets: tuple[Bucket, ...], position: dict[int, int]) -> Placement:
    order = sorted(range(len(scope)), key=lambda axis: position[scope[axis]])
    bucket = position[scope[order[0]]]
    states = np.arange(1 << len(scope), dtype=np.int64).reshape((2,) * len(scope))
    gather = states.transpose(order).reshape(-1)
    inside = set(scope)
    clique = buckets[bucket].scope
    return Placement(
        index,
        bucket,
        gather,
        np.argsort(gather, kind="stable").astype(np.int64),
        tuple(2 if node in inside else 1 for node in clique),
        tuple(axis for axis, node in enumerate(clique) if node not in inside),
    )
