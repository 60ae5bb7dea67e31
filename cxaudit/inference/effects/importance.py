"""Measures of importance under their standard names, in closed form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.exact.elimination import plan
from cxaudit.inference.exact.propagation import Findings, log_evidence
from cxaudit.inference.figures import steady
from cxaudit.inference.rates import rates, tables
from cxaudit.model import Importance

if TYPE_CHECKING:
    from cxaudit.inference.arrays import Flags, Floats
    from cxaudit.inference.effects.prevention import Prevention
    from cxaudit.inference.evidence import Evidence
    from cxaudit.inference.network import Network

_ALWAYS, _NEVER = 40.0, -40.0  # as a logit or ln λ: a chance that differs from 1 or 0 by less than e^-39
_SMALLEST = 1e-12  # share that no cause may leave of the failing incidents: keeps a worth finite


def importances(
    network: Network, parameters: Floats, evidence: Evidence, mode: Prevention, *, only_failures: bool
) -> tuple[Importance, ...]:
    """Of each node, as `Importance` defines them, at `parameters` (parameters,); `mode` is the prevention there.

    P(F) is averaged over the ways in which symptoms are hidden in the log. P(F | do(C = on)) is that of a network in
    which C always happens by itself, which cuts it off from its parents without changing them. For Fussell–Vesely all
    else is at rest: P(C leads to a symptom) is P(F) where only C is on and nothing leaks, and what lies below C fires
    independently of what set C off.
    """
    plain = parameters[:, np.newaxis]
    whole, at_work = _failing(network, plain, evidence, only_failures=only_failures), _prevalence(network, plain)
    scale = whole[0]
    on = _failing_under(network, _always(network, plain), plain, evidence, only_failures=only_failures)
    resting = replace(network, false_hits=np.zeros_like(network.false_hits))
    rest = plain.copy()
    rest[[family.leak for family in (*network.families, *network.symptom_families)]] = _NEVER
    alone = _failing_under(resting, _always(network, rest), plain, evidence, only_failures=only_failures)
    off = scale * (1.0 - mode.prevented[:, 0])
    return tuple(
        Importance(
            birnbaum=steady(on[node] - off[node]),
            criticality=steady((on[node] - off[node]) * at_work[node] / scale),
            fussell_vesely=steady(min(1.0, at_work[node] * alone[node] / scale)),
            risk_reduction_worth=steady(scale / max(float(off[node]), _SMALLEST * scale)),
            risk_achievement_worth=steady(on[node] / scale),
        )
        for node in range(len(network.nodes))
    )


def _always(network: Network, parameters: Floats) -> Floats:
    """One world for each node (parameters, nodes), in which it happens by itself."""
    worlds = np.repeat(parameters, len(network.nodes), axis=1)
    for node, family in enumerate(network.families):
        worlds[family.leak, node] = _ALWAYS if not family.parents else np.log(_ALWAYS)
    return worlds


def _failing(network: Network, parameters: Floats, evidence: Evidence, *, only_failures: bool) -> Floats:
    """P(some symptom) in each world (worlds)."""
    return _failing_under(network, parameters, parameters, evidence, only_failures=only_failures)


def _failing_under(
    network: Network, parameters: Floats, real: Floats, evidence: Evidence, *, only_failures: bool
) -> Floats:
    """The same, each way of hiding symptoms weighing what it weighs among all contacts of the `real` world."""
    weight = np.bincount(evidence.pattern, weights=evidence.counts, minlength=len(evidence.patterns))
    found, total = np.zeros(parameters.shape[1]), 0.0
    for pattern, incidents in zip(evidence.patterns, weight, strict=True):
        if incidents > 0.0:
            seen = -np.expm1(_nothing(network, real, pattern)[0]) if only_failures else 1.0
            share = float(incidents) / max(float(seen), 1e-300)
            found += share * -np.expm1(_nothing(network, parameters, pattern))
            total += share
    return found / max(total, 1e-300)


def _nothing(network: Network, parameters: Floats, hidden: Flags) -> Floats:
    """Ln P(no symptom that is not `hidden`) in each world (worlds)."""
    given = rates(network, parameters)
    weights = np.zeros((len(network.nodes), parameters.shape[1]))
    constant = np.zeros(parameters.shape[1])
    for symptom in np.flatnonzero(~hidden):
        gate = given.symptoms[symptom]
        constant -= gate.leak
        weights[list(network.symptom_families[symptom].parents)] -= gate.edges
    unary = np.stack([np.ones_like(weights), np.exp(weights)], axis=1)
    return log_evidence(plan(network), tables(network, given), Findings(unary, {})) + constant


def _prevalence(network: Network, parameters: Floats) -> Floats:
    """P(node at work) before anything is seen (nodes), by the share of worlds in which asking for it leaves all."""
    given = rates(network, parameters)
    count = len(network.nodes)
    unary = np.ones((count, 2, count))
    unary[np.arange(count), 0, np.arange(count)] = 0.0
    return np.exp(log_evidence(plan(network), tables(network, given), Findings(unary, {})))
