"""How alike two causes look from the symptoms that this log can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.inference.arrays import Floats
    from cxaudit.inference.network import Family, Network

SAME = 0.999  # cosine from which no amount of this data tells two causes apart
NEAR = 0.97
OPPOSED = -0.7  # correlation of posterior draws below which one cause is at the other's expense


def reach(network: Network) -> Floats:
    """P(symptom | only this cause is on, no leaks), by the rulebook's numbers: (nodes, symptoms).

    Paths are taken as independent; it is for comparing causes, not for inference.
    """
    count = len(network.nodes)
    on = np.eye(count)
    for node, family in enumerate(network.families):
        own = on[:, node].copy()
        on[:, node] = np.maximum(own, _reached(network, family, on))
    found = [_reached(network, family, on) for family in network.symptom_families]
    return np.array(found).reshape(len(network.symptoms), count).T


def alike(network: Network, subjects: Sequence[int], limit: float) -> dict[int, tuple[int, ...]]:
    """For each of `subjects`, the others whose reach has a cosine of at least `limit` with its own."""
    rows = reach(network)[list(subjects)]
    length = np.sqrt((rows**2).sum(axis=1, keepdims=True))
    unit = rows / np.maximum(length, 1e-300)
    close = unit @ unit.T >= limit
    return {
        subject: tuple(other for column, other in enumerate(subjects) if column != row and close[row, column])
        for row, subject in enumerate(subjects)
    }


def groups(network: Network, subjects: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """For each of `subjects`, all that look the same in this log, itself among them: every member has one answer."""
    found: dict[int, set[int]] = {subject: {subject} for subject in subjects}
    for subject, others in alike(network, subjects, SAME).items():
        for other in others:
            merged = found[subject] | found[other]
            found.update(dict.fromkeys(merged, merged))
    return {subject: tuple(sorted(found[subject])) for subject in subjects}


def behind(network: Network) -> tuple[frozenset[int], ...]:
    """For each node, all nodes from which arrows lead to it."""
    found: list[frozenset[int]] = []
    for family in network.families:
        found.append(frozenset(family.parents).union(*(found[parent] for parent in family.parents)))
    return tuple(found)


def opposed(values: Floats, subjects: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """For each of `subjects`, the others whose draws (rows of `values`) fall when its own rise."""
    rows = values[list(subjects)]
    centred = rows - rows.mean(axis=1, keepdims=True)
    unit = centred / np.maximum(np.sqrt((centred**2).sum(axis=1, keepdims=True)), 1e-300)
    against = unit @ unit.T <= OPPOSED
    return {
        subject: tuple(other for column, other in enumerate(subjects) if against[row, column])
        for row, subject in enumerate(subjects)
    }


def _reached(network: Network, family: Family, on: Floats) -> Floats:
    silent = np.ones(on.shape[0])
    for parent, edge in zip(family.parents, family.edges, strict=True):
        strength = -np.expm1(-np.exp(network.mean[edge]))
        silent *= 1.0 - on[:, parent] * strength
    return 1.0 - silent
