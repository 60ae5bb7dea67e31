"""What cannot be read is told in one sentence, hides nothing else, and is never a pass (exit 3)."""

import os
from pathlib import Path

import pytest
from rules_command import RULES, rules, run
from typer.main import get_command

from cxaudit.cli.rules import rules_app
from cxaudit.errors import RulebookError
from cxaudit.model import Report
from cxaudit.rulebook import load_rulebook, read_rulebook
from cxaudit.rulebook.sources import find_files

LOG = "id,opened_at,text\n1,2025-01-01,She was rude\n"


def unread(folder: Path) -> list[tuple[str, str]]:
    _, violations = read_rulebook([folder])
    return [(Path(entry.location.path).name, entry.check) for entry in violations]


def test_a_pipe_in_a_folder_is_told_and_not_waited_for(tmp_path: Path) -> None:
    rules(tmp_path, "severity: major", "severity: mayor")
    os.mkfifo(tmp_path / "pipe.yaml")
    assert unread(tmp_path) == [("pipe.yaml", "unreadable"), ("rules.yaml", "not-one-of")]


def test_a_pipe_is_told_in_one_sentence_also_as_the_path_itself(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    code, out, _ = run("check", str(tmp_path / "pipe.yaml"), "-f", "concise")
    assert code == 3
    assert out.count("unreadable") == 1
    assert "the file cannot be read: it is a pipe or a device, not a file" in out


def test_a_pipe_among_scenario_files_is_told_and_not_waited_for(tmp_path: Path) -> None:
    rules(tmp_path)
    os.mkfifo(tmp_path / "pipe.test.yaml")
    code, out, _ = run("test", str(tmp_path))
    assert code == 3
    assert "pipe.test.yaml" in out


def test_a_rulebook_is_read_from_what_a_shell_substitutes_for_a_process() -> None:
    reading, writing = os.pipe()
    os.write(writing, RULES.encode())
    os.close(writing)
    try:
        assert set(load_rulebook([Path(f"/dev/fd/{reading}")]).symptoms) == {"rude-staff"}
    finally:
        os.close(reading)


@pytest.mark.parametrize("target", ["loop.yaml", "nowhere"])
def test_a_link_that_leads_to_no_file_is_one_violation_and_hides_no_other(tmp_path: Path, target: str) -> None:
    rules(tmp_path, "severity: major", "severity: mayor")
    (tmp_path / "loop.yaml").symlink_to(target)
    assert unread(tmp_path) == [("loop.yaml", "unreadable"), ("rules.yaml", "not-one-of")]
    assert unread(tmp_path / "loop.yaml") == [("loop.yaml", "unreadable")]


def test_a_scenario_file_that_is_a_link_to_itself_is_told(tmp_path: Path) -> None:
    rules(tmp_path)
    (tmp_path / "loop.test.yaml").symlink_to("loop.test.yaml")
    for path in (tmp_path, tmp_path / "loop.test.yaml"):
        code, out, _ = run("test", str(path))
        assert code == 3
        assert "unreadable" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ("mutate", "RULES"),
        ("lock", "RULES"),
        ("lock", "RULES", "--check"),
        ("graph", "RULES"),
        ("explain", "rude-staff", "--rules", "RULES"),
        ("coverage", "RULES", "--log", "LOG"),
        ("suggest", "RULES", "--log", "LOG"),
        ("diff", "RULES", "RULES", "--log", "LOG"),
    ],
)
def test_every_command_ends_with_3_when_a_file_was_not_read(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    folder, log = tmp_path / "rules", tmp_path / "log.csv"
    folder.mkdir()
    rules(folder)
    os.mkfifo(folder / "pipe.yaml")
    log.write_text(LOG)
    named = {"RULES": str(folder), "LOG": str(log)}
    with pytest.raises(RulebookError) as caught:
        run(*(named.get(argument, argument) for argument in arguments))
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("content", [b"\xff\xfe", b"title: \xe9\n", b"#" * (8 * 1024 * 1024 + 1)])
def test_a_file_of_which_nothing_was_read_is_no_mere_fault(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.yaml").write_bytes(content)
    assert run("check", str(tmp_path))[0] == 3
    with pytest.raises(RulebookError) as caught:
        load_rulebook([tmp_path])
    assert caught.value.exit_code == 3


def test_a_fault_in_what_was_read_still_ends_with_2(tmp_path: Path) -> None:
    with pytest.raises(RulebookError) as caught:
        load_rulebook([Path(rules(tmp_path, "severity: major", "severity: mayor"))])
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("command", "argument"),
    [
        *((command, "paths") for command in ("check", "coverage", "fmt", "graph", "lock", "mutate", "suggest", "test")),
        ("diff", "new"),
        ("explain", "rules"),
    ],
)
def test_no_command_asks_before_it_reads_whether_it_may(command: str, argument: str) -> None:
    commands = getattr(get_command(rules_app), "commands")  # noqa: B009 - the public base class has none
    (found,) = (parameter for parameter in commands[command].params if parameter.name == argument)
    assert not found.type.readable


@pytest.mark.parametrize("command", ["check", "test", "fmt"])
def test_a_folder_that_may_not_be_read_is_told_by_the_command_itself(tmp_path: Path, command: str) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0)
    if os.access(folder, os.R_OK):
        pytest.skip("root may read everything")
    code, out, err = run(command, str(folder))
    assert code == 3
    assert "the folder cannot be read: permission denied" in out + err
    assert "Usage" not in err


def test_files_below_the_working_folder_are_named_without_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules(tmp_path)
    (tmp_path / "inner").mkdir()
    rules(tmp_path / "inner")
    monkeypatch.chdir(tmp_path)
    _, violations = read_rulebook([Path()])
    assert {entry.location.path for entry in violations} == {"rules.yaml"}
    assert [file.name for file in find_files(Path(), Report())] == ["inner/rules.yaml", "rules.yaml"]
