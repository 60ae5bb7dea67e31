"""What exact sums can take: how large the tables of each profile grow, before any of them is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxaudit.compiling import can_compile
from cxaudit.inference.arrays import Flags, Floats, Integers
from cxaudit.inference.exact.elimination import eliminate, plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.inference.evidence import Evidence
    from cxaudit.inference.network import Network

LARGEST_SIZE = 1 << 19  # about a width of 18: beyond it exact sums take too long
COMPILED = 1_000  # profiles from which compiled code is worth the time that it takes to be loaded
LOOKED_AT = 60  # profiles, at even steps, from which the work of all is judged
_ROWS = 4096  # profiles whose tables are counted at once
_WORD = 64
_BITS = np.array([number.bit_count() for number in range(1 << 16)], dtype=np.int64)

Words = NDArray[np.uint64]


def within_reach(network: Network, evidence: Evidence) -> tuple[Flags, float]:
    """What of `evidence.asserted` exact sums can take, and the incidents of which something had to be left out.

    Where one incident shows so many linked symptoms that its tables would grow too large, those with the most
    parents are treated as not observable.
    """
    joint = joint_symptoms(network)
    kept = evidence.asserted.copy()
    if plan(network, joint).size <= LARGEST_SIZE:
        return kept, 0.0
    shown = evidence.asserted[:, joint]
    waiting = np.flatnonzero(shown.any(axis=1)).astype(np.int64)
    cliques = _cliques(network, ())
    lost = 0.0
    while len(waiting):
        sizes = _Sizes.along(network, joint, [clique[0] for clique in cliques]).of(shown[waiting])
        waiting = waiting[sizes > LARGEST_SIZE]
        if len(waiting):
            # An order made for a profile that has much in common with the others suits many of them.
            row = int(waiting[np.argmax(shown[waiting] @ shown[waiting].sum(axis=0))])
            asserted = [joint[place] for place in np.flatnonzero(shown[row])]
            allowed, cliques = _trimmed(network, asserted)
            kept[row, sorted(set(asserted).difference(allowed))] = False
            lost += float(evidence.counts[row]) * (len(allowed) < len(asserted))
            waiting = waiting[waiting != row]
    return kept, lost


def work(network: Network, evidence: Evidence) -> float:
    """About how many table entries one pass over all profiles takes, judged from some of them."""
    joint = joint_symptoms(network)
    rows = np.unique(np.linspace(0, len(evidence.counts) - 1, LOOKED_AT).astype(np.int64))
    shown = [[symptom for symptom in joint if evidence.asserted[row, symptom]] for row in rows]
    sizes = [_size(_cliques(network, symptoms)) for symptoms in shown]
    return float(np.mean(sizes)) * len(evidence.counts)


def joint_symptoms(network: Network) -> list[int]:
    """Symptoms with two parents or more; the others only weigh single nodes."""
    return [symptom for symptom, family in enumerate(network.symptom_families) if len(family.parents) > 1]


def _trimmed(network: Network, shown: Sequence[int]) -> tuple[list[int], list[tuple[int, ...]]]:
    """As many of the symptoms `shown` as are within reach, and the cliques of their elimination."""
    kept = sorted(shown, key=lambda symptom: (len(network.symptom_families[symptom].parents), symptom))
    while _size(cliques := _cliques(network, kept)) > LARGEST_SIZE and kept:
        kept.pop()
    return kept, cliques


def _size(cliques: Sequence[tuple[int, ...]]) -> int:
    return sum(1 << len(clique) for clique in cliques)


def _cliques(network: Network, shown: Sequence[int]) -> list[tuple[int, ...]]:
    return eliminate(len(network.nodes), _scopes(network, shown))


def _scopes(network: Network, shown: Sequence[int]) -> list[tuple[int, ...]]:
    own = [(*family.parents, node) for node, family in enumerate(network.families)]
    return [*own, *(network.symptom_families[symptom].parents for symptom in shown)]


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Sets of nodes as bits by order of elimination: `own` (nodes, words), those of families by their first node.

    `seen` (symptoms, words) are the parents of symptoms, and `first` (symptoms) the first of these.
    """

    own: Words
    seen: Words
    first: Integers

    @classmethod
    def along(cls, network: Network, joint: Sequence[int], order: Sequence[int]) -> _Sizes:
        """Those along one `order`."""
        place = np.empty(len(order), dtype=np.int64)
        place[list(order)] = np.arange(len(order))
        words = (len(order) + _WORD - 1) // _WORD
        own, first = _bits(place, [(*family.parents, node) for node, family in enumerate(network.families)], words)
        seen, seen_first = _bits(place, [network.symptom_families[symptom].parents for symptom in joint], words)
        cliques = np.zeros((len(order), words), dtype=np.uint64)
        np.bitwise_or.at(cliques, first, own)
        return cls(cliques, seen, seen_first)

    def of(self, asserted: Flags) -> Floats:
        """Table entries of each profile (profiles), given which joint symptoms it asserts (profiles, symptoms)."""
        if len(asserted) >= COMPILED and can_compile():
            return self._compiled(asserted)
        pieces = [self._of(asserted[start : start + _ROWS]) for start in range(0, len(asserted), _ROWS)]
        return np.concatenate([np.zeros(0), *pieces])

    def _compiled(self, asserted: Flags) -> Floats:
        from cxaudit.inference.exact.compiled.sizes import sizes_along  # noqa: PLC0415 - imports numba

        sizes = np.empty(len(asserted))
        sizes_along(self.own, self.seen, self.first, asserted, sizes)
        return sizes

    def _of(self, asserted: Flags) -> Floats:
        cliques = np.repeat(self.own[:, np.newaxis], len(asserted), axis=1)
        for symptom, first in enumerate(self.first):
            cliques[first, asserted[:, symptom]] |= self.seen[symptom]
        for place in range(len(cliques)):
            rest = cliques[place].copy()
            rest[:, place // _WORD] ^= np.uint64(1) << np.uint64(place % _WORD)  # its own node, which is summed out
            waiting = np.ones(len(rest), dtype=np.bool_)
            for word in range(place // _WORD, rest.shape[1]):
                rows = np.flatnonzero(waiting & (rest[:, word] != 0))
                if len(rows):
                    waiting[rows] = False
                    lowest = rest[rows, word] & (~rest[rows, word] + np.uint64(1))
                    above = word * _WORD + np.log2(lowest.astype(np.float64)).astype(np.int64)
                    cliques[above, rows] |= rest[rows]
        return np.asarray(np.exp2(_BITS[cliques.view(np.uint16)].sum(axis=2)).sum(axis=0))


def _bits(place: Integers, scopes: Sequence[tuple[int, ...]], words: int) -> tuple[Words, Integers]:
    """Each scope as bits (scopes, words), and the first of its places."""
    owner = np.repeat(np.arange(len(scopes)), [len(scope) for scope in scopes])
    ranks = place[[node for scope in scopes for node in scope]]
    masks = np.zeros((len(scopes), words), dtype=np.uint64)
    np.bitwise_or.at(masks, (owner, ranks // _WORD), np.uint64(1) << (ranks % _WORD).astype(np.uint64))
    first = np.full(len(scopes), len(place), dtype=np.int64)
    np.minimum.at(first, owner, ranks)
    return masks, first
