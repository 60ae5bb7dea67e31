"""Mutants that only scenarios can judge: causes pointed elsewhere, and rules that look at several incidents."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from cxaudit.matchers import Repeat, Shared
from cxaudit.model import Location, Symptom
from cxaudit.mutation.enumeration import mutants_of
from cxaudit.mutation.mutant import Operator
from cxaudit.render.mutants_report import Survivor

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.model import Rulebook
    from cxaudit.model.scenario import Scenario


class ScenarioRunner(Protocol):
    """Runs scenarios; the room for that stands beside this one, so whoever calls both brings it along."""

    def shown(self, scenario: Scenario) -> frozenset[str]:
        """The symptoms that some incident of a scenario shows under the rulebook as it is."""
        ...

    def holds(self, scenario: Scenario, rulebook: Rulebook) -> bool:
        """Whether all that a scenario expects comes true under a mutated rulebook."""
        ...


@dataclass(frozen=True, slots=True)
class SymptomMutant:
    """One way in which a symptom as a whole could be wrong."""

    operator: Operator
    location: Location
    done: str
    symptom: Symptom
    advice: str


@dataclass(frozen=True, slots=True)
class JudgedByScenarios:
    """A mutant and, unless it was killed, what there is to say of it."""

    mutant: SymptomMutant
    fate: Survivor | None


def symptom_mutants(symptom: Symptom, rulebook: Rulebook) -> Iterator[SymptomMutant]:
    """The mutants of a symptom that no example can judge."""
    if isinstance(symptom.detect, Repeat | Shared):
        for mutant in mutants_of(symptom.detect):
            changed = replace(symptom, detect=mutant.condition)
            advice = f"add a scenario whose incidents are just enough, or just too few, to show '{symptom.id}'"
            yield SymptomMutant(mutant.operator, mutant.location, mutant.done, changed, advice)
    if symptom.caused_by:
        strongest = max(symptom.caused_by, key=lambda link: link.strength)
        other = _another_cause(strongest.cause, {link.cause for link in symptom.caused_by}, rulebook)
        if other:
            links = tuple(replace(link, cause=other) if link is strongest else link for link in symptom.caused_by)
            yield SymptomMutant(
                Operator.REPOINT_CAUSE,
                strongest.location,
                f"caused_by '{strongest.cause}' became '{other}'",
                replace(symptom, caused_by=links),
                f"add a scenario that shows '{symptom.id}' and expects the cause '{strongest.cause}' to lead",
            )


def judged_by_scenarios(
    symptom: Symptom, rulebook: Rulebook, scenarios: Sequence[Scenario], runner: ScenarioRunner | None
) -> Iterator[JudgedByScenarios]:
    """Each such mutant; `scenarios` are those that hold under the rulebook as it is."""
    telling = [scenario for scenario in scenarios if _concerns(symptom, scenario, runner)]
    for mutant in symptom_mutants(symptom, rulebook):
        mutated = replace(rulebook, symptoms={**rulebook.symptoms, symptom.id: mutant.symptom})
        killed = runner is not None and any(not runner.holds(scenario, mutated) for scenario in telling)
        survivor = Survivor(symptom.id, mutant.operator.value, mutant.location, mutant.done, None, mutant.advice)
        yield JudgedByScenarios(mutant, None if killed else survivor)


def _another_cause(cause: str, linked: set[str], rulebook: Rulebook) -> str:
    """The next cause in order of id that the symptom does not name, of another area if there is one."""
    names = sorted(rulebook.causes)
    following = names.index(cause) + 1
    others = [name for name in (*names[following:], *names[:following]) if name not in linked]
    area = rulebook.causes[cause].area
    return next((name for name in others if rulebook.causes[name].area != area), others[0] if others else "")


def _concerns(symptom: Symptom, scenario: Scenario, runner: ScenarioRunner | None) -> bool:
    """Whether a mutant of the symptom could change what becomes of a scenario."""
    if isinstance(symptom.detect, Repeat | Shared):
        return True  # a mutant may show it where the rulebook does not
    return runner is not None and symptom.id in runner.shown(scenario)
