"""Each way of breaking a rule, on a small rulebook: what survives, and the example that then kills it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from mutation_rules import mutated, rules

from cxaudit.matchers import State, match_text
from cxaudit.model import Example, Location
from cxaudit.mutation import mutants_of, mutate_rulebook

if TYPE_CHECKING:
    from pathlib import Path

    from cxaudit.model import Rulebook
    from cxaudit.render.mutants_report import MutantsReport

# A rule, its examples, what survives them (operator, what was done), and the example that kills it.
SURVIVORS = {
    "an alternative of a phrase": (
        "phrase: [late, rude]",
        "match: [It was late]\nno_match: [The plates were rudeness, The lateness]",
        [("drop-alternative", "dropped 'rude'", "rude", True)],
    ),
    "an alternative of a group of near": (
        "near: {words: [[staff, clerk], [rude]], within: 1, ordered: true}",
        "match: [The staff was rude]\nno_match: [The staff was so rude, Rude staff, Staff rudeness]",
        [("drop-alternative", "dropped 'clerk'", "clerk rude", True)],
    ),
    "a condition of any": (
        "any: [{phrase: late}, {phrase: rude}, {phrase: slow}]",
        "match: [late, rude]\nno_match: [lately, rudely, slowly]",
        [("drop-condition", "dropped a condition of 'any'", "slow", True)],
    ),
    "a condition of all": (
        "all: [{phrase: late}, {phrase: parcel}]",
        "match: [late parcel]\nno_match: [late, late parcels]",
        [
            ("drop-condition", "dropped a condition of 'all'", "parcel", False),
            ("drop-boundary", "let its words go on, as if each ended in *", "lates. parcel", False),
        ],
    ),
    "a part of unless": (
        "{phrase: late, unless: [{phrase: tonight}]}",
        "match: [late, late tonighted]\nno_match: [lately]",
        [("drop-exclusion", "dropped a part of 'unless'", "tonight. late", False)],
    ),
    "the boundaries of words": (
        "phrase: rude",
        "match: [He was rude]\nno_match: [He was kind]",
        [("drop-boundary", "let its words go on, as if each ended in *", "rudes", False)],
    ),
    "an alternative of an expression": (
        r"expression: 'la(te|st)'",
        "match: [late]\nno_match: [lamp]",
        [("drop-alternative", "dropped the alternative like 'st' of 'la(te|st)'", "last", True)],
    ),
    "an expression of a list": (
        "expression: ['late', 'slow']",
        "match: [late]\nno_match: [kind]",
        [("drop-alternative", "dropped 'slow'", "slow", True)],
    ),
    "a boundary of an expression": (
        r"expression: '\blate\b'",
        "match: [late]\nno_match: [lately]",
        [("drop-boundary", r"dropped a word boundary \b of '\blate\b'", "slate", False)],
    ),
    "a number": (
        'field: {satisfaction: "<= 2"}',
        'match: [{text: x, satisfaction: "1"}]\nno_match: [{text: x, satisfaction: "3"}]',
        [("shift-threshold", "satisfaction: '<= 2': the upper bound lowered by 1", "", True)],
    ),
    "a distance": (
        "near: {words: [[late], [parcel]], within: 1, ordered: true}",
        "match: [late parcel]\nno_match: [late a b parcel, parcel late, lately parcels]",
        [("shift-threshold", "within: 1 became 0", "late something parcel", True)],
    ),
    "any for all": (
        "all: [{phrase: late}, {phrase: parcel}]",
        "match: [late parcel]\nno_match: [on time]",
        [
            ("drop-condition", "dropped a condition of 'all'", "parcel", False),
            ("drop-condition", "dropped a condition of 'all'", "late", False),
            ("swap-any-all", "all became any", "parcel", False),
            ("drop-boundary", "let its words go on, as if each ended in *", "lates. parcel", False),
            ("drop-boundary", "let its words go on, as if each ended in *", "parcels. late", False),
        ],
    ),
    "an order": (
        "near: {words: [[late], [parcel]], within: 0, ordered: true}",
        "match: [late parcel]\nno_match: [late or parcel, lately parcels]",
        [("flip-order", "ordered: true became false", "parcel late", False)],
    ),
    "a negation": (
        "{phrase: late, negation: standard}",
        "match: [late]\nno_match: [lately]",
        [("flip-negation", "dropped the negation: what is denied counts as shown", "not late", False)],
    ),
}


@pytest.mark.parametrize("name", SURVIVORS)
def test_what_no_example_notices_survives_with_the_example_to_add(name: str, tmp_path: Path) -> None:
    detect, examples, expected = SURVIVORS[name]
    report = mutated(tmp_path, detect, examples)
    survivors = [survivor for survivor in report.survivors if survivor.operator != "repoint-cause"]
    told = [
        (
            entry.operator,
            entry.done,
            entry.example.text if entry.example else None,
            bool(entry.example and entry.example.matches),
        )
        for entry in survivors
    ]
    assert told == expected


@pytest.mark.parametrize("name", SURVIVORS)
def test_the_examples_to_add_kill_every_survivor_and_pass_on_the_rule(name: str, tmp_path: Path) -> None:
    detect, examples, _ = SURVIVORS[name]
    rulebook = rules(tmp_path, detect, examples)
    report = mutate_rulebook(_with(rulebook, mutate_rulebook(rulebook)))
    assert {survivor.operator for survivor in report.survivors} == {"repoint-cause"}
    assert report.failing == 0


def test_a_killed_mutant_is_one_whose_verdict_on_an_example_changed(tmp_path: Path) -> None:
    detect, examples = "phrase: [late, rude, very late, ru*e]", "match: [very late]\nno_match: [so rude!]"
    rulebook = rules(tmp_path, detect, examples)
    symptom = rulebook.symptoms["seen"]
    killed = [
        mutant.done
        for mutant in mutants_of(symptom.detect)
        for example in symptom.examples
        if (match_text(symptom.detect, example.text).state is State.ASSERTED) is example.matches
        and (match_text(mutant.condition, example.text).state is State.ASSERTED) is not example.matches
    ]
    report = mutate_rulebook(rulebook)
    assert report.total.killed == len(killed)
    assert report.failing == 1
    assert report.examples == 1


def test_an_alternative_that_another_covers_is_redundant_and_does_not_count(tmp_path: Path) -> None:
    report = mutated(tmp_path, "phrase: [late, very late, late delivery]", "match: [late]\nno_match: [lately]")
    assert [(entry.done, entry.covered_by.column) for entry in report.redundant] == [
        ("dropped 'very late'", 16),
        ("dropped 'late delivery'", 16),
    ]
    assert report.total.mutants == 5
    assert report.total.percent == 66


def test_an_alternative_that_is_covered_only_where_nothing_negates_it_is_not_redundant(tmp_path: Path) -> None:
    detect = "{phrase: [told, not told], negation: standard}"
    report = mutated(tmp_path, detect, "match: [told]\nno_match: [not x told, tolded]")
    assert not report.redundant
    dropped = next(entry for entry in report.survivors if entry.done == "dropped 'not told'")
    assert dropped.example is not None


def test_an_alternative_of_near_is_redundant_only_if_distances_stay_the_same(tmp_path: Path) -> None:
    detect = "near: {words: [[heard, heard back], [never, never ever]], within: 2, ordered: true}"
    report = mutated(tmp_path, detect, "match: [heard never]\nno_match: [never heard]")
    assert [entry.done for entry in report.redundant] == ["dropped 'never ever'"]
    survivor = next(entry for entry in report.survivors if entry.done == "dropped 'heard back'")
    assert survivor.example is not None
    assert survivor.example.text == "heard back something something never ever"


def test_word_variants_are_one_alternative(tmp_path: Path) -> None:
    report = mutated(tmp_path, "phrase: [close/closed/closes, shut]", "match: [closed]\nno_match: [open]")
    dropped = next(count for count in report.counts if count.operator == "drop-alternative")
    assert (dropped.mutants, dropped.killed) == (2, 1)


def test_the_same_rulebook_gives_the_same_report(tmp_path: Path) -> None:
    detect = "any: [{phrase: [late, rude]}, {near: {words: [[a, b], [c, d]], within: 3}}]"
    reports = [mutated(tmp_path, detect, "match: [late]\nno_match: [on time]") for _ in range(2)]
    assert reports[0] == reports[1]


def _with(rulebook: Rulebook, report: MutantsReport) -> Rulebook:
    """The rulebook with the examples to add."""
    symptom = rulebook.symptoms["seen"]
    added = tuple(
        Example(entry.example.text, entry.example.matches, Location("new.test.yaml", 1, 1), dict(entry.example.fields))
        for entry in report.survivors
        if entry.example
    )
    return replace(rulebook, symptoms={"seen": replace(symptom, examples=symptom.examples + added)})
