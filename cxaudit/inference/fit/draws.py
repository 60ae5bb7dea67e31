"""Draws from the posterior of the parameters, and what they say of ranks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.inference.arrays import Floats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.inference.fit.fitting import Fit

LEVEL = 0.9  # of every interval


@dataclass(frozen=True, slots=True)
class Ranks:
    """Per subject, the share of draws in which it ranks first, and among the first three."""

    first: Floats
    top_three: Floats


def draw(fit: Fit, count: int, seed: int) -> Floats:
    """`count` draws of the parameters from N(mode, precision⁻¹), as columns (Laplace's approximation)."""
    noise = np.random.default_rng(seed).standard_normal((len(fit.parameters), count))
    factor = np.linalg.cholesky(fit.precision)
    return fit.parameters[:, np.newaxis] + np.linalg.solve(factor.T, noise)


def ranks(values: Floats, subjects: Sequence[int]) -> Ranks:
    """Ranks of `subjects` (rows of `values`) in each draw (column); ties go to the lower row."""
    chosen = values[list(subjects)]
    place = np.argsort(np.argsort(-chosen, axis=0, kind="stable"), axis=0, kind="stable")
    return Ranks((place == 0).mean(axis=1), (place < 3).mean(axis=1))


def centred(draws: Floats, mode: Floats) -> Floats:
    """`draws` (subjects, draws), scaled so that the median of each subject is its value at the `mode` (subjects).

    Around a curved ridge (a frequent root with weak arrows explains what a rare one with strong arrows does) draws from
    a normal distribution fall short of what the data pin down; the spread is theirs, the place is the mode's.
    """
    middle = np.median(draws, axis=1)
    factor = np.divide(mode, middle, out=np.ones_like(middle), where=middle > 0)
    return np.clip(draws * factor[:, np.newaxis], 0.0, 1.0)


def band(values: Floats) -> tuple[float, float]:
    """The central interval of `LEVEL`."""
    tail = 50.0 * (1.0 - LEVEL)
    low, high = np.percentile(values, [tail, 100.0 - tail])
    return float(low), float(high)
