"""A small sound rulebook with scenarios of its own, and the program run on both."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from small_rulebook import HIRE_WELL, NO_MANNERS, SET_ALARM

from cxaudit.rulebook import Examination, examine_rulebook
from cxaudit.rulebook.scenario_files import ReadScenarios, read_scenario_files

if TYPE_CHECKING:
    from pathlib import Path

RULES = (
    """\
symptoms:
  - id: late-delivery
    title: It came late
    severity: major
    detect: {phrase: [late, never arrived], negation: standard}
    caused_by: {no-alarm: often}
    examples: {match: [It was late.], no_match: [It was on time.]}
  - id: rude-staff
    title: Staff were rude
    severity: critical
    detect: {phrase: [rude], unless: [{phrase: [rude awakening]}]}
    caused_by: {tempers: often}
    examples: {match: [He was rude.], no_match: [What a rude awakening.]}
  - id: low-score
    title: A low score
    severity: minor
    detect: {field: {satisfaction: "<= 2", Shop: Leeds}}
    caused_by: {no-alarm: rarely}
  - id: came-back
    title: The customer came back
    severity: minor
    detect: {repeat: {same: customer, within: 14 days}}
    caused_by: {no-alarm: sometimes}
  - id: one-answer
    title: All were closed alike
    severity: minor
    detect: {shared: {same: resolution, at_least: 3, within: 30 days}}
    caused_by: {tempers: rarely}
causes:
  - {id: no-alarm, title: Nobody is warned, family: process, area: communication, prior: common, remedies: [set-alarm]}
  - id: tempers
    title: Tempers are short
    family: culture
    area: customer-engagement-skills
    caused_by: {nobody-hired-for-manners: often}
    remedies: [hire-well]
"""
    f"{NO_MANNERS}remedies:\n{SET_ALARM}{HIRE_WELL}"
)

MOSTLY_LATE = """\
scenarios:
  - name: Mostly late
    incidents:
      - {text: It was late again., times: 40}
      - {text: He was rude., times: 5}
      - {text: All was well., times: 55}
    shows: [late-delivery, rude-staff]
    not_shows: [low-score]
    causes: [no-alarm, nobody-hired-for-manners, tempers]
    first_remedy: set-alarm
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of the program left behind."""

    code: int
    out: str
    err: str


def run(*arguments: object, folder: Path, given: bytes | None = None) -> Outcome:
    """Run `cxaudit rules` with `arguments` in `folder`; `given` is what it finds on standard input."""
    done = subprocess.run(
        [sys.executable, "-m", "cxaudit", "rules", *map(str, arguments)],
        cwd=folder,
        input=given,
        capture_output=True,
        check=False,
        env={**os.environ, "COLUMNS": "80"},
    )
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


def rulebook(folder: Path, scenarios: str = "", name: str = "rules/more/a.test.yaml") -> Path:
    """The small rulebook in a folder, with a scenario file below it if there is anything to put in."""
    (folder / "rules/more").mkdir(parents=True, exist_ok=True)
    (folder / "rules/small.yaml").write_text(RULES, encoding="utf-8")
    if scenarios:
        (folder / name).write_text(scenarios, encoding="utf-8")
    return folder / "rules"


def read(folder: Path, scenarios: str) -> tuple[Examination, ReadScenarios]:
    """The small rulebook and what its scenario file holds."""
    path = rulebook(folder, scenarios)
    examination = examine_rulebook([path])
    return examination, read_scenario_files([path], examination)
