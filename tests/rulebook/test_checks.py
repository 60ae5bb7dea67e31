"""Each check finds what its own page calls bad, and nothing in what the page calls good."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

import cxaudit.checks
from cxaudit.checks import CHECKS, DATED_CHECKS, LOCAL_CHECKS, Check, DatedCheck, run_checks
from cxaudit.checks.pages import Page, page_of
from cxaudit.model import Rulebook, Violation
from cxaudit.rulebook import load_rulebook, read_rulebook

TODAY = date(2026, 3, 1)
EVERY: tuple[Check | DatedCheck, ...] = (*CHECKS, *DATED_CHECKS)
ALL = pytest.mark.parametrize("check", EVERY, ids=lambda check: check.__name__)

# What a page leaves out because it is not the point.
LEFT_OUT: dict[str, dict[str, Any]] = {
    "symptoms": {"title": "T", "severity": "minor", "detect": {"phrase": ["words"]}},
    "causes": {"title": "T", "family": "culture", "area": "teamworking", "prior": "rare"},
    "remedies": {
        "title": "T",
        "kind": "process",
        "action": "corrective",
        "strength": "stronger",
        "phase": "system-shift",
        "owner": "Head of service",
        "effort": {"days": [1, 2, 3]},
    },
    "standards": {"title": "T", "promise": "P"},
}


def page(check: Check | DatedCheck) -> Page:
    found = page_of(check.__name__.replace("_", "-"))
    assert found is not None
    return found


def completed(data: dict[str, Any]) -> dict[str, Any]:
    """The example with what it leaves out: usual keys, causes it only names, and a symptom where there is none."""
    full = {noun: [LEFT_OUT[noun] | entry for entry in entries] for noun, entries in data.items()}
    defined = {cause["id"] for cause in full.get("causes", [])}
    named = {cause for symptom in full.get("symptoms", []) for cause in symptom.get("caused_by", {})}
    named |= {remedy["effect"]["reduces"] for remedy in full.get("remedies", [])}
    named |= {other for cause in full.get("causes", []) for other in cause.get("caused_by", {})}
    fresh = [LEFT_OUT["causes"] | {"id": cause} for cause in sorted(named - defined)]
    full["causes"] = [*full.get("causes", []), *fresh]
    full.setdefault("symptoms", [LEFT_OUT["symptoms"] | {"id": "some-symptom"}])
    return full


def rulebook_of(text: str, folder: Path) -> Rulebook:
    path = folder / "rules.yaml"
    # The loader of YAML 1.1 would make a date of a day.
    data = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - makes texts, lists and mappings only
    path.write_text(yaml.safe_dump(completed(data), sort_keys=False))
    return load_rulebook([path])


def violations_of(check: Check | DatedCheck, text: str, folder: Path) -> list[Violation]:
    rulebook = rulebook_of(text, folder)
    dated = next((one for one in DATED_CHECKS if one is check), None)
    plain = next((one for one in CHECKS if one is check), None)
    return [*(dated(rulebook, TODAY) if dated else ()), *(plain(rulebook) if plain else ())]


@ALL
def test_a_check_finds_what_its_page_calls_bad(check: Check | DatedCheck, tmp_path: Path) -> None:
    found = violations_of(check, page(check).bad, tmp_path)
    assert found
    assert {violation.check for violation in found} == {check.__name__.replace("_", "-")}
    assert all(violation.help and violation.owner for violation in found if check.__name__ != "unreachable_area")


@ALL
def test_a_check_finds_nothing_in_what_its_page_calls_good(check: Check | DatedCheck, tmp_path: Path) -> None:
    assert violations_of(check, page(check).good, tmp_path) == []


def test_every_file_in_the_folder_is_in_the_list() -> None:
    folder = Path(cxaudit.checks.__file__).parent
    files = {path.stem for path in folder.glob("*.py")} - {"__init__", "check", "conditions", "coverage"}
    assert files == {check.__name__ for check in EVERY}
    assert [check.__name__ for check in CHECKS] == sorted(check.__name__ for check in CHECKS)


def test_all_checks_together_find_what_each_finds(tmp_path: Path) -> None:
    rulebook = rulebook_of(page(CHECKS[0]).bad, tmp_path)
    plain = [violation for check in CHECKS for violation in check(rulebook)]
    dated = [violation for check in DATED_CHECKS for violation in check(rulebook, TODAY)]
    assert list(run_checks(rulebook, TODAY)) == [*plain, *dated]


@pytest.mark.parametrize(
    ("text", "is_personal"),
    [
        ("write to mary@somewhere-real.co.uk please", True),
        ("write to mary@example.org please", False),
        ("write to mary@mail.example.com please", False),
        ("write to mary@notexample.com please", True),
        ("write to mary@example.com.evil-real.net please", True),
        ("write to help@shop.test please", False),
        ("my account is GB29 NWBK 6016 1331 9268 19", True),
        ("my card is 4539 1488 0343 6467", True),
        ("my card is 4539148803436467", True),
        ("call me on +44 20 7946 0958", True),
        ("call me on 020 7946 0958", True),
        ("call me on (0161) 496-0000", True),
        ("I paid 1,250.00 on 2025-03-01 at 12:30", False),
        ("order 12345678 came after 14 days", False),
        ("open 24/7, 365 days, 0800 to 1700", False),
        ("flight BA2490 on 12/03/2025", False),
        ("it cost 0.12345678901 euro", False),
    ],
)
def test_personal_data_is_told_from_other_numbers(tmp_path: Path, text: str, *, is_personal: bool) -> None:
    check = next(check for check in CHECKS if check.__name__ == "personal_data_in_example")
    symptom = LEFT_OUT["symptoms"] | {"id": "a", "examples": {"match": [text]}}
    path = tmp_path / "rules.yaml"
    path.write_text(yaml.safe_dump({"symptoms": [symptom]}))
    assert bool(list(check(load_rulebook([path])))) == is_personal


@pytest.mark.parametrize("check", LOCAL_CHECKS, ids=lambda check: check.__name__)
def test_a_local_check_finds_the_same_when_all_else_is_missing(check: Check, tmp_path: Path) -> None:
    whole = rulebook_of(page(check).bad, tmp_path)
    found = {(entry.owner, entry.message) for entry in check(whole)}
    empty = replace(whole, symptoms={}, causes={}, remedies={}, standards={})
    parts = [
        *(replace(empty, symptoms={key: entry}) for key, entry in whole.symptoms.items()),
        *(replace(empty, causes={key: entry}) for key, entry in whole.causes.items()),
        *(replace(empty, remedies={key: entry}) for key, entry in whole.remedies.items()),
        *(replace(empty, standards={key: entry}) for key, entry in whole.standards.items()),
    ]
    assert {(entry.owner, entry.message) for part in parts for entry in check(part)} == found


@pytest.mark.parametrize(
    ("examples", "advice"),
    [
        ({}, "add one under 'examples: match' and one under 'examples: no_match'"),
        ({"match": ["words"]}, "add one under 'examples: no_match'"),
        ({"no_match": ["other"]}, "add one under 'examples: match'"),
    ],
)
def test_each_sort_of_example_that_is_missing_is_asked_for(
    tmp_path: Path, examples: dict[str, list[str]], advice: str
) -> None:
    check = next(check for check in CHECKS if check.__name__ == "too_few_examples")
    path = tmp_path / "rules.yaml"
    path.write_text(yaml.safe_dump({"symptoms": [LEFT_OUT["symptoms"] | {"id": "a", "examples": examples}]}))
    assert [violation.help for violation in check(load_rulebook([path]))] == [advice]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("id: late", "id: Late Reply", "'id' must be small letters and digits with hyphens between, not 'Late Reply'"),
        ("{phrase: [late]}", "{expression: '+late'}", "the expression has a '+' with nothing to repeat"),
        ("{phrase: [late]}", "{regex: late}", "did you mean 'expression'?"),
        ("causes", "lenses: [{id: b, title: B, of: causes, groups: []}]\ncauses", "must hold at least 1 entry"),
    ],
)
def test_a_message_says_what_is_wrong_in_whole_words(tmp_path: Path, old: str, new: str, told: str) -> None:
    text = "symptoms: [{id: late, title: L, severity: minor, detect: {phrase: [late]}}]\ncauses: []\n"
    path = tmp_path / "rules.yaml"
    path.write_text(text.replace(old, new))
    _, violations = read_rulebook([path])
    assert any(told in f"{violation.message}; {violation.help}" for violation in violations)


def test_overrides_are_spoken_of_only_where_there_is_a_base(tmp_path: Path) -> None:
    symptom = "{id: late, title: L, severity: minor, detect: {phrase: [late]}}"
    (tmp_path / "base.yaml").write_text(f"symptoms: [{symptom}]\n")
    path = tmp_path / "rules.yaml"
    for text, speaks in (
        (f"symptoms: [{symptom}, {symptom}]", False),
        (f"extends: base.yaml\nsymptoms: [{symptom}]", True),
    ):
        path.write_text(text)
        (duplicate,) = read_rulebook([path])[1]
        assert (duplicate.check, "use overrides" in duplicate.help) == ("duplicate-id", speaks)


def test_a_file_that_is_too_large_is_given_no_size_that_nobody_measured(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_bytes(b"#" * (9 * 1024 * 1024))
    (violation,) = read_rulebook([path])[1]
    assert (violation.check, violation.message) == (
        "too-large",
        "the file has more than the 8,388,608 bytes that are read",
    )
