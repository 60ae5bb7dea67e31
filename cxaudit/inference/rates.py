"""From the vector of parameters to the tables of the network, and to their derivatives."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Floats, expit

if TYPE_CHECKING:
    from cxaudit.inference.network import Family, Network

LARGEST_RATE = 40.0  # e^-40 is the smallest chance that an arrow fails; keeps every logarithm finite
SMALLEST_RATE = 1e-12


@dataclass(frozen=True, slots=True)
class Gate:
    """A noisy-OR gate in rates: P(silent | x) = exp(−leak − Σ edges·x).

    `leak` (worlds) and `edges` (parents, worlds); `leak_slope` and `edge_slope` are their derivatives by the
    parameter, the logarithm of the rate before the detector.
    """

    leak: Floats
    edges: Floats
    leak_slope: Floats
    edge_slope: Floats

    def total(self) -> Floats:
        """Leak + Σ edges·x for each state x of the parents, in C order: (2^parents, worlds)."""
        return self.leak + states(len(self.edges)) @ self.edges


@dataclass(frozen=True, slots=True)
class Rates:
    """All gates of one or several worlds (columns of the parameters).

    `prevalence` (nodes, worlds) is π of a root, 0 for other nodes; `true` gates of symptoms leave the detector out.
    """

    prevalence: Floats
    nodes: tuple[Gate, ...]
    symptoms: tuple[Gate, ...]
    true: tuple[Gate, ...]


def rates(network: Network, parameters: Floats, thinning: float = 1.0) -> Rates:
    """The gates for `parameters` (parameters, worlds).

    A detector of sensitivity ρ and false-hit rate φ thins each arrow: λ' = −ln(1 − ρq), and adds to the leak:
    λ'₀ = −ln[(1 − ρl)(1 − φ)]. `thinning` t multiplies ρ and φ of what is told: what is left when people mention
    little; what stands in fields stands there whatever they say.
    """
    left = np.where(network.told, thinning, 1.0)
    worlds = parameters.shape[1]
    prevalence = np.zeros((len(network.nodes), worlds))
    for node in network.roots:
        prevalence[node] = expit(parameters[network.families[node].leak])
    plain = np.clip(np.exp(parameters), SMALLEST_RATE, LARGEST_RATE)
    true = tuple(_plain(family, plain) for family in network.symptom_families)
    return Rates(
        prevalence,
        tuple(_plain(family, plain) for family in network.families),
        tuple(
            _thinned(
                gate,
                float(network.sensitivity[symptom] * left[symptom]),
                float(network.false_hits[symptom] * left[symptom]),
            )
            for symptom, gate in enumerate(true)
        ),
        true,
    )


def tables(network: Network, given: Rates) -> list[Floats]:
    """P(node | parents) of each node, as (2^(parents+1), worlds), parents first."""
    return [
        _root(given, node) if not family.parents else _table(given.nodes[node])
        for node, family in enumerate(network.families)
    ]


@lru_cache(maxsize=64)
def states(count: int) -> Floats:
    """All states of `count` binary parents, in C order: (2^count, count)."""
    numbers = np.arange(1 << count)[:, np.newaxis]
    found = ((numbers >> np.arange(count - 1, -1, -1)) & 1).astype(np.float64)
    found.setflags(write=False)
    return found


def _plain(family: Family, plain: Floats) -> Gate:
    leak = plain[family.leak]
    edges = plain[list(family.edges)].reshape(len(family.edges), plain.shape[1])
    return Gate(leak, edges, leak, edges)


def _thinned(gate: Gate, kept: float, false_hits: float) -> Gate:
    if kept == 1.0 and false_hits == 0.0:
        return gate
    leak, leak_slope = _thin(gate.leak, kept)
    edges, edge_slope = _thin(gate.edges, kept)
    return Gate(leak - np.log1p(-false_hits), edges, leak_slope, edge_slope)


def _thin(plain: Floats, kept: float) -> tuple[Floats, Floats]:
    left = 1.0 + kept * np.expm1(-plain)
    return -np.log(left), plain * kept * np.exp(-plain) / left


def _root(given: Rates, node: int) -> Floats:
    share = given.prevalence[node]
    return np.stack([1.0 - share, share])


def _table(gate: Gate) -> Floats:
    total = gate.total()
    return np.stack([np.exp(-total), -np.expm1(-total)], axis=1).reshape(-1, total.shape[1])
