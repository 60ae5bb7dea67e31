"""Whatever is wrong with an input: one clear sentence, the right exit code, no traceback, nothing half-written."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command_line import Outcome, run, small_log, small_rules

if TYPE_CHECKING:
    from pathlib import Path


def analyze(folder: Path, *arguments: object, given: bytes | None = None) -> Outcome:
    """Analyse with the small rulebook, writing a report; whatever happens nothing may be half-written."""
    rules = small_rules(folder)
    before = set(folder.iterdir())
    done = run("analyze", *arguments, "--rules", rules, "-o", "report.md", folder=folder, given=given)
    assert "Traceback" not in done.err + done.out
    if done.code not in {0, 1}:
        assert set(folder.iterdir()) == before
    return done


def sentence(done: Outcome) -> str:
    """The one line of standard error that tells what is wrong."""
    lines = [line for line in done.err.splitlines() if line.startswith("cxaudit: ")]
    assert len(lines) == 1
    return lines[0]


def refused(done: Outcome, code: int, *words: str) -> None:
    assert done.code == code, done.err
    told = sentence(done)
    for word in words:
        assert word in told


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    refused(analyze(tmp_path, "nowhere.csv"), 3, "nowhere.csv")


def test_a_pattern_that_matches_nothing(tmp_path: Path) -> None:
    refused(analyze(tmp_path, "nothing-*.csv"), 3, "nothing-*.csv")


def test_a_folder_without_logs(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    refused(analyze(tmp_path, "folder"), 3, "folder")


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    refused(analyze(tmp_path, "empty.csv"), 3, "empty.csv", "empty")


def test_a_header_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "header.csv").write_text("id,opened_at,text\n", encoding="utf-8")
    refused(analyze(tmp_path, "header.csv"), 3, "header.csv")


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    (tmp_path / "picture.csv").write_bytes(bytes(range(256)) * 40)
    refused(analyze(tmp_path, "picture.csv"), 3, "picture.csv")


def test_a_workbook_called_csv_is_read_as_what_it_is(tmp_path: Path) -> None:
    table = pa.table({"id": ["1", "2"], "text": ["It was late", "Thanks a lot"]})
    pq.write_table(table, tmp_path / "really-parquet.csv")
    done = analyze(tmp_path, "really-parquet.csv")
    assert done.code == 0, done.err
    assert "2 rows read = 2 used + 0 rejected" in done.out


def test_a_truncated_parquet_file(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": ["1"] * 500, "text": ["It was late"] * 500}), tmp_path / "cut.parquet")
    whole = (tmp_path / "cut.parquet").read_bytes()
    (tmp_path / "cut.parquet").write_bytes(whole[: len(whole) // 2])
    refused(analyze(tmp_path, "cut.parquet"), 3, "cut.parquet")


def test_a_broken_workbook_is_told_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "log.xlsx").write_bytes(b"PK\x03\x04" + b"\0" * 300)
    refused(analyze(tmp_path, "log.xlsx"), 3, "log.xlsx", "damaged workbook")


@pytest.mark.parametrize("text", ['"hello"', "42", "null"])
def test_a_json_file_that_holds_no_records(tmp_path: Path, text: str) -> None:
    (tmp_path / "log.json").write_text(text, encoding="utf-8")
    refused(analyze(tmp_path, "log.json"), 3, "log.json", "no records")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("log.csv.gz", "not packed as its name .gz says"),
        ("log.xlsx", "no workbook as its name .xlsx says"),
        ("log.parquet", "no Parquet file as its name .parquet says"),
        ("log.csv", "holds a single line of text"),
    ],
)
def test_a_line_of_text_under_any_name_is_called_that(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / name).write_text("hello", encoding="utf-8")
    refused(analyze(tmp_path, name), 3, name, said, "no table")


@pytest.mark.parametrize("name", ["log.csv", "log.csv.gz"])
def test_a_file_of_blank_lines_is_called_that(tmp_path: Path, name: str) -> None:
    text = b"\n  \n\t\r\n"
    (tmp_path / name).write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    refused(analyze(tmp_path, name), 3, name, "nothing but blank lines")


def test_a_log_that_is_not_packed_despite_its_name_is_read_and_said(tmp_path: Path) -> None:
    small_log(tmp_path, "log.csv.gz")
    done = analyze(tmp_path, "log.csv.gz")
    assert done.code == 0, done.err
    assert "named .gz but is not packed" in done.err


def test_a_truncated_gzip_file(tmp_path: Path) -> None:
    packed = gzip.compress(small_log(tmp_path).read_bytes() * 50)
    (tmp_path / "cut.csv.gz").write_bytes(packed[: len(packed) // 2])
    refused(analyze(tmp_path, "cut.csv.gz"), 3, "cut.csv.gz")


def test_a_truncated_json_document(tmp_path: Path) -> None:
    text = json.dumps([{"id": number, "text": "It was late"} for number in range(50)])
    (tmp_path / "cut.json").write_text(text[: len(text) // 2], encoding="utf-8")
    refused(analyze(tmp_path, "cut.json"), 3, "cut.json")


def test_too_many_ragged_rows_stop_and_few_are_counted(tmp_path: Path) -> None:
    log = small_log(tmp_path)
    log.write_text(
        log.read_text(encoding="utf-8") + "41,2025-01-02,phone,0,Ann Bell,late,and,too,long\n", encoding="utf-8"
    )
    refused(analyze(tmp_path, "log.csv"), 3, "1 of 41 rows", "--max-rejected")
    done = analyze(tmp_path, "log.csv", "--max-rejected", "0.05", "--rejects", "rejects.csv")
    assert done.code == 0, done.err
    assert "41 rows read = 40 used + 1 rejected" in done.out
    assert "41" in (tmp_path / "rejects.csv").read_text(encoding="utf-8")


def test_the_rejected_rows_are_kept_even_when_there_are_too_many(tmp_path: Path) -> None:
    log = small_log(tmp_path)
    log.write_text(
        log.read_text(encoding="utf-8") + "41,2025-01-02,phone,0,Ann Bell,late,and,too,long\n", encoding="utf-8"
    )
    done = run("analyze", log, "--rules", small_rules(tmp_path), "--rejects", "rejects.csv", folder=tmp_path)
    assert done.code == 3
    assert "41,42,ragged row: 9 fields" in (tmp_path / "rejects.csv").read_text(encoding="utf-8")


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    log = small_log(tmp_path)
    log.write_bytes(log.read_bytes() + b"42,2025-01-02,phone,0,Ann Bell,It was l\xe2te\n")
    done = analyze(tmp_path, "log.csv", "--max-rejected", "0.05")
    assert done.code == 0, done.err
    assert "41 rows read" in done.out


def test_null_bytes(tmp_path: Path) -> None:
    log = small_log(tmp_path)
    log.write_bytes(log.read_bytes() + b"42,2025-01-02,phone,0,Ann Bell,It was \x00late\n")
    done = analyze(tmp_path, "log.csv", "--max-rejected", "0.05")
    assert done.code == 0, done.err
    assert "41 rows read" in done.out


def test_a_field_of_ten_megabytes(tmp_path: Path) -> None:
    log = small_log(tmp_path)
    with log.open("a", encoding="utf-8") as file:
        file.write("42,2025-01-02,phone,0,Ann Bell," + "It was never really late at all " * 330_000 + "\n")
    done = analyze(tmp_path, "log.csv")
    assert done.code == 0, done.err
    assert "41 rows read = 41 used + 0 rejected" in done.out


def test_a_million_columns(tmp_path: Path) -> None:
    header = ",".join(f"c{number}" for number in range(1_000_000))
    (tmp_path / "wide.csv").write_text(f"{header}\n{',' * 999_999}\n", encoding="utf-8")
    refused(analyze(tmp_path, "wide.csv"), 3, "wide.csv", "column")


def test_dates_that_are_none(tmp_path: Path) -> None:
    lines = ["id,opened_at,text", *(f"{number},someday,It was late" for number in range(20))]
    (tmp_path / "dates.csv").write_text("\n".join(lines), encoding="utf-8")
    done = analyze(tmp_path, "dates.csv")
    assert done.code == 0, done.err
    assert "20 rows read = 20 used + 0 rejected" in done.out
    assert "opened_at" in done.err + (tmp_path / "report.md").read_text(encoding="utf-8")


def test_an_id_that_appears_twice_counts_once(tmp_path: Path) -> None:
    log = small_log(tmp_path)
    log.write_text(log.read_text(encoding="utf-8") + "7,2025-01-09,phone,1,Ann Bell,late again\n", encoding="utf-8")
    done = analyze(tmp_path, "log.csv")
    assert done.code == 0, done.err
    assert "41 rows read = 40 used + 1 rejected" in done.out


def test_a_log_with_neither_words_nor_anything_else_to_go_by(tmp_path: Path) -> None:
    (tmp_path / "stages.csv").write_text("stage_id,label_x\n1,abc\n2,def\n", encoding="utf-8")
    refused(analyze(tmp_path, "stages.csv"), 3, "stages.csv", "--column")


def test_a_rulebook_with_errors(tmp_path: Path) -> None:
    small_log(tmp_path)
    bad = tmp_path / "bad.yaml"
    bad.write_text("symptoms:\n  - id: x\n    titel: y\n", encoding="utf-8")
    done = run("analyze", "log.csv", "--rules", bad, folder=tmp_path)
    assert done.code == 2
    assert "bad.yaml:3:5" in done.err
    assert "did you mean 'title'" in done.err


def test_an_output_that_cannot_be_written(tmp_path: Path) -> None:
    small_log(tmp_path)
    rules = small_rules(tmp_path)
    done = run("analyze", "log.csv", "--rules", rules, "-o", "nowhere/report.md", folder=tmp_path)
    refused(done, 2, "nowhere", "does not exist")
    done = run("analyze", "log.csv", "--rules", rules, "-o", "report.docx", folder=tmp_path)
    refused(done, 2, "report.docx")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--column", "text"),
        ("--column", "words=text"),
        ("--by", "weather"),
        ("--fail-on", "bad"),
        ("--fail-on", "no-such-thing>=1"),
        ("--fail-on", "late-delivery>=200%"),
        ("--fail-on", "late-delivery>=5"),
        ("--format", "docx"),
        ("--templates", "nowhere"),
        ("--rules", "nowhere"),
    ],
)
def test_options_that_make_no_sense(tmp_path: Path, arguments: tuple[str, str]) -> None:
    small_log(tmp_path)
    refused(analyze(tmp_path, "log.csv", *arguments), 2)


def test_an_unknown_option_is_a_usage_error(tmp_path: Path) -> None:
    done = run("analyze", "--colour", folder=tmp_path)
    assert done.code == 2
    assert "--colour" in done.err
