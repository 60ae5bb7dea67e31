"""Runs all mutants of a rulebook against its examples and scenarios."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.model.scenario import Scenario
from cxaudit.mutation.judging import SymptomJudge
from cxaudit.mutation.mutant import Operator
from cxaudit.mutation.scenario_mutants import ScenarioRunner, judged_by_scenarios
from cxaudit.render.mutants_report import MutantsReport, OperatorCount, Redundant, Survivor

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from cxaudit.model import Rulebook, Symptom


@dataclass(frozen=True, slots=True)
class Judges:
    """What judges beside the examples: scenarios and who runs them; nothing that takes scenarios if `examples_only`."""

    scenarios: tuple[Scenario, ...] = ()
    runner: ScenarioRunner | None = None
    examples_only: bool = False


def mutate_rulebook(
    rulebook: Rulebook,
    judges: Judges = Judges(),
    only: Collection[str] = (),
    step: Callable[[str], None] = lambda _: None,
) -> MutantsReport:
    """Break the rulebook in small ways, one at a time, and see which ways no example and no scenario notices.

    `only` are the ids of the symptoms to look at, all if there is none; `step` is told what is being done.
    """
    symptoms = [symptom for symptom in rulebook.symptoms.values() if not only or symptom.id in only]
    scenarios, runner = judges.scenarios, judges.runner
    step("running the scenarios")
    sound = [scenario for scenario in scenarios if runner is not None and runner.holds(scenario, rulebook)]
    run = _Run(rulebook, sound, judges)
    for number, symptom in enumerate(symptoms, start=1):
        step(f"breaking symptom {number} of {len(symptoms)}")
        run.judge(symptom)
    return run.report(len(symptoms), len(scenarios) - len(sound) if runner else 0)


class _Run:
    """Gathers what becomes of the mutants, symptom by symptom."""

    def __init__(self, rulebook: Rulebook, scenarios: Sequence[Scenario], judges: Judges) -> None:
        self.rulebook, self.scenarios, self.judges = rulebook, scenarios, judges
        self.columns = frozenset(
            column
            for symptom in rulebook.symptoms.values()
            for example in symptom.examples
            for column in example.fields
        )
        self.killed: Counter[str] = Counter()
        self.survivors: list[Survivor] = []
        self.redundant: list[Redundant] = []
        self.examples = self.failing = 0

    def judge(self, symptom: Symptom) -> None:
        judge = SymptomJudge(symptom, self.columns)
        self.examples += judge.examples
        self.failing += judge.failing
        for judged in judge.judged():
            self._count(judged.mutant.operator, judged.fate)
        if self.judges.examples_only:
            return
        for told in judged_by_scenarios(symptom, self.rulebook, self.scenarios, self.judges.runner):
            self._count(told.mutant.operator, told.fate)

    def report(self, symptoms: int, failing: int) -> MutantsReport:
        survived = Counter(survivor.operator for survivor in self.survivors)
        redundant = Counter(entry.operator for entry in self.redundant)
        counts = [OperatorCount(name, self.killed[name], survived[name], redundant[name]) for name in Operator]
        return MutantsReport(
            tuple(count for count in counts if count.mutants),
            tuple(self.survivors),
            tuple(self.redundant),
            symptoms,
            self.examples,
            len(self.scenarios),
            self.failing + failing,
        )

    def _count(self, operator: Operator, fate: Survivor | Redundant | None) -> None:
        match fate:
            case Survivor():
                self.survivors.append(fate)
            case Redundant():
                self.redundant.append(fate)
            case None:
                self.killed[operator] += 1
