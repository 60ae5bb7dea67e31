"""Runs the real command line, as a user would."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from small_rulebook import HIRE_WELL, LATE_AND_RUDE, NO_ALARM, NO_MANNERS, REOPENED, SET_ALARM

if TYPE_CHECKING:
    from pathlib import Path

RULES = f"""
rulebook: {{name: small, version: 1.0.0}}
symptoms:
{LATE_AND_RUDE}{REOPENED}causes:
{NO_ALARM}{NO_MANNERS}remedies:
{SET_ALARM}{HIRE_WELL}"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of the program left behind."""

    code: int
    out: str
    err: str


def run(*arguments: object, folder: Path, given: bytes | None = None, **environment: str) -> Outcome:
    """Run `cxaudit` with `arguments` in `folder`; `given` is what it finds on standard input."""
    done = subprocess.run(
        [sys.executable, "-m", "cxaudit", *(str(argument) for argument in arguments)],
        cwd=folder,
        input=given,
        capture_output=True,
        check=False,
        env={**os.environ, "COLUMNS": "80", **environment},
    )
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


def small_rules(folder: Path) -> Path:
    """A small rulebook in `folder`."""
    path = folder / "small.yaml"
    path.write_text(RULES, encoding="utf-8")
    return path


def small_log(folder: Path, name: str = "log.csv") -> Path:
    """A small sound log in `folder`: forty incidents, half of them late, a quarter rude."""
    lines = ["id,opened_at,channel,reopens,customer_name,text"]
    for number in range(40):
        said = (
            " and ".join(["It came late"] * (number % 2) + ["he was rude to me. Yours Ann Bell"] * (number % 4 == 0))
            or "Thanks"
        )
        day = 1 + number % 28
        lines.append(
            f"{number},2025-01-{day:02d},{'phone' if number % 3 else 'web'},{number % 5 == 0:d},Ann Bell,{said}"
        )
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
