"""Ids that one export writes as 7.0 and another as 7 are those of one incident; 1.0 beside 1.1 stays what it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command_line import small_rules
from same_process import run_here

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def export(path: Path, ids: Sequence[str], status: str) -> Path:
    lines = ["ticket id,created at,status,updated at,text"]
    lines += [f"{name},2025-01-02 10:00,{status},2025-01-0{3 + (status == 'closed')},It was late" for name in ids]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def ids_of(folder: Path, *logs: object) -> tuple[int, set[str]]:
    """How many incidents there are in the logs together, and the ids that are shown."""
    rules = small_rules(folder)
    done = run_here("analyze", *logs, "--rules", rules, "-q", "--workers", "1", "-f", "json", folder=folder)
    assert done.code == 0, done.err
    tally = json.loads(done.out)["tally"]
    return tally["incidents"], {entry["incident"] for entry in tally["evidence"]}


def test_an_incident_whose_id_became_a_fraction_in_one_export_is_one(tmp_path: Path) -> None:
    export(tmp_path / "one.csv", ["7", "8", "9"], "open")
    export(tmp_path / "two.csv", ["7.0", "8.0", "", "10.0"], "closed")
    count, shown = ids_of(tmp_path, "one.csv", "two.csv")
    assert (count, shown) == (5, {"7", "8", "9", "10", "two.csv#3"})
    seen = run_here("inspect", "two.csv", folder=tmp_path).out
    assert "the whole numbers in 'ticket id' are written with '.0', which is left out" in " ".join(seen.split())


@pytest.mark.parametrize("odd", ["1.1", "A1", "3"])
@pytest.mark.parametrize("place", [2, 5_000])
def test_ids_of_which_one_is_no_whole_number_stay_as_they_are_wherever_that_stands(
    tmp_path: Path, odd: str, place: int
) -> None:
    ids = [f"{number}.0" for number in range(1, 5_010)]
    ids[place] = odd
    export(tmp_path / "one.csv", ["1", "2"], "open")
    export(tmp_path / "two.csv", ids, "closed")
    count, shown = ids_of(tmp_path, "one.csv", "two.csv")
    assert count == 2 + len(ids)
    assert {name for name in shown if "." in name}


def test_kept_events_of_both_exports_meet_as_well(tmp_path: Path) -> None:
    rules = small_rules(tmp_path)
    for name, ids, status in (("one", ["7", "8"], "open"), ("two", ["7.0", "9.0"], "closed")):
        export(tmp_path / f"{name}.csv", ids, status)
        options = ("-q", "--workers", "1", "--keep-events", f"{name}.parquet", "-o", f"{name}.json")
        assert run_here("analyze", f"{name}.csv", "--rules", rules, *options, folder=tmp_path).code == 0
    done = run_here("merge", "one.json", "two.json", "--rules", rules, "-q", "-f", "json", folder=tmp_path)
    assert json.loads(done.out)["tally"]["incidents"] == 3


def test_columns_stored_as_numbers_with_a_point_are_the_same_ids(tmp_path: Path) -> None:
    export(tmp_path / "one.csv", ["7", "8"], "open")
    said = {"created at": ["2025-01-02 10:00"] * 2, "status": ["closed"] * 2, "text": ["It was late"] * 2}
    table = pa.table({"ticket id": pa.array([7.0, 9.0]), **said})
    pq.write_table(table, tmp_path / "two.parquet")
    with duckdb.connect(str(tmp_path / "lake.duckdb")) as lake:
        lake.execute("CREATE TABLE tickets AS SELECT * FROM read_parquet(?)", [str(tmp_path / "two.parquet")])
    assert ids_of(tmp_path, "one.csv", "two.parquet") == (3, {"7", "8", "9"})
    assert ids_of(tmp_path, "one.csv", "duckdb://lake.duckdb?table=tickets") == (3, {"7", "8", "9"})


def test_answers_that_name_messages_by_fractions_belong_to_their_conversation(tmp_path: Path) -> None:
    lines = ["message_id,in_reply_to,sender,created_at,body"]
    for number in range(30):
        day = f"2025-01-{1 + number % 28:02d}"
        lines += [
            f"{3 * number},,customer,{day} 10:00,It was late",
            f"{3 * number + 1},{3 * number}.0,agent,{day} 11:00,Sorry",
            f"{3 * number + 2},{3 * number + 1}.0,customer,{day} 12:00,Thanks",
        ]
    (tmp_path / "log.csv").write_text("\n".join(lines), encoding="utf-8")
    assert ids_of(tmp_path, "log.csv")[0] == 30
