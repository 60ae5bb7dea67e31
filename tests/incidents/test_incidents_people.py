"""Names of people are known as such in whatever column they stand, also in one that nothing else uses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cxaudit.incidents import open_sources
from cxaudit.incidents.people import is_of_people

NAMES = ("Ann Bell", "Cy Dee", "Bo Li")
NAMED = (
    *("Kunde", "Kundenname", "Ansprechpartner", "Autor", "Melder", "Zugewiesene Person", "Erstellt von", "Bearbeiter"),
    *("RecipientLastName", "First Name", "Associated Contact", "Opened by", "Assigned to", "Contact Name", "Patient"),
    *("Last Modified By: Full Name", "Nom du client", "Prénom", "Demandeur", "Nombre", "Apellidos", "Solicitante"),
    *("Cognome", "Richiedente", "Nome", "Sobrenome", "Relator", "Voornaam", "Achternaam", "Aanvrager", "Klant"),
)
NOT_NAMED = ("Product name", "Ticket name", "Account Name", "Customer type", "Agent group", "Contact reason", "Brand")


@pytest.mark.parametrize("name", NAMED)
def test_a_column_that_names_people_is_known_by_its_name_and_its_values(name: str) -> None:
    assert is_of_people(name, NAMES)
    assert is_of_people(name, ("Bell, Ann", "Dee, Cy (cy@example.org)"))
    assert not is_of_people(name, ("1", "2", "00417"))


@pytest.mark.parametrize("name", NOT_NAMED)
def test_what_is_called_a_name_of_something_else_is_none_of_people(name: str) -> None:
    assert not is_of_people(name, NAMES)


def test_a_kind_of_customer_is_not_the_name_of_one() -> None:
    assert not is_of_people("Kunde", ("privat", "Geschäft", "privat") * 9)
    assert is_of_people("Vorname", ("Ann", "Cy") * 9)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("from_agent", ("true", "false", "true")),
        ("client", ("ja", "nein")),
        ("tags.name", ("delivery", "billing")),
        ("tags.tags.name", ("churn risk",)),
        ("sla_applied.sla_name", ("gold",)),
        ("name", ("incident", "incident")),
        ("name", ("incident", "problem") * 9),
    ],
)
def test_what_stands_in_a_column_can_say_that_it_names_nobody(name: str, values: tuple[str, ...]) -> None:
    assert not is_of_people(name, values)


@pytest.mark.parametrize("values", [("Ann", "Ann"), ("ann", "bo", "cy"), ("ann bell", "ann bell"), ("Ann", "Bo") * 9])
def test_a_column_called_name_is_of_people_unless_it_holds_a_kind(values: tuple[str, ...]) -> None:
    assert is_of_people("name", values)


SAMPLES = sorted(path.name for path in (Path(__file__).parent / "samples").iterdir())


@pytest.mark.parametrize("sample", SAMPLES)
def test_in_no_known_export_is_a_kind_or_a_flag_taken_for_a_name(sample: str) -> None:
    (source,) = open_sources([str(Path(__file__).parent / "samples" / sample)])
    named = {entry.original for entry in source.recognised if entry.column in {"customer_name", "agent"}}
    assert not named & {"name", "tags.name", "tags.tags.name", "sla_applied.sla_name", "from_agent"}


def test_the_table_of_a_journal_entry_is_no_customer(tmp_path: Path) -> None:
    # Of one row alone the values tell nothing: the shape does.
    path = tmp_path / "journal.csv"
    path.write_text(
        "sys_id,element_id,element,name,value,sys_created_by,sys_created_on\n"
        "s1,inc1,comments,Task,Third time I write about this incident,ann,2024-03-01 10:00:00\n",
        encoding="utf-8",
    )
    (source,) = open_sources([str(path)])
    assert [entry.column for entry in source.recognised if entry.original == "name"] == [""]


TABLES = {
    "name beside mail, German": (
        "Ticketnummer;Erstellt am;Kunde;E-Mail;Beschreibung",
        "{};02.01.2025;Cy Dee;c@x.de;{}",
    ),
    "first and last name": ("id;opened_at;First Name;Last Name;email;text", "{};2025-01-02;Cy;Dee;c@x.de;{}"),
    "last name first": ("id;opened_at;Ansprechpartner;email;text", "{};2025-01-02;Dee, Cy;c@x.de;{}"),
    "staff": ("id;opened_at;agent;Closed by;text", "{};2025-01-02;Bo Li;Cy Dee;{}"),
    "with the mail": ("id;opened_at;Associated Contact;customer id;text", "{};2025-01-02;Cy Dee (c@x.de);7;{}"),
}


@pytest.mark.parametrize(("header", "row"), TABLES.values(), ids=TABLES)
def test_a_name_shows_in_no_quote_no_report_and_no_inspection(tmp_path: Path, header: str, row: str) -> None:
    rows = [row.format(number, "It came late, regards Cy Dee") for number in range(12)]
    (tmp_path / "log.csv").write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    for command in (
        ("analyze", "log.csv", "-q", "-f", "md"),
        ("analyze", "log.csv", "-q", "-f", "json"),
        ("inspect", "log.csv"),
        ("inspect", "log.csv", "--format", "json"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "cxaudit", *command], cwd=tmp_path, capture_output=True, check=False, text=True
        )
        assert done.returncode == 0, done.stderr
        assert "Dee" not in done.stdout
        assert "Cy " not in done.stdout


def test_names_of_several_columns_are_all_known(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("id,RecipientLastName,RecipientFirstName,email,text\n1,Bell,Ann,a@x.de,late\n", encoding="utf-8")
    (source,) = open_sources([str(path)])
    (chunk,) = source.chunks()
    assert chunk.batch["customer_name"].to_pylist() == ["Bell; Ann"]


MESSAGES = {
    "a row a message": (
        "messages.csv",
        "ticket,sent,author_type,author_name,customer_name,recipient_name,body\n"
        + "".join(
            f"{ticket},2025-01-0{ticket} 10:0{turn}:00,{role},{author},Cy Dee,{other},{text}\n"
            for ticket in (1, 2)
            for turn, (role, author, other, text) in enumerate(
                (
                    ("customer", "Cy Dee", "Quintus Farr", "It came late says Quintus Farr and so says Zelda Moor"),
                    ("agent", "Zelda Moor", "Cy Dee", "Sorry"),
                    ("agent", "Otto Brack", "Wanda Prill", "Sorry again"),
                    ("customer", "Cy Dee", "Otto Brack", "Still late and neither Otto Brack nor Wanda Prill called"),
                )
            )
        ),
    ),
    "a transcript in a row": (
        "chats.csv",
        "id,opened_at,customer_name,recipient_name,transcript\n"
        + "".join(
            f'{row},2025-01-0{row},Cy Dee,Quintus Farr,"Cy Dee: It came late says Quintus Farr\n'
            'Agent: Sorry to hear that\nCy Dee: Quintus said it comes late again"\n'
            for row in (1, 2, 3)
        ),
    ),
}


@pytest.mark.parametrize(("name", "table"), MESSAGES.values(), ids=MESSAGES)
def test_a_second_name_in_a_log_of_messages_shows_in_no_quote(tmp_path: Path, name: str, table: str) -> None:
    (tmp_path / name).write_text(table, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "cxaudit", "analyze", name, "-q", "-f", "md"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "**came late** says" in done.stdout
    assert [part for part in ("Quintus", "Farr", "Zelda", "Otto", "Wanda", "Prill") if part in done.stdout] == []


def test_a_name_that_is_only_hidden_does_not_say_who_speaks(tmp_path: Path) -> None:
    path = tmp_path / "chats.csv"
    path.write_text(MESSAGES["a transcript in a row"][1], encoding="utf-8")
    (source,) = open_sources([str(path)])
    rows = [row for chunk in source.chunks() for row in chunk.batch.to_pylist()]
    assert {(row["customer_turns"], row["agent_turns"]) for row in rows} == {(2, 1)}
    assert {row["customer_name"] for row in rows} == {"Cy Dee; Quintus Farr"}
