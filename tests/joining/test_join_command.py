"""`cxaudit analyze --join customer` through the command line: match rates, incidents in several logs, provenance."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl  # type: ignore[import-untyped] # it comes without types
import pytest
from same_process import run_here
from small_rulebook import CAME_BACK, LATE, alarm_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from command_line import Outcome

RULES = alarm_rules("joining", LATE + CAME_BACK)

TICKETS = (
    "Id",
    "Requester",
    "Requester id",
    "Requester email",
    "Description",
    "Status",
    "Via",
    "Created at",
    "Updated at",
    "Group",
)
DESK = [
    (1, "Ann Bell", 360011110001, "Ann.Bell@x.example", "My parcel is late, where is it?", "2025-01-03 10:00"),
    (2, "Cid Dunn", 360011110002, "cid@x.example", "The invoice is wrong by ten euros", "2025-01-05 10:00"),
    (3, "Eve Fox", 360011110003, "eve@x.example", "It was late once more, what now?", "2025-01-07 10:00"),
    (4, "Gus Hay", 360011110004, "gus@x.example", "Thank you, all is well with me", "2025-01-08 10:00"),
]
SURVEY = [
    ("2025-01-06", "ANN.BELL@x.example", "+49 (0)170 1234567", 1, "Nobody told me that it would be late"),
    ("2025-01-09", "mailto:cid@x.example", None, 2, "I wait for an answer, the bill is wrong"),
    ("2025-02-20", "zoe@x.example", "0171/7654321", 5, "Quick and friendly, thanks a lot"),
]
CALLS = [
    ("2025-01-08T09:00:00", "0170 1234567", "I call again because it is still late"),
    ("2025-03-01T09:00:00", "+491717654321", "I need my password, please help me"),
    ("2025-03-02T09:00:00", "anonymous", "It is late, I do not say who I am"),
]
LOGS = ("desk.csv", "survey.xlsx", "calls.jsonl")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with logs and rules, in which the program is run."""

    path: Path

    def run(self, *arguments: object) -> Outcome:
        return run_here(*arguments, folder=self.path)

    def analyze(self, *arguments: object) -> Outcome:
        return self.run("analyze", *arguments, "--rules", "rules.yaml")

    def audit(self, *arguments: object) -> dict[str, Any]:
        done = self.analyze(*arguments, "-q", "-f", "json")
        assert done.code == 0, done.err
        found: dict[str, Any] = json.loads(done.out)
        return found

    def tickets(self, name: str, rows: Sequence[tuple[object, ...]]) -> None:
        with (self.path / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(TICKETS)
            writer.writerows((*row[:5], "closed", "web", row[5], row[5], "One") for row in rows)

    def calls(self, name: str, rows: list[tuple[str, str, str]]) -> None:
        lines = [
            json.dumps({"call_id": number, "call_time": time, "caller": caller, "transcript": said})
            for number, (time, caller, said) in enumerate(rows, 1)
        ]
        (self.path / name).write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    made = Folder(tmp_path)
    made.tickets("desk.csv", DESK)
    book = openpyxl.Workbook()
    book.active.append(["Response ID", "Survey date", "Respondent email", "Phone number", "Rating", "Comment"])
    for number, row in enumerate(SURVEY, 1):
        book.active.append([number, *row])
    book.save(tmp_path / "survey.xlsx")
    made.calls("calls.jsonl", CALLS)
    return made


def matched(audit: dict[str, Any]) -> dict[tuple[str, str], tuple[int, ...]]:
    names = ("first_customers", "second_customers", "both", "by_id", "by_mail", "by_phone", "through_others")
    return {(m["first"], m["second"]): tuple(m[name] for name in names) for m in audit["joining"]["matches"]}


def test_customers_of_three_logs_are_joined_and_the_match_rates_told(folder: Folder) -> None:
    audit = folder.audit(*LOGS, "--join", "customer")
    assert matched(audit) == {
        ("desk.csv", "survey.xlsx"): (4, 3, 2, 0, 2, 0, 0),
        ("desk.csv", "calls.jsonl"): (4, 2, 1, 0, 0, 0, 1),
        ("survey.xlsx", "calls.jsonl"): (3, 2, 2, 0, 0, 2, 0),
    }
    assert audit["joining"]["customers"] == audit["tally"]["customers"]["distinct"] == 5
    assert [(s["rows"], s["named"], s["customers"]) for s in audit["joining"]["sources"]] == [
        (4, 4, 4),
        (3, 3, 3),
        (3, 2, 2),
    ]


def test_who_comes_back_in_another_log_is_seen_and_quoted_with_file_and_row(folder: Folder) -> None:
    apart, joined = folder.audit(*LOGS), folder.audit(*LOGS, "--join", "customer")
    assert apart["joining"] is None
    back = [
        {(e["source"], e["row"]) for e in audit["tally"]["evidence"] if e["symptom"] == "came-back"}
        for audit in (apart, joined)
    ]
    assert back == [set(), {("survey.xlsx", 1), ("calls.jsonl", 1)}]
    assert joined["tally"]["customers"]["repeat_contacts"] == 4


def test_people_read_the_match_rates_on_the_terminal_and_in_the_report(folder: Folder) -> None:
    done = folder.analyze(*LOGS, "--join", "customer", "-o", "report.md", "-q")
    assert done.code == 0, done.err
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert "desk.csv and survey.xlsx (2 by mail) 4 and 3 2 (67%)" in lines
    assert "desk.csv and calls.jsonl (1 through others) 4 and 2 1 (50%)" in lines
    assert "- 5 customers in all, named in 9 of 10 rows." in lines
    report = (folder.path / "report.md").read_text(encoding="utf-8")
    rows = [" ".join(line.split()) for line in report.splitlines()]
    assert "| `survey.xlsx`, `calls.jsonl` | 3 and 2 | 2 (100%) | 0 | 0 | 2 | 0 |" in rows
    assert "calls.jsonl row 1" in report
    assert "Customers in several logs" not in folder.analyze(*LOGS, "-q", "-f", "md").out


def told_apart(audit: dict[str, Any]) -> dict[str, Any]:
    """What an audit found, but for where it stands."""
    tally = {name: value for name, value in audit["tally"].items() if name != "evidence"}
    quotes = sorted((e["symptom"], e["source"], e["row"], e["quote"]) for e in audit["tally"]["evidence"])
    return {"tally": tally, "quotes": quotes, "rejections": audit["rejections"]}


def test_neither_the_order_of_logs_nor_the_number_of_workers_changes_what_is_found(folder: Folder) -> None:
    folder.tickets("more.csv", [*DESK[1:], (5, "Ann Bell", 360011110001, "ann.bell@x.example", "Late", "2025-01-09")])
    logs = (*LOGS, "more.csv")
    one = folder.audit(*logs, "--join", "customer", "--max-rejected", "1")
    assert folder.audit(*logs, "--join", "customer", "--workers", "2", "--max-rejected", "1") == one
    other = folder.audit(*reversed(logs), "--join", "customer", "--max-rejected", "1")
    assert {tuple(sorted(pair)): counts[2:] for pair, counts in matched(other).items()} == {
        tuple(sorted(pair)): counts[2:] for pair, counts in matched(one).items()
    }
    # Of the same state of an incident in two logs the one read last is kept, so that only provenance differs.
    assert told_apart(other)["tally"] == told_apart(one)["tally"]
    assert told_apart(other)["rejections"] == told_apart(one)["rejections"]


def test_the_same_ticket_in_two_exports_counts_once_and_the_other_row_points_at_it(folder: Folder) -> None:
    folder.tickets("more.csv", [*DESK[2:], (5, "Ivy Jay", 360011110009, "ivy@x.example", "It came late", "2025-01-09")])
    audit = folder.audit("desk.csv", "more.csv", "--join", "customer", "--rejects", "rejects.csv")
    assert audit["rejections"] == {"the same incident in another file, by its id": 2}
    assert [(s["read"], s["used"], s["rejected"]) for s in audit["sources"]] == [(4, 2, 2), (3, 3, 0)]
    assert audit["tally"]["incidents"] == 5
    assert audit["joining"]["doubled"] == [{"path": "desk.csv", "kept": "more.csv", "by_id": 2, "by_words": 0}]
    with (folder.path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["source"], row["row"], row["kept"]) for row in csv.DictReader(file)]
    assert rows == [("desk.csv", "3", "more.csv, row 1, line 2"), ("desk.csv", "4", "more.csv, row 2, line 3")]


@pytest.mark.parametrize("join", ["none", "customer"])
def test_earlier_states_within_a_file_are_rejected_by_row_and_point_at_the_last(folder: Folder, join: str) -> None:
    folder.tickets("twice.csv", [*DESK[:2], (*DESK[0][:4], "Solved in the end", DESK[0][5]), *DESK[2:]])
    audit = folder.audit("twice.csv", "--join", join, "--rejects", "rejects.csv")
    reason = "earlier state of an incident that appears again"
    assert audit["rejections"] == {reason: 1}
    with (folder.path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["row"], row["reason"], row["kept"]) for row in csv.DictReader(file)]
    assert rows == [("1", reason, "twice.csv, row 3, line 4")]


def test_tickets_of_two_systems_with_one_number_are_two_incidents(folder: Folder) -> None:
    (folder.path / "shop.csv").write_text(
        "Order case no,Case number,Opened at,E-mail,Complaint\n"
        "A,1,2025-01-03 10:00,kim@x.example,The parcel was empty when it came\n"
        "B,2,2025-01-05 10:00,lee@x.example,The parcel was open when it came\n",
        encoding="utf-8",
    )
    audit = folder.audit("desk.csv", "shop.csv", "--join", "customer")
    assert audit["rejections"] == {}
    assert audit["tally"]["incidents"] == 6


def test_a_ticket_opened_at_another_time_is_another_one_even_on_the_same_day(folder: Folder) -> None:
    folder.tickets("other.csv", [(1, "Max Nye", 360011110077, "max@x.example", "It came too late", "2025-01-03 16:30")])
    audit = folder.audit("desk.csv", "other.csv", "--join", "customer")
    assert audit["tally"]["incidents"] == 5
    assert audit["joining"]["apart"] == 1


def calls_and_mails(folder: Folder, said: list[tuple[str, str, str]]) -> dict[str, Any]:
    """Calls, and mails of the same customer in a system of another kind."""
    lines = [f"{number},{time},{mail},{text}" for number, (time, mail, text) in enumerate(said, 1)]
    header = "Message number,Date received,From,Message\n"
    (folder.path / "mails.csv").write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    return folder.audit("desk.csv", "mails.csv", "--join", "customer", "--rejects", "rejects.csv")


def test_the_same_words_of_a_customer_on_the_same_day_in_two_systems_are_one_incident(folder: Folder) -> None:
    again = ("2025-01-03 18:00", "ann.bell@x.example", "MY parcel is late - where is it")
    audit = calls_and_mails(folder, [again])
    assert audit["rejections"] == {"the same incident in another file, by its customer, words and day": 1}
    assert audit["tally"]["incidents"] == 4
    assert [(s["read"], s["used"], s["rejected"]) for s in audit["sources"]] == [(4, 4, 0), (1, 0, 1)]
    assert "mails.csv,1," in (folder.path / "rejects.csv").read_text(encoding="utf-8")
    assert "desk.csv, row 1, line 2" in (folder.path / "rejects.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("time", "mail", "text"),
    [
        ("2025-01-05 18:00", "ann.bell@x.example", "My parcel is late where is it"),
        ("2025-01-03 18:00", "cid@x.example", "My parcel is late where is it"),
        ("2025-01-03 18:00", "ann.bell@x.example", "My parcel is late where are they"),
        ("", "ann.bell@x.example", "My parcel is late where is it"),
    ],
)
def test_another_day_customer_or_word_makes_another_incident(folder: Folder, time: str, mail: str, text: str) -> None:
    assert calls_and_mails(folder, [(time, mail, text)])["tally"]["incidents"] == 5


def test_what_came_twice_in_both_logs_counts_twice(folder: Folder) -> None:
    same = "My parcel is late where is it"
    folder.tickets(
        "desk.csv",
        [
            (1, "Ann", 1, "ann@x.example", same, "2025-01-03 10:00"),
            (2, "Ann", 1, "ann@x.example", same, "2025-01-03 12:00"),
        ],
    )
    twice = [(f"2025-01-03 {hour}:00", "ann@x.example", same) for hour in (11, 13)]
    assert calls_and_mails(folder, twice)["tally"]["incidents"] == 2


def test_kept_events_of_joined_logs_merge_into_the_very_audit_of_all(folder: Folder) -> None:
    folder.tickets("more.csv", [*DESK[2:], (5, "Ivy Jay", 360011110009, "ivy@x.example", "It came late", "2025-01-09")])
    logs = (*LOGS, "more.csv")
    for log in logs:
        kept = ("--keep-events", f"{log}.events", "-o", f"{log}.json")
        assert folder.analyze(log, "--join", "customer", "--phone-country", "DE", *kept, "-q").code == 0
    merged = folder.run("merge", *(f"{log}.json" for log in logs), "--rules", "rules.yaml", "-f", "json")
    assert merged.code == 0, merged.err
    whole = folder.analyze(*logs, "--join", "customer", "--phone-country", "DE", "-q", "-f", "json")
    assert merged.out == whole.out
    assert json.loads(merged.out)["joining"]["customers"] == 6


def test_joined_and_unjoined_audits_are_not_merged(folder: Folder) -> None:
    folder.analyze("desk.csv", "--join", "customer", "-o", "one.json", "-q", "--keep-events", "one.events")
    folder.analyze("survey.xlsx", "-o", "two.json", "-q", "--keep-events", "two.events")
    folder.analyze(
        "survey.xlsx", "--join", "customer", "--own-ids", "-o", "own.json", "-q", "--keep-events", "own.events"
    )
    done = folder.run("merge", "one.json", "two.json", "--rules", "rules.yaml")
    assert done.code == 2
    assert "customers are joined in one.json and not in two.json" in done.err
    done = folder.run("merge", "one.json", "own.json", "--rules", "rules.yaml")
    assert done.code == 2
    assert "joined in one.json and own.json by different --phone-country or --same-ids" in done.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--join", "phone"), "--join 'phone' is not known; choose none or customer"),
        (("--phone-country", "DE"), "give --join customer as well"),
        (("--own-ids",), "give --join customer as well"),
        (("--join", "customer", "--phone-country", "Germany"), "'Germany' is no country"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(folder: Folder, options: tuple[str, ...], said: str) -> None:
    done = folder.analyze("desk.csv", *options)
    assert done.code == 2
    assert said in done.err
    assert not done.out


def test_no_identifier_is_written_anywhere(folder: Folder) -> None:
    outputs = ("-o", "audit.json", "-o", "audit.md", "--keep-events", "kept.events", "--rejects", "rejects.csv")
    done = folder.analyze(*LOGS, "--join", "customer", *outputs)
    assert done.code == 0, done.err
    written = [
        (folder.path / name).read_bytes().lower() for name in ("audit.json", "audit.md", "kept.events", "rejects.csv")
    ]
    for secret in ("ann.bell", "cid@x", "1234567", "360011110001", "eve fox"):
        assert all(secret.encode() not in data for data in written), secret
        assert secret not in (done.out + done.err).casefold()


def test_one_log_is_joined_within_itself(folder: Folder) -> None:
    folder.calls("calls.jsonl", [*CALLS, ("2025-03-05T09:00:00", "0171 7654321", "I need my password once more")])
    audit = folder.audit("calls.jsonl", "--join", "customer")
    assert audit["joining"]["matches"] == []
    assert audit["tally"]["customers"]["distinct"] == 2
    assert folder.audit("calls.jsonl")["tally"]["customers"]["distinct"] == 4
