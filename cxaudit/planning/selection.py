"""Which remedies the plan takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxaudit.errors import UsageError
from cxaudit.planning.cases import SAMPLED, Case, draw_cases
from cxaudit.planning.limits import choice_of
from cxaudit.planning.ordering import HALF_DAY
from cxaudit.planning.portfolio import Budget, Choice, solve
from cxaudit.planning.prospects import Prospects

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxaudit.model import PlanLimits, Remedy

_GAIN = 1e-7  # share of the failing incidents; a smaller gain is rounding


@dataclass(frozen=True, slots=True)
class Selection:
    """Chooses among the remedies of `prospects`, again and again for different budgets, on the same sample."""

    prospects: Prospects
    cases: tuple[Case, ...]
    choice: Choice

    @classmethod
    def of(cls, prospects: Prospects, limits: PlanLimits) -> Selection:
        """Raises UsageError for a budget of money where a price is unknown."""
        choice = choice_of(prospects.effects.remedies, limits, SAMPLED)
        return cls(prospects, draw_cases(prospects), choice)

    def best(self) -> frozenset[int]:
        """The best remedies (by place); raises UsageError if the limits leave no choice.

        Solved exactly on the sample. The expectation over all incidents differs from that a little, so single remedies
        are exchanged on it, from the solution and from the greedy choice, and the better end is taken.
        """
        found = solve(self.cases, self.choice)
        if found is None:
            raise UsageError(
                "no plan keeps these limits: what is to be included takes more than they allow, or excludes each other;"
                " relax one of them"
            )
        starts = [start for start in (found, self._greedy()) if not self.choice.fault(start)]
        return max((self._exchanged(start) for start in starts), key=self._value)

    def within(self, budget: Budget, price: float) -> frozenset[int]:
        """The best under `budget` in place of the user's own budget of that name, at a `price` for each action."""
        budgets = (*(entry for entry in self.choice.budgets if entry.name != budget.name), budget)
        prices = (SAMPLED * price,) * self.choice.remedies
        return replace(self, choice=replace(self.choice, budgets=budgets, prices=prices)).best()

    def names(self, chosen: Iterable[int]) -> tuple[str, ...]:
        """Ids, in order."""
        return tuple(self.prospects.effects.remedies[place].id for place in sorted(chosen))

    def remedies(self, chosen: Iterable[int]) -> tuple[Remedy, ...]:
        """The remedies, in order of id."""
        return tuple(self.prospects.effects.remedies[place] for place in sorted(chosen))

    def _greedy(self) -> frozenset[int]:
        """Again and again what adds most for its effort, with what it needs; from what is decided."""
        needed = {place: self._with_needs(place) for place in range(self.choice.remedies)}
        chosen = frozenset[int]().union(*(needed[place] for place in self.choice.forced))
        while not self.choice.fault(chosen):
            value = self._value(chosen)
            bundles = {needed[place] | chosen for place in needed if place not in chosen}
            worth = [
                ((self._value(other) - value) / max(HALF_DAY, self._effort(other - chosen)), sorted(other))
                for other in bundles
                if not self.choice.fault(other)
            ]
            best = max(worth, default=(0.0, []))
            if best[0] <= 0:
                break
            chosen = frozenset(best[1])
        return chosen

    def _with_needs(self, place: int) -> frozenset[int]:
        found = frozenset({place})
        while more := {need for remedy, need in self.choice.needs if remedy in found} - found:
            found |= more
        return found

    def _effort(self, chosen: frozenset[int]) -> float:
        return sum(self.choice.effort[place] for place in chosen)

    def _exchanged(self, chosen: frozenset[int]) -> frozenset[int]:
        """Adds, drops and swaps single remedies as long as that is worth more."""
        value = self._value(chosen)
        while True:
            tried = [(worth, sorted(other), other) for worth, other in self._neighbours(chosen)]
            worth, _, best = max(tried, default=(value, [], chosen))
            if worth <= value + _GAIN:
                return chosen
            chosen, value = best, worth

    def _neighbours(self, chosen: frozenset[int]) -> Iterable[tuple[float, frozenset[int]]]:
        for base in (chosen, *(chosen - {place} for place in sorted(chosen))):
            shares = self.prospects.shares_with_each(self.names(base))
            paid = self._paid(base)
            if base != chosen and not self.choice.fault(base):
                yield self.prospects.share(self.names(base)) - paid, base
            for place, share in enumerate(shares.tolist()):
                other = base | {place}
                if place not in chosen and not self.choice.fault(other):
                    yield share - paid - self.choice.prices[place] / SAMPLED, other

    def _value(self, chosen: frozenset[int]) -> float:
        return self.prospects.share(self.names(chosen)) - self._paid(chosen)

    def _paid(self, chosen: frozenset[int]) -> float:
        return sum(self.choice.prices[place] for place in chosen) / SAMPLED
