"""The stress test of a ranking: what it would be if the rulebook had said something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.figures import steady
from cxaudit.model import Steadiness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.inference.arrays import Floats
    from cxaudit.inference.fit.fitting import Fit
    from cxaudit.inference.network import Network

DISTURBED = 200  # rulebooks tried
DISTURBANCE = 0.4  # standard deviation by which each number is moved, as ln λ or logit: "often" may mean .5 or .8
SEED = 20_250_102


def disturbed(network: Network, fit: Fit, count: int = DISTURBED, seed: int = SEED) -> Floats:
    """The parameters (parameters, `count`) to which the log would lead from as many disturbed rulebooks.

    Every strength, leak and prior of the rulebook is moved by N(0, `DISTURBANCE`²). A rulebook that says m + δ in
    place of m has its mode near θ̂ + H⁻¹Pδ, one Newton step from the mode θ̂ at hand, where P is the precision of the
    prior and H that of the posterior: what the log pins down hardly moves, what it leaves open moves as far as the
    rulebook does. Without a fit H = P, so that the numbers move with the rulebook's own.
    """
    moved = np.random.default_rng(seed).normal(0.0, DISTURBANCE, (len(network.mean), count))
    return fit.parameters[:, np.newaxis] + np.linalg.solve(fit.precision, network.precision @ moved)


def steadiness(order: Sequence[int], values: Floats) -> dict[int, Steadiness]:
    """For the nodes in rank `order`, how they rank by `values` (nodes, worlds); ties keep the order."""
    chosen = values[list(order)]
    place = np.argsort(np.argsort(-chosen, axis=0, kind="stable"), axis=0, kind="stable")
    return {
        node: Steadiness(steady((place[rank] == rank).mean()), steady((place[rank] < 3).mean()))
        for rank, node in enumerate(order)
    }
