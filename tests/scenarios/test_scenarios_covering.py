"""Coverage counts an alternative only when a test rests on it; cutting rules down is the independent check."""

from dataclasses import replace
from pathlib import Path

import pytest
from scenario_trial import MOSTLY_LATE, read

from cxaudit.matchers import AllOf, AnyOf, Near, Phrase, State, match_text
from cxaudit.model import Condition, Location, Rulebook
from cxaudit.rulebook import load_rulebook
from cxaudit.scenarios import run_tests
from cxaudit.scenarios.covering import Coverage, Item, Kind, coverage_of

HEAD = """\
symptoms:
  - id: rude-staff
    title: Staff were rude
    severity: major
    caused_by: {tempers: often}
    detect: {DETECT}
    examples: {EXAMPLES}
causes:
  - {id: tempers, title: Short tempers, family: culture, area: teamworking, prior: rare}
"""


def rulebook(folder: Path, detect: str, examples: str) -> Rulebook:
    (folder / "rules.yaml").write_text(HEAD.replace("{DETECT}", detect).replace("{EXAMPLES}", examples))
    return load_rulebook([folder / "rules.yaml"])


@pytest.mark.parametrize(
    ("detect", "examples", "expected"),
    [
        (
            "{phrase: [rude, nasty/vile, curt]}",
            "{match: [She was rude and vile]}",
            {"phrase": True, "rude": True, "nasty/vile": True, "curt": False},
        ),
        ("{phrase: [rude]}", "{match: [She was kind]}", {"phrase": False, "rude": False}),
        ("{phrase: [rude]}", "{no_match: [rude]}", {"phrase": False, "rude": False}),
        ("{phrase: [rude], negation: standard}", "{match: [not rude]}", {"phrase": False, "rude": False}),
        (
            "{near: {words: [[tone, voice], [bad, nasty]], within: 0}}",
            "{match: [Bad tone and a nasty quick voice]}",
            {"near": True, "tone": True, "voice": False, "bad": True, "nasty": False},
        ),
        ("{expression: [shout, 'r[uo]de']}", "{match: [rode]}", {"expression": True, "shout": False, "r[uo]de": True}),
        (
            "{field: {satisfaction: '<= 2', channel: phone}}",
            "{match: [{satisfaction: 1, channel: phone}]}",
            {"field": True, "satisfaction: <= 2": True, "channel: phone": True},
        ),
        (
            "{any: [{phrase: [rude]}, {all: [{phrase: [bad]}, {phrase: [tone]}]}]}",
            "{match: [rude and bad]}",
            {"any": True, "rude": True, "phrase": True, "all": False, "bad": False, "tone": False},
        ),
        (
            "{phrase: [rude], unless: [{phrase: [awakening, word]}]}",
            "{match: [rude], no_match: [a rude awakening, one word]}",
            {"all": True, "phrase": True, "rude": True, "unless phrase": True, "awakening": True, "word": False},
        ),
        (
            "{phrase: [rude], unless: [{phrase: [awakening]}]}",
            "{match: [rude], no_match: [An awakening]}",
            {"all": True, "phrase": True, "rude": True, "unless phrase": False, "awakening": False},
        ),
    ],
)
def test_what_is_covered(tmp_path: Path, detect: str, examples: str, expected: dict[str, bool]) -> None:
    items = coverage_of(rulebook(tmp_path, detect, examples), ()).items
    found: dict[str, bool] = {}
    for item in items:
        if item.kind is not Kind.EDGE:
            found[item.what] = found.get(item.what, False) or item.covered
    assert found == expected


def test_every_alternative_is_told_at_its_own_place(tmp_path: Path) -> None:
    items = coverage_of(rulebook(tmp_path, "{phrase: [rude, curt]}", "{match: [rude]}"), ()).items
    places = {item.what: (item.location.line, item.location.column) for item in items}
    assert places == {"phrase": (6, 22), "rude": (6, 23), "curt": (6, 29), "tempers": (5, 17)}


def test_an_alternative_alone_in_its_rule_shows_the_symptom_when_it_is_covered(tmp_path: Path) -> None:
    """The same, by brute force: the rule is cut down to one alternative, and the example must still match."""
    path = tmp_path / "rules"
    path.mkdir()
    found = rulebook(
        path,
        "{any: [{phrase: [rude, curt, not * kind]}, {near: {words: [[tone, voice], [bad, vile]], within: 2}}]}",
        "{match: [A vile voice, She was not at all kind and not very kind, A bad day for my tone of voice]}",
    )
    symptom = found.symptoms["rude-staff"]
    for item in coverage_of(found, ()).items:
        if item.kind is Kind.ALTERNATIVE:
            cut = cut_down(symptom.detect, item)
            shows = [match_text(cut, example.text).state is State.ASSERTED for example in symptom.examples]
            assert any(shows) == item.covered, item


def cut_down(condition: Condition, kept: Item) -> Condition:
    """The condition with nothing in the list where `kept` stands but this one, and no other rule beside it."""
    match condition:
        case AnyOf(location, conditions):
            return AnyOf(location, tuple(cut_down(part, kept) for part in conditions))
        case AllOf(location, conditions, unless):
            return AllOf(location, tuple(cut_down(part, kept) for part in conditions), unless)
        case Phrase(_, patterns):
            here = tuple(pattern for pattern in patterns if pattern.location == kept.location)
            return replace(condition, patterns=here)
        case Near(_, groups):
            inside = any(pattern.location == kept.location for group in groups for pattern in group)
            cut = (
                tuple(pattern for pattern in group if pattern.location == kept.location) or (group if inside else ())
                for group in groups
            )
            return replace(condition, groups=tuple(cut))
        case _:
            return condition


def of_scenarios(folder: Path, text: str) -> Coverage:
    examination, found = read(folder, text)
    assert examination.rulebook is not None
    run = run_tests(examination.rulebook, found.found.scenarios)
    return coverage_of(examination.rulebook, run.outcomes)


def edges(coverage: Coverage) -> set[tuple[str, str]]:
    return {(item.what, item.owner) for item in coverage.items if item.kind is Kind.EDGE and item.covered}


def test_edges_are_covered_by_scenarios_that_expect_both_ends(tmp_path: Path) -> None:
    assert edges(of_scenarios(tmp_path, MOSTLY_LATE)) == {
        ("no-alarm", "symptom late-delivery"),
        ("tempers", "symptom rude-staff"),
        ("nobody-hired-for-manners", "cause tempers"),
    }


def test_an_expectation_that_fails_covers_nothing(tmp_path: Path) -> None:
    failing = MOSTLY_LATE.replace("[no-alarm, nobody", "[nobody").replace("tempers]", "no-alarm, tempers]")
    assert edges(of_scenarios(tmp_path, failing)) == {
        ("no-alarm", "symptom late-delivery"),
        ("tempers", "symptom rude-staff"),
    }


def test_what_several_incidents_show_is_covered_by_a_scenario(tmp_path: Path) -> None:
    story = """\
scenarios:
  - name: She came back
    incidents: [{text: a, customer: ann, opened_at: 2025-03-03}, {text: b, customer: ann, opened_at: 2025-03-04}]
    shows: [came-back]
"""
    items = {item.owner: item for item in of_scenarios(tmp_path, story).items if item.what in {"repeat", "shared"}}
    assert items["symptom came-back"].covered
    assert not items["symptom one-answer"].covered


def test_an_incident_that_must_show_a_symptom_covers_its_rule(tmp_path: Path) -> None:
    story = "scenarios: [{name: a, incidents: [{text: It never arrived, shows: [late-delivery]}]}]"
    before, after = of_scenarios(tmp_path, MOSTLY_LATE), of_scenarios(tmp_path, story)
    assert [item.covered for item in before.items if item.what == "never arrived"] == [False]
    assert [item.covered for item in after.items if item.what == "never arrived"] == [True]


def test_percentages_are_rounded_down_and_nothing_is_all() -> None:
    items = [Item(Kind.EDGE, "symptom a", str(number), Location("f", 1, 1), number > 0) for number in range(1000)]
    assert Coverage(tuple(items)).percent(Kind.EDGE) == 99
    assert Coverage(tuple(items[1:])).percent(Kind.EDGE) == 100
    assert Coverage(()).percent(Kind.ALTERNATIVE) == 100
    assert Coverage(tuple(items)).figures(Kind.EDGE) == (999, 1000)
