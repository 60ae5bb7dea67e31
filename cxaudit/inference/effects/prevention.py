"""What would be prevented if one cause were off, in closed form, for one or many sets of parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Flags, Floats
from cxaudit.inference.exact.elimination import Schedule, plan
from cxaudit.inference.exact.propagation import Beliefs, Findings, propagate
from cxaudit.inference.rates import Rates, rates, tables

if TYPE_CHECKING:
    from cxaudit.inference.evidence import Evidence
    from cxaudit.inference.network import Network


@dataclass(frozen=True, slots=True)
class Prevention:
    """Per node and world (nodes, worlds), as shares of the incidents that show a symptom; `failing` (worlds)."""

    prevented: Floats
    active: Floats
    failing: Floats


def prevention(network: Network, parameters: Floats, evidence: Evidence, *, only_failures: bool) -> Prevention:
    """For each column of `parameters`: do(C = off) and the share of failing incidents in which C is at work.

    prevented(C) = [P(∅ | do C off) − P(∅)] / [1 − P(∅)] and active(C) = [P(C) − P(C, ∅)] / [1 − P(∅)], where ∅ is
    "no symptom": the model is monotone, so switching a cause off never adds one. Averaged over what is hidden.
    """
    given = rates(network, parameters)
    numbers = tables(network, given)
    schedule = plan(network)
    prior = _propagate(network, schedule, given, numbers, np.ones(len(network.symptoms), dtype=np.bool_))[0]
    weight = np.bincount(evidence.pattern, weights=evidence.counts, minlength=len(evidence.patterns))
    worlds = parameters.shape[1]
    prevented, active = np.zeros((len(network.nodes), worlds)), np.zeros((len(network.nodes), worlds))
    failing = np.zeros(worlds)
    for pattern, incidents in zip(evidence.patterns, weight, strict=True):
        beliefs, none = _propagate(network, schedule, given, numbers, pattern)
        share = incidents / np.maximum(-np.expm1(none), 1e-300) if only_failures else np.full(worlds, incidents)
        failing += share * -np.expm1(none)
        for node in range(len(network.nodes)):
            prevented[node] += share * np.exp(none) * _gain(beliefs, numbers, node)
            active[node] += share * (_on(prior, node) - _on(beliefs, node) * np.exp(none))
    whole = np.maximum(failing, 1e-300)
    return Prevention(np.clip(prevented / whole, 0.0, 1.0), np.clip(active / whole, 0.0, 1.0), failing)


def _propagate(
    network: Network, schedule: Schedule, given: Rates, numbers: list[Floats], hidden: Flags
) -> tuple[Beliefs, Floats]:
    """Beliefs when every symptom that is not `hidden` is silent, and ln P of that."""
    worlds = given.prevalence.shape[1]
    weights = np.zeros((len(network.nodes), worlds))
    constant = np.zeros(worlds)
    for symptom in np.flatnonzero(~hidden):
        gate = given.symptoms[symptom]
        constant -= gate.leak
        weights[list(network.symptom_families[symptom].parents)] -= gate.edges
    unary = np.stack([np.ones_like(weights), np.exp(weights)], axis=1)
    beliefs = propagate(schedule, numbers, Findings(unary, {}))
    return beliefs, beliefs.log_evidence + constant


def _gain(beliefs: Beliefs, numbers: list[Floats], node: int) -> Floats:
    """P(∅ | do(node off)) / P(∅) − 1: divide the node's own table out of the belief that it is off."""
    worlds = beliefs.log_evidence.shape[0]
    off = beliefs.nodes[node].reshape(-1, 2, worlds)[:, 0]
    return np.asarray((off / numbers[node].reshape(off.shape[0], 2, -1)[:, 0]).sum(axis=0) - 1.0)


def _on(beliefs: Beliefs, node: int) -> Floats:
    worlds = beliefs.log_evidence.shape[0]
    return np.asarray(beliefs.nodes[node].reshape(-1, 2, worlds)[:, 1].sum(axis=0))
