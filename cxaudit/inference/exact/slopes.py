"""Derivatives of gates by their parameters, made once for each set of parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Floats, Integers
from cxaudit.inference.rates import Gate, Rates, states

if TYPE_CHECKING:
    from cxaudit.inference.network import Network


@dataclass(frozen=True, slots=True)
class GateSlopes:
    """Rows are the leak and the arrows of a gate, columns the states of its parents.

    `plain` is the derivative of Λ, `shown` that of ln(1 − e^−Λ).
    """

    plain: Floats
    shown: Floats


@dataclass(frozen=True, slots=True)
class SilentSlopes:
    """Derivatives of Λ for all leaks and arrows of symptoms in one list, as (arrows, 1) columns.

    `parameter`, `symptom` and `parent` (a node, or the number of nodes for a leak) say which each is. `silent` is for
    silence as the detector hears it, `denied` for what was denied in so many words. `out_of` are the places in the list
    of the arrows out of each node, `leaks` those of leaks.
    """

    parameter: Integers
    symptom: Integers
    parent: Integers
    silent: Floats
    denied: Floats
    out_of: tuple[Integers, ...]
    leaks: Integers


def gate_slopes(gates: tuple[Gate, ...]) -> tuple[GateSlopes, ...]:
    """The slopes of each of `gates` (of one world)."""
    return tuple(_gate_slopes(gate) for gate in gates)


def silent_slopes(network: Network, silence: Rates) -> SilentSlopes:
    """The slopes of silence for every symptom."""
    families = network.symptom_families
    count = len(network.nodes)
    parent = np.array([node for family in families for node in (count, *family.parents)], dtype=np.int64)
    order = np.argsort(parent, kind="stable").astype(np.int64)
    places = np.split(order, np.searchsorted(parent[order], np.arange(1, count + 1)))
    return SilentSlopes(
        np.array([p for family in families for p in (family.leak, *family.edges)], dtype=np.int64),
        np.array([s for s, family in enumerate(families) for _ in (family.leak, *family.edges)], dtype=np.int64),
        parent,
        _column(silence.symptoms),
        _column(silence.true),
        tuple(places[:count]),
        places[count],
    )


def _gate_slopes(gate: Gate) -> GateSlopes:
    on = states(len(gate.edges)).T
    plain = np.concatenate([np.full((1, on.shape[1]), gate.leak_slope[0]), gate.edge_slope * on])
    return GateSlopes(plain, plain / np.expm1(gate.total()[:, 0]))


def _column(gates: tuple[Gate, ...]) -> Floats:
    slopes = [part for gate in gates for part in (gate.leak_slope, gate.edge_slope[:, 0])]
    return (np.concatenate(slopes) if slopes else np.zeros(0))[:, np.newaxis]
