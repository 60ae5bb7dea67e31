"""Logs of two systems that number their incidents alike: one incident in both, or two that only share a number."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from command_line import small_rules
from same_process import run_here

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FIRST = "Ticket ID,Created at,Customer ID,Description"
SECOND = "Case No,Opened,Client ID,Complaint,Shop,Clerk"
IDS = range(1, 21)


def write(path: Path, header: str, time: str, customer: str, days: int = 0) -> None:
    """A log of incidents 1 to 20, each opened at `time` of its day, later by so many days."""
    more = ",Rome,Ann" if header == SECOND else ""
    rows = (f"{n},2025-01-{n + days:02d} {time},{customer and f'{customer}{n}'},It was late{more}" for n in IDS)
    path.write_text("\n".join([header, *(row.replace(" ,", ",") for row in rows)]), encoding="utf-8")


def audited(folder: Path, logs: Sequence[str], *options: str) -> dict[str, Any]:
    rules = small_rules(folder)
    done = run_here("analyze", *logs, "--rules", rules, "-q", "--workers", "1", "-f", "json", *options, folder=folder)
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


@pytest.mark.parametrize(
    ("first", "second", "incidents"),
    [
        (("09:00", "A"), ("15:17", "B"), 40),
        (("09:00", "A"), ("15:17", ""), 40),
        (("09:00", "A"), ("15:17", "A"), 40),
        (("09:00", "A"), ("11:00", "B"), 40),
        (("09:00", "A"), ("", "B"), 40),
        (("09:00", "A"), ("09:00", "B"), 20),  # one time to the minute: the customer is named in two ways
        (("09:00", "A"), ("11:00", "A"), 20),  # another time zone
        (("09:00", "A"), ("11:00", ""), 20),
        (("09:00", "A"), ("14:30", ""), 20),
        (("09:00", "A"), ("", "A"), 20),
        (("", ""), ("", ""), 20),
    ],
)
def test_one_number_in_two_systems_is_one_incident_unless_time_or_customer_contradict(
    tmp_path: Path, first: tuple[str, str], second: tuple[str, str], incidents: int
) -> None:
    write(tmp_path / "one.csv", FIRST, *first)
    write(tmp_path / "two.csv", SECOND, *second)
    one, other = (audited(tmp_path, logs) for logs in (("one.csv", "two.csv"), ("two.csv", "one.csv")))
    assert one["tally"]["incidents"] == incidents
    if incidents == 40:  # of one incident the state in the last log counts
        assert one["tally"] == {**other["tally"], "evidence": one["tally"]["evidence"]}
    said = [sentence for sentence in one["measures"]["unknowns"] if "the log of another system" in sentence]
    assert len(said) == (incidents == 40)


def test_two_exports_of_one_system_are_taken_as_before(tmp_path: Path) -> None:
    write(tmp_path / "one.csv", FIRST, "09:00", "A")
    write(tmp_path / "two.csv", FIRST, "15:17", "B")
    assert audited(tmp_path, ("one.csv", "two.csv"))["tally"]["incidents"] == 20


def test_kept_events_of_two_systems_are_told_apart_as_their_logs_are(tmp_path: Path) -> None:
    write(tmp_path / "one.csv", FIRST, "09:00", "A")
    write(tmp_path / "two.csv", SECOND, "15:17", "B")
    for name in ("one", "two"):
        audited(tmp_path, [f"{name}.csv"], "--keep-events", f"{name}.events", "-o", f"{name}.json")
    merged = run_here(
        "merge", "one.json", "two.json", "--rules", small_rules(tmp_path), "-q", "-f", "json", folder=tmp_path
    )
    assert json.loads(merged.out) == audited(tmp_path, ("one.csv", "two.csv"))


def test_who_has_logs_of_two_systems_is_told_of_joining_where_nothing_tells_them_apart(tmp_path: Path) -> None:
    write(tmp_path / "one.csv", FIRST, "09:00", "A")
    write(tmp_path / "two.csv", SECOND, "", "")
    said = " ".join(audited(tmp_path, ("one.csv", "two.csv"))["measures"]["unknowns"])
    assert "number incidents each by itself (--join customer tells those apart), or it is the wrong column" in said
