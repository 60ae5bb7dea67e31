"""Dates that can all be read both ways are read as makes sense by what else stands in the file, and it is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cxaudit.incidents import ReadingOptions, open_sources

if TYPE_CHECKING:
    from pathlib import Path

    from cxaudit.incidents.source import OpenSource

_BOTH = "every date could be read both ways; "
_OVERRIDE = "; --day-first or --month-first settles it"


def _opened(folder: Path, text: str, *, day_first: bool | None = None) -> OpenSource:
    log = folder / "log.csv"
    log.write_text(text, encoding="utf-8")
    (source,) = open_sources([str(log)], ReadingOptions(day_first=day_first))
    return source


def _days(source: OpenSource) -> list[str]:
    return [f"{day:%m-%d}" for chunk in source.chunks() for day in chunk.batch.column("opened_at").to_pylist()]


@pytest.mark.parametrize(
    ("rows", "read", "reason"),
    [
        ("1,03/04/2025,05/04/2025,Late\n2,04/05/2025,06/05/2025,Late\n", ["04-03", "05-04"], "2 days rather than 61"),
        ("1,04/03/2025,04/05/2025,Late\n2,05/04/2025,05/06/2025,Late\n", ["04-03", "05-04"], "2 days rather than 61"),
        ("1,02/05/2025,04/01/2025,Late\n2,02/06/2025,03/05/2025,Late\n", ["02-05", "02-06"], "would end before they"),
        # On one day all but one, which tells.
        ("1,01/02/2025,01/02/2025,Late\n2,02/01/2025,02/01/2025,Late\n3,03/04/2025,05/04/2025,Late\n", None, "2 days"),
    ],
)
def test_the_order_in_which_incidents_last_as_long_as_they_do(
    tmp_path: Path, rows: str, read: list[str] | None, reason: str
) -> None:
    source = _opened(tmp_path, f"id,opened,closed,message\n{rows}")
    (note,) = [note for note in source.notes if _BOTH in note]
    assert reason in note
    assert note.endswith(_OVERRIDE)
    assert _days(source) == (read or ["02-01", "01-02", "04-03"])


def test_what_the_user_says_of_the_order_holds_against_all_sense(tmp_path: Path) -> None:
    log = "id,opened,closed,message\n1,03/04/2025,05/04/2025,Late\n"
    assert _days(_opened(tmp_path, log)) == ["04-03"]
    assert _days(_opened(tmp_path, log, day_first=False)) == ["03-04"]


def test_dates_in_a_column_of_no_use_tell_the_order(tmp_path: Path) -> None:
    source = _opened(tmp_path, "id,opened,message,warranty ends\n1,03/04/2025,Late,23/04/2026\n2,04/03/2025,Late,\n")
    assert f"{_BOTH}day first was taken, as in column 'warranty ends'{_OVERRIDE}" in source.notes
    assert _days(source) == ["04-03", "03-04"]


@pytest.mark.parametrize(
    ("header", "first"),
    [("Datum,Beschreibung", "day"), ("Créé le,Message", "day"), ("Fecha,Mensaje", "day"), ("Date,Message", "month")],
)
def test_on_a_tie_the_language_of_the_header_tells_the_order(tmp_path: Path, header: str, first: str) -> None:
    source = _opened(tmp_path, f"{header}\n03/04/2025,Late again and again\n04/03/2025,Nobody answers my mail\n")
    assert sum(f"{_BOTH}{first} first was" in note for note in source.notes) == 1
    assert _days(source) == (["04-03", "03-04"] if first == "day" else ["03-04", "04-03"])


def test_a_file_without_closed_dates_is_read_as_the_one_of_its_system_that_makes_sense(tmp_path: Path) -> None:
    rows = {"a.csv": "1,03/04/2025,05/04/2025,Late\n", "b.csv": "2,06/07/2025,,Late\n3,07/06/2025,,Late\n"}
    for name, text in rows.items():
        (tmp_path / name).write_text(f"id,opened,closed,message\n{text}", encoding="utf-8")
    first, second = open_sources([str(tmp_path / name) for name in rows], ReadingOptions())
    assert _days(second) == ["07-06", "06-07"]
    assert any(f"day first was taken, as in {first.path}" in note for note in second.notes)
