"""Small rulebooks and logs to compare, and the commands run on them as a user would."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from small_rulebook import HIRE_WELL, NO_ALARM, NO_MANNERS, SET_ALARM

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

RULES = (
    """\
rulebook: {name: small, version: 1.0.0}
symptoms:
  - id: late-delivery
    title: It came late
    severity: major
    detect: {phrase: [late, never arrived]}
    caused_by: {no-alarm: often}
  - id: rude-staff
    title: Staff were rude
    severity: critical
    detect: {phrase: [rude]}
    caused_by: {nobody-hired-for-manners: often}
  - id: reopened
    title: It was reopened
    severity: minor
    detect: {field: {reopens: ">= 1"}}
    caused_by: {no-alarm: sometimes}
  - id: came-back
    title: The customer came back about the same thing
    severity: major
    detect: {repeat: {same: customer and symptom, within: 14 days}}
    caused_by: {no-alarm: sometimes}
  - id: workaround
    title: Cases are closed with the same words
    severity: minor
    detect: {shared: {same: resolution, at_least: 2, within: 30 days}}
    caused_by: {no-alarm: sometimes}
"""
    f"causes:\n{NO_ALARM}{NO_MANNERS}remedies:\n{SET_ALARM}{HIRE_WELL}"
)
HEADER = "id,opened_at,customer,customer_name,reopens,resolution,text"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of the program left behind."""

    code: int
    out: str
    err: str


def run(*arguments: object, folder: Path) -> Outcome:
    """Run `cxaudit` with `arguments` in `folder`."""
    done = subprocess.run(
        [sys.executable, "-m", "cxaudit", *(str(argument) for argument in arguments)],
        cwd=folder,
        capture_output=True,
        check=False,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


def changed(*replacements: tuple[str, str]) -> str:
    """The small rulebook with texts replaced, each of which must stand in it."""
    text = RULES
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new)
    return text


def write(path: Path, text: str) -> Path:
    """`text` in a file at `path`."""
    path.write_text(text, encoding="utf-8")
    return path


def log_text(rows: Sequence[str]) -> str:
    """A log of these rows."""
    return "\n".join([HEADER, *rows]) + "\n"


def known_rows() -> list[str]:
    """Forty incidents of as many customers: 20 late, 10 rude (5 of them "very rude"), 8 reopened, 4 "delayed"."""
    rows = []
    for number in range(40):
        said = []
        if number % 2:
            said.append("It came late")
        if number % 4 == 0:
            said.append("he was very rude" if number % 8 == 0 else "he was rude to Ann Bell")
        if number in {2, 6, 10, 14}:
            said.append("the parcel was delayed")
        text = " and ".join(said) or "Thanks"
        day = 1 + number % 28
        rows.append(f"T{number},2025-01-{day:02d},c{number}@example.com,Ann Bell,{number % 5 == 0:d},,{text}")
    return rows
