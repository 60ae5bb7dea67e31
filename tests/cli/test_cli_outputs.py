"""Where outputs go: whole into files, and never in place of what is no file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command_line import run

if TYPE_CHECKING:
    from collections.abc import Sequence

_SOUND = Path(__file__).parent.parent / "rulebook" / "sound.yaml"
_CHECK = ("rules", "check", str(_SOUND), "--format", "json")


def _shell(line: str, folder: Path) -> tuple[int, str]:
    program = f"{sys.executable} -m cxaudit"
    done = subprocess.run(
        ["bash", "-c", line.replace("cxaudit", program, 1)], cwd=folder, capture_output=True, check=False
    )
    return done.returncode, (done.stdout + done.stderr).decode()


def test_a_link_stays_a_link_to_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to("target.json")
    assert run(*_CHECK, "-o", "link.json", folder=tmp_path).code == 0
    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "target.json").read_text(encoding="utf-8").startswith("{")


def test_a_pipe_stays_a_pipe_and_gets_the_output(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with subprocess.Popen(["cat", "pipe"], cwd=tmp_path, stdout=subprocess.PIPE) as reader:
        assert run(*_CHECK, "-o", "pipe", folder=tmp_path).code == 0
        assert reader.communicate(timeout=30)[0].startswith(b"{")
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_device_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = run(*_CHECK, "-o", "/dev/full", folder=tmp_path)
    assert done.code == 2
    assert "/dev/full: cannot be written (No space left on device)" in done.err


@pytest.mark.parametrize("line", ["cxaudit rules check {} >&-", "cxaudit rules check {} >&- 2>&-"])
def test_a_closed_output_changes_nothing_but_what_is_shown(tmp_path: Path, line: str) -> None:
    found, shown = _shell(line.format(_SOUND), tmp_path)
    assert (found, "bug" in shown) == (0, False)


@pytest.mark.parametrize("arguments", [("rules", "fmt", "--check", "empty"), ("rules", "fmt", "empty")])
def test_laying_out_nothing_is_no_pass(tmp_path: Path, arguments: Sequence[str]) -> None:
    (tmp_path / "empty").mkdir()
    done = run(*arguments, folder=tmp_path)
    assert done.code == 3
    assert "there is no rulebook file here" in done.err
