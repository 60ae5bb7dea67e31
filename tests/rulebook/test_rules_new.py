"""A scaffold says what is missing until it is filled in, and then passes."""

import re
from pathlib import Path

import pytest
from rules_command import run

from cxaudit.errors import UsageError

FILLED = {
    "title": "A title",
    "description": "A description",
    "severity": "minor",
    "dimension": "empathy",
    "stage": "support",
    "family": "process",
    "area": "communication",
    "prior": "rare",
    "check": "Is it so?",
    "supports": "it is",
    "refutes": "it is not",
    "kind": "process",
    "action": "corrective",
    "strength": "stronger",
    "phase": "system-shift",
    "owner": "Head of service",
    "message": "It changes in May",
    "reduces": "own-cause",
    "of": "own-symptom",
    "target": "-30%",
    "within": "90 days",
}
ENTRIES = {
    "a sentence that must show it": "They are rude",
    "one that must not": "They are kind",
    "the id of a remedy": "own-remedy",
    "what to do first": "Begin",
    "words a customer would use": "rude",
}


def filled(text: str) -> str:
    text = re.sub(
        r"^( *(?:- )?)(\w+):  # .*$",
        lambda found: f"{found[1]}{found[2]}: {FILLED[found[2]]}",
        text,
        flags=re.MULTILINE,
    )
    text = re.sub(r"-  # (.+)$", lambda found: f"- {ENTRIES[found[1]]}", text, flags=re.MULTILINE)
    return (
        text.replace("days: []", "days: [1, 2, 3]")
        .replace("by: []", "by: [0.1, 0.2, 0.3]")
        .replace("CAUSE:", "own-cause:")
    )


def test_a_pack_that_is_filled_in_passes_check_and_test(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    assert run("new", "pack", "own", "--output", str(path))[0] == 0
    path.write_text(filled(path.read_text()))
    code, shown, _ = run("check", "--format", "concise", str(path))
    assert "own.yaml" not in shown
    assert code == 0
    assert "own.yaml" not in run("test", "--format", "concise", str(path))[1]
    assert run("fmt", "--check", str(path))[0] == 0


def test_single_definitions_that_are_filled_in_make_a_rulebook(tmp_path: Path) -> None:
    for noun in ("symptom", "cause", "remedy"):
        text = run("new", noun, f"own-{noun}")[1]
        (tmp_path / f"{noun}.yaml").write_text(filled(text))
    assert run("check", str(tmp_path))[0] == 0
    assert run("test", str(tmp_path))[0] == 0


@pytest.mark.parametrize("noun", ["symptom", "cause", "remedy", "pack"])
def test_a_scaffold_that_is_not_filled_in_does_not_pass(tmp_path: Path, noun: str) -> None:
    path = tmp_path / "own.yaml"
    run("new", noun, "own", "--output", str(path))
    code, shown, _ = run("check", "--format", "concise", str(path))
    assert code == 1
    assert "error[wrong-type] 'title' is empty" in shown
    assert "error[syntax]" not in shown


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("mine")
    with pytest.raises(UsageError, match="exists already"):
        run("new", "cause", "own", "--output", str(path))
    assert path.read_text() == "mine"


def test_only_what_the_language_has_can_be_begun() -> None:
    with pytest.raises(UsageError, match="choose one of symptom, cause, remedy, pack"):
        run("new", "idea", "own")
    with pytest.raises(UsageError, match="write 'own-cause'"):
        run("new", "cause", "Own Cause")
