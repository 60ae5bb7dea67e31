"""People stop after a few mentions: the quadrature behind that likelihood."""

from __future__ import annotations

import numpy as np

from cxaudit.inference.exact.likelihood import Budget

NODES = 4


def mention_budget(mentions: int) -> Budget:
    """Gauss–Jacobi nodes and weights for ∫₀¹ K t^(K−1) f(t) dt, K = `mentions` (Golub & Welsch 1969).

    The weights add up to 1, and polynomials up to degree 2·`NODES` − 1 are integrated exactly.
    """
    beta = float(mentions - 1)
    order = np.arange(1, NODES, dtype=np.float64)
    diagonal = np.empty(NODES)
    diagonal[0] = beta / (beta + 2.0)
    diagonal[1:] = beta**2 / ((2.0 * order + beta) * (2.0 * order + beta + 2.0))
    twice = 2.0 * order + beta
    squares = 4.0 * order**2 * (order + beta) ** 2 / (twice**2 * (twice + 1.0) * (twice - 1.0))
    off = np.sqrt(squares)
    points, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(off, 1) + np.diag(off, -1))
    weights = vectors[0] ** 2
    return Budget(mentions, tuple(float(point) for point in 0.5 * (points + 1.0)), tuple(float(w) for w in weights))
