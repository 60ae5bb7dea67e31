"""Addresses of databases: what of them is decoded, which table a name means, and that no password is shown."""
# ruff: noqa: S608 - the queries are what is tested

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import quote

import duckdb
import pytest
from command_line import run
from hypothesis import example, given
from hypothesis import strategies as st

from cxaudit.errors import InputError
from cxaudit.incidents import open_sources
from cxaudit.incidents.databases import Address
from cxaudit.incidents.databases.tables import Table, find_table, only_table

if TYPE_CHECKING:
    from pathlib import Path

_TYPED = st.text(st.characters(codec="utf-8"), min_size=1).map(str.strip).filter(bool)


@given(_TYPED)
@example("LIKE '%20xx%'")
@example("LIKE '%2025-01-0%' AND n %20 = 5 AND m LIKE '%41'")
def test_a_query_is_asked_as_it_is_typed_and_as_it_was_before_it_was_encoded(condition: str) -> None:
    query = f"SELECT * FROM tickets WHERE {condition}"
    assert Address.of(f"sqlite:///log.db?query={query}").query == query
    assert Address.of(f"sqlite:///log.db?query={quote(query, safe='')}").query == query
    assert Address.of(f"sqlite:///log.db?query={quote(query)}").query == query


@given(_TYPED.filter(lambda name: "?" not in name))
@example("a#b")
@example("100%.db")
def test_a_file_and_a_table_are_those_typed_unless_all_of_the_address_is_encoded(name: str) -> None:
    typed = Address.of(f"sqlite:///a '{name}'?query=SELECT 1")
    encoded = Address.of(f"sqlite:///{quote(name)}?table={quote(name, safe='')}")
    assert typed.path == f"a '{name}'"
    assert (encoded.path, encoded.table) == (name, name)


def test_a_like_that_looks_encoded_selects_what_it_says(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "log.db")) as connection:
        connection.execute("CREATE TABLE log (id, text)")
        said = ("paid 2025-01-02", "paid 2024-12-30", "paid  25-01-02")
        connection.executemany("INSERT INTO log VALUES (?, ?)", enumerate(said))
        connection.commit()
    for query in ("SELECT * FROM log WHERE text LIKE '%2025-01%'", "SELECT id, text FROM log WHERE id %20 = 0"):
        for asked in (query, quote(query)):
            (source,) = open_sources([f"sqlite:///{tmp_path / 'log.db'}?query={asked}"])
            assert [text for chunk in source.chunks() for text in chunk.batch["text"].to_pylist()] == [said[0]]


def test_a_query_encoded_in_part_is_refused() -> None:
    with pytest.raises(InputError, match="percent-encoded in part"):
        Address.of("sqlite:///log.db?query=SELECT%20*%20FROM%20log%20WHERE%20text%20=%20'late'")


_SECRETS = ("se@cret", "@secret", "se:c@ret", "se/cret", "se@c/ret", "se?cret", "77?cret", "77/cret", "se#c@ret", "%zz")


@pytest.mark.parametrize("secret", _SECRETS)
@pytest.mark.parametrize("question", ["", "?table=log", "?query=SELECT 1 AS id, 'late' AS text"])
def test_no_part_of_a_password_that_is_not_encoded_is_shown(secret: str, question: str, tmp_path: Path) -> None:
    done = run("inspect", f"postgresql://reader:{secret}@nohost.invalid/logs{question}", folder=tmp_path)
    assert (done.code, len(done.err.splitlines())) == (3, 1)
    assert "percent-encoded, @ as %40" in done.err
    told = done.err.replace("as %3A, / as %2F, ? as %3F", "")
    assert not [part for part in ("secret", "cret", "se@", "se:", "ret", "77", "zz") if part in told]


def test_a_password_among_the_settings_is_not_shown_where_it_is_not_encoded(tmp_path: Path) -> None:
    done = run("inspect", "postgresql://nohost.invalid/logs?password=se cret&table=log", folder=tmp_path)
    assert done.code == 3
    assert "cret" not in done.err


@pytest.mark.parametrize("scheme", ["mysql", "jdbc:postgresql", "https"])
@pytest.mark.parametrize("secret", ["se@cret", "se/cret@", "secret"])
def test_no_password_is_shown_of_what_is_no_database(scheme: str, secret: str) -> None:
    with pytest.raises(InputError, match=f"'{scheme}' is no database that can be read") as refused:
        open_sources([f"{scheme}://reader:{secret}@host/x"])
    assert "cret" not in str(refused.value)


@pytest.mark.parametrize("host", ["host", "host:5432", "[::1]:5432", "one:1,two:2", "%2Ftmp%2Fsocket", ""])
def test_a_password_that_is_encoded_is_handed_on_and_not_shown(host: str) -> None:
    address = Address.of(f"postgresql://reader:se%40cret@{host}/logs?table=log")
    assert address.connection == f"postgresql://reader:se%40cret@{host}/logs"
    assert address.shown == f"postgresql://reader@{host}/logs?table=log"


_TABLES = (
    Table("public", "log"),
    Table("public", "Log of 2025"),
    Table("public", 'a"b'),
    Table("public", "lake.log"),
    Table("lake", "log", plain=False),
    Table("lake", "calls", plain=False),
    Table("Lake.2", "log", plain=False),
)


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("log", 0),
        ('"log"', 0),
        ("public.log", 0),
        ("Log of 2025", 1),
        ('"Log of 2025"', 1),
        ('public."Log of 2025"', 1),
        ('a"b', 2),
        ('"a""b"', 2),
        ("lake.log", 3),
        ('"lake.log"', 3),
        ('"lake"."log"', 4),
        ('lake."log"', 4),
        ("lake.calls", 5),
        ('"Lake.2".log', 6),
        ("calls", None),
        ("LOG", None),
        ("lake.", None),
        ('"log', None),
    ],
)
def test_a_table_is_found_by_its_name_with_its_schema_and_quoted(asked: str, place: int | None) -> None:
    assert find_table(asked, _TABLES) == (None if place is None else _TABLES[place])


def test_a_table_is_taken_unasked_where_it_is_the_only_one() -> None:
    assert only_table(_TABLES[:1] + _TABLES[4:]) == _TABLES[0]
    assert only_table(_TABLES[4:5]) == _TABLES[4]
    assert only_table(_TABLES[4:]) is None
    assert only_table(()) is None


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("duckdb:///lite?table=log", "is an SQLite database; let its address begin with sqlite://"),
        ("sqlite:///duck?query=SELECT 1", "is a DuckDB database; let its address begin with duckdb://"),
        ("sqlite:///log.csv", "is no database; if it is a CSV file or another export, give its path alone"),
        ("duckdb:///log.csv", "is no database; if it is a CSV file or another export, give its path alone"),
        ("lite", "is an SQLite database; name it as sqlite:///FILE?table=NAME"),
        ("duck", "is a DuckDB database; name it as duckdb:///FILE?table=NAME"),
    ],
)
def test_a_file_of_another_kind_than_its_address_says_is_told(tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "log.csv").write_text("id,text\n1,late\n", encoding="utf-8")
    with closing(sqlite3.connect(tmp_path / "lite")) as lite, duckdb.connect(tmp_path / "duck") as duck:
        lite.execute("CREATE TABLE log (id, text)")
        duck.execute("CREATE TABLE log (id INT, text VARCHAR)")
    done = run("inspect", name, folder=tmp_path)
    assert done.code == 3
    assert sentence in done.err
