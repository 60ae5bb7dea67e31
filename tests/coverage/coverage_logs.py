"""Small logs with known contents, a small rulebook, and the commands that hold one against the other."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from cxaudit.cli.rules import rules_app
from cxaudit.errors import CxauditError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

RULES = """\
rulebook: {name: small, version: "1"}
symptoms:
  - id: late-delivery
    title: It came late
    severity: major
    detect: {phrase: [came late]}
    caused_by: {no-alarm: often}
    examples: {match: [It came late.], no_match: [It came on time.]}
  - id: broken-item
    title: It was broken
    severity: major
    detect: {phrase: [was broken]}
    caused_by: {no-packing-standard: usually}
    examples: {match: [It was broken.], no_match: [It was fine.]}
  - id: tardy-courier
    title: The courier was tardy
    severity: minor
    detect: {phrase: [tardy courier]}
    caused_by: {no-alarm: often}
    examples: {match: [A tardy courier.], no_match: [A quick courier.]}
  - id: late-came
    title: It never matches
    severity: minor
    detect: {phrase: [late came]}
    caused_by: {no-alarm: often}
    examples: {match: [late came the parcel], no_match: [It came late.]}
  - id: reopened
    title: It was reopened
    severity: minor
    detect: {field: {reopens: ">= 1"}}
    caused_by: {no-alarm: sometimes}
    examples: {match: [{text: x, reopens: 1}], no_match: [{text: x, reopens: 0}]}
causes:
  - {id: no-alarm, title: Nobody is warned, family: process, area: communication, prior: common, remedies: [set-alarm]}
  - id: no-packing-standard
    title: Packing has no standard
    family: process
    area: teamworking
    prior: common
    remedies: [set-alarm]
remedies:
  - id: set-alarm
    title: Set an alarm
    kind: process
    action: preventive
    strength: stronger
    phase: system-shift
    owner: Operations manager
    effort: {days: [1, 2, 4]}
    effect:
      - {reduces: no-alarm, by: [0.3, 0.5, 0.7]}
      - {reduces: no-packing-standard, by: [0.3, 0.5, 0.7]}
    verify: {measure: rate, of: late-delivery, target: -30%, within: 90 days}
"""

# The incidents of the usual small log: how many say what. 5 of 20 show no symptom.
SAID: Mapping[str, int] = {
    "It came late": 8,
    "It came late and was broken": 5,
    "It was broken": 2,
    "Where is my invoice": 5,
}


def small_rules(folder: Path, text: str = RULES) -> Path:
    """The small rulebook, or another, in `folder`."""
    path = folder / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def log_of(folder: Path, texts: Iterable[str], name: str = "log.csv", **columns: Sequence[str]) -> Path:
    """A log with an incident for each text, dated a day after the other, with more columns if given."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "opened_at", "text", *columns])
        for number, text in enumerate(texts):
            more = [values[number] for values in columns.values()]
            rows.writerow([f"T-{number + 1}", f"2025-{1 + number // 28 % 12:02d}-{1 + number % 28:02d}", text, *more])
    return path


def repeated(said: Mapping[str, int]) -> list[str]:
    """Each text as often as it was said."""
    return [text for text, times in said.items() for _ in range(times)]


def small_log(folder: Path, name: str = "log.csv") -> Path:
    """The usual small log."""
    return log_of(folder, repeated(SAID), name)


def run(*arguments: object) -> tuple[int, str, str]:
    """Run `cxaudit rules` and give the exit code, what it printed, and what it said on standard error."""
    result = CliRunner().invoke(rules_app, [str(argument) for argument in arguments])
    if isinstance(result.exception, CxauditError):
        raise result.exception
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr
