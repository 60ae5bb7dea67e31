"""The weights that a block of profiles puts on the states of the hidden causes, under one set of parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Flags, Floats
from cxaudit.inference.exact.gates import GateSlopes, GateStates, gate_states
from cxaudit.inference.exact.propagation import Findings
from cxaudit.inference.exact.slopes import SilentSlopes, silent_slopes
from cxaudit.inference.network import Network
from cxaudit.inference.rates import Rates, rates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.inference.exact.elimination import Schedule


@dataclass(frozen=True, slots=True)
class Block:
    """Some profiles (rows) of the evidence; every flag is (profiles, symptoms). `capped` see `Budget`."""

    asserted: Flags
    denied: Flags
    silent: Flags
    capped: bool


@dataclass(frozen=True, slots=True)
class Budget:
    """People stop after `mentions` symptoms: silence beyond says less.

    For an incident with that many, P(M | x) = ∫₀¹ K t^(K−1) Π_M p_j Π_∉M (1 − t p_j) dt, by Gauss–Jacobi quadrature
    with the given nodes and weights; t thins the arrows of what was not mentioned.
    """

    mentions: int
    thinnings: tuple[float, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """The gates for one thinning, as matrices (symptoms, nodes) of log weights, and leaks (symptoms)."""

    log_weight: float
    slopes: SilentSlopes
    silent: Floats
    silent_leak: Floats
    denied: Floats
    denied_leak: Floats
    shown_off: Floats
    shown_on: Floats
    shown_leak: Floats


@dataclass(frozen=True, slots=True)
class World:
    """One set of parameters made ready.

    `tables` are P(node | parents), `shown` P(symptom | parents), each (states, 1). `plain` is for profiles with room
    for more mentions, `thinned` for capped ones.
    """

    network: Network
    rates: Rates
    tables: list[Floats]
    shown: tuple[Floats, ...]
    node_slopes: tuple[GateSlopes, ...]
    symptom_slopes: tuple[GateSlopes, ...]
    plain: tuple[Layer, ...]
    thinned: tuple[Layer, ...]

    def layers(self, block: Block) -> tuple[Layer, ...]:
        """Those that `block` needs."""
        return self.thinned if block.capped else self.plain


def make_world(network: Network, parameters: Floats, budget: Budget | None = None) -> World:
    """`parameters` (parameters,) turned into all that the E-step needs."""
    column = parameters[:, np.newaxis]
    given = rates(network, column)
    nodes, symptoms = gate_states(given.nodes), gate_states(given.symptoms)
    thinned: tuple[Layer, ...] = ()
    if budget is not None:
        thinned = tuple(
            _layer(network, symptoms, rates(network, column, thinning), float(np.log(weight)))
            for thinning, weight in zip(budget.thinnings, budget.weights, strict=True)
        )
    plain = (_layer(network, symptoms, given, 0.0),)
    return World(
        network,
        given,
        [
            gate.table if family.parents else _root(given.prevalence[node])
            for node, (family, gate) in enumerate(zip(network.families, nodes, strict=True))
        ],
        tuple(gate.shown for gate in symptoms),
        tuple(gate.slopes for gate in nodes),
        tuple(gate.slopes for gate in symptoms),
        plain,
        thinned,
    )


def findings(world: World, layer: Layer, block: Block, schedule: Schedule) -> tuple[Findings, Floats]:
    """What `block` says under `layer`, and the part of its log likelihood (profiles) that no node touches."""
    asserted, denied, silent = (flags.astype(np.float64) for flags in (block.asserted, block.denied, block.silent))
    constant = asserted @ layer.shown_leak - denied @ layer.denied_leak - silent @ layer.silent_leak
    off = (asserted @ layer.shown_off).T
    on = (asserted @ layer.shown_on - denied @ layer.denied - silent @ layer.silent).T
    highest = np.maximum(off, on)
    unary = np.exp(np.stack([off - highest, on - highest], axis=1))
    shown = {
        placement.index: (world.shown[placement.index], block.asserted[:, placement.index])
        for placement in schedule.symptoms
        if block.asserted[:, placement.index].any()
    }
    return Findings(unary, shown), constant + highest.sum(axis=0)


def _root(share: Floats) -> Floats:
    return np.stack([1.0 - share, share])


def _layer(network: Network, gates: Sequence[GateStates], silence: Rates, log_weight: float) -> Layer:
    shape = (len(network.symptoms), len(network.nodes))
    silent, denied, off, on = (np.zeros(shape) for _ in range(4))
    shown_leak = np.zeros(shape[0])
    slopes = silent_slopes(network, silence)
    grid = (slopes.symptom[slopes.arrows], slopes.parent[slopes.arrows])
    none = [np.zeros(0)]
    silent[grid] = np.concatenate([*none, *(gate.edges[:, 0] for gate in silence.symptoms)])
    denied[grid] = np.concatenate([*none, *(gate.edges[:, 0] for gate in silence.true)])
    for symptom, family in enumerate(network.symptom_families):
        if not family.parents:
            shown_leak[symptom] = np.log(-np.expm1(-gates[symptom].total[0]))
        elif len(family.parents) == 1:
            off[symptom, family.parents[0]], on[symptom, family.parents[0]] = np.log(-np.expm1(-gates[symptom].total))
    return Layer(
        log_weight,
        slopes,
        silent,
        np.array([gate.leak[0] for gate in silence.symptoms]).reshape(-1),
        denied,
        np.array([gate.leak[0] for gate in silence.true]).reshape(-1),
        off,
        on,
        shown_leak,
    )
