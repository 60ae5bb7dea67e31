"""`cxaudit inspect`: what a log is read as, and a mapping to edit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import run, small_log

from cxaudit.incidents import ReadingOptions, mapping_text, open_sources

_SAMPLES = Path(__file__).parent.parent / "incidents" / "samples"
_READABLE = sorted(path for path in _SAMPLES.rglob("*") if path.suffix in {".csv", ".json", ".jsonl"})


def test_every_column_is_told_with_examples_and_how_full_it_is(tmp_path: Path) -> None:
    small_log(tmp_path)
    done = run("inspect", "log.csv", folder=tmp_path)
    assert done.code == 0
    assert "40 rows read = 40 that can be used + 0 rejected" in done.out
    (line,) = [line for line in done.out.splitlines() if line.startswith("opened_at")]
    assert line.split()[:5] == ["opened_at", "opened_at", "by", "name", "100%"]
    assert "→ 2025-01-01 00:00:00" in line


def test_names_of_people_are_not_shown_unless_asked_for(tmp_path: Path) -> None:
    small_log(tmp_path)
    assert "Ann Bell" not in run("inspect", "log.csv", folder=tmp_path).out
    assert "Ann Bell" in run("inspect", "log.csv", "--no-redact", folder=tmp_path).out


def test_addresses_and_numbers_that_strayed_into_another_column_are_not_shown(tmp_path: Path) -> None:
    rows = "1,2025-01-01,late\nann@x.example,2025-01-02 bob@x.example,late\n3,+49 170 9998877,late\n"
    (tmp_path / "log.csv").write_text(f"id,opened_at,text\n{rows}", encoding="utf-8")
    shown = run("inspect", "log.csv", folder=tmp_path).out
    assert "2025-01-01" in shown
    assert not [personal for personal in ("ann@", "bob@", "9998877") if personal in shown]


def test_what_cannot_be_read_is_doubted_with_its_first_row(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("id,opened_at,text\n1,2025-01-01,late\n2,tomorrow,late\n3,2025-01-03,late\n")
    done = run("inspect", "log.csv", folder=tmp_path)
    assert "1 of 3 values of 'opened_at' mean nothing as opened_at (first: row 2)" in done.out


def test_a_column_that_is_missing_is_told_with_what_it_costs(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("id,text\n1,it came late\n2,it was late\n")
    done = run("inspect", "log.csv", folder=tmp_path)
    assert "opened_at     weeks, trends and repeat contacts" in done.out


def test_programs_get_json_with_the_same_numbers(tmp_path: Path) -> None:
    small_log(tmp_path)
    (found,) = json.loads(run("inspect", "log.csv", "--format", "json", folder=tmp_path).out)["inputs"]
    assert found["source"]["read"] == 40
    columns = {entry["original"]: entry for entry in found["columns"]}
    assert columns["channel"]["distinct"] == 2
    assert columns["reopens"]["filled"] == 40


def test_the_mapping_that_is_written_reads_the_log_as_it_was_recognised(tmp_path: Path) -> None:
    small_log(tmp_path)
    assert run("inspect", "log.csv", "--write-mapping", "map.yaml", folder=tmp_path).code == 0
    again = run("inspect", "log.csv", "--map", "map.yaml", folder=tmp_path)
    assert again.code == 0
    assert "as told" in again.out


def test_one_mapping_does_not_describe_two_logs(tmp_path: Path) -> None:
    small_log(tmp_path)
    small_log(tmp_path, "other.csv")
    done = run("inspect", "log.csv", "other.csv", "--write-mapping", "map.yaml", folder=tmp_path)
    assert done.code == 2
    assert "one mapping describes one log" in done.err
    assert not (tmp_path / "map.yaml").exists()


@pytest.mark.parametrize("path", _READABLE, ids=lambda path: path.name)
def test_reading_with_the_written_mapping_changes_nothing(path: Path, tmp_path: Path) -> None:
    (source,) = open_sources([str(path)])
    before = [chunk.batch.to_pydict() for chunk in source.chunks()]
    mapping = tmp_path / "map.yaml"
    mapping.write_text(mapping_text(source), encoding="utf-8")
    (told,) = open_sources([str(path)], ReadingOptions(mapping=mapping))
    assert [chunk.batch.to_pydict() for chunk in told.chunks()] == before
