"""Exact sums over all states of the hidden causes, for a block of profiles at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Flags, Floats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.inference.exact.elimination import Bucket, Placement, Schedule


SMALLEST_SUM = 1e-300  # keeps an impossible state from dividing by nothing


@dataclass(frozen=True, slots=True)
class Findings:
    """What a block of profiles says.

    `unary` (nodes, 2, profiles) weighs each state of each node; `shown` maps a symptom with two parents or more to
    its table (2^parents, 1) and the profiles that assert it.
    """

    unary: Floats
    shown: Mapping[int, tuple[Floats, Flags]]


@dataclass(frozen=True, slots=True)
class Beliefs:
    """ln Z (profiles) and, for each family, the posterior of its states (states, profiles), parents first."""

    log_evidence: Floats
    nodes: tuple[Floats, ...]
    symptoms: dict[int, Floats]


def propagate(schedule: Schedule, tables: Sequence[Floats], findings: Findings) -> Beliefs:
    """Collect, then distribute, along `schedule` (bucket elimination, Dechter 1999; messages scaled).

    `tables` hold P(child | parents) of each node as (2^(parents+1), 1 or profiles).
    """
    collected = collect(schedule.buckets, _waiting(schedule, tables, findings), findings.unary.shape[2])
    beliefs = distribute(schedule.buckets, collected)
    return Beliefs(
        collected.log_evidence,
        tuple(_family(placement, beliefs) for placement in schedule.nodes),
        {
            placement.index: _family(placement, beliefs)
            for placement in schedule.symptoms
            if placement.index in findings.shown
        },
    )


def log_evidence(schedule: Schedule, tables: Sequence[Floats], findings: Findings) -> Floats:
    """Ln Z alone (profiles), at half the cost."""
    return collect(schedule.buckets, _waiting(schedule, tables, findings), findings.unary.shape[2]).log_evidence


@dataclass(frozen=True, slots=True)
class Collected:
    """Ln Z (profiles), and of each bucket the product of its tables and that summed over its own nodes."""

    log_evidence: Floats
    potentials: list[Floats]
    sums: list[Floats]


def collect(buckets: Sequence[Bucket], waiting: list[list[Floats]], profiles: int) -> Collected:
    """Sum out all nodes; `waiting` are the tables of each bucket, broadcastable over its axes and profiles."""
    total = np.zeros(profiles)
    potentials: list[Floats] = []
    sums: list[Floats] = []
    for bucket, factors in zip(buckets, waiting, strict=True):
        potential = _product(len(bucket.scope), factors)
        message = _summed(potential, bucket.own)
        potentials.append(potential)
        sums.append(message)
        if bucket.scaled:
            scale = np.maximum(message.reshape(-1, message.shape[-1]).max(axis=0), SMALLEST_SUM)
            total += np.log(scale)
            message = message / scale
        if bucket.parent >= 0:
            waiting[bucket.parent].append(message.reshape(*bucket.shape, message.shape[-1]))
    return Collected(total, potentials, sums)


def distribute(buckets: Sequence[Bucket], collected: Collected) -> list[Floats]:
    """The posterior of the states of each bucket (2, ..., 2, profiles)."""
    beliefs: list[Floats] = [np.empty(0)] * len(buckets)
    for place in reversed(range(len(buckets))):
        bucket, sums = buckets[place], collected.sums[place]
        above = np.ones(1) if bucket.parent < 0 else total_over(beliefs[bucket.parent], bucket.summed)
        beliefs[place] = collected.potentials[place] * (above / np.maximum(sums, SMALLEST_SUM))
    return beliefs


def along(weights: Floats, axis: int, axes: int) -> Floats:
    """`weights` (2, profiles) of one node, broadcastable over a bucket of `axes` nodes of which it is the `axis`-th."""
    return weights.reshape((*(1,) * axis, 2, *(1,) * (axes - axis - 1), -1))


def placed(table: Floats, placement: Placement) -> Floats:
    """`table` (states, 1 or profiles), broadcastable over the bucket of its `placement`."""
    return table[placement.gather].reshape(*placement.shape, table.shape[-1])


def total_over(table: Floats, axes: tuple[int, ...]) -> Floats:
    """`table` summed over `axes`."""
    return np.asarray(np.add.reduce(table, axis=axes)) if axes else table


def _waiting(schedule: Schedule, tables: Sequence[Floats], findings: Findings) -> list[list[Floats]]:
    waiting = [
        [along(findings.unary[node], axis, len(bucket.scope)) for axis, node in enumerate(bucket.scope[: bucket.own])]
        for bucket in schedule.buckets
    ]
    for placement in schedule.nodes:
        waiting[placement.bucket].append(placed(tables[placement.index], placement))
    for placement in schedule.symptoms:
        if placement.index in findings.shown:
            table, asserted = findings.shown[placement.index]
            waiting[placement.bucket].append(placed(np.where(asserted, table, 1.0), placement))
    return waiting


def _product(axes: int, factors: list[Floats]) -> Floats:
    """The factors of one bucket multiplied, smallest first so that the large table is touched least."""
    first, *others = sorted(factors, key=_size)
    result = first
    for factor in others:
        result = result * factor
    whole = (*(2,) * axes, result.shape[-1])
    return result if result.shape == whole else np.broadcast_to(result, whole)


def _summed(potential: Floats, own: int) -> Floats:
    if own == 1:
        return np.asarray(potential[0] + potential[1])
    return np.asarray(potential.reshape(-1, *potential.shape[own:]).sum(axis=0))


def _size(table: Floats) -> int:
    return table.size


def _family(placement: Placement, beliefs: Sequence[Floats]) -> Floats:
    belief = total_over(beliefs[placement.bucket], placement.summed)
    return belief.reshape(-1, belief.shape[-1])[placement.restore]
