"""Names for the arrays of this room, and the three conversions between probability and rate."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

SMALLEST = 1e-9  # no probability of a rulebook is taken as nearer to 0 or 1 than this


def rate(probability: float) -> float:
    """λ = −ln(1 − p): the rate whose first event within one unit of time has probability `probability`."""
    return float(-np.log1p(-_inside(probability)))


def logit(probability: float) -> float:
    """ln(p / (1 − p))."""
    inside = _inside(probability)
    return float(np.log(inside) - np.log1p(-inside))


def expit(values: Floats) -> Floats:
    """The inverse of `logit`, without overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * values))


def _inside(probability: float) -> float:
    return min(max(probability, SMALLEST), 1.0 - SMALLEST)
