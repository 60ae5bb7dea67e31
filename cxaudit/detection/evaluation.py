"""Conditions made of conditions, for all symptoms and rows at once: from leaves upwards, one level at a time.

Only what is not silent has an entry. The rules are those of `combination`; which match stands for a condition is
decided by the same order: the state, then the place in the text, then the place in the rulebook.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.ragged import positions
from cxaudit.matchers import AllOf, AnyOf, State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import Condition

Integers = npt.NDArray[np.int64]

_NO_PLACE = 1 << 40  # orders matches without a place behind all others
_NO_PARENT = -1

# The states in the order in which one wins over another, as numbers by state.
_RANK_IN_ANY = np.array([9, 0, 1, 2])  # asserted, denied, hidden
_RANK_IN_ALL = np.array([9, 2, 0, 1])  # denied, hidden, asserted


@dataclass(frozen=True, slots=True)
class Entries:
    """States that are not silent: the row, the condition, where it matched (or -1) and which leaf did."""

    rows: Integers
    nodes: Integers
    states: Integers
    starts: Integers
    ends: Integers
    leaves: Integers

    def taken(self, places: npt.NDArray[np.bool_] | Integers) -> Entries:
        """Some of the entries."""
        return Entries(
            self.rows[places],
            self.nodes[places],
            self.states[places],
            self.starts[places],
            self.ends[places],
            self.leaves[places],
        )

    @classmethod
    def joined(cls, parts: Sequence[Entries]) -> Entries:
        """All entries of several (at least one)."""
        return cls(
            np.concatenate([part.rows for part in parts]),
            np.concatenate([part.nodes for part in parts]),
            np.concatenate([part.states for part in parts]),
            np.concatenate([part.starts for part in parts]),
            np.concatenate([part.ends for part in parts]),
            np.concatenate([part.leaves for part in parts]),
        )


class Forest:
    """The conditions of all symptoms as nodes; `roots[i]` is the node of symptom i, `leaves` the leaf nodes."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self._parent: list[int] = []
        self._excludes: list[bool] = []
        self._is_any: list[bool] = []
        self._needed: list[int] = []
        self._level: list[int] = []
        self.leaves: list[tuple[int, Condition]] = []
        added = [self._added(condition, _NO_PARENT, excludes=False) for condition in conditions]
        self.roots = np.array(added, dtype=np.int64)
        self._parents, self._levels = np.array(self._parent, dtype=np.int64), np.array(self._level, dtype=np.int64)
        self._excluding, self._any = np.array(self._excludes, dtype=bool), np.array(self._is_any, dtype=bool)
        self._need = np.array(self._needed, dtype=np.int64)
        self._levels_above = np.where(self._parents == _NO_PARENT, 0, self._levels[self._parents])

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return len(self._parent)

    def root_of(self, nodes: Integers) -> Integers:
        """The root above each node."""
        while len(above := np.flatnonzero(self._parents[nodes] != _NO_PARENT)):
            nodes = nodes.copy()
            nodes[above] = self._parents[nodes[above]]
        return nodes

    def _added(self, condition: Condition, parent: int, *, excludes: bool) -> int:
        node = len(self._parent)
        self._parent.append(parent)
        self._excludes.append(excludes)
        self._is_any.append(isinstance(condition, AnyOf))
        self._needed.append(0)
        self._level.append(0)
        parts: tuple[Condition, ...] = ()
        exclusions: tuple[Condition, ...] = ()
        if isinstance(condition, AnyOf | AllOf):
            parts = condition.conditions
            exclusions = condition.unless if isinstance(condition, AllOf) else ()
            inner = [self._added(part, node, excludes=False) for part in parts]
            inner += [self._added(part, node, excludes=True) for part in exclusions]
            self._level[node] = 1 + max(self._level[child] for child in inner)
        else:
            self.leaves.append((node, condition))
        self._needed[node] = len(parts)
        return node

    def evaluated(self, entries: Entries) -> Entries:
        """The entries of the roots, from those of the leaves."""
        for level in range(1, int(self._levels.max(initial=0)) + 1):
            is_ready = self._levels_above[entries.nodes] == level
            found = self._combined(entries.taken(np.flatnonzero(is_ready)))
            entries = Entries.joined([entries.taken(np.flatnonzero(~is_ready)), found])
        return entries

    def _combined(self, entries: Entries) -> Entries:
        """The entries of the parents of these."""
        groups = entries.rows * len(self._parent) + self._parents[entries.nodes]
        order = np.argsort(groups, kind="stable")
        excludes = self._excluding[entries.nodes]
        if excludes.any():
            excluded = groups[excludes & (entries.states == State.ASSERTED)]
            order = order[(~excludes & ~np.isin(groups, excluded))[order]]
        first = np.flatnonzero(np.diff(groups[order], prepend=-1))
        counts = np.diff(first, append=len(order))
        best = order[first]
        several = np.flatnonzero(counts > 1)
        best[several] = self._best(entries, order[positions(first[several], counts[several])], groups)
        parents = self._parents[entries.nodes[best]]
        # All parts of `all` must have spoken; in `any` only when none of them could be seen.
        must_be_complete = ~self._any[parents] | (entries.states[best] == State.HIDDEN)
        kept = np.flatnonzero(~must_be_complete | (counts == self._need[parents]))
        found = entries.taken(best[kept])
        return Entries(found.rows, parents[kept], found.states, found.starts, found.ends, found.leaves)

    def _best(self, entries: Entries, some: Integers, groups: Integers) -> Integers:
        """The entry that stands for each of the groups that `some` entries make up."""
        states, starts = entries.states[some], entries.starts[some]
        is_any = self._any[self._parents[entries.nodes[some]]]
        rank = np.where(is_any, _RANK_IN_ANY[states], _RANK_IN_ALL[states])
        place = np.where(starts < 0, _NO_PLACE, starts)
        rest = (entries.ends[some] + 1) * len(self._parent) + entries.leaves[some]
        order = np.lexsort((rest, rank * (_NO_PLACE + 1) + place, groups[some]))
        best: Integers = some[order[np.flatnonzero(np.diff(groups[some[order]], prepend=-1))]]
        return best
