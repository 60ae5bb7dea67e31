"""Awkward logs to be counted apart and together: incidents, customers and fixes that are in several of them."""

from __future__ import annotations

import csv
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

RULES = """
rulebook: {name: merging, version: 1.0.0}
symptoms:
  - id: late-delivery
    title: It came late
    severity: major
    detect: {phrase: [late]}
    caused_by: {no-alarm: often}
    examples: {match: ["It was late."], no_match: ["It was on time."]}
  - id: reopened
    title: It was reopened
    severity: minor
    detect: {field: {reopens: ">= 1"}}
    caused_by: {no-alarm: sometimes}
    examples: {match: [{text: x, reopens: 1}], no_match: [{text: x, reopens: 0}]}
  - id: came-back
    title: They came back
    severity: major
    detect: {repeat: {same: customer and symptom, within: 14 days, channel: any}}
    caused_by: {no-alarm: sometimes}
  - id: workaround
    title: A workaround was shared
    severity: major
    detect: {shared: {same: resolution, at_least: 4, within: 30 days}}
    caused_by: {no-alarm: sometimes}
  - id: old-backlog
    title: Work is left lying
    severity: minor
    detect: {series: {kind: backlog}}
    caused_by: {no-alarm: sometimes}
causes:
  - {id: no-alarm, title: Nobody is warned, family: process, area: communication, prior: common, remedies: [set-alarm]}
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
"""

SAID = ("It was late", "Thanks", "Late again and again", "All well", "")
FIXES = ("", "Restarted the old router twice", "Sent a new one today", "solved")
COLUMNS = (
    "id",
    "opened_at",
    "updated_at",
    "closed_at",
    "customer",
    "channel",
    "product",
    "reopens",
    "resolution",
    "text",
)


def awkward_rows(seed: int, month: int, rows: int = 60) -> list[list[str]]:
    """Rows of a month: some ids are those of other months, in a later state; some rows have no id, or no date."""
    chance = random.Random(seed)  # noqa: S311 - samples, not secrets
    made = []
    for number in range(rows):
        known = chance.random() < 0.3
        incident = chance.randrange(20) if known else 100 * seed + number
        opened = f"2025-01-{1 + incident:02d}" if known else f"2025-{month:02d}-{chance.randint(1, 28):02d}"
        if chance.random() < 0.05:
            opened = chance.choice(["", "1900-01-01", "2099-12-31"])
        later = f"2025-{month:02d}-{chance.randint(1, 28):02d}"
        made.append(
            [
                "" if chance.random() < 0.2 else str(incident),
                opened,
                later,
                later if chance.random() < 0.5 else "",
                chance.choice(["", "ann", "bob", "cid", f"c{number}"]),
                chance.choice(["phone", "web", "e-mail", ""]),
                f"product {chance.randrange(25) + 12 * month}",
                chance.choice(["0", "1", "", "many"]),
                chance.choice(FIXES),
                chance.choice(SAID),
            ]
        )
    return made


def write_log(path: Path, rows: Sequence[Sequence[str]], without: Sequence[str] = ()) -> Path:
    """The rows as CSV, without some of the columns."""
    places = [place for place, name in enumerate(COLUMNS) if name not in without]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([COLUMNS[place] for place in places])
        writer.writerows([[row[place] for place in places] for row in rows])
    return path
