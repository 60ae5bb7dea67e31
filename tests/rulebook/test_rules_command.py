from pathlib import Path

import pytest
from rules_command import RULES, rules, run

from cxaudit.errors import UsageError
from cxaudit.render.violations_formats import VIOLATION_FORMATS


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
    assert "no test has been run" in told


BROKEN = "caused_by: {burnt-out-staff", "caused_by: {burnt-out-stav"


@pytest.mark.parametrize("name", VIOLATION_FORMATS)
@pytest.mark.parametrize("command", ["check", "test"])
def test_the_format_never_changes_the_exit_code(tmp_path: Path, name: str, command: str) -> None:
    assert run(command, "--format", name, rules(tmp_path))[0] == 0
    assert run(command, "--format", name, rules(tmp_path, *BROKEN))[0] == 1
    (tmp_path / "empty").mkdir()
    assert run(command, "--format", name, str(tmp_path / "empty"))[0] == 3


def test_a_format_that_does_not_exist_is_told_with_what_was_meant(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no format 'serif'; did you mean 'sarif'"):
        run("check", "--format", "serif", rules(tmp_path))


def test_an_output_is_written_to_its_file_and_only_the_counts_are_told(tmp_path: Path) -> None:
    output = tmp_path / "found.txt"
    code, shown, told = run("check", "--format", "concise", "--output", str(output), rules(tmp_path, *BROKEN))
    assert (code, shown) == (1, "")
    assert "error[undefined-cause]" in output.read_text()
    assert "1 error, 0 warnings, 0 suppressed" in told


def test_standard_input_is_a_rulebook_like_any_other(tmp_path: Path) -> None:
    assert run("check", "-", standard_input=RULES)[0] == 0
    code, shown, _ = run("check", "-", standard_input=RULES.replace(*BROKEN))
    assert code == 1
    assert "-:6:17: error[undefined-cause]" in shown
    assert "6 |     caused_by: {burnt-out-stav: often}" in shown
    extending = "extends: ./base.yaml\n" + RULES.replace("rude-staff", "other-staff")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        (tmp_path / "base.yaml").write_text(RULES)
        assert "error[duplicate-id]" in run("check", "-", standard_input=extending)[1]


def test_standard_input_is_not_mended() -> None:
    with pytest.raises(UsageError, match="standard input cannot be mended"):
        run("check", "--fix", "-", standard_input=RULES)


@pytest.mark.parametrize("arguments", [("check", "--fix"), ("fmt",), ("lock",)])
def test_the_rulebook_that_comes_with_the_program_is_not_changed_by_chance(arguments: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="name the rulebook to change"):
        run(*arguments)


def test_a_file_behind_a_link_is_mended_where_it_lies(tmp_path: Path) -> None:
    path = Path(rules(tmp_path, *BROKEN))
    link = tmp_path / "link.yml"
    link.symlink_to(path)
    assert run("check", "--fix", str(link))[0] == 0
    assert link.is_symlink()
    assert path.read_text() == RULES


def test_notes_on_examples_can_be_left_out_or_made_to_fail(tmp_path: Path) -> None:
    other = "  - {id: kind-staff, title: K, severity: minor, detect: {phrase: kind}}\ncauses:\n  - id: burnt"
    path = rules(tmp_path, "causes:\n  - id: burnt", other)
    code, shown, _ = run("test", path)
    assert code == 0
    assert "info[fires-on-counter-example] symptom 'kind-staff' fires" in shown
    assert run("test", "--fail-on", "note", path)[0] == 1
    code, shown, _ = run("test", "--fail-on", "note", "--ignore", "fires-on-counter-example", path)
    assert (code, "info[" in shown) == (0, False)
