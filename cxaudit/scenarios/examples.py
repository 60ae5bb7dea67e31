"""Runs the examples of a rulebook through the detector that reads real logs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cxaudit.configuration import suggestion
from cxaudit.detection import compile_detector
from cxaudit.model import COLUMNS, Example, Location, Rulebook, Severity, Symptom, Violation
from cxaudit.rulebook.sources import is_scenario_file
from cxaudit.scenarios.batches import Row, batch_of, column_faults

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from cxaudit.detection import Detector

_ASSERTED, _DENIED, _HIDDEN = 1, 2, 3  # states of a detection


def run_examples(rulebook: Rulebook, detector: Detector | None = None) -> tuple[Violation, ...]:
    """A violation at every example that fails, naming what was found instead; one if there is no example at all.

    `detector` is that of the rulebook, where it is at hand.
    """
    detector = detector or compile_detector(rulebook)
    apart = {index for index, _ in (*detector.keyed, *detector.series)}
    alone = [name for index, name in enumerate(detector.symptoms) if index not in apart]
    cases, faults = _cases(rulebook, alone)
    if not cases and not faults:
        place = Location(rulebook.files[0], 1, 1)
        return (Violation(place, "no-examples", Severity.ERROR, "no symptom has an example: nothing was tested"),)
    faults.extend(fault for case in cases for fault in _column_violations(case, detector.columns))
    sound = [case for case in cases if not any(fault.location == case.example.location for fault in faults)]
    found = _detect([case.example for case in sound], detector)
    faults.extend(
        _failure(case, found[row], detector)
        for row, case in enumerate(sound)
        if found[row].shows(case.symptom.id) != case.example.matches
    )
    expected = {(case.symptom.id, case.example.text) for case in sound if case.example.matches}
    for row, case in enumerate(sound):
        faults.extend(_strays(case, found[row], expected, rulebook))
    return tuple(faults)


@dataclass(frozen=True, slots=True)
class _Case:
    symptom: Symptom
    example: Example


@dataclass(frozen=True, slots=True)
class _Hit:
    state: int
    start: int
    end: int
    rule: int


@dataclass(frozen=True, slots=True)
class _Found:
    """What was detected in one example, by symptom."""

    hits: dict[str, _Hit]

    def shows(self, symptom: str) -> bool:
        return self._is(symptom, _ASSERTED)

    def denies(self, symptom: str) -> bool:
        return self._is(symptom, _DENIED)

    def hides(self, symptom: str) -> bool:
        return self._is(symptom, _HIDDEN)

    def shown(self) -> list[str]:
        return sorted(name for name in self.hits if self.shows(name))

    def _is(self, symptom: str, state: int) -> bool:
        return symptom in self.hits and self.hits[symptom].state == state


def _cases(rulebook: Rulebook, alone: Sequence[str]) -> tuple[list[_Case], list[Violation]]:
    """The examples that one incident alone can decide, and a violation at each other one."""
    cases, faults = [], []
    decidable = frozenset(alone)
    for symptom in rulebook.symptoms.values():
        for example in symptom.examples:
            case = _Case(symptom, example)
            if symptom.id in decidable:
                cases.append(case)
            else:
                message = f"symptom '{symptom.id}' is seen over several incidents; one example cannot show it"
                faults.append(_violation("example-not-run", case, message, "remove the example"))
    return cases, faults


def _column_violations(case: _Case, used: Collection[str]) -> list[Violation]:
    faults = []
    for fault in column_faults(case.example.fields, used):
        if fault.kind is None:
            message = f"this example has a column '{fault.column}' that no rule uses"
            hint = suggestion(fault.column, {*COLUMNS, *used}) or "a text that holds ': ' must stand between quotes"
            faults.append(_violation("unknown-key", case, message, hint))
        else:
            message = f"'{fault.column}' of this example cannot be '{fault.value}': it is a {fault.kind}"
            faults.append(_violation("wrong-type", case, message))
    return faults


def _detect(examples: Sequence[Example], detector: Detector) -> list[_Found]:
    """What the detector finds in each example, all in one batch."""
    found: list[dict[str, _Hit]] = [{} for _ in examples]
    rows = [Row(example.text, example.fields, example.location.path) for example in examples]
    detections = detector.detect(batch_of(rows))
    columns = (
        detections.row,
        detections.symptom,
        detections.state,
        detections.start,
        detections.end,
        detections.rule,
    )
    for row, symptom, state, start, end, rule in zip(*(column.tolist() for column in columns), strict=True):
        found[row][detector.symptoms[symptom]] = _Hit(state, start, end, rule)
    return [_Found(hits) for hits in found]


def _failure(case: _Case, found: _Found, detector: Detector) -> Violation:
    name, example = case.symptom.id, case.example
    if not example.matches:
        hit = found.hits[name]
        matched = example.text[hit.start : hit.end] if hit.start >= 0 else ""
        hint = f"'{matched}' matched" if matched else "a field matched"
        related = (detector.rules[hit.rule],) if hit.rule >= 0 else ()
        message = f"this example must not show symptom '{name}', but it does"
        return _violation("example-failed", case, message, hint, related)
    reason = ""
    if found.denies(name):
        reason = "what matched is negated; "
    elif found.hides(name):
        reason = "a column that the rule needs is missing; "
    others = ", ".join(found.shown())
    hint = f"{reason}it shows {others or 'no symptom at all'}"
    return _violation("example-failed", case, f"this example must show symptom '{name}'", hint)


def _strays(
    case: _Case, found: _Found, expected: Collection[tuple[str, str]], rulebook: Rulebook
) -> Iterator[Violation]:
    """A note for each other symptom that fires on a counter-example and does not say that it should.

    Only those beside the rule draw a line between symptoms; scenario files hold sentences against single mistakes.
    """
    text = case.example.text
    if case.example.matches or not text or is_scenario_file(Path(case.example.location.path)):
        return
    for name in found.shown():
        if name != case.symptom.id and (name, text) not in expected:
            message = f"symptom '{name}' fires on this counter-example of '{case.symptom.id}'"
            hint = f"narrow '{name}' if that is wrong, or list the sentence under its 'match' if it is right"
            stray = _violation("fires-on-counter-example", case, message, hint, (rulebook.symptoms[name].location,))
            yield replace(stray, severity=Severity.INFO)


def _violation(check: str, case: _Case, message: str, hint: str = "", related: tuple[Location, ...] = ()) -> Violation:
    owner, example = f"symptom {case.symptom.id}", case.example
    return Violation(example.location, check, Severity.ERROR, message, hint, related, example.text, owner)
