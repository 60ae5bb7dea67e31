"""A scenario holds when the rulebook shows, ranks and plans what it says; every expectation that fails is told."""

from dataclasses import replace
from pathlib import Path

import pytest
from scenario_trial import MOSTLY_LATE, read

from cxaudit.model import Violation
from cxaudit.scenarios import run_tests

LATE_AND_RUDE = """\
scenarios:
  - name: Late and rude
    incidents:
      - {text: It was late., times: 40, BESIDE}
      - {text: He was rude., times: 10, customer: ann, opened_at: 2025-03-01}
      - {text: All was well., times: 50}
    THERE
"""


def failures(folder: Path, there: str = "shows: [late-delivery]", here: str = "Shop: Leeds") -> list[Violation]:
    examination, found = read(folder, LATE_AND_RUDE.replace("BESIDE", here).replace("THERE", there))
    assert (found.violations, examination.violations) == ((), ())
    assert examination.rulebook is not None
    run = run_tests(examination.rulebook, found.found.scenarios)
    return [fault for fault in run.violations if fault.owner.startswith("scenario ")]


def test_a_scenario_that_holds_is_no_violation(tmp_path: Path) -> None:
    examination, found = read(tmp_path, MOSTLY_LATE)
    assert examination.rulebook is not None
    run = run_tests(examination.rulebook, found.found.scenarios)
    assert run.violations == ()
    assert [outcome.failures for outcome in run.outcomes] == [()]


@pytest.mark.parametrize(
    "expected",
    [
        "shows: [late-delivery, rude-staff, came-back]",
        "not_shows: [low-score, one-answer]",
        "causes: [no-alarm, nobody-hired-for-manners]",
        "causes: [no-alarm, tempers]",
        "causes: [tempers]",  # the first of the proximate causes
        "not_causes: [nobody-hired-for-manners]",  # which is the second of the roots
        "first_remedy: set-alarm",
    ],
)
def test_what_holds_is_not_told(tmp_path: Path, expected: str) -> None:
    assert failures(tmp_path, expected) == []


@pytest.mark.parametrize(
    ("expected", "column", "message", "why"),
    [
        (
            "shows: [one-answer]",
            13,
            "no incident of this scenario shows symptom 'one-answer'",
            "a column that the rule needs is missing; they show came-back, late-delivery, rude-staff",
        ),
        (
            "shows: [late-delivery, low-score]",
            28,
            "no incident of this scenario shows symptom 'low-score'",
            "they show came-back, late-delivery, rude-staff",
        ),
        (
            "not_shows: [rude-staff]",
            17,
            "no incident of this scenario may show symptom 'rude-staff', but one does",
            "--explain shows which part of the rule matched",
        ),
        (
            "causes: [nobody-hired-for-manners]",
            14,
            "cause 'nobody-hired-for-manners' ranks second among the root causes; it must rank first",
            "what they explain: no-alarm (late-delivery, came-back), nobody-hired-for-manners (rude-staff)",
        ),
        (
            "not_causes: [no-alarm]",
            18,
            "cause 'no-alarm' ranks first among the root causes; it must not lead",
            "no-alarm (late-delivery",
        ),
        (
            "causes: [no-alarm, nobody-hired-for-manners]\n    not_causes: [no-alarm]",
            18,
            "cause 'no-alarm' ranks first among the root causes; it must not be among the first 2",
            "no-alarm",
        ),
        (
            "first_remedy: hire-well",
            19,
            "the plan begins with remedy 'set-alarm', not with 'hire-well'",
            "'set-alarm' acts on no-alarm",
        ),
    ],
)
def test_what_fails_is_told_with_what_was_found_instead(
    tmp_path: Path, expected: str, column: int, message: str, why: str
) -> None:
    (fault,) = failures(tmp_path, expected)
    assert (fault.check, fault.owner) == ("scenario-failed", "scenario Late and rude")
    assert fault.location.column == column
    assert fault.message == message
    assert why in fault.help


def test_an_incident_is_judged_alone_where_it_says_so(tmp_path: Path) -> None:
    shown, hidden = failures(tmp_path, here="shows: [late-delivery, rude-staff], not_shows: [late-delivery, low-score]")
    assert shown.message == "this incident must show symptom 'rude-staff'"
    assert shown.help == "it shows late-delivery"
    assert hidden.message == "this incident must not show symptom 'late-delivery', but it does"
    assert (shown.location.line, hidden.location.line) == (4, 4)


def test_where_a_symptom_may_not_be_shown_the_incidents_are_told(tmp_path: Path) -> None:
    (fault,) = failures(tmp_path, "not_shows: [late-delivery]")
    assert [place.line for place in fault.related] == [4]


def test_a_negated_match_is_told_as_such(tmp_path: Path) -> None:
    text = "scenarios: [{name: a, shows: [late-delivery], incidents: [{text: Not late at all.}]}]"
    examination, found = read(tmp_path, text)
    assert examination.rulebook is not None
    (fault,) = run_tests(examination.rulebook, found.found.scenarios).violations
    assert fault.help == "what matched is negated; they show no symptom at all"


def test_nothing_shown_leads_to_no_cause_and_no_plan(tmp_path: Path) -> None:
    text = "scenarios: [{name: a, causes: [no-alarm], first_remedy: set-alarm, incidents: [{text: Fine.}]}]"
    examination, found = read(tmp_path, text)
    assert examination.rulebook is not None
    cause, remedy = run_tests(examination.rulebook, found.found.scenarios).violations
    assert cause.message == "cause 'no-alarm' is not among the root causes that these incidents speak for"
    assert cause.help == "nothing that these incidents show has a cause"
    assert remedy.message == "the plan is empty; it must begin with remedy 'set-alarm'"
    assert "'times'" in remedy.help


@pytest.mark.parametrize(
    ("here", "check", "message"),
    [
        ("satisfaction: low", "wrong-type", "'satisfaction' of this incident cannot be 'low': it is a number"),
        ("opened_at: today", "wrong-type", "'opened_at' of this incident cannot be 'today': it is a time"),
        ("satisfacton: 2", "unknown-key", "this incident has a column 'satisfacton' that no rule uses"),
        ("show: late-delivery", "unknown-key", "this incident has a column 'show' that no rule uses"),
    ],
)
def test_a_column_that_cannot_be_is_told_at_its_place_and_nothing_else(
    tmp_path: Path, here: str, check: str, message: str
) -> None:
    (fault,) = failures(tmp_path, "shows: [low-score]", here)
    assert (fault.check, fault.message) == (check, message)
    assert (fault.location.line, fault.location.column) == (4, 41)


def test_scenarios_alone_are_tests_enough(tmp_path: Path) -> None:
    examination, found = read(tmp_path, MOSTLY_LATE)
    assert examination.rulebook is not None
    symptoms = {name: replace(symptom, examples=()) for name, symptom in examination.rulebook.symptoms.items()}
    bare = replace(examination.rulebook, symptoms=symptoms)
    assert run_tests(bare, found.found.scenarios).violations == ()
    assert [fault.check for fault in run_tests(bare).violations] == ["no-examples"]
