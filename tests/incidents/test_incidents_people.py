"""Names of people are known as such in whatever column they stand, also in one that nothing else uses."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cxaudit.incidents import open_sources
from cxaudit.incidents.people import is_of_people

if TYPE_CHECKING:
    from pathlib import Path

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
