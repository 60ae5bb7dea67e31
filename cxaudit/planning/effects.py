"""What remedies prevent, alone and together, under the uncertainty of the diagnosis and of their effects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxaudit.model import CauseStatus, Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import Diagnosis, Effect, Hypothesis, Rulebook

_DRAWS = 200
_SEED = 20_250_101
_Z90 = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class Effects:
    """Draws of the preventable share of each cause, and of the reduction each remedy brings to it; shape (draws,).

    `order` lists causes so that a cause comes after all that lie behind it; `behind` names those.
    """

    draws: int
    order: tuple[str, ...]
    behind: Mapping[str, frozenset[str]]
    preventable: Mapping[str, NDArray[np.float64]]
    reductions: Mapping[str, Mapping[str, NDArray[np.float64]]]
    likely_days: Mapping[str, float]
    ceiling: float

    @classmethod
    def of(cls, rulebook: Rulebook, diagnosis: Diagnosis) -> Effects:
        """The effects of every remedy on the causes that are at least indicated."""
        # Spawned streams share nothing with each other, nor with those that drew the diagnosis from the same number.
        of_causes, of_effects = (np.random.default_rng(seed) for seed in np.random.SeedSequence(_SEED).spawn(2))
        causes = {
            entry.cause: entry
            for entry in (*diagnosis.roots, *diagnosis.proximate)
            if entry.status not in (CauseStatus.INSUFFICIENT, CauseStatus.REFUTED) and entry.prevented > 0
        }
        behind = {cause: _behind(cause, rulebook) for cause in causes}
        preventable = {cause: _preventable(entry, diagnosis, of_causes) for cause, entry in sorted(causes.items())}
        reductions: dict[str, dict[str, NDArray[np.float64]]] = {}
        for remedy in rulebook.remedies.values():
            found = {effect.cause: _reduction(effect, of_effects) for effect in remedy.effects}
            useful = {cause: draws for cause, draws in found.items() if cause in causes}
            if useful:
                reductions[remedy.id] = useful
        return cls(
            draws=_DRAWS,
            order=tuple(sorted(causes, key=lambda cause: (len(behind[cause]), cause))),
            behind=behind,
            preventable=preventable,
            reductions=reductions,
            likely_days={name: rulebook.remedies[name].effort_days[1] for name in reductions},
            ceiling=1.0 - diagnosis.unexplained,
        )

    def causes_of(self, remedy: str) -> tuple[str, ...]:
        """The causes the remedy reduces, the most preventable first."""
        found = self.reductions.get(remedy, {})
        return tuple(sorted(found, key=lambda cause: (-float(np.mean(self.preventable[cause])), cause)))

    def together(self, remedies: Sequence[str]) -> NDArray[np.float64]:
        """Draws of the share of failing incidents that these remedies prevent, overlap counted once."""
        left: dict[str, NDArray[np.float64]] = {}
        for remedy in remedies:
            for cause, reduction in self.reductions.get(remedy, {}).items():
                left[cause] = left.get(cause, np.ones(self.draws)) * (1 - reduction)
        total = np.zeros(self.draws)
        for cause in self.order:
            if cause in left:
                share = self.preventable[cause]
                above = [name for name in sorted(self.behind[cause]) if name in left]
                taken = sum(
                    ((1 - left[name]) * np.minimum(self.preventable[name], share) for name in above), np.zeros(1)
                )
                total = total + (1 - left[cause]) * np.maximum(0.0, share - taken)
        return np.minimum(total, self.ceiling)


def interval_of(draws: NDArray[np.float64]) -> Interval:
    """The central 90 % of the draws."""
    low, high = np.quantile(draws, [0.05, 0.95])
    return Interval(float(low), float(high))


def _behind(cause: str, rulebook: Rulebook) -> frozenset[str]:
    """Every cause that lies behind this one, however far."""
    found: set[str] = set()
    waiting = [cause]
    while waiting:
        parents = [link.cause for link in rulebook.causes[waiting.pop()].caused_by]
        waiting.extend(name for name in parents if name not in found)
        found.update(parents)
    return frozenset(found)


def _preventable(entry: Hypothesis, diagnosis: Diagnosis, generator: np.random.Generator) -> NDArray[np.float64]:
    """The posterior draws of a cause's preventable share, or draws that agree with its interval."""
    known = np.array(diagnosis.draws.get(entry.cause, ()), dtype=np.float64)
    if len(known):
        return known[np.arange(_DRAWS) % len(known)]
    spread = (entry.prevented_interval.high - entry.prevented_interval.low) / (2 * _Z90)
    return np.clip(generator.normal(entry.prevented, spread, _DRAWS), 0.0, 1.0)


def _reduction(effect: Effect, generator: np.random.Generator) -> NDArray[np.float64]:
    """Draws of an effect: logit-normal through the likely value, its 5 % and 95 % points at the ends of the range."""
    low, likely, high = (_logit(value) for value in (effect.low, effect.likely, effect.high))
    standard = generator.standard_normal(_DRAWS)
    spread = np.where(standard < 0, likely - low, high - likely) / _Z90
    result: NDArray[np.float64] = 1 / (1 + np.exp(-(likely + standard * spread)))
    return result


def _logit(value: float) -> float:
    inside = min(max(value, 1e-6), 1 - 1e-6)
    return float(np.log(inside / (1 - inside)))
