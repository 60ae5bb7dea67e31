"""Starting the program: help and version are instant, because heavy libraries wait until they are needed."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from command_line import run

from cxaudit import __version__

if TYPE_CHECKING:
    from pathlib import Path

_HEAVY = ("rich", "networkx", "jinja2", "pyarrow", "numpy", "yaml", "re2", "msgspec", "fastexcel")


def test_the_version_is_told(tmp_path: Path) -> None:
    assert run("--version", folder=tmp_path).out == f"cxaudit {__version__}\n"


@pytest.mark.parametrize("arguments", [("--help",), ("analyze", "--help"), ("rules", "--help")])
def test_help_loads_no_heavy_library(arguments: tuple[str, ...]) -> None:
    program = (
        "import sys\nfrom cxaudit.cli import run\n"
        f"run({list(arguments)!r})\n"
        f"sys.stderr.write(','.join(name for name in {_HEAVY!r} if name in sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "Usage" in done.stdout
    assert done.stderr == ""


def test_no_argument_at_all_shows_the_help(tmp_path: Path) -> None:
    done = run(folder=tmp_path)
    assert "analyze" in done.out + done.err
    assert done.code in {0, 2}


def test_a_bug_of_ours_is_told_as_one_and_keeps_its_traceback_in_a_file(tmp_path: Path) -> None:
    program = (
        "import cxaudit.audit as audit, cxaudit.cli.application as application\n"
        "from cxaudit.cli import run\n"
        "import sys\n"
        "def broken(*_arguments, **_more): raise ZeroDivisionError('Ann Bell')\n"
        "audit.load_rulebook = broken\n"
        "sys.exit(run(['analyze', 'log.csv']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"TMPDIR": str(tmp_path)},
    )
    assert done.returncode == 70
    assert "bug of ours" in done.stderr
    assert "Traceback" not in done.stderr
    [kept] = tmp_path.glob("cxaudit-bug-*.txt")
    told = kept.read_text(encoding="utf-8")
    assert "ZeroDivisionError" in told
    assert "in broken" in told
    assert "Bell" not in told + done.stderr
