"""Holds a scenario against what the rulebook makes of it: symptoms, leading causes, and the remedy that comes first.

A cause is held against the ranking of its own kind, root or proximate: the first root that is listed must rank first
among the roots, the second first or second, and so on. What must not lead must rank below all these places (below the
first where none of its kind is listed).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.model import Location, Rulebook, Severity, Violation
from cxaudit.model.scenario import Claim, Scenario
from cxaudit.scenarios.concluding import Conclusion, conclude
from cxaudit.scenarios.counting import ScenarioCounter, Seen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cxaudit.model import Hypothesis

_TOLD = 3  # causes or remedies that a message names


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a scenario; `conclusion` is None where nothing was expected of it."""

    scenario: Scenario
    seen: Seen
    conclusion: Conclusion | None
    failures: tuple[Violation, ...]


def tell(scenario: Scenario, rulebook: Rulebook, counter: ScenarioCounter) -> Outcome:
    """Run one scenario."""
    seen = counter.seen(scenario)
    needed, planned = _needs_conclusion(scenario, counter), scenario.first_remedy is not None
    conclusion = conclude(rulebook, seen.tally, planned=planned) if needed else None
    failures = (
        *_of_incidents(scenario, seen),
        *_of_all_incidents(scenario, seen, conclusion),
        *(() if conclusion is None else _Judge(scenario, rulebook, conclusion).failures()),
    )
    return Outcome(scenario, seen, conclusion, failures)


def _needs_conclusion(scenario: Scenario, counter: ScenarioCounter) -> bool:
    """Whether anything is expected that a single incident or its history cannot tell."""
    series = {counter.detector.symptoms[index] for index, _ in counter.detector.series}
    claimed = {claim.id for claim in (*scenario.shows, *scenario.not_shows)}
    return bool(scenario.causes or scenario.not_causes or scenario.first_remedy or claimed & series)


def _of_incidents(scenario: Scenario, seen: Seen) -> Iterator[Violation]:
    """What single incidents should show and do not, or show and should not."""
    for number, incident in enumerate(scenario.incidents):
        shown, found = seen.shown[number], _listed(seen.shown[number])
        for claim in incident.shows:
            if claim.id not in shown:
                message = f"this incident must show symptom '{claim.id}'"
                yield _violation(scenario, claim, message, f"{_why(claim.id, seen, [number])}it shows {found}")
        for claim in incident.not_shows:
            if claim.id in shown:
                message = f"this incident must not show symptom '{claim.id}', but it does"
                yield _violation(scenario, claim, message, _EXPLAINED)


def _of_all_incidents(scenario: Scenario, seen: Seen, conclusion: Conclusion | None) -> Iterator[Violation]:
    """The same of the scenario as a whole."""
    signals = conclusion.signals if conclusion else frozenset()
    shown = signals.union(*seen.shown)
    everywhere = range(len(scenario.incidents))
    for claim in scenario.shows:
        if claim.id not in shown:
            message = f"no incident of this scenario shows symptom '{claim.id}'"
            hint = f"{_why(claim.id, seen, everywhere)}they show {_listed(shown)}"
            yield _violation(scenario, claim, message, hint)
    for claim in scenario.not_shows:
        if claim.id in shown:
            places = tuple(
                incident.location
                for incident, found in zip(scenario.incidents, seen.shown, strict=True)
                if claim.id in found
            )
            message = f"no incident of this scenario may show symptom '{claim.id}', but {_number(len(places))}"
            yield _violation(scenario, claim, message, _EXPLAINED, places)


_EXPLAINED = "--explain shows which part of the rule matched"


@dataclass(frozen=True, slots=True)
class _Judge:
    """Holds what a scenario says of causes and remedies against what was concluded."""

    scenario: Scenario
    rulebook: Rulebook
    conclusion: Conclusion

    def failures(self) -> Iterator[Violation]:
        for roots in (True, False):
            wanted = [claim for claim in self.scenario.causes if self._is_root(claim) == roots]
            for place, claim in enumerate(wanted, start=1):
                yield from self._must_lead(claim, place, roots=roots)
            for claim in self.scenario.not_causes:
                if self._is_root(claim) == roots:
                    yield from self._must_not_lead(claim, max(1, len(wanted)), roots=roots)
        if self.scenario.first_remedy is not None:
            yield from self._must_come_first(self.scenario.first_remedy)

    def _is_root(self, claim: Claim) -> bool:
        return self.rulebook.causes[claim.id].is_root

    def _must_lead(self, claim: Claim, place: int, *, roots: bool) -> Iterator[Violation]:
        rank = self._rank(claim, roots=roots)
        if rank is not None and rank <= place:
            return
        kind = _kind(roots=roots)
        if rank is None:
            message = f"cause '{claim.id}' is not among the {kind} causes that these incidents speak for"
        else:
            message = f"cause '{claim.id}' ranks {_ordinal(rank)} among the {kind} causes; it must rank "
            message += "first" if place == 1 else f"{_ordinal(place)} or higher"
        yield _violation(self.scenario, claim, message, self._leaders(roots=roots))

    def _must_not_lead(self, claim: Claim, places: int, *, roots: bool) -> Iterator[Violation]:
        rank = self._rank(claim, roots=roots)
        if rank is not None and rank <= places:
            message = f"cause '{claim.id}' ranks {_ordinal(rank)} among the {_kind(roots=roots)} causes; it must not "
            message += "lead" if places == 1 else f"be among the first {places}"
            yield _violation(self.scenario, claim, message, self._leaders(roots=roots))

    def _must_come_first(self, claim: Claim) -> Iterator[Violation]:
        assert self.conclusion.plan is not None
        order = [action.remedy for action in self.conclusion.plan.actions]
        if order[:1] == [claim.id]:
            return
        if not order:
            message = f"the plan is empty; it must begin with remedy '{claim.id}'"
            advice = "no cause is more than a guess; if incidents are too few, let them stand for more with 'times'"
            yield _violation(self.scenario, claim, message, advice)
            return
        message = f"the plan begins with remedy '{order[0]}', not with '{claim.id}'"
        assert self.conclusion.plan is not None
        first = self.conclusion.plan.actions[0]
        where = f"comes {_ordinal(order.index(claim.id) + 1)}" if claim.id in order else "is not in the plan"
        reason = f"acts on {', '.join(first.causes[:_TOLD])}" if first.causes else first.note.partition("; ")[0]
        hint = f"'{claim.id}' {where}; '{order[0]}' {reason or 'acts on none of the leading causes'}"
        yield _violation(self.scenario, claim, message, hint, (self.rulebook.remedies[order[0]].location,))

    def _rank(self, claim: Claim, *, roots: bool) -> int | None:
        ranked = self.conclusion.ranking(roots=roots)
        return next((rank for rank, entry in enumerate(ranked, start=1) if entry.cause == claim.id), None)

    def _leaders(self, *, roots: bool) -> str:
        ranked = self.conclusion.ranking(roots=roots)[:_TOLD]
        if not ranked:
            return "nothing that these incidents show has a cause"
        return f"the first {_kind(roots=roots)} causes, with what they explain: {', '.join(map(_leader, ranked))}"


def _leader(cause: Hypothesis) -> str:
    return f"{cause.cause} ({', '.join(cause.symptoms[:_TOLD])})" if cause.symptoms else cause.cause


def _why(symptom: str, seen: Seen, incidents: Iterable[int]) -> str:
    """Why a symptom was not shown, where there is more to say than that nothing matched."""
    numbers = list(incidents)
    if any(symptom in seen.denied[number] for number in numbers):
        return "what matched is negated; "
    if all(symptom in seen.hidden[number] for number in numbers):
        return "a column that the rule needs is missing; "
    return ""


def _listed(symptoms: Iterable[str]) -> str:
    return ", ".join(sorted(symptoms)) or "no symptom at all"


def _number(incidents: int) -> str:
    return {0: "the log as a whole does", 1: "one does"}.get(incidents, f"{incidents} do")


def _kind(*, roots: bool) -> str:
    return "root" if roots else "proximate"


def _ordinal(rank: int) -> str:
    words = {1: "first", 2: "second", 3: "third"}
    ending = "th" if rank % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return words.get(rank, f"{rank}{ending}")


def _violation(
    scenario: Scenario, claim: Claim, message: str, hint: str, related: tuple[Location, ...] = ()
) -> Violation:
    owner = f"scenario {scenario.name}"
    return Violation(claim.location, "scenario-failed", Severity.ERROR, message, hint, related, claim.id, owner)
