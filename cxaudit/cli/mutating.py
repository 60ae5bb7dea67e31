"""Runs the scenarios of a rulebook for its mutants: the two rooms stand side by side and meet here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.scenarios.counting import ScenarioCounter
from cxaudit.scenarios.stories import tell

if TYPE_CHECKING:
    from cxaudit.detection import Detector
    from cxaudit.model import Rulebook
    from cxaudit.model.scenario import Scenario


class Scenarios:
    """Scenarios under a rulebook and under mutants of it, none of which changes what a single incident shows."""

    def __init__(self, rulebook: Rulebook, detector: Detector) -> None:
        self._rulebook = rulebook
        self._detector = detector
        self._shown: dict[str, frozenset[str]] = {}

    def shown(self, scenario: Scenario) -> frozenset[str]:
        """The symptoms that some incident of a scenario shows."""
        if scenario.name not in self._shown:
            seen = ScenarioCounter.of(self._rulebook, self._detector).seen(scenario)
            self._shown[scenario.name] = frozenset().union(*seen.shown)
        return self._shown[scenario.name]

    def holds(self, scenario: Scenario, rulebook: Rulebook) -> bool:
        """Whether all that a scenario expects comes true."""
        return not tell(scenario, rulebook, ScenarioCounter.of(rulebook, self._detector)).failures
