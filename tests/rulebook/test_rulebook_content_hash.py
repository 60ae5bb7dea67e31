from pathlib import Path

import pytest

from cxaudit.rulebook import load_rulebook

RULES = """\
symptoms:
  - id: slow
    title: Slow
    severity: minor
    detect: {phrase: [slow, late]}
    caused_by: {no-owner: often}
causes:
  - {id: no-owner, title: No owner, family: culture, area: teamworking, prior: rare}
"""


def hashed(folder: Path, text: str, name: str = "rules.yaml") -> str:
    (folder / name).write_text(text)
    return load_rulebook([folder / name]).content_hash


def test_the_hash_is_64_hexadecimal_digits(tmp_path: Path) -> None:
    digits = hashed(tmp_path, RULES)
    assert len(digits) == 64
    assert int(digits, 16) >= 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("symptoms:", "# a comment\nsymptoms:"),
        ("title: Slow", "title: 'Slow'"),
        ("{phrase: [slow, late]}", "\n      phrase:\n        - slow\n        - late"),
        ("    title: Slow\n    severity: minor\n", "    severity: minor\n    title: Slow\n"),
        ("symptoms:", "rulebook: {name: Other, version: '9'}\nsymptoms:"),
        ("{no-owner: often}", "&why {no-owner: often}"),
    ],
)
def test_what_does_not_change_the_content_does_not_change_the_hash(tmp_path: Path, old: str, new: str) -> None:
    assert old in RULES
    assert hashed(tmp_path, RULES) == hashed(tmp_path, RULES.replace(old, new), "another.yaml")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Slow", "title: Slowly"),
        ("[slow, late]", "[slowlate]"),
        ("[slow, late]", "[slow]"),
        ("[slow, late]", "['slow, late']"),
        ("often", "rarely"),
        ("prior: rare", "prior: common"),
        ("title: Slow\n", "title: Slow\n    stage: support\n"),
    ],
)
def test_what_changes_the_content_changes_the_hash(tmp_path: Path, old: str, new: str) -> None:
    assert old in RULES
    assert hashed(tmp_path, RULES) != hashed(tmp_path, RULES.replace(old, new))
