"""How many table entries an elimination takes in a given order, counted without making it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.inference.exact.elimination import lowest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def cost(start: Sequence[int], scopes: Iterable[int], most: int) -> int:
    """Table entries for one profile, if nodes are eliminated in a given order and `scopes` come on top of `start`.

    Bit k of a scope is the node eliminated as the k-th; `start` holds, for each k, the union of the scopes whose
    lowest bit is k (see `by_first`). Counting ends once there are more than `most`.
    """
    cliques = list(start)
    for scope in scopes:
        cliques[lowest(scope)] |= scope
    total = 0
    for clique in cliques:  # a clique's lowest bit is its own node; the loop sees what it adds to later ones
        total += 1 << clique.bit_count()
        rest = clique & (clique - 1)
        if rest:
            cliques[(rest & -rest).bit_length() - 1] |= rest
        if total > most:
            break
    return total


def by_first(count: int, scopes: Iterable[int]) -> list[int]:
    """The union of `scopes` by their lowest bit, each place holding at least its own bit."""
    found = [1 << place for place in range(count)]
    for scope in scopes:
        found[lowest(scope)] |= scope
    return found
