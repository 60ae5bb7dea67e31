"""From the vector of parameters to the tables of the network, and to their derivatives."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Floats, Integers, expit

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
    worlds = parameters.shape[1]
    prevalence = np.zeros((len(network.nodes), worlds))
    roots = list(network.roots)
    prevalence[roots] = expit(parameters[[network.families[node].leak for node in roots]])
    plain = np.clip(np.exp(parameters), SMALLEST_RATE, LARGEST_RATE)
    true = _gates(network.symptom_families, plain, plain)
    return Rates(
        prevalence,
        _gates(network.families, plain, plain),
        _thinned(network, plain, true, np.where(network.told, thinning, 1.0)),
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


def _gates(families: tuple[Family, ...], numbers: Floats, slopes: Floats) -> tuple[Gate, ...]:
    """The gates of which `numbers` and `slopes` hold a row for each parameter."""
    return tuple(
        Gate(numbers[family.leak], numbers[edges], slopes[family.leak], slopes[edges])
        for family, edges in zip(families, _edges(families), strict=True)
    )


def _thinned(network: Network, plain: Floats, true: tuple[Gate, ...], left: Floats) -> tuple[Gate, ...]:
    """The gates of symptoms as the detector hears them, who hears what is `left` (symptoms) of what is told."""
    families = network.symptom_families
    parameter, symptom = _listed(families)
    kept, false_hits = network.sensitivity * left, network.false_hits * left
    as_they_are = (kept == 1.0) & (false_hits == 0.0)
    share = np.zeros((len(plain), 1))
    share[parameter, 0] = np.where(as_they_are, 0.0, kept)[symptom]
    heard = 1.0 + share * np.expm1(-plain)
    found = _gates(families, -np.log(heard), plain * share * np.exp(-plain) / heard)
    return tuple(
        own
        if as_they_are[place]
        else Gate(gate.leak - np.log1p(-false_hits[place]), gate.edges, gate.leak_slope, gate.edge_slope)
        for place, (own, gate) in enumerate(zip(true, found, strict=True))
    )


@lru_cache(maxsize=64)
def _edges(families: tuple[Family, ...]) -> tuple[slice | Integers, ...]:
    """The parameters of the arrows into each of these; a slice, where they stand together, makes no copy."""
    found = [np.array(family.edges, dtype=np.int64) for family in families]
    return tuple(
        slice(int(edges[0]), int(edges[-1]) + 1)
        if len(edges) and np.array_equal(edges, np.arange(edges[0], edges[0] + len(edges)))
        else edges
        for edges in found
    )


@lru_cache(maxsize=64)
def _listed(families: tuple[Family, ...]) -> tuple[Integers, Integers]:
    """Every leak and arrow: which parameter it is, and the place of its family."""
    pairs = [(number, place) for place, family in enumerate(families) for number in (family.leak, *family.edges)]
    parameter, place = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return parameter, place


def _root(given: Rates, node: int) -> Floats:
    share = given.prevalence[node]
    return np.stack([1.0 - share, share])


def _table(gate: Gate) -> Floats:
    total = gate.total()
    return np.stack([np.exp(-total), -np.expm1(-total)], axis=1).reshape(-1, total.shape[1])
