"""Logs of which the first rows do not tell all, through the command line, with any number of workers."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

from command_line import run, small_rules

if TYPE_CHECKING:
    from pathlib import Path

_SIZE = 2_500  # more rows than are looked at first


def audited(folder: Path, name: str, workers: int) -> dict[str, Any]:
    """The tally of a log; the audit also repeats the command, which is another with other workers."""
    rules = small_rules(folder)
    arguments = ("--rules", rules, "-q", "-o", "audit.json", "--workers", workers, "--rejects", "rejects.csv")
    done = run("analyze", name, *arguments, "--max-rejected", 1, folder=folder)
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads((folder / "audit.json").read_text(encoding="utf-8"))
    tally: dict[str, Any] = found["tally"]
    return tally


def showing(tally: dict[str, Any], symptom: str) -> int:
    index = tally["symptoms"].index(symptom)
    return sum(entry["count"] for entry in tally["profiles"] if index in entry["profile"]["asserted"])


def test_fields_that_first_appear_late_are_counted_with_any_number_of_workers(tmp_path: Path) -> None:
    records = [{"id": f"K{number}", "text": "It was late"} for number in range(_SIZE)]
    records += [{"id": f"L{number}", "text": "ok", "reopens": "2"} for number in range(_SIZE)]
    (tmp_path / "log.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    one, two = (audited(tmp_path, "log.jsonl", workers) for workers in (1, 2))
    assert one == two
    assert (showing(one, "late-delivery"), showing(one, "reopened")) == (_SIZE, _SIZE)


def test_rows_below_another_header_are_counted_and_it_is_listed_with_its_line(tmp_path: Path) -> None:
    first = [f"K{number},2025-01-02,0,It was late" for number in range(_SIZE)]
    second = [f"L{number},It was late,3,2025-01-02" for number in range(_SIZE)]
    lines = ["id,opened_at,reopens,text", *first, "", "id,text,reopens,opened_at", *second]
    (tmp_path / "log.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    one, two = (audited(tmp_path, "log.csv", workers) for workers in (1, 2))
    assert one == two
    assert (showing(one, "late-delivery"), showing(one, "reopened")) == (2 * _SIZE, _SIZE)
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        (rejected,) = csv.DictReader(file)
    assert (rejected["row"], rejected["line"]) == (str(_SIZE + 1), str(_SIZE + 3))
    assert rejected["reason"].startswith("the header again, with its columns in another order")


def test_the_line_of_each_broken_json_line_is_listed_under_one_reason(tmp_path: Path) -> None:
    good = [json.dumps({"id": str(number), "text": "It was late"}) for number in range(90)]
    lines = [line if number % 3 else line[:12] for number, line in enumerate(good)]
    (tmp_path / "log.jsonl").write_text("\n\n".join(lines), encoding="utf-8")
    audited(tmp_path, "log.jsonl", 1)
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        rejected = list(csv.DictReader(file))
    assert [(entry["row"], entry["line"]) for entry in rejected] == [
        (str(number + 1), str(2 * number + 1)) for number in range(0, 90, 3)
    ]
    assert len({entry["reason"] for entry in rejected}) == 1
