"""Gates of one world for every state of their parents, and their derivatives: all with as many parents at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Floats
from cxaudit.inference.rates import states

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.inference.rates import Gate


@dataclass(frozen=True, slots=True)
class GateSlopes:
    """Rows are the leak and the arrows of a gate, columns the states of its parents.

    `plain` is the derivative of Λ, `shown` that of ln(1 − e^−Λ); `table` (rows, 2 · states) are those of the logarithm
    of a table of parents and the gate itself.
    """

    plain: Floats
    shown: Floats
    table: Floats


@dataclass(frozen=True, slots=True)
class GateStates:
    """Of one gate: Λ in each state of the parents (states,), P(shown | parents) (states, 1) and the slopes.

    `table` is P(off), P(on) for each state in turn (2 · states, 1).
    """

    total: Floats
    shown: Floats
    table: Floats
    slopes: GateSlopes


def gate_states(gates: Sequence[Gate]) -> list[GateStates]:
    """Those of each of `gates` (of one world)."""
    alike: dict[int, list[int]] = {}
    for place, gate in enumerate(gates):
        alike.setdefault(len(gate.edges), []).append(place)
    found: dict[int, GateStates] = {}
    for parents, places in alike.items():
        found.update(zip(places, _alike([gates[place] for place in places], parents), strict=True))
    return [found[place] for place in range(len(gates))]


def _alike(gates: Sequence[Gate], parents: int) -> list[GateStates]:
    """Those of gates that have as many `parents`."""
    on = states(parents).T
    shape = (len(gates), parents)
    edges = np.array([gate.edges[:, 0] for gate in gates]).reshape(shape)
    slopes = np.array([gate.edge_slope[:, 0] for gate in gates]).reshape(shape)
    total = np.array([gate.leak for gate in gates]) + edges @ on
    leaks = np.broadcast_to(
        np.array([gate.leak_slope for gate in gates])[:, :, np.newaxis], (len(gates), 1, on.shape[1])
    )
    plain = np.concatenate([leaks, slopes[:, :, np.newaxis] * on], axis=1)
    shown = plain / np.expm1(total)[:, np.newaxis]
    tables = np.stack([np.exp(-total), -np.expm1(-total)], axis=2)
    both = np.stack([-plain, shown], axis=3).reshape(len(gates), parents + 1, -1)
    return [
        GateStates(
            total[place],
            tables[place, :, 1:],
            tables[place].reshape(-1, 1),
            GateSlopes(plain[place], shown[place], both[place]),
        )
        for place in range(len(gates))
    ]
