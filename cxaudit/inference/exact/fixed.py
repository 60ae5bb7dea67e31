"""The part of a silence that needs no sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cxaudit.inference.arrays import Flags, Floats
    from cxaudit.inference.exact.likelihood import Layer, World
    from cxaudit.inference.exact.silence import Account


def fixed_numbers(world: World, weights: Floats) -> Floats:
    """The `numbers` of a silence up to its whispers; `weights` see `Silence`."""
    unary = np.stack([np.ones_like(weights), np.exp(weights)], axis=1)
    return np.concatenate([np.ones(1), *(table[:, 0] for table in world.tables), unary.reshape(-1)])


def fixed_values(account: Account, arrows: Floats) -> Floats:
    """The `values` of a silence up to its whispers; `arrows` are those of all symptoms."""
    return np.concatenate([np.array([0.0, 1.0]), *(means.reshape(-1) for _, means in account.nodes), arrows])


def silent_weights(layer: Layer, hidden: Flags) -> tuple[Floats, float, Floats]:
    """The `weights` and `constant` of a silence (see there), and minus the derivatives of its arrows."""
    slopes = layer.slopes
    return (
        -layer.silent[~hidden].sum(axis=0),
        -float(layer.silent_leak[~hidden].sum()),
        np.where(hidden[slopes.symptom], 0.0, -slopes.silent[:, 0]),
    )
