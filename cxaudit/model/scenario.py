"""The nouns of scenario files: stories told by a few incidents, and what the rulebook must make of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cxaudit.model.location import Location
from cxaudit.model.rulebook import Example


@dataclass(frozen=True, slots=True)
class Claim:
    """A symptom, cause or remedy that a scenario names, and where it does."""

    id: str
    location: Location


@dataclass(frozen=True, slots=True)
class ToldIncident:
    """An incident of a scenario, which stands for `times` incidents alike.

    `fields` are the columns beside the text, `columns` where each is written. `shows` and `not_shows` are judged for
    this incident alone.
    """

    text: str
    fields: Mapping[str, str]
    columns: Mapping[str, Location]
    times: int
    location: Location
    shows: tuple[Claim, ...] = ()
    not_shows: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """A story: some incidents together, and what must be concluded from just these.

    `shows`: symptoms that some incident must show; `not_shows`: that none may. `causes`: those that must lead, best
    first; `not_causes`: those that must not. `first_remedy`: what the plan must begin with.
    """

    name: str
    location: Location
    incidents: tuple[ToldIncident, ...]
    shows: tuple[Claim, ...] = ()
    not_shows: tuple[Claim, ...] = ()
    causes: tuple[Claim, ...] = ()
    not_causes: tuple[Claim, ...] = ()
    first_remedy: Claim | None = None


@dataclass(frozen=True, slots=True)
class ScenarioSet:
    """All that scenario files hold: further examples by symptom, and scenarios in order of place."""

    examples: Mapping[str, tuple[Example, ...]] = field(default_factory=dict)
    scenarios: tuple[Scenario, ...] = ()
