"""What a simulated business is: its shape, and the internal causes that are truly at work in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrueCause:
    """A root cause that is at work in a share of the incidents.

    `trend` multiplies its odds by this much a week from week `since` on (1.02 is a slow decline); from week
    `remedied` on only `left` of it remains. `where` multiplies the share for incidents of one site, team or segment.
    """

    cause: str
    share: float
    trend: float = 1.0
    since: int = 0
    remedied: int | None = None
    left: float = 0.3
    where: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Business:
    """A business to simulate. Choices are (value, weight) pairs.

    `headers` maps canonical columns to the names its export uses, in order; `date_format` is strftime's.
    `quiet` is the share of contacts that are about nothing wrong; `peak` is the week of the year with most contacts.
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
    outsourced_team: str
    causes: tuple[TrueCause, ...]
    quiet_contacts: tuple[str, ...]
    peak: int
    season: float
    delimiter: str = ","
    file_format: str = "csv"
