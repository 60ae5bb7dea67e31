from pathlib import Path

import pytest

from cxaudit.model import Severity, Violation
from cxaudit.rulebook import load_rulebook
from cxaudit.scenarios import run_examples

HEAD = """\
symptoms:
  - id: rude-staff
    title: Staff were rude
    severity: major
    detect: {phrase: [rude, disrespect*], negation: standard}
    examples:
"""
REST = """\
  - id: low-score
    title: A low score
    severity: minor
    detect: {field: {satisfaction: "<= 2"}}
  - id: slow-reply
    title: Nobody replied
    severity: minor
    detect: {phrase: [no reply]}
"""


def failures(folder: Path, examples: str, *, more: str = REST) -> list[Violation]:
    (folder / "rules.yaml").write_text(HEAD + examples + more)
    return sorted(run_examples(load_rulebook([folder / "rules.yaml"])), key=lambda entry: entry.location)


def test_examples_that_hold_are_no_violations(tmp_path: Path) -> None:
    assert failures(tmp_path, "      match: [She was rude]\n      no_match: [She was kind]\n") == []


def test_an_example_that_should_match_and_does_not_is_told_with_what_it_shows_instead(tmp_path: Path) -> None:
    (failure,) = failures(tmp_path, "      match: [She was rude, There was no reply]\n")
    assert failure.check == "example-failed"
    assert (failure.location.line, failure.location.column) == (7, 29)
    assert failure.message == "this example must show symptom 'rude-staff'"
    assert failure.help == "it shows slow-reply"
    assert failure.owner == "symptom rude-staff"


def test_an_example_that_shows_nothing_says_so(tmp_path: Path) -> None:
    (failure,) = failures(tmp_path, "      match: [All was well]\n")
    assert failure.help == "it shows no symptom at all"


def test_an_example_that_must_not_match_and_does_is_told_with_the_words_and_the_rule(tmp_path: Path) -> None:
    (failure,) = failures(tmp_path, "      no_match: [That was DISRESPECTFUL of him]\n")
    assert failure.message == "this example must not show symptom 'rude-staff', but it does"
    assert failure.help == "'DISRESPECTFUL' matched"
    assert [place.line for place in failure.related] == [5]


def test_a_negated_match_is_told_as_such(tmp_path: Path) -> None:
    (failure,) = failures(tmp_path, "      match: [She was not rude]\n")
    assert failure.help.startswith("what matched is negated")


def test_fields_stand_beside_the_text(tmp_path: Path) -> None:
    examples = "      match: [rude]\n"
    more = REST.replace(
        "  - id: slow",
        "    examples:\n      match: [{satisfaction: 2}]\n      no_match: [{satisfaction: 3}]\n  - id: slow",
    )
    assert failures(tmp_path, examples, more=more) == []


def test_a_field_that_is_missing_is_told_as_such(tmp_path: Path) -> None:
    more = REST.replace("  - id: slow", "    examples: {match: [Two points from me]}\n  - id: slow")
    (failure,) = failures(tmp_path, "      match: [rude]\n", more=more)
    assert failure.help.startswith("a column that the rule needs is missing")


@pytest.mark.parametrize(
    ("example", "check"),
    [
        ("{text: rude, satisfaction: low}", "wrong-type"),
        ("{text: rude, escalated: maybe}", "wrong-type"),
        ("{text: rude, opened_at: yesterday}", "wrong-type"),
        ("{text: rude, satisfacton: 2}", "unknown-key"),
    ],
)
def test_a_column_that_cannot_be_is_told(tmp_path: Path, example: str, check: str) -> None:
    (failure,) = failures(tmp_path, f"      match: [{example}]\n")
    assert failure.check == check


@pytest.mark.parametrize(
    "value", ["opened_at: 2025-03-01", "opened_at: '2025-03-01T10:00:00+02:00'", "escalated: true"]
)
def test_a_column_of_any_kind_can_stand_beside_the_text(tmp_path: Path, value: str) -> None:
    assert failures(tmp_path, f"      match: [{{text: rude, {value}}}]\n") == []


def test_a_symptom_seen_over_several_incidents_takes_no_example(tmp_path: Path) -> None:
    repeat = (
        "  - {id: again, title: A, severity: minor, detect: {repeat: {same: customer, within: 14 days}},"
        " examples: {match: [here I am again]}}\n"
    )
    (failure,) = failures(tmp_path, "      match: [rude]\n", more=repeat)
    assert (failure.check, failure.location.line) == ("example-not-run", 8)


def test_no_example_at_all_is_not_a_pass(tmp_path: Path) -> None:
    (failure,) = failures(tmp_path, "      match: []\n")
    assert failure.check == "no-examples"


def test_a_text_with_a_colon_and_without_quotes_is_told_what_it_needs(tmp_path: Path) -> None:
    (failure,) = failures(tmp_path, "      match: [She said: rude things]\n")
    assert failure.help == "a text that holds ': ' must stand between quotes"


def test_another_symptom_that_fires_on_a_counter_example_is_noted(tmp_path: Path) -> None:
    (note,) = failures(tmp_path, "      match: [She was rude]\n      no_match: [There was no reply]\n")
    assert (note.check, note.severity) == ("fires-on-counter-example", Severity.INFO)
    assert note.message == "symptom 'slow-reply' fires on this counter-example of 'rude-staff'"
    assert [place.line for place in note.related] == [13]


def test_a_symptom_that_lists_the_sentence_itself_is_right_to_fire(tmp_path: Path) -> None:
    examples = "      match: [She was rude]\n      no_match: [There was no reply]\n"
    assert failures(tmp_path, examples, more=REST + "    examples: {match: [There was no reply]}\n") == []
