"""In which order to sum the hidden causes out, and which tables that makes: structure only, no numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Integers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxaudit.inference.network import Network


TINY = 256  # table entries up to which eliminations are put together
UNSCALED = 8  # nodes summed out between two scalings: no table entry is below 1e-12, so products stay above 1e-200


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
    """One step: the first `own` nodes of `scope` are summed out; the message goes to bucket `parent` (−1: none).

    `shape` makes the message broadcast over the parent's axes, `summed` are the parent's axes not in the message.
    `scaled`: so many buckets lie below that the message must be scaled.
    """

    scope: tuple[int, ...]
    own: int
    parent: int
    shape: tuple[int, ...]
    summed: tuple[int, ...]
    scaled: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """A whole elimination; `symptoms` are those (with two parents or more) whose tables it has room for."""

    buckets: tuple[Bucket, ...]
    nodes: tuple[Placement, ...]
    symptoms: tuple[Placement, ...]
    size: int
    width: int


@dataclass(frozen=True, slots=True)
class Arrangement:
    """An elimination with a place for each of the scopes it was made for; `width` of its largest clique less one."""

    buckets: tuple[Bucket, ...]
    placements: tuple[Placement, ...]
    size: int
    width: int


def plan(network: Network, symptoms: Iterable[int] = (), *, single: bool = False) -> Schedule:
    """The elimination of all nodes of `network` that can also take the tables of `symptoms`.

    `single`: with a bucket for each node, which suits compiled code.
    """
    chosen = sorted(set(symptoms))
    own = tuple((*family.parents, node) for node, family in enumerate(network.families))
    seen = tuple((symptom, network.symptom_families[symptom].parents) for symptom in chosen)
    return _planned(own, seen, single)


@lru_cache(maxsize=16)
def _planned(
    own: tuple[tuple[int, ...], ...],
    seen: tuple[tuple[int, tuple[int, ...]], ...],
    single: bool,  # noqa: FBT001 - as it was given to `plan`
) -> Schedule:
    """The same network is planned for again and again."""
    names = [*range(len(own)), *(symptom for symptom, _ in seen)]
    found = arrange(len(own), [*own, *(scope for _, scope in seen)], names, single=single)
    places = found.placements
    return Schedule(found.buckets, places[: len(own)], places[len(own) :], found.size, found.width)


def arrange(
    count: int, scopes: Sequence[tuple[int, ...]], names: Sequence[int], *, single: bool = False
) -> Arrangement:
    """The elimination of nodes 0 to `count` − 1 that can take a table over each of `scopes`, called by `names`."""
    cliques = eliminate(count, scopes)
    position = {scope[0]: place for place, scope in enumerate(cliques)}
    merged = [(scope, 1) for scope in cliques] if single else _merged(cliques, position)
    home = {node: place for place, (scope, own) in enumerate(merged) for node in scope[:own]}
    buckets = _buckets(merged, home)
    return Arrangement(
        buckets,
        tuple(_placement(name, scope, buckets, position, home) for name, scope in zip(names, scopes, strict=True)),
        sum(1 << len(bucket.scope) for bucket in buckets),
        max((len(scope) - 1 for scope in cliques), default=0),
    )


def eliminate(count: int, scopes: Iterable[Sequence[int]]) -> list[tuple[int, ...]]:
    """Min-degree elimination, fill breaking ties, then number.

    Each clique is sorted by elimination, its own node first.
    """
    neighbours = _moral(count, scopes)
    degrees = [mask.bit_count() for mask in neighbours]
    order: list[int] = []
    masks: list[int] = []
    for _ in range(count):
        node = _cheapest(neighbours, degrees)
        around = neighbours[node]
        order.append(node)
        masks.append(around)
        degrees[node] = count
        for other in members(around):
            neighbours[other] = (neighbours[other] | around) & ~(1 << other) & ~(1 << node)
            degrees[other] = neighbours[other].bit_count()
    position = {node: place for place, node in enumerate(order)}
    return [(node, *sorted(members(mask), key=position.__getitem__)) for node, mask in zip(order, masks, strict=True)]


def lowest(mask: int) -> int:
    """The position of the lowest bit that is set."""
    return (mask & -mask).bit_length() - 1


def _moral(count: int, scopes: Iterable[Sequence[int]]) -> list[int]:
    neighbours = [0] * count
    for scope in scopes:
        mask = sum(1 << node for node in scope)
        for node in scope:
            neighbours[node] |= mask & ~(1 << node)
    return neighbours


def _cheapest(neighbours: list[int], degrees: list[int]) -> int:
    lowest = min(degrees)
    best, least = -1, -1
    for node, degree in enumerate(degrees):
        if degree == lowest:
            fill = _fill(neighbours, node)
            if best < 0 or fill < least:
                best, least = node, fill
            if least == lowest:  # its neighbours are all joined already, which nothing can beat
                break
    return best


def _fill(neighbours: list[int], node: int) -> int:
    around = neighbours[node]
    return sum((around & ~neighbours[other]).bit_count() for other in members(around))


def members(mask: int) -> list[int]:
    """Positions of the bits that are set, lowest first."""
    found = []
    while mask:
        found.append(lowest(mask))
        mask &= mask - 1
    return found


def _merged(cliques: list[tuple[int, ...]], position: dict[int, int]) -> list[tuple[tuple[int, ...], int]]:
    """Cliques joined with the one they send to, where the joint table is small or no larger: (scope, own nodes).

    Each numpy call costs as much as a few hundred table entries, so fewer and larger tables are faster.
    """
    own = [[scope[0]] for scope in cliques]
    union = [set(scope) for scope in cliques]
    for place in range(len(cliques)):
        above = union[place].difference(own[place])
        if not above:
            continue
        target = position[min(above, key=position.__getitem__)]
        joint = union[place] | union[target]
        if 1 << len(joint) <= max(TINY, 1 << len(union[target])) or len(joint) == len(union[place]):
            union[target] = joint
            own[target] += own[place]
            own[place] = []
    return [
        (tuple(sorted(union[place], key=position.__getitem__)), len(own[place]))
        for place in range(len(cliques))
        if own[place]
    ]


def _buckets(merged: list[tuple[tuple[int, ...], int]], home: dict[int, int]) -> tuple[Bucket, ...]:
    unscaled = [own for _, own in merged]
    found = []
    for place, (scope, own) in enumerate(merged):
        message = scope[own:]
        scaled = not message or unscaled[place] > UNSCALED
        if not message:
            found.append(Bucket(scope, own, -1, (), (), scaled))
            continue
        parent = home[message[0]]
        unscaled[parent] += 0 if scaled else unscaled[place]
        inside, above = set(message), merged[parent][0]
        shape = tuple(2 if node in inside else 1 for node in above)
        summed = tuple(axis for axis, node in enumerate(above) if node not in inside)
        found.append(Bucket(scope, own, parent, shape, summed, scaled))
    return tuple(found)


def _placement(
    index: int, scope: tuple[int, ...], buckets: tuple[Bucket, ...], position: dict[int, int], home: dict[int, int]
) -> Placement:
    order = sorted(range(len(scope)), key=lambda axis: position[scope[axis]])
    bucket = home[scope[order[0]]]
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
