"""What is explained is what the detector does: the parts of a rule, each with what it matched or why not."""

from pathlib import Path

import pytest

from cxaudit.model import Symptom
from cxaudit.resources import resource
from cxaudit.rulebook import load_rulebook
from cxaudit.scenarios.explaining import Part, explain

RULES = """\
symptoms:
  - id: rude-staff
    title: Staff were rude
    severity: major
    detect:
      negation: standard
      any:
        - phrase: [rude, disrespect*]
        - near: {words: [[tone, attitude], [bad, nasty]], within: 1}
        - expression: 'shout(ed|ing)'
      unless: [{phrase: [rude awakening]}]
  - id: unhappy
    title: Unhappy
    severity: minor
    detect: {all: [{field: {satisfaction: "<= 2", channel: phone}}, {phrase: [sad]}]}
  - id: again
    title: Again
    severity: minor
    detect: {repeat: {same: customer, within: 14 days}}
"""


def lines(part: Part, depth: int = 0) -> list[str]:
    """The tree as text, one line a part."""
    told = f"{'  ' * depth}{'+' if part.holds else '-'} {part.what}{': ' + part.why if part.why else ''}"
    return [told, *(line for inner in part.parts for line in lines(inner, depth + 1))]


def explained(folder: Path, symptom: str, text: str, **fields: str) -> list[str]:
    (folder / "rules.yaml").write_text(RULES)
    return lines(explain(load_rulebook([folder]).symptoms[symptom].detect, text, fields))


def test_what_matched_is_shown_with_the_words_and_the_pattern(tmp_path: Path) -> None:
    assert explained(tmp_path, "rude-staff", "That was Disrespectful.") == [
        "+ all of",
        "  + any of",
        '    + phrase: "Disrespectful" is matched by disrespect*',
        "    - 2 others do not hold",
        "  + unless phrase: does not match",
    ]


def test_where_nothing_matched_every_part_says_why(tmp_path: Path) -> None:
    assert explained(tmp_path, "rude-staff", "I did not like the tone, it was quite bad.") == [
        "- all of",
        "  - any of",
        "    - phrase: none of 2 alternatives matches",
        "    - near",
        '      + group 1: has "tone"',
        '      + group 2: has "bad"',
        "      - at most 1 words apart: within one sentence",
        "    - expression: does not match",
        "  + unless phrase: does not match",
    ]


def test_words_of_one_group_alone_are_shown_as_such(tmp_path: Path) -> None:
    found = explained(tmp_path, "rude-staff", "A bad day.")
    assert found[3:6] == ["    - near", "      - group 1: none of 2 alternatives matches", '      + group 2: has "bad"']
    assert "    - near: none of its 2 groups has a word here" in explained(tmp_path, "rude-staff", "Fine.")


def test_a_negated_match_is_no_match_and_says_so(tmp_path: Path) -> None:
    found = explained(tmp_path, "rude-staff", "She was not rude.")
    assert '    - phrase: "rude" is matched by rude, but is negated' in found
    assert found[0] == "- all of: what matched is negated"


def test_an_exclusion_that_matches_does_not_let_pass(tmp_path: Path) -> None:
    found = explained(tmp_path, "rude-staff", "It was a rude awakening.")
    assert found[0] == "- all of"
    assert found[1] == "  + any of"
    assert found[-1] == '  - unless phrase: "rude awakening" is matched by rude awakening'


def test_columns_are_shown_one_by_one(tmp_path: Path) -> None:
    assert explained(tmp_path, "unhappy", "so sad", satisfaction="4") == [
        "- all of",
        "  - field",
        '    - satisfaction: <= 2: is "4"',
        "    - channel: phone: the incident has no such column",
        '  + phrase: "sad" is matched by sad',
    ]


def test_what_single_incidents_cannot_show_says_so(tmp_path: Path) -> None:
    assert explained(tmp_path, "again", "x") == ["- several incidents: one incident alone cannot show it"]


DEFAULT = load_rulebook([resource("rules/core")])


@pytest.mark.parametrize("symptom", DEFAULT.symptoms.values(), ids=list(DEFAULT.symptoms))
def test_the_top_of_every_tree_says_what_the_example_says(symptom: Symptom) -> None:
    for example in symptom.examples:
        assert explain(symptom.detect, example.text, example.fields).holds == example.matches
