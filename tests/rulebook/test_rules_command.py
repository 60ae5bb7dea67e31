from pathlib import Path

import pytest
from typer.testing import CliRunner

from cxaudit.cli.rules import rules_app
from cxaudit.errors import UsageError

RULES = """\
symptoms:
  - id: rude-staff
    title: Staff were rude
    severity: major
    detect: {phrase: [rude]}
    caused_by: {burnt-out-staff: often}
    examples:
      match: [She was rude]
      no_match: [She was kind]
causes:
  - id: burnt-out-staff
    title: Staff are burnt out
    family: culture
    area: customer-engagement-skills
    prior: rare
    remedies: [cap-workload]
remedies:
  - id: cap-workload
    title: Cap the workload
    kind: people
    action: preventive
    strength: intermediate
    phase: system-shift
    owner: HR director
    effort: {days: [10, 20, 40]}
    effect: {reduces: burnt-out-staff, by: [0.2, 0.35, 0.5]}
"""


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(rules_app, arguments)
    if isinstance(result.exception, UsageError):
        raise result.exception
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def rules(folder: Path, old: str = "", new: str = "") -> str:
    assert old in RULES
    path = folder / "rules.yaml"
    path.write_text(RULES.replace(old, new) if old else RULES)
    return str(path)


def test_a_sound_rulebook_passes_with_its_counts(tmp_path: Path) -> None:
    code, shown, _ = run("check", rules(tmp_path))
    assert code == 0
    summary = "0 errors, 2 warnings, 0 suppressed — 1 symptom, 1 cause, 1 remedy in 1 file, 2 examples"
    assert shown.splitlines()[-1] == summary


def test_an_error_shows_its_line_and_fails(tmp_path: Path) -> None:
    code, shown, told = run("check", rules(tmp_path, "caused_by: {burnt-out-staff", "caused_by: {burnt-out-staf"))
    assert code == 1
    assert f"{tmp_path}/rules.yaml:6:17: error[undefined-cause] cause 'burnt-out-staf' is not defined\n" in shown
    assert "6 |     caused_by: {burnt-out-staf: often}\n  |                 ^^^^^^^^^^^^^^\n" in shown
    assert f"= help: did you mean 'burnt-out-staff'? ({tmp_path}/rules.yaml:11:9)\n" in shown
    assert "1 error, 0 warnings" in shown
    assert "have not run" in told


def test_a_syntax_error_is_an_error_like_any_other(tmp_path: Path) -> None:
    code, shown, _ = run("check", rules(tmp_path, "[She was rude]", "[She was rude"))
    assert code == 1
    assert shown.count("error[") == 1
    assert "error[syntax]" in shown


def test_an_unreadable_file_means_that_not_all_was_checked(tmp_path: Path) -> None:
    rules(tmp_path, "severity: major", "severity: grave")
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere")
    code, shown, _ = run("check", str(tmp_path))
    assert code == 3
    assert "error[not-one-of]" in shown


def test_a_fault_of_the_rulebook_as_a_whole_fails(tmp_path: Path) -> None:
    code, shown, _ = run("check", rules(tmp_path, "    caused_by: {burnt-out-staff: often}\n", ""))
    assert code == 1
    assert "error[symptom-without-cause]" in shown
    assert "error[unreachable-cause]" in shown


@pytest.mark.parametrize("command", ["check", "test"])
def test_nothing_to_look_at_is_not_a_pass(tmp_path: Path, command: str) -> None:
    code, shown, _ = run(command, str(tmp_path))
    assert code == 3
    assert "error[no-files]" in shown


@pytest.mark.parametrize("command", ["check", "test"])
def test_a_path_that_does_not_exist_is_a_mistake_of_the_caller(tmp_path: Path, command: str) -> None:
    with pytest.raises(UsageError, match="there is no rulebook"):
        run(command, str(tmp_path / "gone"))


def test_examples_that_hold_pass(tmp_path: Path) -> None:
    code, shown, _ = run("test", rules(tmp_path))
    assert (code, shown) == (
        0,
        "0 errors, 0 warnings, 0 suppressed — 1 symptom, 1 cause, 1 remedy in 1 file, 2 examples\n",
    )


def test_an_example_that_fails_is_shown_at_its_line(tmp_path: Path) -> None:
    code, shown, _ = run("test", rules(tmp_path, "no_match: [She was kind]", "no_match: [She was rude]"))
    assert code == 1
    assert f"{tmp_path}/rules.yaml:9:18: error[example-failed]" in shown
    assert "9 |       no_match: [She was rude]\n  |                  ^^^^^^^^^^^^\n" in shown


def test_no_examples_is_not_a_pass(tmp_path: Path) -> None:
    old = "    examples:\n      match: [She was rude]\n      no_match: [She was kind]\n"
    code, shown, _ = run("test", rules(tmp_path, old, ""))
    assert code == 3
    assert "error[no-examples]" in shown


def test_examples_of_a_broken_rulebook_are_not_run(tmp_path: Path) -> None:
    code, _, told = run("test", rules(tmp_path, "severity: major", "severity: grave"))
    assert code == 1
    assert "no example has been run" in told
