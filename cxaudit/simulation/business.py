"""What a simulated business is: its shape, and the internal causes that are truly at work in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.simulation.year import WEEKS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxaudit.simulation.chance import Chance


@dataclass(frozen=True, slots=True)
class TrueCause:
    """A cause that comes up by itself in a share of the incidents.

    `trend` multiplies its odds by this much a week from week `since` on (1.02 is a slow decline); from week
    `remedied` on only `left` of the odds remain. `where` multiplies the odds for incidents of one place: a site, team,
    product or segment.
    """

    cause: str
    share: float
    trend: float = 1.0
    since: int = 0
    remedied: int | None = None
    left: float = 0.3
    where: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    def probability(self, week: NDArray[np.int64], places: Mapping[str, NDArray[np.str_]]) -> NDArray[np.float64]:
        """The probability that it is at work in each incident, shape (incidents,)."""
        odds = np.array([self._odds(number) for number in range(WEEKS)])[week]
        for place, factor in self.where.items():
            here = np.any([values == place for values in places.values()], axis=0)
            odds = np.where(here, odds * factor, odds)
        shares: NDArray[np.float64] = odds / (1 + odds)
        return shares

    def _odds(self, week: int) -> float:
        remaining = self.left if self.remedied is not None and week >= self.remedied else 1.0
        return float(self.share / (1 - self.share) * self.trend ** max(0, week - self.since) * remaining)


@dataclass(frozen=True, slots=True)
class Business:
    """A business to simulate. Choices are (value, weight) pairs.

    `headers` maps canonical columns to the names its export uses, in order; `date_format` is strftime's.
    `quiet_contacts` are what customers write who have nothing to complain about; `peak` is the week of the year with
    most contacts, `season` by how much it exceeds the average.
    """

    name: str
    title: str
    headers: Mapping[str, str]
    date_format: str
    channels: tuple[tuple[str, float], ...]
    segments: tuple[tuple[str, float], ...]
    products: tuple[tuple[str, float], ...]
    sites: tuple[tuple[str, float], ...]
    teams: tuple[tuple[str, float], ...]
    causes: tuple[TrueCause, ...]
    quiet_contacts: tuple[str, ...]
    peak: int
    season: float
    delimiter: str = ","
    file_format: str = "csv"

    def places(self, size: int, chance: Chance) -> dict[str, NDArray[np.str_]]:
        """Where each of `size` incidents happened: canonical column -> values, shape (size,)."""
        return {
            "channel": chance.weighted(self.channels, size),
            "segment": chance.weighted(self.segments, size),
            "product": chance.weighted(self.products, size),
            "site": chance.weighted(self.sites, size),
            "agent_group": chance.weighted(self.teams, size),
        }
