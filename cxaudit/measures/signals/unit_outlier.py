"""Sites and teams where a symptom is more frequent than anywhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxaudit.measures.estimates import rate_ratio_interval
from cxaudit.measures.signals.scan import dispersion
from cxaudit.model import Signal
from cxaudit.tally import OTHER, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.model import Margin, Rulebook, Tally

_UNITS = ("site", "agent_group")
_GRID = np.geomspace(0.1, 12, 81)  # relative rates
_STEPS = 300  # of expectation–maximisation
_NOTABLE = 1.25  # a unit counts as outlying above this relative rate
_FALSE_SHARE = 0.1  # expected share of noise among the flagged
_FEWEST_UNITS = 3
_FEWEST_INCIDENTS = 5  # of the symptom in the unit
_USUAL_DISPERSION = 1.5  # of complaint counts, an assumption for logs whose weeks tell nothing of it


@dataclass(frozen=True, slots=True)
class _Cells:
    """Every symptom at every unit where it can be seen: indices of both, incidents with it, and as many as expected."""

    unit: NDArray[np.int64]
    symptom: NDArray[np.int64]
    count: NDArray[np.int64]
    expected: NDArray[np.float64]


def unit_outlier(symptom: str, rulebook: Rulebook, tally: Tally) -> Iterator[Signal]:
    """A signal for every unit whose rate of a symptom stands out; `symptom` is the rulebook's structural symptom.

    The distribution of true relative rates is estimated from all cells at once (nonparametric maximum likelihood
    on a grid, Laird 1978), and each cell judged by its posterior; that guards against the luck of small units. How
    large the difference is, and between which bounds, is then said from the unit's own counts.
    """
    for margin in tally.margins:
        units = [value for value in margin.counts if value not in (*OTHER, *UNKNOWN)]
        if margin.dimension in _UNITS and len(units) >= _FEWEST_UNITS:
            yield from _outliers(symptom, rulebook, tally, margin, units)


def _outliers(symptom: str, rulebook: Rulebook, tally: Tally, margin: Margin, units: list[str]) -> Iterator[Signal]:
    cells = _cells(tally, margin, units)
    if not len(cells.count):
        return
    spread = _dispersion(tally, margin.dimension, units)
    for cell in _flagged(_posterior(cells.count, cells.expected)):
        if cells.count[cell] >= _FEWEST_INCIDENTS:
            name, unit = tally.symptoms[cells.symptom[cell]], units[cells.unit[cell]]
            n, expected = int(cells.count[cell]), float(cells.expected[cell])
            ratio, interval = n / expected, rate_ratio_interval(n, expected, spread)
            sentence = (
                f"{rulebook.symptoms[name].title}: about {ratio:.2g} times as frequent at"
                f" {margin.dimension.replace('_', ' ')} '{unit}' as over all units (between {interval.low:.2g} and"
                f" {interval.high:.2g}, {n} incidents; {len(cells.count)} cells checked, expect at most 1 in 10 of"
                " those listed to be noise)."
            )
            state = "confirmed" if interval.low > 1 else "watch"
            yield Signal(symptom, unit, state, sentence, n, ratio, interval, about=name)


def _cells(tally: Tally, margin: Margin, units: list[str]) -> _Cells:
    """The cells of symptoms that enough units can show; incidents that could not show a symptom say nothing of it."""
    shown = np.zeros((len(units), len(tally.symptoms)), dtype=np.int64)
    seen = np.zeros_like(shown)
    asserted = _listed([entry.profile.asserted for entry in tally.profiles])
    hidden = _listed([entry.profile.hidden for entry in tally.profiles])
    for unit, value in enumerate(units):
        pairs = np.array(margin.counts[value], dtype=np.int64).reshape(-1, 2)
        counts = np.zeros(len(tally.profiles), dtype=np.int64)
        np.add.at(counts, pairs[:, 0], pairs[:, 1])
        np.add.at(shown[unit], asserted[1], counts[asserted[0]])
        seen[unit] = counts.sum()
        np.subtract.at(seen[unit], hidden[1], counts[hidden[0]])
    rate = shown.sum(axis=0) / np.maximum(1, seen.sum(axis=0))
    expected = seen * rate
    comparable = (seen > 0).sum(axis=0) >= _FEWEST_UNITS
    unit_at, symptom_at = np.nonzero((expected > 0) & comparable)
    return _Cells(unit_at, symptom_at, shown[unit_at, symptom_at], expected[unit_at, symptom_at])


def _listed(symptoms: Sequence[tuple[int, ...]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The symptoms of all profiles one after another: which profile, and which symptom."""
    owner = np.repeat(np.arange(len(symptoms)), [len(listed) for listed in symptoms])
    return owner, np.array([place for listed in symptoms for place in listed], dtype=np.int64)


def _dispersion(tally: Tally, dimension: str, units: list[str]) -> float:
    """How much more than Poisson's the weekly counts of the units vary, over all of them; at least 1."""
    found = [
        dispersion(np.array(counts), np.array(series.observable(name), dtype=np.float64))
        for series in tally.series
        if series.dimension == dimension and series.value in units
        for name, counts in series.symptoms.items()
    ]
    freedom = sum(degrees for _, degrees in found)
    return max(1.0, sum(phi * degrees for phi, degrees in found) / freedom) if freedom else _USUAL_DISPERSION


def _posterior(counts: NDArray[np.int64], expected: NDArray[np.float64]) -> NDArray[np.float64]:
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


def _flagged(posterior: NDArray[np.float64]) -> NDArray[np.int64]:
    """Cells that stand out, the surest first, as many as keep the expected share of noise among them low."""
    notable = posterior[:, _GRID > _NOTABLE].sum(axis=1)
    order = np.argsort(-notable, kind="stable")
    noise = np.cumsum(1 - notable[order]) / np.arange(1, len(order) + 1)
    found: NDArray[np.int64] = order[noise <= _FALSE_SHARE]
    return found
