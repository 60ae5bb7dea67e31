from pathlib import Path

import pytest

from cxaudit.model import Gravity
from cxaudit.rulebook import load_rulebook, read_rulebook

BASE = """\
rulebook: {name: Base, version: "1"}
symptoms:
  - {id: slow, title: Slow, severity: minor, detect: {phrase: [slow]}, caused_by: {no-owner: often}}
  - {id: rude, title: Rude, severity: minor, detect: {phrase: [rude]}, caused_by: {no-owner: often}}
causes:
  - {id: no-owner, title: No owner, family: culture, area: teamworking, prior: rare}
"""


def extended(folder: Path, text: str) -> Path:
    (folder / "base").mkdir()
    (folder / "base" / "rules.yaml").write_text(BASE)
    own = folder / "own.yaml"
    own.write_text(text)
    return own


def override(text: str) -> str:
    return f"rulebook: {{name: Own, version: '2'}}\nextends: base\noverrides:\n  - {text}\n"


def test_a_rulebook_holds_what_its_base_holds_and_keeps_its_own_name(tmp_path: Path) -> None:
    own = extended(tmp_path, "rulebook: {name: Own, version: '2'}\nextends: base\n")
    rulebook = load_rulebook([own])
    assert list(rulebook.symptoms) == ["rude", "slow"]
    assert (rulebook.name, rulebook.version) == ("Own", "2")
    assert rulebook.symptoms["slow"].location.path == (tmp_path / "base" / "rules.yaml").as_posix()


def test_an_override_replaces_the_keys_it_sets_and_no_others(tmp_path: Path) -> None:
    own = extended(tmp_path, override("{symptom: slow, reason: it hurts, set: {severity: critical, stage: exit}}"))
    symptom = load_rulebook([own]).symptoms["slow"]
    assert (symptom.severity, symptom.stage, symptom.title) == (Gravity.CRITICAL, "exit", "Slow")


def test_an_override_can_take_a_definition_out(tmp_path: Path) -> None:
    own = extended(tmp_path, override("{symptom: slow, reason: not ours, remove: true}"))
    assert list(load_rulebook([own]).symptoms) == ["rude"]


@pytest.mark.parametrize(
    ("text", "check", "message"),
    [
        ("{symptom: slow, set: {severity: minor}}", "missing-key", "'reason'"),
        ("{symptom: slow, reason: x}", "missing-key", "'set' or 'remove: true'"),
        ("{symptom: slow, reason: x, remove: true, set: {severity: minor}}", "missing-key", "'set' or 'remove: true'"),
        ("{symptom: slo, reason: x, remove: true}", "undefined-symptom", "no base defines it"),
        ("{symptom: slow, cause: no-owner, reason: x, remove: true}", "missing-key", "exactly one of"),
        ("{reason: x, remove: true}", "missing-key", "exactly one of"),
        ("{symptom: slow, reason: x, set: {id: fast}}", "unknown-key", "cannot change an id"),
        ("{symptom: slow, reason: x, set: {sevrity: minor}}", "unknown-key", "'sevrity'"),
        ("{symptom: slow, reason: x, set: {severity: huge}}", "not-one-of", "'huge'"),
        (
            "{cause: no-owner, reason: x, remove: true}",
            "undefined-cause",
            "removed by an override but is still used",
        ),
    ],
)
def test_each_fault_of_an_override_is_told(tmp_path: Path, text: str, check: str, message: str) -> None:
    _, violations = read_rulebook([extended(tmp_path, override(text))])
    assert check in {entry.check for entry in violations}
    assert any(message in entry.message for entry in violations)


def test_a_definition_that_is_overridden_twice_is_told(tmp_path: Path) -> None:
    one = "{symptom: slow, reason: x, set: {severity: major}}"
    own = extended(tmp_path, override(f"{one}\n  - {one}"))
    _, (violation,) = read_rulebook([own])
    assert (violation.check, violation.location.line) == ("duplicate-id", 5)


def test_to_define_again_what_the_base_defines_is_a_duplicate(tmp_path: Path) -> None:
    own = extended(tmp_path, "extends: base\n" + BASE.split("causes:", maxsplit=1)[0].split("\n", 1)[1])
    _, violations = read_rulebook([own])
    assert [entry.check for entry in violations] == ["duplicate-id", "duplicate-id"]
    assert "overrides" in violations[0].help


def test_rulebooks_that_extend_each_other_are_read_once_each(tmp_path: Path) -> None:
    own = extended(tmp_path, "extends: base\n")
    (tmp_path / "base" / "back.yaml").write_text("extends: ../own.yaml\n")
    assert len(load_rulebook([own]).files) == 3


def test_a_base_that_does_not_exist_is_told_where_it_is_named(tmp_path: Path) -> None:
    _, violations = read_rulebook([extended(tmp_path, "extends: [base, cor]\n")])
    assert [(entry.check, str(entry.location).split(":", 1)[1]) for entry in violations] == [("undefined-base", "1:17")]
    assert violations[0].help == "did you mean 'core'?"


def test_a_base_cannot_be_taken_from_outside_the_shipped_rulebooks_by_its_name(tmp_path: Path) -> None:
    _, violations = read_rulebook([extended(tmp_path, "extends: ../../../../../../nowhere-at-all\n")])
    assert "undefined-base" in {entry.check for entry in violations}
