"""Profiles put together so that one elimination serves many of them, vectorised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Flags, Integers
from cxaudit.inference.elimination import Schedule, by_first, cost, eliminate, members, plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxaudit.inference.evidence import Evidence
    from cxaudit.inference.network import Network

COMFORTABLE_SIZE = 15_000  # table entries for one profile up to which more symptoms are put into one schedule
LIVELY = 48  # profiles in a batch from which its calls cost less than its tables
ROOMY_SIZE = 120_000  # table entries up to which other profiles join a batch that is not lively
MOST_TRIES = 60  # groups of symptoms, or profiles, tried for one schedule
LARGEST_SIZE = 1 << 19  # about a width of 18: beyond it exact sums take too long


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of the evidence that share a schedule."""

    schedule: Schedule
    rows: Integers


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Costs along one order of elimination; `start` and `scopes` as in `cost`, a scope for each joint symptom."""

    order: list[int]
    start: list[int]
    scopes: list[int]

    def fits(self, mask: int, most: int) -> bool:
        return cost(self.start, (self.scopes[bit] for bit in members(mask)), most) <= most


def make_batches(network: Network, evidence: Evidence) -> tuple[Batch, ...]:
    """Every row in exactly one batch, whose schedule has room for all symptoms that the row asserts."""
    joint = _joint(network)
    masks = _masks(evidence.asserted[:, joint])
    rows_of: dict[int, list[int]] = {}
    for row, mask in enumerate(masks):
        rows_of.setdefault(mask, []).append(row)
    waiting = sorted(rows_of, key=lambda mask: (-len(rows_of[mask]), mask))
    batches = []
    while waiting:
        sizes = _sizes(network, joint, waiting[0])
        cover = _grow(sizes, waiting[0], _candidates(waiting, rows_of, len(joint)))
        if sum(len(rows_of[mask]) for mask in waiting if not mask & ~cover) < LIVELY:
            cover = _invite(sizes, cover, waiting)
        rows = sorted(row for mask in waiting if not mask & ~cover for row in rows_of[mask])
        schedule = plan(network, [joint[bit] for bit in members(cover)])
        batches.append(Batch(schedule, np.array(rows, dtype=np.int64)))
        waiting = [mask for mask in waiting if mask & ~cover]
    return tuple(batches)


def within_reach(network: Network, evidence: Evidence) -> tuple[Flags, float]:
    """What of `evidence.asserted` exact sums can take, and the incidents of which something had to be left out.

    Where one incident shows so many linked symptoms that its tables would grow too large, those with the most
    parents are treated as not observable.
    """
    joint = _joint(network)
    kept = evidence.asserted.copy()
    if plan(network, joint).size <= LARGEST_SIZE:
        return kept, 0.0
    sizes = _sizes(network, joint, 0)
    lost = 0.0
    allowed: dict[int, int] = {}
    for row, mask in enumerate(_masks(evidence.asserted[:, joint])):
        if mask not in allowed:
            allowed[mask] = mask if sizes.fits(mask, LARGEST_SIZE) else _trimmed(network, joint, mask)
        if allowed[mask] != mask:
            kept[row, [joint[bit] for bit in members(mask & ~allowed[mask])]] = False
            lost += float(evidence.counts[row])
    return kept, lost


def _joint(network: Network) -> list[int]:
    """Symptoms with two parents or more; the others only weigh single nodes."""
    return [symptom for symptom, family in enumerate(network.symptom_families) if len(family.parents) > 1]


def _trimmed(network: Network, joint: Sequence[int], mask: int) -> int:
    kept = sorted(members(mask), key=lambda bit: (len(network.symptom_families[joint[bit]].parents), bit))
    own = [(*family.parents, node) for node, family in enumerate(network.families)]
    while kept:
        seen = [network.symptom_families[joint[bit]].parents for bit in kept]
        if sum(1 << len(clique) for clique in eliminate(len(network.nodes), [*own, *seen])) <= LARGEST_SIZE:
            break
        kept.pop()
    return sum(1 << bit for bit in kept)


def _sizes(network: Network, joint: Sequence[int], seed: int) -> _Sizes:
    count = len(network.nodes)
    own = [(*family.parents, node) for node, family in enumerate(network.families)]
    seen = [network.symptom_families[symptom].parents for symptom in joint]
    order = [clique[0] for clique in eliminate(count, [*own, *(seen[bit] for bit in members(seed))])]
    bit_of = [0] * count
    for place, node in enumerate(order):
        bit_of[node] = 1 << place
    start = by_first(count, (sum(bit_of[node] for node in scope) for scope in own))
    return _Sizes(order, start, [sum(bit_of[node] for node in scope) for scope in seen])


def _grow(sizes: _Sizes, seed: int, candidates: list[int]) -> int:
    """`seed` and as many of `candidates` as fit comfortably: try many at once, and halve what does not fit."""
    cover = seed
    stack = [[bit for bit in candidates if not seed >> bit & 1]]
    for _ in range(MOST_TRIES):
        if not stack:
            break
        group = stack.pop()
        larger = cover | sum(1 << bit for bit in group)
        if sizes.fits(larger, COMFORTABLE_SIZE):
            cover = larger
        elif len(group) > 1:
            middle = len(group) // 2
            stack.extend((group[middle:], group[:middle]))
    return cover


def _invite(sizes: _Sizes, cover: int, waiting: Sequence[int]) -> int:
    """Room for as many other profiles as fit, those that ask for the fewest further symptoms first."""
    guests = sorted((mask for mask in waiting if mask & ~cover), key=lambda mask: ((mask & ~cover).bit_count(), mask))
    for mask in guests[:MOST_TRIES]:
        if sizes.fits(cover | mask, ROOMY_SIZE):
            cover |= mask
    return cover


def _candidates(masks: Iterable[int], rows_of: dict[int, list[int]], width: int) -> list[int]:
    """Joint symptoms still waiting, the commonest first."""
    found = [0] * width
    for mask in masks:
        for bit in members(mask):
            found[bit] += len(rows_of[mask])
    return sorted((bit for bit in range(width) if found[bit]), key=lambda bit: (-found[bit], bit))


def _masks(flags: Flags) -> list[int]:
    packed = np.packbits(flags, axis=1, bitorder="little")
    return [int.from_bytes(row.tobytes(), "little") for row in packed]
