"""Exports that carry the labels people see on the screen rather than the names of fields."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from cxaudit.incidents import OpenSource, ReadingOptions, open_sources

if TYPE_CHECKING:
    from pathlib import Path

EXPORTS = {
    "servicenow": (
        (
            "Number,Opened,Short description,Caller,Priority,State,Category,Assignment group,Assigned to,Updated,"
            "Resolved,Closed,Reopen count,Duration"
        ),
        (
            "INC1,2024-07-01 08:00:00,late,User 1,3 - Moderate,Closed,Software,Desk,Bo,2024-07-03 10:00:00,"
            '2024-07-01 09:00:00,2024-07-03 10:00:00,2,"3,600"'
        ),
        {
            "id": "INC1",
            "opened_at": dt.datetime(2024, 7, 1, 8),  # noqa: DTZ001 - columns are naive UTC
            "updated_at": dt.datetime(2024, 7, 3, 10),  # noqa: DTZ001 - likewise
            "closed_at": dt.datetime(2024, 7, 1, 9),  # noqa: DTZ001 - likewise
            "customer": "User 1",
            "reopens": 2,
            "resolution_minutes": 60,
            "text": "late",
        },
    ),
    "zendesk": (
        (
            "Ticket ID,Ticket created - Timestamp,Ticket solved - Timestamp,Ticket status,Ticket channel,"
            "Ticket subject,Requester name,Assignee name,Ticket group,Ticket satisfaction rating,"
            "First reply time (min),Full resolution time (hrs)"
        ),
        "7,2024-07-20 22:55:03,2024-07-22 10:00:00,Closed,Email,late,Ann Bell,Bo Li,Support,Bad,15,2.5",
        {
            "opened_at": dt.datetime(2024, 7, 20, 22, 55, 3),  # noqa: DTZ001 - likewise
            "closed_at": dt.datetime(2024, 7, 22, 10),  # noqa: DTZ001 - likewise
            "channel": "Email",
            "agent_group": "Support",
            "satisfaction": 1,
            "first_response_minutes": 15,
            "resolution_minutes": 150,
            "text": "late",
        },
    ),
    "hubspot": (
        (
            "Ticket ID,Ticket name,Ticket description,Ticket status,Ticket owner,Create date,Time to close (HH:mm:ss),"
            "Associated Contact,Associated Contact IDs"
        ),
        "9,Late,It was late,Closed,Bo Li,2024-07-20 22:55,35:05:00,Ann Bell (ann@example.org),501",
        {"customer": "501", "customer_name": "Ann Bell (ann@example.org)", "resolution_minutes": 2105},
    ),
}


def row(
    folder: Path, header: str, cells: str, options: ReadingOptions | None = None
) -> tuple[OpenSource, dict[str, object]]:
    path = folder / "log.csv"
    path.write_text(f"{header}\n{cells}\n", encoding="utf-8")
    (source,) = open_sources([str(path)], options or ReadingOptions())
    (chunk,) = source.chunks()
    return source, chunk.batch.to_pylist()[0]


@pytest.mark.parametrize("shape", EXPORTS)
def test_the_labels_of_a_list_are_read_as_its_fields_are(tmp_path: Path, shape: str) -> None:
    header, cells, wanted = EXPORTS[shape]
    source, found = row(tmp_path, header, cells)
    assert source.shape == shape
    assert {column: found[column] for column in wanted} == wanted
    assert source.losses() == ()


@pytest.mark.parametrize(
    ("unit", "minutes"), [("sec", 2), ("min", 120), ("hrs", 7200), ("days", 172_800)], ids=["sec", "min", "hrs", "days"]
)
def test_the_unit_in_the_name_of_a_clock_is_its_unit(tmp_path: Path, unit: str, minutes: float) -> None:
    header = EXPORTS["zendesk"][0].replace("(hrs)", f"({unit})")
    _, found = row(tmp_path, header, EXPORTS["zendesk"][1].replace("2.5", "120"))
    assert found["resolution_minutes"] == minutes


def test_the_unit_in_the_name_counts_also_where_the_user_names_the_column(tmp_path: Path) -> None:
    options = ReadingOptions(columns=(("resolution_minutes", "Took (hrs)"),))
    _, found = row(tmp_path, "id,comment,Took (hrs)", "1,late,2", options)
    assert found["resolution_minutes"] == 120


@pytest.mark.parametrize(("clock", "minutes"), [("35:05 hrs", 2105), ('"1,234:30"', 74_070), ("2:05 h", 125)])
def test_a_clock_with_its_unit_behind_it_or_very_many_hours_is_read(tmp_path: Path, clock: str, minutes: float) -> None:
    _, found = row(tmp_path, "id,comment,Resolution time", f"1,late,{clock}")
    assert found["resolution_minutes"] == minutes
