"""A lock names the rules of a rulebook, and tells when they change."""

import json
from pathlib import Path

import pytest
from rules_command import RULES, run

from cxaudit.errors import RulebookError, UsageError
from cxaudit.rulebook import load_rulebook
from cxaudit.rulebook.lock import is_raised

VERSIONED = 'rulebook: {name: Own, version: "1"}\n' + RULES


def written(folder: Path, text: str = VERSIONED) -> Path:
    path = folder / "rules.yaml"
    path.write_text(text)
    return path


def locked(folder: Path) -> Path:
    path = written(folder)
    assert run("lock", str(path))[0] == 0
    return path


def test_a_lock_holds_the_version_and_a_hash_for_each_rule(tmp_path: Path) -> None:
    path = locked(tmp_path)
    content = json.loads((tmp_path / "rulebook.lock").read_text())
    assert (content["lock"], content["name"], content["version"]) == (1, "Own", "1")
    assert content["content_hash"] == load_rulebook([path]).content_hash
    assert list(content["definitions"]) == ["cause burnt-out-staff", "remedy cap-workload", "symptom rude-staff"]
    assert all(len(value) == 64 for value in content["definitions"].values())


def test_a_rulebook_that_is_as_it_was_passes_whatever_its_comments_and_order(tmp_path: Path) -> None:
    path = locked(tmp_path)
    path.write_text("# a comment\n" + VERSIONED.replace("title: Staff were rude", "title: 'Staff were rude'"))
    assert run("lock", "--check", str(path))[0] == 0


def test_a_changed_rule_under_the_same_version_is_told_twice(tmp_path: Path) -> None:
    path = locked(tmp_path)
    path.write_text(VERSIONED.replace("prior: rare", "prior: common"))
    code, shown, _ = run("lock", "--check", "--format", "concise", str(path))
    assert code == 1
    assert "error[lock-out-of-date] cause 'burnt-out-staff' has changed" in shown
    assert "error[version-not-raised] rules have changed, but the version is still 1" in shown


def test_rules_that_came_and_went_are_told(tmp_path: Path) -> None:
    path = locked(tmp_path)
    path.write_text(VERSIONED.replace('"1"', '"2"').replace("rude-staff", "curt-staff"))
    code, shown, _ = run("lock", "--check", "--format", "concise", str(path))
    assert code == 1
    assert "symptom 'curt-staff' is not in the lock" in shown
    assert "symptom 'rude-staff' is in the lock but no longer" in shown
    assert "version-not-raised" not in shown


def test_a_lock_is_not_written_anew_until_the_version_is_raised(tmp_path: Path) -> None:
    path = locked(tmp_path)
    before = (tmp_path / "rulebook.lock").read_bytes()
    path.write_text(VERSIONED.replace("prior: rare", "prior: common"))
    code, shown, _ = run("lock", str(path))
    assert code == 1
    assert "version-not-raised" in shown
    assert (tmp_path / "rulebook.lock").read_bytes() == before
    assert run("lock", "--same-version", str(path))[0] == 0
    path.write_text(VERSIONED.replace('"1"', '"2"'))
    assert run("lock", str(path))[0] == 0
    assert run("lock", "--check", str(path))[0] == 0


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"lock": 2}', '{"lock": 1, "name": "a"}'])
def test_a_file_that_is_no_lock_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "rulebook.lock").write_text(text)
    with pytest.raises(UsageError, match="cxaudit rules lock"):
        run("lock", "--check", str(written(tmp_path)))


def test_a_check_without_a_lock_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the lock cannot be read"):
        run("lock", "--check", "--lock", str(tmp_path / "other.lock"), str(written(tmp_path)))


def test_a_broken_rulebook_is_not_locked(tmp_path: Path) -> None:
    with pytest.raises(RulebookError):
        run("lock", str(written(tmp_path, VERSIONED.replace("severity: major", "severity: grave"))))
    assert not (tmp_path / "rulebook.lock").exists()


@pytest.mark.parametrize("version", ["1.9", "2", "2.0", "v2", "2.0-rc1", "02"])
def test_a_version_that_is_not_above_that_of_the_lock_is_refused(tmp_path: Path, version: str) -> None:
    path = written(tmp_path, VERSIONED.replace('"1"', '"2"'))
    assert run("lock", str(path))[0] == 0
    changed = VERSIONED.replace("prior: rare", "prior: common").replace('"1"', f'"{version}"')
    path.write_text(changed)
    assert "version-not-raised" in run("lock", "--check", "--format", "concise", str(path))[1]
    assert run("lock", str(path))[0] == 1
    assert run("lock", "--same-version", str(path))[0] == (0 if version == "2" else 1)


@pytest.mark.parametrize(
    ("before", "now"),
    [("1.9", "1.10"), ("2", "2.0.1"), ("1.0-rc", "1.0"), ("2026-03", "2026-11"), ("9" * 5000, "1" + "0" * 5000)],
)
def test_versions_are_compared_as_numbers_part_by_part(before: str, now: str) -> None:
    assert is_raised(before, now)
    assert not is_raised(now, before)


def test_versions_without_a_digit_have_no_order() -> None:
    assert is_raised("spring", "autumn")
    assert is_raised("autumn", "spring")
    assert not is_raised("spring", "spring")
