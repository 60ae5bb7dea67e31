"""No output takes the place of an input, whatever it is called there, nor of another output."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command_line import RULES, small_log, small_rules
from same_process import run_here

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MAPPING = "columns:\n  text: text\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Audits with their events, made once."""
    folder = tmp_path_factory.mktemp("made")
    small_rules(folder)
    for month in ("jan", "feb"):
        small_log(folder, f"{month}.csv")
        (folder / f"{month}.csv").write_bytes(
            (folder / f"{month}.csv").read_bytes().replace(b"\n", f"\n{month}".encode(), 39)
        )
        asked = ("--rules", "small.yaml", "-o", f"{month}.json", "--keep-events", f"{month}.events")
        assert run_here("analyze", f"{month}.csv", *asked, folder=folder).code == 0
    return folder


@pytest.fixture
def folder(tmp_path: Path, made: Path) -> Path:
    """A folder with one of everything that can be read, some of it under other names."""
    for file in made.iterdir():
        shutil.copy(file, tmp_path)
    (tmp_path / "map.yaml").write_text(_MAPPING, encoding="utf-8")
    (tmp_path / "labels.csv").write_text("id,cause\n1,no-alarm\n", encoding="utf-8")
    (tmp_path / "checks.yaml").write_text("confirmed: []\n", encoding="utf-8")
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "rules.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "book" / "more.test.yaml").write_text("examples: []\n", encoding="utf-8")
    (tmp_path / "over.yaml").write_text(
        "rulebook: {name: over, version: 1.0.0, extends: small.yaml}\n", encoding="utf-8"
    )
    (tmp_path / "lake" / "month=1").mkdir(parents=True)
    pq.write_table(pa.table({"id": ["1"], "text": ["late"]}), tmp_path / "lake" / "month=1" / "part.parquet")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "report.md.j2").write_text("nothing", encoding="utf-8")
    (tmp_path / "link.csv").symlink_to("jan.csv")
    os.link(tmp_path / "jan.csv", tmp_path / "hard.csv")
    with closing(sqlite3.connect(tmp_path / "jan.db")) as connection:
        connection.execute("CREATE TABLE tickets AS SELECT 1 AS id, 'late' AS text")
        connection.commit()
    shutil.copy(tmp_path / "jan.csv", tmp_path / "jan.md")
    return tmp_path


def _contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


_ANALYZE = "analyze jan.csv --rules small.yaml"
_CASES = {
    "a report over the log": "analyze jan.md -o jan.md",
    "rejects over the log": f"{_ANALYZE} --rejects jan.csv",
    "by another spelling": f"{_ANALYZE} --rejects ./book/../jan.csv",
    "by a link": f"{_ANALYZE} --rejects link.csv",
    "by another name of the same file": f"{_ANALYZE} --rejects hard.csv",
    "the log by a link": "analyze link.csv --rules small.yaml --rejects jan.csv",
    "a log of a pattern": "analyze *.csv --rules small.yaml --rejects feb.csv",
    "a file of a folder of Parquet": "analyze lake --rules small.yaml --rejects lake/month=1/part.parquet",
    "a database": "analyze sqlite:///jan.db?table=tickets --rules small.yaml --rejects jan.db",
    "the rulebook": f"{_ANALYZE} --rejects small.yaml",
    "a file of the rulebook's folder": "analyze jan.csv --rules book --rejects book/rules.yaml",
    "what the rulebook extends": "analyze jan.csv --rules over.yaml --rejects small.yaml",
    "the mapping": f"{_ANALYZE} --map map.yaml --rejects map.yaml",
    "the confirmations": f"{_ANALYZE} --confirmations checks.yaml --rejects checks.yaml",
    "a template": f"{_ANALYZE} --templates own --rejects own/report.md.j2",
    "events over the log": f"{_ANALYZE} -o new.json --keep-events jan.csv",
    "inspect: the log": "inspect jan.csv --write-mapping jan.csv",
    "inspect: the mapping": "inspect jan.csv --map map.yaml --write-mapping map.yaml",
    "learn: the log": "learn jan.csv --labels labels.csv --rules small.yaml -o jan.csv",
    "learn: the labels": "learn jan.csv --labels labels.csv --rules small.yaml -o labels.csv",
    "learn: the rulebook": "learn jan.csv --labels labels.csv --rules over.yaml -o small.yaml",
    "plan: the audit": "plan jan.json --rules small.yaml -o jan.json",
    "render: the audit": "render jan.json -o jan.json",
    "compare: an audit": "compare jan.json feb.json -o feb.json",
    "explain: the audit": "explain jan.json no-alarm --rules small.yaml -o jan.json",
    "merge: an audit": "merge jan.json feb.json --rules small.yaml -o feb.json",
    "merge: events beside an audit": "merge jan.json feb.json --rules small.yaml -o new.json --keep-events feb.events",
    "merge: events by name": "merge jan.json --events jan.events -o new.json --keep-events jan.events",
    "rules check: the rulebook": "rules check book -o book/rules.yaml",
    "rules check: the baseline": "rules check small.yaml --baseline map.yaml -o map.yaml",
    "rules check: a log": "rules check small.yaml --log jan.csv --write-baseline jan.csv",
    "rules test: scenarios": "rules test book -o book/more.test.yaml",
    "rules graph: the rulebook": "rules graph small.yaml -o small.yaml",
    "rules mutate: examples over examples": "rules mutate book --write-examples book/more.test.yaml",
    "rules coverage: the log": "rules coverage small.yaml --log jan.csv -o jan.csv",
    "rules suggest: the log": "rules suggest small.yaml --log jan.csv -o jan.csv",
    "rules diff: the old rulebook": "rules diff small.yaml over.yaml --log jan.csv -o small.yaml",
}


@pytest.mark.parametrize("line", _CASES.values(), ids=list(_CASES))
def test_no_output_takes_the_place_of_an_input(folder: Path, line: str) -> None:
    before = _contents(folder)
    done = run_here(*line.split(), folder=folder)
    assert (done.code, done.out) == (2, "")
    assert "is read here" in done.err
    assert "would be overwritten; give the output another name" in done.err
    assert len(done.err.splitlines()) == 1
    assert _contents(folder) == before


def _twice() -> Iterator[tuple[str, str]]:
    yield "one name", f"{_ANALYZE} -o new.json -o new.json"
    yield "two spellings", f"{_ANALYZE} -o new.json -o book/../new.json"
    yield "rejects and report", f"{_ANALYZE} -o new.md --rejects new.md"
    yield "two names of one file", f"{_ANALYZE} --rejects first.csv --keep-events second.csv -o new.json"
    yield "a report and a baseline", "rules check small.yaml -o new.json --write-baseline new.json"
    yield "a log and its truth", "simulate bank -o new.csv --truth new.csv"


@pytest.mark.parametrize("line", dict(_twice()).values(), ids=list(dict(_twice())))
def test_no_output_takes_the_place_of_another(folder: Path, line: str) -> None:
    (folder / "first.csv").write_text("kept", encoding="utf-8")
    os.link(folder / "first.csv", folder / "second.csv")
    before = _contents(folder)
    done = run_here(*line.split(), folder=folder)
    assert (done.code, done.out) == (2, "")
    assert "give each" in done.err
    assert _contents(folder) == before


def test_a_file_that_is_standard_input_is_not_overwritten(folder: Path) -> None:
    before = _contents(folder)
    asked = ("analyze", "-", "--rules", "small.yaml", "--rejects", "jan.csv")
    with (folder / "jan.csv").open("rb") as log:
        done = subprocess.run(
            [sys.executable, "-m", "cxaudit", *asked], cwd=folder, stdin=log, capture_output=True, check=False
        )
    assert done.returncode == 2
    assert b"jan.csv: is read here as standard input, and would be overwritten" in done.stderr
    assert _contents(folder) == before


def test_files_beside_the_inputs_are_written_again(folder: Path) -> None:
    line = "analyze jan.csv --rules book -o book/report.md -o book/audit.json --rejects book/rejects.csv"
    for _ in range(2):
        assert run_here(*line.split(), folder=folder).code == 0
    checked = "rules check book -o book/found.json -f json --write-baseline book/known.json"
    for _ in range(2):
        assert run_here(*checked.split(), folder=folder).code == 0
