"""Weights of the simulated incidents, so that each cause alone prevents what the diagnosis says it does."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxaudit.model import Diagnosis, FailurePaths

_TOLERANCE = 0.01  # a cause whose incidents are weighted by e misses its share by the square of this
_FEWEST = 100  # incidents of a world below which those of all worlds are taken
_MOST_STEPS = 20
_LONGEST_STEP = 2.0  # in units of the logarithm of a weight
_CLOSE = 1e-8  # share of the failing incidents
_DIGITS = 9  # decimals of a weight; the last bits of the arithmetic differ between machines


def incident_weights(diagnosis: Diagnosis) -> NDArray[np.float64]:
    """The weight of each path set in each world (worlds, sets); each world's add up to 1.

    The simulated incidents carry chance, and the draws behind them fall a little short of the mode (see `centred` in
    the cause model); what each cause alone prevents is known without either, in closed form. So weights are calibrated
    to that (Deville, Särndal 1992), softly, since no weight of 400 incidents meets every rare cause (Guggemos, Tillé
    2010): the smallest Kullback–Leibler distance from equal weights, with a quadratic price on what is missed. What
    needs no cause weighs at least as much as the diagnosis leaves unexplained, for that no plan prevents. Where few
    incidents of a log fail, a world has too few simulated ones, and those of all worlds stand for them.
    """
    paths = diagnosis.paths
    singles = alone(paths)
    known = [place for place, cause in enumerate(paths.causes) if cause in diagnosis.draws]
    weights = np.zeros((len(paths.worlds), len(paths.sets)))
    whole = Counter(dict.fromkeys(range(len(paths.sets)), 0))
    for pairs in paths.worlds:
        whole.update(dict(pairs))
    for world, pairs in enumerate(paths.worlds):
        own = dict(pairs) if sum(count for _, count in pairs) >= _FEWEST else whole
        places = np.array(sorted(own), dtype=np.int64)
        counts = np.array([own[place] for place in places.tolist()], dtype=np.float64)
        given = counts / counts.sum()
        hopeless = np.array([not paths.sets[place] for place in places], dtype=np.float64)
        features = np.column_stack([singles[places][:, known].astype(np.float64), hopeless])
        wanted = [diagnosis.draws[paths.causes[place]][world] for place in known]
        wanted.append(max(diagnosis.unexplained, float(given @ hopeless)))
        found = _calibrated(given, features, np.array(wanted))
        weights[world, places] = np.round(found, _DIGITS)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def alone(paths: FailurePaths) -> NDArray[np.bool_]:
    """Which cause alone, if off, prevents the incidents of each path set (sets, causes): it lies on every path."""
    members = [frozenset(path) for path in paths.paths]
    found = np.zeros((len(paths.sets), len(paths.causes)), dtype=np.bool_)
    for row, places in enumerate(paths.sets):
        if places:
            found[row, list(frozenset.intersection(*(members[place] for place in places)))] = True
    return found


def _calibrated(
    given: NDArray[np.float64], features: NDArray[np.float64], wanted: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Newton's method on the convex dual log Σ w exp(λ·x) − λ·t + τ²λ²/2, over causes that occur in this world."""
    seen = features.any(axis=0)
    features, wanted = features[:, seen], wanted[seen]
    multipliers = np.zeros(features.shape[1])
    weights = given
    for _ in range(_MOST_STEPS if len(multipliers) else 0):
        mean = weights @ features
        slope = mean - wanted + _TOLERANCE**2 * multipliers
        if float(np.abs(slope).max()) < _CLOSE:
            break
        curvature = (features * weights[:, np.newaxis]).T @ features - np.outer(mean, mean)
        step = np.linalg.solve(curvature + _TOLERANCE**2 * np.eye(len(mean)), slope)
        multipliers = multipliers - step * min(1.0, _LONGEST_STEP / max(float(np.abs(step).max()), _CLOSE))
        tilt = features @ multipliers
        weights = given * np.exp(tilt - tilt.max())
        weights = weights / weights.sum()
    return weights
