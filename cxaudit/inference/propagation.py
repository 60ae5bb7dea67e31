"""Exact sums over all states of the hidden causes, for a block of profiles at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Flags, Floats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.inference.elimination import Placement, Schedule


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
    log_evidence, potentials, sums = _collect(schedule, tables, findings)
    beliefs: list[Floats] = [np.empty(0)] * len(potentials)
    for place in reversed(range(len(potentials))):
        bucket = schedule.buckets[place]
        above = np.ones_like(sums[place]) if bucket.parent < 0 else _total(beliefs[bucket.parent], bucket.summed)
        ratio = above / np.maximum(sums[place], SMALLEST_SUM)
        beliefs[place] = potentials[place] * ratio
    return Beliefs(
        log_evidence,
        tuple(_family(placement, beliefs) for placement in schedule.nodes),
        {
            placement.index: _family(placement, beliefs)
            for placement in schedule.symptoms
            if placement.index in findings.shown
        },
    )


def log_evidence(schedule: Schedule, tables: Sequence[Floats], findings: Findings) -> Floats:
    """Ln Z alone (profiles), at half the cost."""
    return _collect(schedule, tables, findings)[0]


def _collect(
    schedule: Schedule, tables: Sequence[Floats], findings: Findings
) -> tuple[Floats, list[Floats], list[Floats]]:
    profiles = findings.unary.shape[2]
    waiting: list[list[Floats]] = [[] for _ in schedule.buckets]
    for placement in schedule.nodes:
        waiting[placement.bucket].append(_placed(tables[placement.index], placement))
    for placement in schedule.symptoms:
        if placement.index in findings.shown:
            table, asserted = findings.shown[placement.index]
            waiting[placement.bucket].append(_placed(np.where(asserted, table, 1.0), placement))
    total = np.zeros(profiles)
    potentials: list[Floats] = []
    sums: list[Floats] = []
    for bucket, factors in zip(schedule.buckets, waiting, strict=True):
        own = [
            _along(findings.unary[node], axis, len(bucket.scope))
            for axis, node in enumerate(bucket.scope[: bucket.own])
        ]
        potential = _product(len(bucket.scope), profiles, own + factors)
        message = _summed(potential, bucket.own)
        potentials.append(potential)
        sums.append(message)
        if bucket.scaled:
            scale = np.maximum(message.reshape(-1, profiles).max(axis=0), SMALLEST_SUM)
            total += np.log(scale)
            message = message / scale
        if bucket.parent >= 0:
            waiting[bucket.parent].append(message.reshape(*bucket.shape, profiles))
    return total, potentials, sums


def _product(axes: int, profiles: int, factors: list[Floats]) -> Floats:
    """The factors of one bucket multiplied, smallest first so that the large table is touched least."""
    first, *others = sorted(factors, key=_size)
    result = first
    for factor in others:
        result = result * factor
    whole = (2,) * axes
    return result if result.shape == (*whole, profiles) else np.broadcast_to(result, (*whole, profiles))


def _along(weights: Floats, axis: int, axes: int) -> Floats:
    return weights.reshape((*(1,) * axis, 2, *(1,) * (axes - axis - 1), -1))


def _summed(potential: Floats, own: int) -> Floats:
    if own == 1:
        return np.asarray(potential[0] + potential[1])
    return np.asarray(potential.reshape(-1, *potential.shape[own:]).sum(axis=0))


def _size(table: Floats) -> int:
    return table.size


def _placed(table: Floats, placement: Placement) -> Floats:
    return table[placement.gather].reshape(*placement.shape, table.shape[-1])


def _family(placement: Placement, beliefs: Sequence[Floats]) -> Floats:
    belief = _total(beliefs[placement.bucket], placement.summed)
    return belief.reshape(-1, belief.shape[-1])[placement.restore]


def _total(table: Floats, axes: tuple[int, ...]) -> Floats:
    return np.asarray(np.add.reduce(table, axis=axes)) if axes else table
