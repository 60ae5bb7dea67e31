"""The part of the network that some asserted symptoms touch, with an elimination of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.inference.exact.elimination import Bucket, Placement, arrange

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxaudit.inference.exact.silence import Tree
    from cxaudit.inference.network import Network

FEW_NODES = 6  # of tables whose means are taken together: 64 states


@dataclass(frozen=True, slots=True)
class Member:
    """A table of a group: `shape` makes it broadcast over the group's axes, after `gather` (see `Placement`)."""

    placement: Placement
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Tables of one bucket whose beliefs are read together, summed over `summed` axes of the bucket.

    `families`, `whispers`: their tables, by node and by bucket of the tree. `nodes`: (node, axis of the group) of those
    whose silent arrows are read here; `watched`: (place among the touched nodes, axis) of those whose belief is.
    """

    bucket: int
    summed: tuple[int, ...]
    axes: int
    families: tuple[Member, ...]
    whispers: tuple[Member, ...]
    nodes: tuple[tuple[int, int], ...]
    watched: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Region:
    """What has to be worked out for profiles whose departures from silence lie at the `touched` nodes.

    Numbers in the scopes of `buckets` are places in `nodes`. `families` are tables of nodes; `whispers` come from
    untouched buckets of the tree just below; `apart` are the tops of trees that are not touched at all. `shown` has
    places for the tables of asserted symptoms. `weighed` lists where touched nodes are summed out: the bucket, the axis
    there, and the place among the touched. `size` is the number of table entries.
    """

    nodes: tuple[int, ...]
    touched: tuple[int, ...]
    buckets: tuple[Bucket, ...]
    families: tuple[Placement, ...]
    whispers: tuple[Placement, ...]
    apart: tuple[int, ...]
    shown: tuple[Placement, ...]
    groups: tuple[Group, ...]
    weighed: tuple[tuple[int, int, int], ...]
    size: int


def make_region(network: Network, tree: Tree, shown: Iterable[int], touched: Iterable[int]) -> Region:
    """The region of the nodes `touched`, with room for the tables of the symptoms `shown` (of touched parents)."""
    chosen, dirty = sorted(set(shown)), sorted(set(touched))
    inside = tree.path(dirty)
    families = [placement.index for place in sorted(inside) for placement in tree.families[place]]
    edge = [place for place, bucket in enumerate(tree.buckets) if place not in inside and bucket.parent in inside]
    apart = tuple(place for place, bucket in enumerate(tree.buckets) if place not in inside and bucket.parent < 0)
    scopes: list[tuple[int, ...]] = [(*network.families[node].parents, node) for node in families]
    scopes += [tree.buckets[place].scope[tree.buckets[place].own :] for place in edge]
    scopes += [network.symptom_families[symptom].parents for symptom in chosen]
    nodes = tuple(sorted({node for place in inside for node in tree.own[place]}))
    local = {node: place for place, node in enumerate(nodes)}
    inner = [tuple(local[node] for node in scope) for scope in scopes]
    found = arrange(len(nodes), inner, [*families, *edge, *chosen])
    last, rest = len(families), len(families) + len(edge)
    region = Region(
        nodes,
        tuple(dirty),
        found.buckets,
        found.placements[:last],
        found.placements[last:rest],
        apart,
        found.placements[rest:],
        (),
        tuple(
            (place, axis, dirty.index(nodes[node]))
            for place, bucket in enumerate(found.buckets)
            for axis, node in enumerate(bucket.scope[: bucket.own])
            if nodes[node] in dirty
        ),
        found.size,
    )
    tables = [_Table(place, scope) for place, scope in zip(found.placements, inner, strict=True)]
    return _with_groups(region, tables[:last], tables[last:rest])


@dataclass(frozen=True, slots=True)
class _Table:
    placement: Placement
    scope: tuple[int, ...]


def _with_groups(region: Region, families: Sequence[_Table], whispers: Sequence[_Table]) -> Region:
    """Every table in one group, and every node in one group that holds it."""
    unread = set(range(len(region.nodes)))
    groups = []
    for place, bucket in enumerate(region.buckets):
        own = [table for table in families if table.placement.bucket == place]
        below = [table for table in whispers if table.placement.bucket == place]
        for scope in _scopes(bucket, [table.scope for table in (*own, *below)]):
            first = [table for table in own if set(table.scope) <= set(scope)]
            second = [table for table in below if set(table.scope) <= set(scope)]
            own = [table for table in own if table not in first]
            below = [table for table in below if table not in second]
            groups.append(_group(region, place, scope, first, second, unread))
            unread.difference_update(scope)
    return Region(
        region.nodes, region.touched, region.buckets, region.families, region.whispers, region.apart, region.shown,
        tuple(groups), region.weighed, region.size,
    )  # fmt: skip


def _scopes(bucket: Bucket, scopes: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Scopes of groups, in the bucket's order of nodes, of which each of `scopes` lies within one."""
    if len(bucket.scope) <= FEW_NODES:
        return [bucket.scope] if scopes else []
    found: list[set[int]] = []
    for scope in sorted(scopes, key=lambda scope: (-len(scope), scope)):
        for group in found:
            if len(group.union(scope)) <= max(FEW_NODES, len(group)):
                group.update(scope)
                break
        else:
            found.append(set(scope))
    return [tuple(node for node in bucket.scope if node in group) for group in found]


def _group(
    region: Region, place: int, scope: tuple[int, ...], families: Sequence[_Table], whispers: Sequence[_Table],
    unread: set[int],
) -> Group:  # fmt: skip
    axis = {node: position for position, node in enumerate(scope)}
    here = [node for node in scope if node in unread]
    dirty = {node: position for position, node in enumerate(region.touched)}
    return Group(
        place,
        tuple(position for position, node in enumerate(region.buckets[place].scope) if node not in axis),
        len(scope),
        tuple(_member(table, scope) for table in families),
        tuple(_member(table, scope) for table in whispers),
        tuple((region.nodes[node], axis[node]) for node in here),
        tuple((dirty[region.nodes[node]], axis[node]) for node in here if region.nodes[node] in dirty),
    )


def _member(table: _Table, scope: tuple[int, ...]) -> Member:
    inside = set(table.scope)
    return Member(table.placement, tuple(2 if node in inside else 1 for node in scope))
