"""What `--fix` mends, and what it leaves alone."""

from pathlib import Path

import pytest
from rules_command import RULES, run

from cxaudit.model import Location, Severity, Violation
from cxaudit.rulebook.fixing import fixes_of


def fixed(folder: Path, text: str) -> tuple[int, str]:
    path = folder / "rules.yaml"
    path.write_bytes(text.encode())
    code, _, _ = run("check", "--fix", str(path))
    return code, path.read_bytes().decode()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{burnt-out-staff: often}", "{burnt-out-staf: often}"),
        ("{burnt-out-staff: often}", "{'burnt-out-staf': often}"),
        ("{burnt-out-staff: often}", "{burnt-out-staff: oftn}"),
        ("reduces: burnt-out-staff", "reduces: brunt-out-staff"),
        ("severity: major", "severity: majr"),
        ("severity: major", "sevrity: major"),
        ("symptoms:\n", "symptons:\n"),
        ("symptoms:\n", "# 日本 é\r\nsymptoms:\r\n"),
        ("    prior: rare\n", "    prior: rare # often?\n    preventable: true\n"),
    ],
)
def test_a_fault_that_is_surely_a_slip_is_mended_and_nothing_else_changes(tmp_path: Path, old: str, new: str) -> None:
    assert old in RULES
    broken = RULES.replace(old, new)
    expected = RULES if "#" not in new else broken
    if "'" in new:
        expected = RULES.replace("{burnt-out-staff: often}", "{'burnt-out-staff': often}")
    assert fixed(tmp_path, broken) == (0, expected)


def test_a_truth_value_that_readers_disagree_on_is_written_out(tmp_path: Path) -> None:
    text = RULES.replace("    prior: rare\n", "    prior: rare\n    preventable: yes # so far\n")
    assert fixed(tmp_path, text) == (0, text.replace("yes #", "true #"))


def test_an_ambiguous_id_is_quoted(tmp_path: Path) -> None:
    assert fixed(tmp_path, RULES.replace("id: rude-staff", "id: on"))[1] == RULES.replace("id: rude-staff", 'id: "on"')


def test_a_byte_order_mark_is_taken_off(tmp_path: Path) -> None:
    assert fixed(tmp_path, "\ufeff" + RULES) == (0, RULES)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{burnt-out-staff: often}", "{weary-people: often}"),
        ("severity: major", "severity: no"),
        ("severity: major", "severity: major\n    sevrity: minor"),
        ("[She was rude]", "[She was rude"),
    ],
)
def test_what_a_person_must_decide_is_left_alone(tmp_path: Path, old: str, new: str) -> None:
    broken = RULES.replace(old, new)
    assert fixed(tmp_path, broken) == (1, broken)


def test_of_two_that_are_alike_none_is_chosen(tmp_path: Path) -> None:
    twin = "  - {id: burnt-out-staf, title: T, family: culture, area: teamworking, prior: rare}\n"
    broken = RULES.replace("remedies:\n  - id", twin + "remedies:\n  - id").replace(
        "{burnt-out-staff:", "{burnt-out-sta:"
    )
    assert fixed(tmp_path, broken) == (1, broken)


def test_the_files_of_a_base_are_left_alone(tmp_path: Path) -> None:
    base = RULES.replace("{burnt-out-staff: often}", "{burnt-out-staf: often}")
    (tmp_path / "base.yml").write_text(base)
    own = tmp_path / "own.yaml"
    own.write_text("extends: base.yml\n")
    assert run("check", "--fix", str(own))[0] == 1
    assert (tmp_path / "base.yml").read_text() == base


def test_nothing_is_replaced_where_the_fault_does_not_stand(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("one: two\n")
    places = [Location("a.yaml", 1, 1), Location("a.yaml", 9, 1), Location("a.yaml", 1, 99)]
    faults = [Violation(place, "x", Severity.ERROR, "m", subject="two", replacement="three") for place in places]
    assert fixes_of(faults, {"a.yaml": path}).count == 0
