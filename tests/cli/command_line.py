"""Runs the real command line, as a user would."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

RULES = """
rulebook: {name: small, version: 1.0.0}
symptoms:
  - id: late-delivery
    title: It came late
    severity: major
    detect: {phrase: [late, never arrived]}
    caused_by: {no-alarm: often}
    examples: {match: ["It was late."], no_match: ["It was on time."]}
  - id: rude-staff
    title: Staff were rude
    severity: critical
    detect: {phrase: [rude], unless: [{phrase: [not rude]}]}
    caused_by: {nobody-hired-for-manners: often}
    examples: {match: ["He was rude."], no_match: ["She was not rude."]}
  - id: reopened
    title: It was reopened
    severity: minor
    detect: {field: {reopens: ">= 1"}}
    caused_by: {no-alarm: sometimes}
    examples: {match: [{text: x, reopens: 1}], no_match: [{text: x, reopens: 0}]}
causes:
  - {id: no-alarm, title: Nobody is warned, family: process, area: communication, prior: common, remedies: [set-alarm]}
  - id: nobody-hired-for-manners
    title: Nobody is hired for manners
    family: culture
    area: customer-engagement-skills
    prior: common
    remedies: [hire-well]
remedies:
  - id: set-alarm
    title: Set an alarm
    kind: process
    action: preventive
    strength: stronger
    phase: system-shift
    owner: Operations manager
    effort: {days: [1, 2, 4]}
    effect: {reduces: no-alarm, by: [0.3, 0.5, 0.7]}
  - id: hire-well
    title: Hire for manners
    kind: people
    action: preventive
    strength: intermediate
    phase: system-shift
    owner: HR director
    effort: {days: [5, 10, 20]}
    effect: {reduces: nobody-hired-for-manners, by: [0.2, 0.3, 0.5]}
"""


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
