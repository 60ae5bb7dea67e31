"""By how much each remedy reduces each cause that is worth acting on: draws from the rulebook's ranges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxaudit.inference.figures import steady
from cxaudit.model import CauseStatus, Interval, Remedy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxaudit.model import Diagnosis, Effect, Rulebook

A_WORLD = 4  # draws of all effects for each posterior draw of the diagnosis
_SEED = 20_250_101
_Z90 = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class Effects:
    """Reductions by remedy and cause; shape (draws,), with `A_WORLD` draws for each posterior draw, one after another.

    `causes` are at least indicated, in order of id; `preventable` is the share of the failing incidents that each
    prevents alone. `remedies` act on one of them, are needed by one that does, or are asked for.
    """

    draws: int
    causes: tuple[str, ...]
    preventable: Mapping[str, float]
    remedies: tuple[Remedy, ...]
    reductions: Mapping[str, Mapping[str, NDArray[np.float64]]]

    @classmethod
    def of(cls, rulebook: Rulebook, diagnosis: Diagnosis, wanted: Iterable[str] = ()) -> Effects:
        """The effects on the causes that are at least indicated of every remedy that has some, and of those `wanted`.

        Each remedy has a stream of chance of its own, so that its draws do not depend on the other remedies.
        """
        draws = A_WORLD * len(diagnosis.paths.worlds)
        preventable = {
            entry.cause: entry.prevented
            for entry in sorted((*diagnosis.roots, *diagnosis.proximate), key=lambda entry: entry.cause)
            if entry.status not in (CauseStatus.INSUFFICIENT, CauseStatus.REFUTED)
        }
        reductions = {}
        for remedy in rulebook.remedies.values():
            stream = np.random.default_rng([_SEED, *remedy.id.encode()])
            found = {effect.cause: reduction(effect, draws, stream) for effect in remedy.effects}
            reductions[remedy.id] = {cause: values for cause, values in found.items() if cause in preventable}
        names = with_needs({*wanted, *(name for name, found in reductions.items() if found)}, rulebook)
        return cls(
            draws,
            tuple(preventable),
            preventable,
            tuple(rulebook.remedies[name] for name in names),
            {name: reductions[name] for name in names},
        )

    def causes_of(self, remedy: str) -> tuple[str, ...]:
        """The causes the remedy reduces, the most preventable first."""
        found = self.reductions.get(remedy, {})
        return tuple(sorted(found, key=lambda cause: (-self.preventable[cause], cause)))


def interval_of(draws: NDArray[np.float64], value: float) -> Interval:
    """The central 90 % of the draws, and never beside their expected `value`."""
    low, high = np.quantile(draws, [0.05, 0.95])
    return Interval(steady(min(float(low), value)), steady(max(float(high), value)))


def reduction(effect: Effect, draws: int, stream: np.random.Generator) -> NDArray[np.float64]:
    """Draws of an effect: logit-normal through the likely value, its 5 % and 95 % points at the ends of the range."""
    low, likely, high = (_logit(value) for value in (effect.low, effect.likely, effect.high))
    standard = stream.standard_normal(draws)
    spread = np.where(standard < 0, likely - low, high - likely) / _Z90
    result: NDArray[np.float64] = 1 / (1 + np.exp(-(likely + standard * spread)))
    return result


def with_needs(names: Iterable[str], rulebook: Rulebook) -> tuple[str, ...]:
    """These remedies and all that they need, however far, in order of id."""
    found = set(names)
    waiting = sorted(found)
    while waiting:
        for need in rulebook.remedies[waiting.pop()].needs:
            if need in rulebook.remedies and need not in found:
                found.add(need)
                waiting.append(need)
    return tuple(sorted(found))


def _logit(value: float) -> float:
    inside = min(max(value, 1e-6), 1 - 1e-6)
    return float(np.log(inside / (1 - inside)))
