"""What any choice of remedies is expected to prevent, overlap counted once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxaudit.planning.calibration import incident_weights
from cxaudit.planning.effects import A_WORLD, Effects

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxaudit.model import Diagnosis, FailurePaths

Floats = NDArray[np.float64]
Paths = tuple[int, ...]  # of one incident, each a bit mask of the causes that remedies act on
_DECIMALS = 10  # of a share; inclusion and exclusion leave a rest of rounding
_MOST_PATHS = 10  # an incident that came about in more ways is taken as not to be prevented


@dataclass(frozen=True, slots=True)
class Prospects:
    """Failing incidents by their minimal paths, and how remedies cut these.

    An incident is prevented if each of its paths is cut. A remedy with effect e switches a cause off in a share e of
    the incidents, independently of other remedies, so that P(all paths cut) = Σ_T (−1)^|T| Π_{c ∈ ∪T} left_c over sets
    T of paths (inclusion and exclusion), where left_c = Π_r (1 − e_rc). `unions` (unions, causes) are the different
    ∪T, `signs` (worlds, unions) their signed weights over all incidents, `mean_signs` (unions) those over all worlds.
    `kinds` are the different path sets with their weights (worlds, kinds).
    """

    effects: Effects
    causes: tuple[str, ...]
    kinds: tuple[Paths, ...]
    weights: Floats
    unions: NDArray[np.bool_]
    signs: Floats
    mean_signs: Floats
    lasting: Floats

    @classmethod
    def of(cls, effects: Effects, diagnosis: Diagnosis) -> Prospects:
        """The prospects of all remedies in `effects`."""
        acted = {cause for found in effects.reductions.values() for cause in found}
        causes = tuple(cause for cause in diagnosis.paths.causes if cause in acted)
        kinds, weights = _kinds(diagnosis.paths, causes, incident_weights(diagnosis))
        unions, signs = _expanded(kinds, weights, len(causes))
        mean = np.asarray(signs.mean(axis=0))
        return cls(effects, causes, kinds, weights, unions, signs, mean, _lasting(effects, causes, unions))

    def share(self, remedies: Iterable[str]) -> float:
        """The expected share of the failing incidents that these remedies prevent together."""
        return min(1.0, max(0.0, round(float(self.mean_signs @ self._left(remedies)), _DECIMALS)))

    def shares_with_each(self, remedies: Sequence[str]) -> Floats:
        """The same with each one of all remedies in addition (remedies,), in the order of the effects."""
        left = self.mean_signs * self._left(remedies)
        already = np.array([remedy.id in remedies for remedy in self.effects.remedies], dtype=np.bool_)
        return np.where(already, left.sum(), left @ self.lasting)

    def draws(self, remedies: Iterable[str]) -> Floats:
        """The same in each draw of diagnosis and effects (draws,)."""
        left: dict[int, Floats] = {}
        for name in remedies:
            for cause, reduced in self.effects.reductions[name].items():
                place = self.causes.index(cause)
                left[place] = left.get(place, np.ones(self.effects.draws)) * (1 - reduced)
        if not left:
            return np.zeros(self.effects.draws)
        patterns, group = np.unique(self.unions[:, sorted(left)], axis=0, return_inverse=True)
        signs = np.stack([np.bincount(group.ravel(), world, len(patterns)) for world in self.signs])
        still = np.ones((len(patterns), self.effects.draws))
        for column, place in enumerate(sorted(left)):
            still[patterns[:, column]] *= left[place]
        found: Floats = (np.repeat(signs, A_WORLD, axis=0).T * still).sum(axis=0)
        return np.clip(found, 0.0, 1.0)

    def _left(self, remedies: Iterable[str]) -> Floats:
        """Π of what the remedies leave of each union (unions,)."""
        chosen = frozenset(remedies)
        places = [place for place, remedy in enumerate(self.effects.remedies) if remedy.id in chosen]
        return np.asarray(self.lasting[:, places].prod(axis=1))


def _kinds(paths: FailurePaths, causes: tuple[str, ...], weights: Floats) -> tuple[tuple[Paths, ...], Floats]:
    """Path sets as bit masks of `causes`; those with a path that nothing cuts are left out, for they stay."""
    bits = {paths.causes.index(cause): 1 << place for place, cause in enumerate(causes)}
    masks = [sum(bits.get(cause, 0) for cause in path) for path in paths.paths]
    found: defaultdict[Paths, list[int]] = defaultdict(list)
    for place, path_set in enumerate(paths.sets):
        reduced = _minimal(masks[path] for path in path_set)
        if reduced and reduced[0] and len(reduced) <= _MOST_PATHS:
            found[reduced].append(place)
    kinds = tuple(sorted(found))
    shape = (len(weights), len(kinds))
    return kinds, np.array([weights[:, found[kind]].sum(axis=1) for kind in kinds]).T.reshape(shape)


def _minimal(paths: Iterable[int]) -> Paths:
    """Those that contain no other, smallest first."""
    kept: list[int] = []
    for path in sorted(set(paths), key=lambda path: (path.bit_count(), path)):
        if not any(other & path == other for other in kept):
            kept.append(path)
    return tuple(kept)


def _expanded(kinds: Sequence[Paths], weights: Floats, width: int) -> tuple[NDArray[np.bool_], Floats]:
    """Inclusion and exclusion over the paths of each kind; equal unions are put together."""
    places: dict[int, int] = {}
    columns: list[tuple[int, int, int]] = []  # union, kind, sign
    for number, kind in enumerate(kinds):
        terms = {0: 1}
        for path in kind:
            for union, sign in tuple(terms.items()):
                terms[union | path] = terms.get(union | path, 0) - sign
        columns.extend((places.setdefault(union, len(places)), number, sign) for union, sign in terms.items() if sign)
    signs = np.zeros((len(weights), len(places)))
    for union, number, sign in columns:
        signs[:, union] += sign * weights[:, number]
    unions = np.array([[union >> place & 1 for place in range(width)] for union in places], dtype=np.bool_)
    return unions.reshape(len(places), width), signs


def _lasting(effects: Effects, causes: tuple[str, ...], unions: NDArray[np.bool_]) -> Floats:
    """What each remedy leaves of each union on average (unions, remedies): effects are drawn independently."""
    found = np.ones((len(unions), len(effects.remedies)))
    for column, remedy in enumerate(effects.remedies):
        for cause, reduced in effects.reductions[remedy.id].items():
            found[unions[:, causes.index(cause)], column] *= 1 - float(reduced.mean())
    return found
