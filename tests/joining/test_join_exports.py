"""`cxaudit analyze --join customer` on exports as they come: cut times, floats, one header for two systems."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from same_process import run_here
from small_rulebook import CAME_BACK, alarm_rules

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from command_line import Outcome

RULES = alarm_rules("exports", CAME_BACK.replace("customer and symptom", "customer"))
HEADER = "id,date,customer_id,email,phone,message"
OTHER_HEADER = "Case Number,Created,Client,E-Mail Address,Mobile,Comment"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    return tmp_path


def write(path: Path, rows: Iterable[str], header: str = HEADER) -> None:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def analyze(folder: Path, *arguments: str) -> Outcome:
    done = run_here("analyze", *arguments, "--rules", "rules.yaml", folder=folder)
    assert done.code == 0, done.err
    return done


def joined(folder: Path, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        analyze(folder, *arguments, "--join", "customer", "-q", "-f", "json", "--max-rejected", "1").out
    )
    return found


def came_back(audit: dict[str, Any]) -> int:
    return sum(
        entry["count"]
        for entry in audit["tally"]["profiles"]
        if audit["tally"]["symptoms"].index("came-back") in entry["profile"]["asserted"]
    )


@pytest.mark.parametrize("when", ["2025-01-{:02d}", "2025-01-{:02d} 10:01", "2025-01-{:02d} 23:00"])
def test_an_incident_in_two_exports_counts_once_however_its_opening_is_written(folder: Path, when: str) -> None:
    days = range(1, 13)
    write(folder / "p.csv", (f"{day},2025-01-{day:02d} 10:00:30,C{day},c{day}@x.com,,It is late" for day in days))
    write(folder / "q.csv", (f"{day},{when.format(day)},C{day},c{day}@x.com,,It is late. Solved" for day in days))
    for logs in (("p.csv", "q.csv"), ("q.csv", "p.csv")):
        audit = joined(folder, *logs)
        assert audit["tally"]["incidents"] == 12
        assert audit["joining"]["apart"] == came_back(audit) == 0


def test_exports_in_two_time_zones_agree_over_midnight(folder: Path) -> None:
    days = range(1, 13)
    write(folder / "utc.csv", (f"{day},2025-01-{day:02d} 23:17,C{day},c{day}@x.com,,It is late" for day in days))
    write(folder / "local.csv", (f"{day},2025-01-{day + 1:02d} 01:17,C{day},c{day}@x.com,,It is late" for day in days))
    assert joined(folder, "utc.csv", "local.csv")["tally"]["incidents"] == 12


def test_two_branches_that_count_from_one_are_two_systems(folder: Path) -> None:
    numbers = range(1, 21)
    write(folder / "rome.csv", (f"{n},2025-01-{n:02d} 10:00,{n},anna{n}@x.com,,It is late" for n in numbers))
    write(folder / "oslo.csv", (f"{n},2025-01-{n:02d},{n},bob{n}@y.com,,It is wrong" for n in numbers))
    for option in ((), ("--own-ids",)):
        audit = joined(folder, "rome.csv", "oslo.csv", *option)
        assert audit["tally"]["incidents"] == audit["joining"]["customers"] == 40
        assert audit["joining"]["matches"][0]["both"] == came_back(audit) == 0
    said = " ".join(analyze(folder, "rome.csv", "oslo.csv", "--join", "customer", "-q").out.split())
    assert "rome.csv and oslo.csv number customers differently (0 of 20 customers known to both have one id" in said
    assert joined(folder, "rome.csv", "oslo.csv", "--same-ids")["joining"]["customers"] == 20


def test_own_ids_hold_where_nothing_else_tells_two_logs_of_one_header_apart(folder: Path) -> None:
    for name, month in (("a.csv", 1), ("b.csv", 2)):
        write(folder / name, (f"{month}{n},2025-0{month}-01 10:00,{n},,,It is late" for n in range(1, 6)))
    assert joined(folder, "a.csv", "b.csv")["joining"]["customers"] == 5
    own = joined(folder, "a.csv", "b.csv", "--own-ids")
    assert own["joining"]["customers"] == 10
    assert joined(folder, "b.csv", "a.csv", "--own-ids")["tally"] == own["tally"]


@pytest.mark.parametrize("people", [20, 21, 200])
def test_a_firm_with_many_people_stays_one_customer(folder: Path, people: int) -> None:
    named = [f"{n},2025-01-{1 + n % 27:02d} 10:00,ACME,contact{n}@acme.com,,It is late" for n in range(people)]
    write(folder / "firm.csv", [*named, *(f"900{n},2025-01-2{n} 10:00,ACME,,,It is late" for n in range(5))])
    alone = json.loads(analyze(folder, "firm.csv", "-q", "-f", "json").out)
    audit = joined(folder, "firm.csv")
    assert audit["joining"]["customers"] == 1
    assert audit["joining"]["sources"][0]["named"] == people + 5
    assert came_back(audit) == came_back(alone) == people + 4
    said = " ".join(analyze(folder, "firm.csv", "--join", "customer", "-q").out.split())
    assert ("1 customer id has so many mail addresses or phone numbers" in said) is (people > 20)
    assert "nobody was joined" not in said


def test_addresses_with_an_apostrophe_are_of_different_people(folder: Path) -> None:
    write(
        folder / "a.csv", (f"{n},2025-01-01,,{name}.o'brien@corp.com,,Late" for n, name in enumerate(("mary", "sean")))
    )
    write(folder / "b.csv", ["1,2025-01-02,,brien@corp.com,,Late", "2,2025-01-03,,Sean.O'Brien@corp.com,,Late"])
    audit = joined(folder, "a.csv", "b.csv", "--own-ids")
    assert audit["joining"]["customers"] == 3
    assert audit["joining"]["matches"][0]["by_mail"] == 1


def test_ids_and_numbers_that_became_floats_meet_their_whole_selves(folder: Path) -> None:
    numbers = range(1, 6)
    write(folder / "float.csv", (f"{n},2025-01-0{n},{n}.0,,49170123456{n}.0,It is late" for n in numbers))
    write(folder / "whole.csv", (f"2{n},2025-02-0{n},{n},,,It is late" for n in numbers))
    write(folder / "calls.csv", (f"{n},2025-03-0{n},,,+49 170 123456{n},It is late" for n in numbers), OTHER_HEADER)
    columns = {
        "id": [31, 32, 33],
        "date": ["2025-04-01"] * 3,
        "customer_id": [1.0, None, 3.0],
        "phone": [491701234561.0, 491701234562.0, None],
        "message": ["It is late"] * 3,
    }
    pq.write_table(pa.table(columns), folder / "float.parquet")
    audit = joined(folder, "float.csv", "whole.csv", "calls.csv", "float.parquet", "--same-ids")
    assert audit["joining"]["customers"] == 5
    assert [match["both"] for match in audit["joining"]["matches"]] == [5, 5, 3, 5, 3, 3]


def test_of_many_logs_it_is_said_how_many_pairs_are_not_shown_and_what_is_alike_once(folder: Path) -> None:
    logs = [f"day{number}.csv" for number in range(10)]
    for number, log in enumerate(logs):
        write(folder / log, [f"{number},2025-01-01,C{number // 2},,,It is late"])
    write(folder / "other.csv", ["1,2025-01-01,C1,,,It is late"], OTHER_HEADER)
    done = analyze(folder, *logs, "other.csv", "--join", "customer", "-o", "report.md")
    assert "50 further pairs of logs left out here; the JSON has all" in done.out
    assert "15 further pairs of logs left out here; the JSON has all." in (folder / "report.md").read_text("utf-8")
    assert "day0.csv and 9 files like it: delimited text, recognised as generic" in done.err
    assert "other.csv: delimited text, recognised as generic" in done.err
    assert done.err.count("recognised as") == 2
    few = analyze(folder, *logs[:3], "--join", "customer", "-o", "report.md")
    assert "left out here" not in few.out + (folder / "report.md").read_text("utf-8")


def test_ids_that_a_third_log_shows_to_be_one_numbering_are_said_to_be_compared(folder: Path) -> None:
    by_mail = [f"{n},2025-01-{n:02d} 10:00,{n},c{n}@x.com,,It is late" for n in range(1, 13)]
    write(folder / "mails.csv", by_mail)
    both = [f"{n},2025-02-{n:02d},{n},c{n}@x.com,+49 30 5550{n:03d},Where is it" for n in range(1, 25)]
    write(folder / "both.csv", both, OTHER_HEADER)
    calls = [f"{n},2025-03-{n:02d} 10:00,{n},+49 30 5550{n:03d},Late" for n in range(13, 25)]
    write(
        folder / "calls.csv",
        [*calls, "99,2025-03-01 10:00,1,,Hello"],
        "call id,call time,caller id,caller phone,transcript",
    )
    logs = ("mails.csv", "both.csv", "calls.csv")
    said = " ".join(analyze(folder, *logs, "--join", "customer", "-q", "-f", "md").out.split())
    assert "Other logs show that mails.csv and calls.csv number customers alike, so ids were compared." in said
    assert "cannot be told" not in said
    (match,) = (one for one in joined(folder, *logs)["joining"]["matches"] if "both.csv" not in one.values())
    assert (match["both"], match["by_id"]) == (1, 1)
