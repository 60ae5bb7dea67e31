"""A violation keeps its fingerprint wherever one stands, and however the path is spelled."""

import json
from pathlib import Path

import pytest
from rules_command import rules, run


def fingerprints(*paths: str) -> list[tuple[str, str]]:
    _, out, _ = run("check", *paths, "-f", "json", "--today", "2026-01-01")
    return [(entry["check"], entry["fingerprint"]) for entry in json.loads(out)["violations"]]


@pytest.mark.parametrize(
    ("check", "old", "new"),
    [
        ("unreachable-area", "", ""),
        ("syntax", "severity: major", "severity: [major"),
        ("duplicate-key", "severity: major", "severity: major\n    severity: minor"),
        ("unknown-key", "symptoms:", "sumptoms: []\nsymptoms:"),
        (
            "duplicate-id",
            "remedies:\n  - id",
            "  - {id: burnt-out-staff, title: B, family: culture}\nremedies:\n  - id",
        ),
    ],
)
def test_a_fingerprint_does_not_tell_from_where_one_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, check: str, old: str, new: str
) -> None:
    folder = tmp_path / "good"
    folder.mkdir()
    rules(folder, old, new)
    absolute = fingerprints(str(folder))
    assert check in dict(absolute)
    monkeypatch.chdir(tmp_path)
    assert fingerprints("./good") == fingerprints("good/rules.yaml") == absolute
    monkeypatch.chdir(folder)
    assert fingerprints(".") == fingerprints("../good") == absolute


def test_what_cannot_be_read_has_one_fingerprint_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone.yaml").symlink_to("nowhere")
    absolute = fingerprints(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert fingerprints(".") == absolute
    assert [check for check, _ in absolute] == ["unreadable"]


def test_a_folder_without_files_has_one_fingerprint_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    absolute = fingerprints(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert fingerprints(".") == absolute
    assert [check for check, _ in absolute] == ["no-files"]


def test_a_baseline_written_in_one_folder_holds_in_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, baseline = tmp_path / "good", str(tmp_path / "baseline.json")
    folder.mkdir()
    rules(folder)
    monkeypatch.chdir(folder)
    run("check", ".", "--write-baseline", baseline)
    monkeypatch.chdir(tmp_path)
    code, out, _ = run("check", "./good", "--baseline", baseline, "--fail-on", "note", "-f", "json")
    assert json.loads(out)["violations"] == []
    assert code == 0
