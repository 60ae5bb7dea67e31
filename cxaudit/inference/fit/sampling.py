"""Incidents made by the fitted model itself, to compare with the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.rates import Gate, rates

if TYPE_CHECKING:
    from cxaudit.inference.arrays import Flags, Floats
    from cxaudit.inference.exact.likelihood import Budget
    from cxaudit.inference.network import Family, Network


def sample_incidents(
    network: Network, parameters: Floats, count: int, seed: int, budget: Budget | None = None
) -> Flags:
    """`count` incidents (incidents, symptoms) from the model, parents first; nothing hidden.

    Under a mention budget each incident keeps at most that many of the symptoms that are told, chosen at random.
    """
    source = np.random.default_rng(seed)
    given = rates(network, parameters[:, np.newaxis])
    on = np.zeros((count, len(network.nodes)), dtype=np.bool_)
    for node, family in enumerate(network.families):
        chance = _chance(given.nodes[node], family, on) if family.parents else given.prevalence[node]
        on[:, node] = source.random(count) < chance
    shown = np.zeros((count, len(network.symptoms)), dtype=np.bool_)
    for symptom, family in enumerate(network.symptom_families):
        shown[:, symptom] = source.random(count) < _chance(given.symptoms[symptom], family, on)
    if budget is None or not shown.size:
        return shown
    order = np.argsort(np.where(shown & network.told, source.random(shown.shape), 2.0), axis=1, kind="stable")
    places = np.argsort(order, axis=1, kind="stable")
    return shown & ((places < budget.mentions) | ~network.told)


def _chance(gate: Gate, family: Family, on: Flags) -> Floats:
    return np.asarray(-np.expm1(-(gate.leak + on[:, list(family.parents)].astype(np.float64) @ gate.edges[:, 0])))
