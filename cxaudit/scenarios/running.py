"""Runs all tests of a rulebook: its examples and its scenarios."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cxaudit.checks.personal_data_in_example import personal_data_in_example
from cxaudit.configuration import suggestion
from cxaudit.detection import compile_detector
from cxaudit.model import COLUMNS, Location, Severity, Violation
from cxaudit.rulebook.scenario_schema import INCIDENT
from cxaudit.rulebook.sources import is_scenario_file
from cxaudit.scenarios.batches import column_faults
from cxaudit.scenarios.counting import ScenarioCounter
from cxaudit.scenarios.examples import run_examples
from cxaudit.scenarios.stories import Outcome, tell

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from cxaudit.model import Rulebook
    from cxaudit.model.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Run:
    """What tests came to: a violation at each that fails, and what became of each scenario that could be run."""

    violations: tuple[Violation, ...]
    outcomes: tuple[Outcome, ...]


def run_tests(rulebook: Rulebook, scenarios: Sequence[Scenario] = ()) -> Run:
    """Run the examples of a rulebook and the scenarios; nothing to run is a violation too."""
    detector = compile_detector(rulebook)
    has_examples = any(symptom.examples for symptom in rulebook.symptoms.values())
    found = [] if scenarios and not has_examples else list(run_examples(rulebook, detector))
    # Those beside the rules are looked through when the rulebook is checked.
    found.extend(
        private for private in personal_data_in_example(rulebook) if is_scenario_file(Path(private.location.path))
    )
    counter = ScenarioCounter.of(rulebook, detector)
    outcomes = []
    for scenario in scenarios:
        faults = list(_column_violations(scenario, detector.columns))
        found.extend(faults)
        if not faults:
            outcomes.append(tell(scenario, rulebook, counter))
    return Run((*found, *(failure for outcome in outcomes for failure in outcome.failures)), tuple(outcomes))


def _column_violations(scenario: Scenario, used: Collection[str]) -> Iterator[Violation]:
    known = {*COLUMNS, *used, *(key.name for key in INCIDENT.keys)}
    for incident in scenario.incidents:
        for fault in column_faults(incident.fields, used):
            check, advice = "wrong-type", ""
            message = f"'{fault.column}' of this incident cannot be '{fault.value}': it is a {fault.kind}"
            if fault.kind is None:
                check, message = "unknown-key", f"this incident has a column '{fault.column}' that no rule uses"
                advice = suggestion(fault.column, known)
            owner = f"scenario {scenario.name}"
            place: Location = incident.columns.get(fault.column, incident.location)
            yield Violation(place, check, Severity.ERROR, message, advice, (), fault.column, owner)
