"""Awkward logs to be counted apart and together: incidents, customers and fixes that are in several of them."""

from __future__ import annotations

import csv
import random
from typing import TYPE_CHECKING

from small_rulebook import CAME_BACK, LATE, REOPENED, alarm_rules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

RULES = alarm_rules(
    "merging",
    f"""\
{LATE}{REOPENED}{CAME_BACK.replace("14 days", "14 days, channel: any")}\
  - id: workaround
    title: A workaround was shared
    severity: major
    detect: {{shared: {{same: resolution, at_least: 4, within: 30 days}}}}
    caused_by: {{no-alarm: sometimes}}
  - id: old-backlog
    title: Work is left lying
    severity: minor
    detect: {{series: {{kind: backlog}}}}
    caused_by: {{no-alarm: sometimes}}
""",
)

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
