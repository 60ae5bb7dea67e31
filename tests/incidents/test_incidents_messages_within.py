"""Records that hold their messages: what customers said is text, what staff answered is not, and notes are neither."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cxaudit.incidents import OpenSource, ReadingOptions, open_sources
from cxaudit.incidents.turns.journals import journal_of, transcript_of
from cxaudit.incidents.turns.roles import Role

SAMPLES = Path(__file__).parent / "samples"
ASKED, ANSWERED, NOTED = (
    "My parcel never arrived.",
    "Sorry for the delay, it is on its way.",
    "He was rude on the phone.",
)
ASKED_AGAIN = "Nobody answers my mails."
TIMES = ("2024-03-01T10:00:00Z", "2024-03-01T10:30:00Z", "2024-03-01T11:00:00Z", "2024-03-02T09:00:00Z")
WORDS = (ASKED, ANSWERED, NOTED, ASKED_AGAIN)
BY_STAFF, HIDDEN = (False, True, True, False), (False, False, True, False)

ZENDESK = {
    **dict.fromkeys(("assignee_id", "group_id", "submitter_id", "brand_id", "problem_id"), 1),
    "id": 7,
    "requester_id": 501,
    "subject": "Parcel",
    "description": ASKED,
    "created_at": TIMES[0],
    "via": {"channel": "web"},
    "comments": [
        {"id": n, "author_id": 9 if staff else 501, "public": not hidden, "plain_body": words, "created_at": time}
        for n, (words, staff, hidden, time) in enumerate(zip(WORDS, BY_STAFF, HIDDEN, TIMES, strict=True))
    ],
}
FRESHDESK = {
    **dict.fromkeys(("responder_id", "due_by", "fr_due_by", "email_config_id", "product_id"), 1),
    "id": 7,
    "requester_id": 501,
    "subject": "Parcel",
    "description_text": ASKED,
    "created_at": TIMES[0],
    "source": 2,
    "conversations": [
        {"body": f"<div>{words}</div>", "incoming": not staff, "private": hidden, "user_id": 1, "created_at": time}
        for words, staff, hidden, time in list(zip(WORDS, BY_STAFF, HIDDEN, TIMES, strict=True))[1:]
    ],
}
INTERCOM = {
    "id": "7",
    "created_at": 1709287200,
    "state": "closed",
    "admin_assignee_id": 9,
    "team_assignee_id": 2,
    "read": True,
    "source": {"subject": "Parcel", "body": f"<p>{ASKED}</p>", "type": "email", "author": {"type": "user", "id": "u"}},
    "conversation_parts": {
        "conversation_parts": [
            {"part_type": "comment", "body": ANSWERED, "author": {"type": "admin", "id": 9}, "created_at": 1709289000},
            {"part_type": "note", "body": NOTED, "author": {"type": "admin", "id": 9}, "created_at": 1709290800},
            {
                "part_type": "comment",
                "body": ASKED_AGAIN,
                "author": {"type": "user", "id": "u"},
                "created_at": 1709370000,
            },
        ]
    },
}
JIRA = {
    "key": "S-7",
    "fields": {
        "summary": "Parcel",
        "description": ASKED,
        "created": TIMES[0],
        "issuetype": {"name": "Request"},
        "status": {"name": "Done"},
        "reporter": {"accountId": "ann"},
        "comment": {
            "comments": [
                {
                    "author": {"accountId": "bo" if staff else "ann"},
                    "jsdPublic": not hidden,
                    "body": words,
                    "created": time,
                }
                for words, staff, hidden, time in list(zip(WORDS, BY_STAFF, HIDDEN, TIMES, strict=True))[1:]
            ]
        },
    },
}
SERVICENOW = {
    **dict.fromkeys(("sys_id", "made_sla", "sys_updated_on", "reassignment_count", "cmdb_ci"), "1"),
    "number": "INC7",
    "opened_at": "2024-03-01 10:00:00",
    "short_description": "Parcel",
    "description": ASKED,
    "caller_id": {"display_value": "Ann Bee"},
    "comments_and_work_notes": (
        f"2024-03-02 09:00:00 - Ann Bee (Additional comments)\n{ASKED_AGAIN}\n\n"
        f"2024-03-01 11:00:00 - Bo Cee (Work notes)\n{NOTED}\n\n"
        f"2024-03-01 10:30:00 - Bo Cee (Additional comments)\n{ANSWERED}\n\n"
    ),
}
RECORDS = {
    "zendesk-api": ZENDESK,
    "freshdesk-api": FRESHDESK,
    "intercom": INTERCOM,
    "jira": JIRA,
    "servicenow": SERVICENOW,
}


def opened(path: Path, **options: object) -> OpenSource:
    (source,) = open_sources([str(path)], ReadingOptions(**options))  # type: ignore[arg-type]
    return source


def incidents(source: OpenSource) -> list[dict[str, object]]:
    return [row for chunk in source.chunks() for row in chunk.batch.to_pylist()]


def written(folder: Path, *records: object) -> Path:
    path = folder / "log.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    return path


@pytest.mark.parametrize("shape", RECORDS)
def test_each_help_desks_records_tell_customers_from_staff(shape: str, tmp_path: Path) -> None:
    source = opened(written(tmp_path, RECORDS[shape]))
    assert source.shape == shape
    (only,) = incidents(source)
    assert only["text"] == f"Parcel\n\n{ASKED}\n\n{ASKED_AGAIN}"
    assert only["agent_text"] == ANSWERED
    assert (only["customer_turns"], only["agent_turns"], only["first_response_minutes"]) == (2, 1, 30)


@pytest.mark.parametrize("name", ["front-api", "gorgias-api", "zoho-desk-api"])
def test_shipped_samples_of_records_tell_customers_from_staff(name: str) -> None:
    (only,) = incidents(opened(SAMPLES / f"{name}.json"))
    assert only["text"] == f"Parcel\n\n{ASKED}\n\n{ASKED_AGAIN}"
    assert (only["agent_text"], only["customer_turns"], only["agent_turns"]) == (ANSWERED, 2, 1)


def test_what_a_business_writes_first_is_not_the_customers(tmp_path: Path) -> None:
    sent = {**INTERCOM, "source": {**INTERCOM["source"], "author": {"type": "admin", "id": 9}}}  # type: ignore[dict-item]
    (only,) = incidents(opened(written(tmp_path, sent)))
    assert only["text"] == f"Parcel\n\n{ASKED_AGAIN}"
    assert str(only["agent_text"]).startswith(ASKED)


def test_a_record_whose_words_all_stand_in_messages_has_words(tmp_path: Path) -> None:
    bare = {**INTERCOM, "source": {key: value for key, value in INTERCOM["source"].items() if key != "subject"}}  # type: ignore[attr-defined]
    source = opened(written(tmp_path, bare))
    (only,) = incidents(source)
    assert only["text"] == f"{ASKED}\n\n{ASKED_AGAIN}"
    assert not any("no free text" in note for note in source.notes)


def test_a_record_without_messages_keeps_its_text(tmp_path: Path) -> None:
    alone = {**ZENDESK, "id": 8, "comments": []}
    _, second = incidents(opened(written(tmp_path, ZENDESK, alone)))
    assert (second["text"], second["agent_text"], second["customer_turns"]) == (f"Parcel\n\n{ASKED}", None, None)


def test_a_text_that_the_user_names_is_taken_as_it_stands(tmp_path: Path) -> None:
    (only,) = incidents(opened(written(tmp_path, ZENDESK), columns=(("text", "description"),)))
    assert (only["text"], "agent_text" in only) == (ASKED, False)


def test_inspecting_says_what_becomes_of_the_fields_of_messages(tmp_path: Path) -> None:
    source = opened(written(tmp_path, ZENDESK))
    read = {entry.original: entry.column for entry in source.recognised}
    assert (read["comments.plain_body"], read["comments.author_id"]) == ("text", "author")
    assert (read["comments.public"], read["comments.id"]) == ("internal", "")


def test_jira_comments_in_columns_of_one_name_are_told_apart_by_their_accounts(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    comments = f'"01/Mar/24 10:30 AM;bo;{ANSWERED}","02/Mar/24 9:00 AM;ann;{ASKED_AGAIN}"'
    path.write_text(
        "Issue key,Issue id,Issue Type,Project key,Summary,Reporter,Reporter Id,Created,Comment,Comment\n"
        f"S-7,1,Request,S,{ASKED},Ann,ann,01/Mar/24 10:00 AM,{comments}\n",
        encoding="utf-8",
    )
    (only,) = incidents(opened(path))
    assert (only["text"], only["agent_text"]) == (f"{ASKED}\n\n{ASKED_AGAIN}", ANSWERED)
    assert only["first_response_minutes"] == 30


TRANSCRIPT = (
    "[10:02] Ann (Customer): My parcel never arrived.\nIt was due on Monday.\n"
    "[10:05] Bo (Agent): Sorry for the delay, see https://x.example: soon."
)


def test_transcripts_in_a_cell_are_cut_into_what_each_side_says(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    rows = [
        ("1", TRANSCRIPT),
        ("2", "Agent: How can I help?\nCustomer: You charged me twice.\nBot: Please rate us"),
        ("3", "It broke"),
    ]
    path.write_text("id,transcript\n" + "".join(f'{name},"{text}"\n' for name, text in rows), encoding="utf-8")
    source = opened(path)
    first, second, third = incidents(source)
    assert first["text"] == "My parcel never arrived.\nIt was due on Monday."
    assert first["agent_text"] == "Sorry for the delay, see https://x.example: soon."
    assert (second["text"], second["agent_text"]) == ("You charged me twice.", "How can I help?")
    assert (third["text"], third["agent_text"]) == ("It broke", None)
    assert any("transcripts" in note for note in source.notes)


def test_names_in_a_transcript_are_those_of_the_row(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    said = '"Ann Bee: It never came at all\nBo: Sorry for the long delay"'
    path.write_text(f"id,customer name,agent,transcript\n1,Ann Bee,Bo Cee,{said}\n", encoding="utf-8")
    (only,) = incidents(opened(path))
    assert (only["text"], only["agent_text"]) == ("It never came at all", "Sorry for the long delay")


@pytest.mark.parametrize(
    "text",
    [
        "Customer: John\nAgent: Mary\nIssue: the router is broken",
        "Subject: parcel\nHello: it never arrived at all",
        "The agent: he was rude to me. The customer: me.",
        "Customer: it never arrived at all, and nobody helps",
        "Note: see https://x.example",
    ],
)
def test_forms_and_letters_are_no_transcripts(text: str) -> None:
    assert transcript_of(text) == []


def test_a_journal_is_cut_at_its_headings_only() -> None:
    cell = "2024-03-01 11:00:00 - Bo Cee (Work notes)\nAnn said: no (again)\n\nSecond paragraph"
    (entry,) = journal_of(cell)
    assert (entry.role, entry.who, entry.when) == (Role.NOTE, "Bo Cee", "2024-03-01 11:00:00")
    assert entry.text == "Ann said: no (again)\n\nSecond paragraph"
    assert journal_of("It broke on 2024-03-01 - again (sic)") == []
