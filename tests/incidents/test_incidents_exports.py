"""Exports as help desks write them: more forms of one shape, documented fields, units, and dates of either order."""

from __future__ import annotations

import csv
import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest

from cxaudit.incidents import OpenSource, ReadingOptions, open_sources
from cxaudit.incidents.names import plain_name
from cxaudit.incidents.shapes import load_shapes

EXPORTS = Path(__file__).parent / "exports"


def opened(path: Path, options: ReadingOptions | None = None) -> OpenSource:
    (source,) = open_sources([str(path)], options or ReadingOptions())
    return source


def incidents(source: OpenSource) -> list[dict[str, object]]:
    return [row for chunk in source.chunks() for row in chunk.batch.to_pylist()]


def table(folder: Path, *lines: str) -> Path:
    path = folder / "log.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["zendesk-incremental.json", "zendesk-incremental.jsonl"])
def test_incremental_zendesk_tickets_come_with_their_metrics_and_comments(name: str) -> None:
    source = opened(EXPORTS / name)
    first, second = incidents(source)
    assert source.shape == "zendesk-api"
    assert (first["id"], first["status"], first["satisfaction"], second["satisfaction"]) == ("11", "solved", 1, None)
    assert (first["reopens"], first["handoffs"], second["handoffs"]) == (1, 2, 0)
    assert (first["first_response_minutes"], first["resolution_minutes"]) == (61, 2820)
    assert first["closed_at"] == dt.datetime(2024, 5, 3, 9, 0)  # noqa: DTZ001 - columns are naive UTC
    text = str(first["text"])
    assert "Still no answer after a week." in text
    assert "We are sorry" not in text
    assert "Third one this week" not in text
    assert source.finished().rejected == 1


def test_of_the_history_of_a_servicenow_incident_the_last_state_counts(tmp_path: Path) -> None:
    log = EXPORTS / "servicenow-history.csv"
    assert [row["id"] for row in incidents(opened(log))] == ["INC1", "INC1", "INC2", "INC1", "INC2"]
    told = analysed(tmp_path, log, "--rejects", "rejects.csv")
    assert "5 rows read = 2 used + 3 rejected" in told
    audit = json.loads((tmp_path / "audit.json").read_text(encoding="utf-8"))
    reason = "earlier state of an incident that appears again"
    assert audit["rejections"] == {reason: 3}
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        told_of = sorted(
            (entry["row"], entry["reason"], entry["kept"].partition(", ")[2]) for entry in csv.DictReader(file)
        )
    assert told_of == [
        ("1", reason, "row 4, line 5"),
        ("2", reason, "row 4, line 5"),
        ("3", reason, "row 5, line 6"),
    ]


def analysed(folder: Path, log: Path, *more: str) -> str:
    command = [sys.executable, "-m", "cxaudit", "analyze", str(log), "-q", "-o", "audit.json", *more]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


# What help desks call the fields that matter, by their documentation and in genuine exports.
DOCUMENTED = {
    "zendesk": (
        "Id, Created at, Updated at, Solved at, Via, Subject, Status, Priority, Requester id, "
        "Requester email, Organization, Assignee, Group, Reopens, Assignee stations, Group stations, "
        "Satisfaction Score, Tags, First reply time in minutes, Full resolution time in minutes"
    ),
    "freshdesk": (
        "Ticket ID, Created time, Last update time, Resolved time, Closed time, Source, Subject, "
        "Description, Status, Priority, Contact ID, Email, Product, Agent, Group, Survey results, Tags, "
        "First response time (in hrs), Resolution status"
    ),
    "freshdesk-api": (
        "id, created_at, stats.resolved_at, source, description, status, priority, requester_id, company_id, "
        "responder_id, group_id, stats.reopened_at, tags"
    ),
    "intercom": (
        "id, created_at, updated_at, statistics.last_close_at, source.type, source.delivered_as, "
        "source.subject, state, priority, company_id, admin_assignee_id, team_assignee_id, "
        "statistics.count_reopens, statistics.count_assignments, conversation_rating.rating, tags.tags.name"
    ),
    "jira": (
        "Issue key, Issue id, Created, Updated, Resolved, Custom field (Request Type), Summary, Description, "
        "Status, Priority, Reporter, Custom field (Organizations), Assignee, Satisfaction rating, Labels, "
        "Custom field (Time to resolution)"
    ),
    "servicenow": (
        "number, sys_id, opened_at, sys_created_on, sys_updated_on, resolved_at, closed_at, contact_type, "
        "short_description, description, close_notes, state, incident_state, priority, urgency, caller_id, "
        "contact, consumer, account, assigned_to, assignment_group, reopen_count, reassignment_count, "
        "category, subcategory, u_symptom, made_sla, sla_due"
    ),
    "salesforce": (
        "CaseNumber, Case Number, CreatedDate, Date/Time Opened, LastModifiedDate, ClosedDate, "
        "Date/Time Closed, Origin, Case Origin, Subject, Description, Status, Priority, ContactId, "
        "SuppliedEmail, AccountId, Account Name, OwnerId, Type, Reason, IsEscalated"
    ),
    "hubspot": (
        "hs_ticket_id, Ticket ID, createdate, hs_lastmodifieddate, closed_date, source_type, subject, "
        "content, hs_pipeline_stage, hs_ticket_priority, hubspot_owner_id, hubspot_team_id, "
        "hs_ticket_reopened_at, hs_last_csat_rating, hs_ticket_category, hs_resolution, time_to_close, "
        "time_to_first_agent_reply"
    ),
    "gorgias": (
        "Ticket id, Creation date, updated_datetime, Closed date, Initial channel, Subject, excerpt, Status, "
        "Priority, Customer email, Ticket Field: Customer Type, Assignee name, Survey score, Tags, "
        "First response time, Resolution time"
    ),
    "front": (
        "Conversation ID, Segment start, Message date, Last segment activity, Segment end, Inbox, Subject, "
        "Extract, Status, Contact handle, Account names, Assignee, Attributed to, Tags, Response time"
    ),
    "qualtrics": ("StartDate, ResponseId, RecipientEmail, ExternalReference, DistributionChannel"),
    "surveymonkey": ("Respondent ID, Start Date, End Date, Email Address, Custom Data 1"),
    "delighted": ("id, person, survey_type, score, comment, created_at, tags"),
    "cfpb": (
        "Date received, Product, Issue, Consumer complaint narrative, Company, State, Tags, Submitted via, "
        "Company response to consumer, Timely response?, Complaint ID"
    ),
}


@pytest.mark.parametrize(("name", "fields"), DOCUMENTED.items(), ids=DOCUMENTED)
def test_every_field_that_a_help_desk_documents_is_read(name: str, fields: str) -> None:
    rules = load_shapes()[name].columns.values()
    read = {plain_name(name) for rule in rules for part in (*rule.parts, rule.beside) for name in part}
    assert [field for field in fields.split(", ") if plain_name(field) not in read] == []


def test_a_moment_in_a_column_of_durations_is_how_long_after_the_opening_it_was(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "id,comment,opened at,first response time (hours)",
        "1,Late,2024-01-02 10:00,2024-01-02 10:30",
        "2,Late,2024-01-02 10:00,2",
        "3,Late,2024-01-02 10:00,2024-01-01 10:30",
    )
    assert [row["first_response_minutes"] for row in incidents(opened(path))] == [30, 120, None]


@pytest.mark.parametrize(
    ("value", "minutes"), [("5400000", 90), ("2021-01-29 15:37:44", pytest.approx(35.1, abs=0.01))]
)
def test_hubspot_tells_of_the_first_reply_in_milliseconds_or_by_its_time(
    value: str, minutes: float, tmp_path: Path
) -> None:
    name = "time_to_first_agent_reply" if value.isdecimal() else "first_agent_reply_date"
    path = table(
        tmp_path,
        f"hs_ticket_id,subject,content,createdate,hs_pipeline_stage,hs_ticket_priority,{name}",
        f"1,Late,It was late,2021-01-29 15:02:38,4,HIGH,{value}",
    )
    source = opened(path)
    assert source.shape == "hubspot"
    assert [row["first_response_minutes"] for row in incidents(source)] == [minutes]


def test_the_order_of_day_and_month_that_the_user_names_wins(tmp_path: Path) -> None:
    path = table(tmp_path, "id,comment,opened at", "1,Late,03/04/2024", "2,Late,25/04/2024")
    first, _ = [row["opened_at"] for row in incidents(opened(path))]
    told = [row["opened_at"] for row in incidents(opened(path, ReadingOptions(day_first=False)))]
    assert first == dt.datetime(2024, 4, 3)  # noqa: DTZ001 - columns are naive UTC
    assert told == [dt.datetime(2024, 3, 4), None]  # noqa: DTZ001 - likewise


def test_the_stage_of_a_clock_is_no_stage_of_a_journey() -> None:
    source = opened(Path(__file__).parent / "samples" / "servicenow-sla.csv")
    assert {entry.original: entry.column for entry in source.recognised}["stage"] == "status"
