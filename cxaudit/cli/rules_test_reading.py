"""What `cxaudit rules test` runs: a rulebook with its further examples, and scenarios."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.cli.rules_terms import examined
from cxaudit.configuration import closest
from cxaudit.errors import UsageError
from cxaudit.model import Rulebook, Violation
from cxaudit.model.scenario import Scenario
from cxaudit.resources import resource
from cxaudit.rulebook import Examination, in_order
from cxaudit.rulebook.scenario_files import ReadScenarios, read_scenario_files, with_examples
from cxaudit.rulebook.sources import is_scenario_file, is_there

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Tested:
    """What was read to be tested; `rulebook` is None where it has errors, and has all further examples otherwise.

    `own` are the rulebook files that whoever runs the tests can mend, not those of a base or that only come along.
    """

    examination: Examination
    read: ReadScenarios
    rulebook: Rulebook | None
    own: frozenset[str]

    @property
    def violations(self) -> tuple[Violation, ...]:
        """What is wrong with the files, in order of place."""
        return in_order((*self.examination.violations, *self.read.violations))


@dataclass(frozen=True, slots=True)
class Chosen:
    """The tests to run: the symptoms whose examples count, and scenarios."""

    symptoms: frozenset[str]
    scenarios: tuple[Scenario, ...]


def tested(paths: Sequence[Path] | None) -> Tested:
    """The rulebook and the scenario files at the paths; scenario files alone test the default rulebook.

    Raises UsageError when there is nothing at one of the paths.
    """
    named = list(paths or [resource("rules/core")])
    for path in named:
        if is_scenario_file(path) and not is_there(path):
            raise UsageError(f"there is no scenario file at {path}: check the name")
    rules = [path for path in named if not is_scenario_file(path)]
    examination = examined(rules)
    read = read_scenario_files(named, examination)
    own = frozenset(examination.own if rules else ())
    rulebook = examination.rulebook
    if rulebook is not None:
        rulebook = with_examples(rulebook, read.found.examples)
    return Tested(examination, read, rulebook, own)


def chosen(tested: Tested, rulebook: Rulebook, only: Sequence[str] | None) -> Chosen:
    """The tests that have one of the words of `only` in their name; all of them without any.

    Raises UsageError for a word that chooses nothing, unless it may mean a test that could not be read.
    """
    scenarios = tested.read.found.scenarios
    if not only:
        return Chosen(frozenset(rulebook.symptoms), scenarios)
    tests = [name for name, symptom in rulebook.symptoms.items() if symptom.examples]
    for word in only:
        names = [*tests, *(scenario.name for scenario in scenarios)]
        if not tested.violations and not any(_has(name, word) for name in names):
            near = closest(word, names)
            hint = f"did you mean '{near}'?" if near else "check its name"
            raise UsageError(f"--only: neither a symptom with examples nor a scenario is called '{word}'; {hint}")
    return Chosen(
        frozenset(name for name in tests if any(_has(name, word) for word in only)),
        tuple(scenario for scenario in scenarios if any(_has(scenario.name, word) for word in only)),
    )


def _has(name: str, word: str) -> bool:
    return word.casefold() in name.casefold()
