"""Sites and teams where a symptom is more frequent than anywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxaudit.model import Interval, Signal
from cxaudit.tally import OTHER, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from cxaudit.model import Margin, Rulebook, Tally

_UNITS = ("site", "agent_group")
_GRID = np.geomspace(0.1, 12, 81)  # relative rates
_STEPS = 300  # of expectation–maximisation
_NOTABLE = 1.25  # a unit counts as outlying above this relative rate
_FALSE_SHARE = 0.1  # expected share of noise among the flagged
_FEWEST_UNITS = 3
_FEWEST_INCIDENTS = 5  # of the symptom in the unit


def unit_outlier(symptom: str, rulebook: Rulebook, tally: Tally) -> Iterator[Signal]:
    """A signal for every unit whose rate of a symptom stands out; `symptom` is the rulebook's structural symptom.

    The distribution of true relative rates is estimated from all cells at once (nonparametric maximum likelihood
    on a grid, Laird 1978), and each cell judged by its posterior; that guards against the luck of small units.
    """
    for margin in tally.margins:
        units = [value for value in margin.counts if value not in (OTHER, UNKNOWN)]
        if margin.dimension in _UNITS and len(units) >= _FEWEST_UNITS:
            yield from _outliers(symptom, rulebook, tally, margin, units)


def _outliers(symptom: str, rulebook: Rulebook, tally: Tally, margin: Margin, units: list[str]) -> Iterator[Signal]:
    counts = np.array([_symptom_counts(tally, margin.counts[unit]) for unit in units], dtype=np.float64)
    size = np.array([sum(count for _, count in margin.counts[unit]) for unit in units], dtype=np.float64)
    expected = size[:, None] / size.sum() * counts.sum(axis=0)[None, :]
    cells = np.argwhere(expected > 0)
    posterior = _posterior(counts[expected > 0], expected[expected > 0])
    notable = posterior[:, _GRID > _NOTABLE].sum(axis=1)
    order = np.argsort(-notable, kind="stable")
    noise = np.cumsum(1 - notable[order]) / np.arange(1, len(order) + 1)
    flagged = order[noise <= _FALSE_SHARE]
    for cell in flagged:
        unit, which = int(cells[cell, 0]), int(cells[cell, 1])
        if counts[unit, which] >= _FEWEST_INCIDENTS:
            name = tally.symptoms[which]
            title = rulebook.symptoms[name].title
            yield _signal(
                symptom,
                title,
                name,
                margin.dimension,
                units[unit],
                posterior[cell],
                int(counts[unit, which]),
                len(cells),
            )


def _symptom_counts(tally: Tally, pairs: tuple[tuple[int, int], ...]) -> list[int]:
    found = [0] * len(tally.symptoms)
    for profile, count in pairs:
        for index in tally.profiles[profile].profile.asserted:
            found[index] += count
    return found


def _posterior(counts: NDArray[np.float64], expected: NDArray[np.float64]) -> NDArray[np.float64]:
    """The posterior of each cell's relative rate over the grid, shape (cells, grid)."""
    log_likelihood = counts[:, None] * np.log(_GRID)[None, :] - expected[:, None] * _GRID[None, :]
    likelihood = np.exp(log_likelihood - log_likelihood.max(axis=1, keepdims=True))
    prior = np.full(len(_GRID), 1 / len(_GRID))
    for _ in range(_STEPS):
        joint = likelihood * prior
        prior = (joint / joint.sum(axis=1, keepdims=True)).mean(axis=0)
    joint = likelihood * prior
    result: NDArray[np.float64] = joint / joint.sum(axis=1, keepdims=True)
    return result


def _signal(  # noqa: PLR0913, PLR0917 - the parts of one sentence
    symptom: str,
    title: str,
    about: str,
    dimension: str,
    unit: str,
    posterior: NDArray[np.float64],
    n: int,
    checked: int,
) -> Signal:
    mean = float((posterior * _GRID).sum())
    cumulative = np.cumsum(posterior)
    last = len(_GRID) - 1
    low, high = (float(_GRID[min(int(np.searchsorted(cumulative, level)), last)]) for level in (0.05, 0.95))
    sentence = (
        f"{title}: about {mean:.2g} times as frequent at {dimension.replace('_', ' ')} '{unit}' as over all units"
        f" (between {low:.2g} and {high:.2g}, {n} incidents; {checked} cells checked, expect at most 1 in 10 of those"
        " listed to be noise)."
    )
    return Signal(symptom, unit, "confirmed", sentence, n, mean, Interval(low, high), about=about)
