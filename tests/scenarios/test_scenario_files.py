"""Scenario files are read as strictly as rules, and are no part of the rulebook."""

from pathlib import Path

import pytest
from scenario_trial import MOSTLY_LATE, RULES, read, rulebook

from cxaudit.model import Violation
from cxaudit.rulebook import examine_rulebook, load_rulebook
from cxaudit.rulebook.scenario_files import read_scenario_files, with_examples


def faults(folder: Path, text: str) -> list[Violation]:
    return list(read(folder, text)[1].violations)


def test_a_sound_file_is_read_whole(tmp_path: Path) -> None:
    examples = "examples:\n  rude-staff:\n    match: [Very rude., {text: Rude!, Shop: Leeds}]\n    no_match: [Kind.]\n"
    _, found = read(tmp_path, examples + MOSTLY_LATE)
    assert found.violations == ()
    told = [(entry.text, entry.matches, dict(entry.fields)) for entry in found.found.examples["rude-staff"]]
    assert told == [("Very rude.", True, {}), ("Rude!", True, {"Shop": "Leeds"}), ("Kind.", False, {})]
    (scenario,) = found.found.scenarios
    assert [incident.times for incident in scenario.incidents] == [40, 5, 55]
    assert [claim.id for claim in scenario.causes] == ["no-alarm", "nobody-hired-for-manners", "tempers"]
    assert scenario.first_remedy is not None
    assert (scenario.first_remedy.id, scenario.first_remedy.location.line) == ("set-alarm", 14)


INCIDENTS = "incidents: [{text: late}]"
ONE = "scenarios: [{name: a, shows: [low-score], incidents: [{text: x, times: "  # ends where a number must follow


@pytest.mark.parametrize(
    ("text", "check", "place", "said"),
    [
        ("scenario: []", "unknown-key", (1, 1), "did you mean 'scenarios'?"),
        ("examples: [late]", "wrong-type", (1, 11), "must be a mapping"),
        ("examples: {late-delivery: {matches: [late]}}", "unknown-key", (1, 28), "did you mean 'match'?"),
        ("examples: {late-delivery: {match: late}}", "wrong-type", (1, 35), "must be a list"),
        ("examples: {late-delivary: {match: [late]}}", "undefined-symptom", (1, 12), "did you mean 'late-delivery'?"),
        ("scenarios: [{name: a, shows: [rude-staf], " + INCIDENTS + "}]", "undefined-symptom", (1, 31), "rude-staff"),
        ("scenarios: [{name: a, causes: [no-alam], " + INCIDENTS + "}]", "undefined-cause", (1, 32), "no-alarm"),
        ("scenarios: [{name: a, not_causes: [x], " + INCIDENTS + "}]", "undefined-cause", (1, 36), "'x'"),
        ("scenarios: [{name: a, first_remedy: set-alrm, " + INCIDENTS + "}]", "undefined-remedy", (1, 37), "set-alarm"),
        ("scenarios: [{name: a, shows: [], " + INCIDENTS + "}]", "wrong-type", (1, 30), "at least 1"),
        ("scenarios: [{name: a, " + INCIDENTS + "}]", "missing-key", (1, 13), "must expect something"),
        ("scenarios: [{shows: [late-delivery], " + INCIDENTS + "}]", "missing-key", (1, 13), "'name'"),
        ("scenarios: [{name: a, shows: [late-delivery], incidents: []}]", "wrong-type", (1, 58), "at least 1"),
        ("scenarios: [{name: a, shows: [late-delivery]}]", "missing-key", (1, 13), "'incidents'"),
        ("scenarios: [{name: a, shows: [low-score], incidents: [{times: 3}]}]", "missing-key", (1, 55), "'text'"),
        ("scenarios: [{name: a, show: [low-score], incidents: [{text: x}]}]", "unknown-key", (1, 23), "'shows'"),
        ("scenarios: [{name: a, name: b, shows: [low-score], " + INCIDENTS + "}]", "duplicate-key", (1, 23), "twice"),
        (ONE + "0}]}]", "out-of-range", (1, 72), "1"),
        (ONE + "1.5}]}]", "wrong-type", (1, 72), "whole"),
        (ONE + "a lot}]}]", "wrong-type", (1, 72), "number"),
        ("- late", "wrong-type", (1, 1), "must be a mapping"),
        ("examples: {}", "no-tests", (1, 1), "neither an example nor a scenario"),
        ("examples: {late-delivery: {match: []}}", "no-tests", (1, 1), "neither an example nor a scenario"),
        ("scenarios: []", "no-tests", (1, 1), "neither an example nor a scenario"),
        ("# nothing", "empty-file", (1, 1), "holds nothing"),
        ("scenarios: [", "syntax", (1, 13), ""),
        ("a: b\n---\nc: d", "several-documents", (2, 1), ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_place(
    tmp_path: Path, text: str, check: str, place: tuple[int, int], said: str
) -> None:
    found = [fault for fault in faults(tmp_path, text) if fault.check == check]
    assert [(fault.location.line, fault.location.column) for fault in found] == [place]
    assert said in found[0].message + found[0].help


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    path = rulebook(tmp_path, "scenarios: [")
    (path / "b.test.yml").write_text("examples: {rude-staf: {match: [rude]}, late-delivery: {mtch: [late]}}")
    found = read_scenario_files([path], examine_rulebook([path])).violations
    assert [(fault.location.path.split("/")[-1], fault.check) for fault in found] == [
        ("b.test.yml", "undefined-symptom"),
        ("b.test.yml", "unknown-key"),
        ("a.test.yaml", "syntax"),
    ]


def test_an_unknown_key_hides_nothing_beside_it(tmp_path: Path) -> None:
    found = faults(tmp_path, "scenario: []\nexamples: {late-delivary: {match: [late]}}")
    assert [fault.check for fault in found] == ["unknown-key", "undefined-symptom"]


def test_what_is_sound_beside_a_fault_is_kept(tmp_path: Path) -> None:
    broken = MOSTLY_LATE + "  - {name: Broken, shows: [nothing-known], incidents: [{text: late}]}\n"
    _, found = read(tmp_path, "examples: {late-delivery: {match: [late]}, gone: {match: [x]}}\n" + broken)
    assert [scenario.name for scenario in found.found.scenarios] == ["Mostly late"]
    assert list(found.found.examples) == ["late-delivery"]


def test_two_scenarios_of_one_name_are_refused_even_in_two_files(tmp_path: Path) -> None:
    path = rulebook(tmp_path, MOSTLY_LATE)
    (path / "b.test.yaml").write_text(MOSTLY_LATE)
    (fault,) = read_scenario_files([path], examine_rulebook([path])).violations
    assert fault.check == "duplicate-id"
    assert [place.path.split("/")[-1] for place in fault.related] == ["b.test.yaml"]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = rulebook(tmp_path, MOSTLY_LATE)
    found = read_scenario_files([path, path / "more/a.test.yaml"], examine_rulebook([path]))
    assert len(found.found.scenarios) == len(found.files) == 1
    assert found.violations == ()


def test_what_a_rule_file_that_cannot_be_read_seems_to_define_is_not_called_undefined(tmp_path: Path) -> None:
    path = rulebook(tmp_path, "examples: {lost-parcel: {match: [lost]}, lost-thing: {match: [lost]}}")
    (path / "broken.yaml").write_text("symptoms:\n  - id: lost-parcel\n    title: [\n")
    found = read_scenario_files([path], examine_rulebook([path]))
    assert [fault.subject for fault in found.violations] == ["lost-thing"]


def test_scenario_files_are_no_part_of_the_rulebook(tmp_path: Path) -> None:
    before = load_rulebook([rulebook(tmp_path)])
    after = load_rulebook([rulebook(tmp_path, MOSTLY_LATE)])
    assert after == before


def test_further_examples_stand_behind_those_of_the_rule_and_leave_the_hash(tmp_path: Path) -> None:
    examination, found = read(tmp_path, "examples: {late-delivery: {match: [How late!], no_match: [Early.]}}")
    assert examination.rulebook is not None
    more = with_examples(examination.rulebook, found.found.examples)
    texts = [example.text for example in more.symptoms["late-delivery"].examples]
    assert texts == ["It was late.", "It was on time.", "How late!", "Early."]
    assert more.content_hash == examination.rulebook.content_hash
    assert more.symptoms["rude-staff"] == examination.rulebook.symptoms["rude-staff"]
    assert RULES.count("examples:") == 2
