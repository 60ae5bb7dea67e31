"""Logs with one row a message become incidents, one a conversation, in which only the customer's words are text."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxaudit.incidents import OpenSource, ReadingOptions, open_sources
from cxaudit.incidents.turns.joining import SILENT
from cxaudit.incidents.turns.quoted import without_quoted
from cxaudit.incidents.turns.roles import Role, meanings_of, role_of
from cxaudit.incidents.turns.spilling import Spilled
from cxaudit.incidents.turns.spoken import NEVER, Messages, in_turn, settled_roles, spoken
from cxaudit.incidents.turns.threads import threads

if TYPE_CHECKING:
    import random

SAMPLES = Path(__file__).parent / "samples"
ASKED, ANSWERED, NOTED = (
    "My parcel never arrived.",
    "Sorry for the delay, it is on its way.",
    "He was rude on the phone.",
)
ASKED_AGAIN = "Nobody answers my mails."
OF_MESSAGES = (
    *("zendesk-comments.csv", "intercom-messages.csv", "front-messages.json", "gorgias-messages.json"),
    *("hubspot-messages.json", "hubspot-emails.json", "servicenow-journal.csv"),
)
HEAD = ("conversation_id", "sender", "sent", "message", "satisfaction")


def opened(path: Path, **options: object) -> OpenSource:
    (source,) = open_sources([str(path)], ReadingOptions(**options))  # type: ignore[arg-type]
    return source


def incidents(source: OpenSource) -> list[dict[str, object]]:
    return [row for chunk in source.chunks() for row in chunk.batch.to_pylist()]


def table(folder: Path, *rows: tuple[object, ...], head: tuple[str, ...] = HEAD) -> Path:
    path = folder / "log.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


@pytest.mark.parametrize("name", OF_MESSAGES)
def test_each_help_desks_messages_are_told_apart_by_who_wrote_them(name: str) -> None:
    source = opened(SAMPLES / name)
    (only,) = incidents(source)
    assert str(only["text"]).removeprefix("Parcel\n\n") == f"{ASKED}\n\n{ASKED_AGAIN}"
    assert only["agent_text"] == ANSWERED
    assert (only["customer_turns"], only["agent_turns"], only["first_response_minutes"]) == (2, 1, 30)
    account = source.finished()
    assert (account.read, account.rejected) == (account.used, 0)


def test_what_was_done_between_messages_tells_reopens_and_the_last_closing() -> None:
    (only,) = incidents(opened(SAMPLES / "intercom-messages.csv"))
    assert (only["reopens"], only["status"], str(only["closed_at"])) == (1, "closed", "2024-03-03 10:00:00")


def test_a_table_from_anywhere_with_senders_and_repeated_ids_is_one_of_messages(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        ("c1", "customer", "2024-01-01 10:00", "It is late", ""),
        ("c1", "agent", "2024-01-01 10:30", "Sorry, it never arrived here", ""),
        ("c1", "customer", "2024-01-01 11:00", "Nobody answers", "1"),
        ("c2", "agent", "2024-01-02 10:00", "Do you like us?", ""),
    )
    source = opened(path)
    (only,) = incidents(source)
    assert (only["text"], only["agent_text"]) == ("It is late\n\nNobody answers", "Sorry, it never arrived here")
    assert (only["satisfaction"], only["first_response_minutes"], only["_row"]) == (1, 30, 1)
    assert only["_turns"] == [{"end": 10, "row": 1}, {"end": 26, "row": 3}]
    account = source.finished()
    assert (account.read, account.used, account.rejected) == (4, 3, 1)
    assert "one row a message: 3 rows are turns of 1 conversation, which is one incident; 1 by staff" in account.notes


def test_rows_of_a_conversation_without_a_customer_are_rejected_as_no_incident(tmp_path: Path) -> None:
    path = table(
        tmp_path, ("c1", "agent", "", "Hello?", ""), ("c1", "agent", "", "Well?", ""), ("c2", "customer", "", "Hi", "")
    )
    rejected = [entry for chunk in opened(path).chunks() for entry in chunk.rejected]
    assert [(entry.row, entry.reason, entry.excluded) for entry in rejected] == [(1, SILENT, True), (2, SILENT, True)]


def test_a_history_of_states_stays_one_row_a_state(tmp_path: Path) -> None:
    head = ("number", "updated", "status", "opened by", "description")
    path = table(
        tmp_path, ("1", "2024-01-01", "New", "Ann", "Broken"), ("1", "2024-01-02", "Closed", "Bo", "Broken"), head=head
    )
    assert [row["status"] for row in incidents(opened(path))] == ["New", "Closed"]


def test_ids_that_repeat_with_other_customers_do_not_make_messages(tmp_path: Path) -> None:
    head = ("id", "customer", "text")
    path = table(tmp_path, ("1", "ann", "It is late"), ("1", "bo", "It is broken"), head=head)
    assert len(incidents(opened(path))) == 2


def test_the_id_of_the_conversation_is_taken_where_each_message_has_one_too(tmp_path: Path) -> None:
    head = ("id", "ticket_id", "author", "created_at", "body")
    rows = (
        ("1", "77", "ann@x.example", "2024-01-01 10:00", "It is late"),
        ("2", "77", "bo@shop.example", "2024-01-01 10:05", "Sorry"),
        ("3", "78", "cy@x.example", "2024-01-01 10:06", "Charged twice"),
    )
    found = incidents(opened(table(tmp_path, *rows, head=head)))
    assert [(row["id"], row["customer"], row["agent"], row["text"]) for row in found] == [
        ("77", "ann@x.example", "bo@shop.example", "It is late"),
        ("78", "cy@x.example", None, "Charged twice"),
    ]


def test_the_user_says_what_the_columns_do_not(tmp_path: Path) -> None:
    head = ("id", "kind", "text")
    path = table(
        tmp_path, ("1", "agent", "Hello"), ("1", "customer", "It is late"), ("2", "customer", "Fine"), head=head
    )
    assert len(incidents(opened(path))) == 3
    asked = incidents(opened(path, columns=(("speaker", "kind"),)))
    assert [row["text"] for row in asked] == ["It is late", "Fine"]
    mapping = tmp_path / "map.yaml"
    mapping.write_text("speaker: {column: kind, values: {agent: customer, customer: agent}}\n", encoding="utf-8")
    assert [row["text"] for row in incidents(opened(path, mapping=mapping))] == ["Hello"]


def test_the_user_can_have_every_row_counted_by_itself(tmp_path: Path) -> None:
    path = table(tmp_path, ("c1", "customer", "", "It is late", ""), ("c1", "agent", "", "Sorry", ""))
    assert len(incidents(opened(path))) == 1
    assert len(incidents(opened(path, columns=(("speaker", ""),)))) == 2


def test_answers_lead_to_the_conversation_that_a_customer_began() -> None:
    own = pa.array(["n", "a", "b", "s", "a2", "x"])
    answered = pa.array([None, "n", "n", "a", "s", "gone"])
    customer = np.array([False, True, True, False, True, True])
    found = threads(np.arange(1, 7), own, answered, customer)
    # "n" is a notice to all, which nobody asked for: whoever answers it begins a conversation.
    assert found.conversation.to_pylist() == ["n", "a", "b", "a", "a", "x"]
    assert found.of([6, 2, 9], pa.array(["p", "q", "r"])).to_pylist() == ["x", "a", "r"]


def test_posts_become_conversations_by_what_they_answer() -> None:
    source = opened(SAMPLES / "tweets.csv")
    found = {row["id"]: row for row in incidents(source)}
    assert sorted(map(str, found)) == ["3", "5", "6"]
    assert str(found["3"]["opened_at"]) == "2017-10-31 22:08:27"
    assert "sorry for the delay" not in str(found["3"]["text"])
    assert (found["6"]["agent_turns"], found["6"]["first_response_minutes"]) == (1, 20)


@pytest.mark.parametrize(
    ("words", "role"),
    [
        *(
            ("Customer", Role.CUSTOMER),
            ("END_USER", Role.CUSTOMER),
            ("incoming", Role.CUSTOMER),
            ("lead", Role.CUSTOMER),
        ),
        *(("comment; admin", Role.STAFF), ("Outbound", Role.STAFF), ("note; user", Role.NOTE), ("bot", Role.BOT)),
        *(("Anna", Role.UNKNOWN), ("", Role.UNKNOWN), ("work_notes", Role.NOTE)),
    ],
)
def test_words_of_exports_name_who_speaks(words: str, role: Role) -> None:
    assert role_of(words) is role


def test_yes_means_what_the_name_of_the_column_says() -> None:
    assert meanings_of("is_inbound")["true"] == meanings_of("from_agent")["false"] == "customer"
    assert meanings_of("active") == {}


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Yes.\n\nOn Mon, 1 Jan 2024 Bo wrote:\n> Sorry for the delay\n> really", "Yes.\n\n\n"),
        ("Yes.\n\n-----Original Message-----\nFrom: Bo\nSorry for the delay", "Yes.\n\n"),
        ("Yes.\n____\nFrom: Bo <b@x.org>\nSent: Monday\nTo: Ann\n\nSorry for the delay", "Yes.\n____\n"),
        ("Ja.\r\n\r\nVon: Bo\r\nGesendet: Montag\r\n\r\nEs kommt zu spät", "Ja.\r\n\r\n"),
        ("Oui.\n*De :* Bo\n*Envoyé :* lundi\n\nDésolé", "Oui.\n"),
        ("From: Ann\nSent: Monday\n\nIt is late", "From: Ann\nSent: Monday\n\nIt is late"),
        ("It comes\nFrom: Rome\nIt is late", "It comes\nFrom: Rome\nIt is late"),
        ("On Mon, 1 Jan 2024 Bo wrote:\n> When?\nYesterday.", "\nYesterday."),
        ("> When?\nYesterday.\n> Why?\nBroken.", "Yesterday.\nBroken."),
        ("It is > 5 days late: on Monday he wrote: no", "It is > 5 days late: on Monday he wrote: no"),
    ],
)
def test_what_a_message_quotes_is_not_its_authors(text: str, own: str) -> None:
    assert without_quoted(text) == own


def test_whoever_writes_first_is_the_customer_where_nothing_else_tells() -> None:
    messages = _messages(
        [(0, Role.UNKNOWN, 1, 5), (0, Role.UNKNOWN, 2, 6), (0, Role.UNKNOWN, 3, 5), (0, Role.UNKNOWN, 4, 7)]
    )
    roles = settled_roles(messages, in_turn(messages))
    assert roles.tolist() == [Role.CUSTOMER, Role.STAFF, Role.CUSTOMER, Role.STAFF]


def test_an_author_has_one_role_throughout_a_conversation() -> None:
    messages = _messages(
        [(0, Role.UNKNOWN, 1, 5), (0, Role.STAFF, 2, 5), (0, Role.UNKNOWN, 3, 6), (1, Role.UNKNOWN, 1, 5)]
    )
    assert settled_roles(messages, in_turn(messages)).tolist() == [Role.STAFF, Role.STAFF, Role.CUSTOMER, Role.CUSTOMER]


@given(
    st.lists(st.tuples(st.integers(0, 4), st.sampled_from([1, 2, 3, 4]), st.integers(0, 6)), max_size=30), st.randoms()
)
@settings(max_examples=60, deadline=None)
def test_turns_are_counted_and_sorted_as_a_plain_loop_does(
    said: list[tuple[int, int, int]], shuffled: random.Random
) -> None:
    rows = list(enumerate(said))
    shuffled.shuffle(rows)
    messages = _messages(
        [(number, Role(role), NEVER if time == 0 else time * 60_000_000, -1) for _, (number, role, time) in rows],
        [row for row, _ in rows],
    )
    order = in_turn(messages)
    found = spoken(messages, order, settled_roles(messages, order), 5)
    for number, one in enumerate(found):
        mine = [(row, role) for row, (which, role, _) in enumerate(said) if which == number]
        assert one.customer_turns == sum(role == Role.CUSTOMER for _, role in mine)
        assert one.agent_turns == sum(role == Role.STAFF for _, role in mine)
        words = set((one.text or "").split("\n\n")) - {""}
        assert words == {f"row {row}" for row, role in mine if role == Role.CUSTOMER}
        ends = [one.text[:end].rpartition("\n\n")[2] for end, _ in one.marks] if one.text else []
        assert ends == [f"row {row}" for _, row in one.marks]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 99)), max_size=60), st.integers(1, 3_000))
@settings(max_examples=40, deadline=None)
def test_rows_on_disk_are_those_in_memory_and_conversations_stay_whole(rows: list[tuple[int, int]], limit: int) -> None:
    batches = [
        pa.RecordBatch.from_pydict({"id": [str(name) for name, _ in part], "value": [value for _, value in part]})
        for part in (rows[place : place + 7] for place in range(0, len(rows), 7))
    ]
    with Spilled(limit) as spilled:
        for batch in batches:
            spilled.add(batch)
        parts = [part.to_pylist() for part in spilled.partitions()]
    homes: dict[str, int] = {}
    for place, part in enumerate(parts):
        for row in part:
            assert homes.setdefault(row["id"], place) == place
    for name in homes:
        kept = [row["value"] for part in parts for row in part if row["id"] == name]
        assert kept == [value for known, value in rows if str(known) == name]


def _messages(said: list[tuple[int, Role, int, int]], rows: list[int] | None = None) -> Messages:
    rows = list(range(len(said))) if rows is None else rows
    columns = list(zip(*said, strict=True)) or [()] * 4
    number, role, sent, author = (np.array(column, dtype=np.int64) for column in columns)
    return Messages(
        number, role.astype(np.int8), sent, np.array(rows, dtype=np.int64), author, [f"row {row}" for row in rows]
    )
