"""Inputs as programs and shells hand them over: pipes, odd names, wrapped records, tables on their side, footers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from cxaudit.errors import InputError
from cxaudit.incidents import content, open_sources
from cxaudit.incidents.people import is_of_people

if TYPE_CHECKING:
    from pathlib import Path

LOG = "id,created at,text\n1,2024-03-05,The parcel came late.\n2,2024-03-06,Nobody answers.\n"
RECORD = {"createdAt": "2024-03-05", "subject": "The parcel came late"}


def recognised(path: Path) -> dict[str, str]:
    (source,) = open_sources([str(path)])
    return {entry.column: entry.original for entry in source.recognised if entry.column}


def test_a_pipe_is_read_as_the_file_would_be(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    writing = threading.Thread(target=(tmp_path / "pipe.csv").write_text, args=(LOG,), daemon=True)
    writing.start()
    (source,) = open_sources([str(tmp_path / "pipe.csv")])
    rows = [row["text"] for chunk in source.chunks() for row in chunk.batch.to_pylist()]
    writing.join()
    assert rows == ["The parcel came late.", "Nobody answers."]
    assert (source.path, source.finished().size) == (str(tmp_path / "pipe.csv"), len(LOG))


def test_what_a_shell_substitutes_can_be_inspected(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(LOG)
    line = f"{sys.executable} -m cxaudit inspect <(cat log.csv)"
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, check=False, text=True, timeout=60)
    assert done.returncode == 0
    assert "2 rows read = 2 that can be used + 0 rejected" in done.stdout


def test_a_pipe_into_which_nobody_writes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "_PATIENCE", 0.1)
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(InputError, match=r"pipe\.csv: is a pipe, and nothing came out of it"):
        open_sources([str(tmp_path / "pipe.csv")])


def test_a_name_that_is_no_text_is_refused_and_shown(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/log \xff.csv"
    with open(name, "w", encoding="utf-8") as file:  # noqa: PTH123 - a path of bytes
        file.write(LOG)
    for given in (os.fsdecode(name), str(tmp_path / "*.csv")):
        with pytest.raises(InputError, match=r"log \\xff\.csv: its name holds bytes that are no text"):
            open_sources([given])


@pytest.mark.parametrize(
    ("form", "wrapped"),
    [
        ("a dump of Elasticsearch", lambda n: {"_index": "t", "_id": str(n), "_source": {**RECORD, "customerId": n}}),
        ("JSON:API", lambda n: {"id": str(n), "attributes": {**RECORD, "customer-id": n}}),
        ("GraphQL", lambda n: {"cursor": "x", "node": {"id": n, **RECORD, "customerId": n}}),
    ],
)
def test_records_in_a_wrapper_are_recognised_by_their_own_names(tmp_path: Path, form: str, wrapped: object) -> None:
    assert callable(wrapped), form
    (tmp_path / "log.jsonl").write_text("\n".join(json.dumps(wrapped(n)) for n in range(1, 4)))
    assert {"id", "opened_at", "text", "customer"} <= recognised(tmp_path / "log.jsonl").keys()


def test_the_edges_of_a_graph_are_found(tmp_path: Path) -> None:
    edges = [{"node": {"id": n, **RECORD}} for n in range(2)]
    (tmp_path / "log.json").write_text(json.dumps({"data": {"tickets": {"edges": edges}}}))
    assert recognised(tmp_path / "log.json")["text"] == "node.subject"


def test_names_whose_words_are_run_together_are_recognised(tmp_path: Path) -> None:
    names = [
        "ticketId",
        "createdAt",
        "resolvedAt",
        "CUSTOMEREMAIL",
        "messageText",
        "reopenCount",
        "slaBreached",
        "csatScore",
    ]
    row = dict(zip(names, [1, "2024-03-05", "2024-03-06", "a@b.c", "late", 1, True, 4], strict=True))
    (tmp_path / "log.jsonl").write_text(json.dumps({**row, "firstResponseTimeSeconds": 600}) + "\n" + json.dumps(row))
    found = recognised(tmp_path / "log.jsonl")
    wanted = ("id", "opened_at", "closed_at", "customer", "text", "reopens", "sla_breached", "satisfaction")
    assert [found.get(column) for column in wanted] == names
    (source,) = open_sources([str(tmp_path / "log.jsonl")])
    assert next(source.chunks()).batch.column("first_response_minutes")[0].as_py() == 10


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"id": {"0": 1, "1": 2}, "text": {"0": "late", "1": "late"}}, "as when a table is written by column or by id"),
        ({"101": {"text": "late", "at": 1}, "102": {"text": "late"}}, "as when a table is written by column or by id"),
        ({"columns": ["id", "text"], "index": [0], "data": [[1, "late"]]}, "holds columns"),
        (
            [["id", "text"], [1, "late"]],
            "a list stands where an object should; export it as a list of objects, or as CSV",
        ),
    ],
)
def test_a_table_on_its_side_is_refused_with_what_it_is(tmp_path: Path, table: object, said: str) -> None:
    (tmp_path / "log.json").write_text(json.dumps(table))
    with pytest.raises(InputError, match=said):
        open_sources([str(tmp_path / "log.json")])


def test_what_salesforce_signs_a_report_with_is_no_fault(tmp_path: Path) -> None:
    header = '"Case Number","Case Owner","Subject","Date/Time Opened","Status"\n'
    signed = (
        "Copyright (c) 2000-2024 salesforce.com, inc. All rights reserved.",
        "Generated By:  Ann Bell  3/16/2024",
        "Acme",
    )
    footer = "".join(f'\n"{line}"' for line in signed) + "\n"
    (tmp_path / "log.csv").write_text(header + '"1","Cy","It is late","3/14/2024","New"\n' * 3 + footer)
    (source,) = open_sources([str(tmp_path / "log.csv")])
    rejected = [entry for chunk in source.chunks() for entry in chunk.rejected]
    assert [(entry.row, entry.excluded) for entry in rejected] == [(4, True), (5, True), (6, True)]


def test_a_broken_row_elsewhere_stays_one(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("id,created at,text\n1,2024-03-05,late\nTotal: 1\nAcme\n2,2024-03-05,late\n")
    (source,) = open_sources([str(tmp_path / "log.csv")])
    rejected = [entry for chunk in source.chunks() for entry in chunk.rejected]
    assert [(entry.row, entry.excluded) for entry in rejected] == [(2, True), (3, False)]


@pytest.mark.parametrize(
    "name", ["priority_name", "source_name", "fields.issuetype.name", "fields.priority.name", "fields.components.name"]
)
def test_the_name_of_a_label_is_no_name_of_a_person(name: str) -> None:
    assert not is_of_people(name, ("Service Request", "Low", "Portal Form"))


def test_labels_of_a_known_export_are_not_hidden(tmp_path: Path) -> None:
    issue = {
        "key": "SUP-1",
        "fields": {
            "summary": "Task is late",
            "created": "2024-03-05T10:00:00.000+0000",
            "issuetype": {"name": "Task"},
            "priority": {"name": "Medium"},
            "status": {"name": "Done"},
            "reporter": {"displayName": "Ann Bell"},
            "project": {"key": "SUP", "name": "Support"},
        },
    }
    (tmp_path / "log.jsonl").write_text("\n".join(json.dumps(issue) for _ in range(3)))
    (source,) = open_sources([str(tmp_path / "log.jsonl")])
    assert source.shape == "jira"
    names = {entry.original for entry in source.recognised if entry.column == "customer_name"}
    assert names == {"fields.reporter.displayName"}


def test_messages_within_records_of_an_unknown_program_are_told_apart(tmp_path: Path) -> None:
    said = [
        {"role": "customer", "content": "The parcel is late.", "createdAt": "2024-03-05T10:00:00Z"},
        {"role": "agent", "content": "We charged you twice.", "createdAt": "2024-03-05T10:30:00Z"},
    ]
    records = [{"chatId": n, "startTime": "2024-03-05T10:00:00Z", "messages": said} for n in range(3)]
    (tmp_path / "log.json").write_text(json.dumps(records))
    (source,) = open_sources([str(tmp_path / "log.json")])
    for row in (row for chunk in source.chunks() for row in chunk.batch.to_pylist()):
        assert (row["text"], row["agent_text"]) == ("The parcel is late.", "We charged you twice.")
        assert (row["customer_turns"], row["agent_turns"], row["first_response_minutes"]) == (1, 1, 30)


@pytest.mark.parametrize("comments", ["It is late.", ["It is late.", "Very."], [{"text": "It is late."}], []])
def test_what_is_no_list_of_messages_is_not_taken_for_one(tmp_path: Path, comments: object) -> None:
    records = [{"id": n, "text": "The parcel", "comments": comments} for n in range(3)]
    (tmp_path / "log.json").write_text(json.dumps(records))
    (source,) = open_sources([str(tmp_path / "log.json")])
    assert not any("told apart" in note for note in source.notes)
    assert [row["text"][:10] for chunk in source.chunks() for row in chunk.batch.to_pylist()] == ["The parcel"] * 3


@pytest.mark.parametrize(
    "name",
    [
        "fields.creator.displayName",
        "source.author.name",
        "fields.comment.comments.author.displayName",
        "ticket.requester.name",
    ],
)
def test_a_name_within_objects_is_one_of_a_person(name: str) -> None:
    assert is_of_people(name, ("Ann Bell", "Bo Fox", "Cy Dee"))
