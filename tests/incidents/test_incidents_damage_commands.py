"""Damaged files through the real command line: the account adds up, and every rejected row is listed."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from random import Random
from typing import TYPE_CHECKING

import pytest
from damaged_documents import document_damages
from damaged_files import Damaged, entries
from damaged_lines import lines_damages
from damaged_parquet import parquet_damages
from damaged_tables import table_damages
from damaged_workbooks import workbook_damages

if TYPE_CHECKING:
    from pathlib import Path

DAMAGES = dict((*table_damages(), *lines_damages(), *document_damages(), *parquet_damages(), *workbook_damages()))
RULES = """
rulebook: {name: small, version: 1.0.0}
symptoms:
  - id: late-delivery
    title: It came late
    severity: major
    detect: {phrase: [late]}
    caused_by: {no-alarm: often}
    examples: {match: ["It was late."], no_match: ["It was on time."]}
causes:
  - {id: no-alarm, title: Nobody is warned, family: process, area: communication, prior: common}
"""


def command(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    line = [sys.executable, "-m", "cxaudit", "analyze", *map(str, arguments), "--rules", "rules.yaml", "-q"]
    return subprocess.run(line, cwd=folder, capture_output=True, check=False, text=True)


def made(name: str, rows: int, folder: Path) -> Damaged:
    chance = Random(rows)  # noqa: S311 - nothing secret
    damaged = DAMAGES[name](chance, entries(chance, rows))
    (folder / damaged.file).write_bytes(damaged.data)
    return damaged


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("CSV: rows too short", 40),
        ("CSV: unclosed quotes", 6_000),
        ("CSV: mixed line ends", 6_000),
        ("CSV: the header again", 6_000),
        ("CSV, gzip: undecodable bytes", 40),
        ("JSON Lines: lines cut", 6_000),
        ("JSON: scalars between and behind", 40),
        ("Parquet: undecodable strings", 40),
        ("workbook: rows of spaces", 40),
    ],
)
def test_the_account_adds_up_and_every_rejected_row_is_listed(name: str, rows: int, tmp_path: Path) -> None:
    damaged = made(name, rows, tmp_path)
    done = command(tmp_path, damaged.file, "--max-rejected", "1", "--rejects", "rejects.csv", "--workers", "2")
    assert done.returncode == 0, done.stderr
    used, rejected = len(damaged.used), len(damaged.rejected)
    assert f"{used + rejected:,} rows read = {used:,} used + {rejected:,} rejected" in done.stdout
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        listed = {int(line["row"]): line["reason"] for line in csv.DictReader(file)}
    assert sorted(listed) == sorted(damaged.rejected)
    assert [row for row, words in damaged.rejected.items() if words not in listed[row]] == []


@pytest.mark.parametrize(
    "name", ["CSV: a wrong delimiter", "JSON: truncated", "Parquet: half of it", "workbook: a password"]
)
def test_what_cannot_be_read_is_refused_in_one_sentence_and_nothing_is_written(name: str, tmp_path: Path) -> None:
    damaged = made(name, 40, tmp_path)
    delimiter = ("--delimiter", damaged.options.delimiter) if damaged.options.delimiter else ()
    done = command(tmp_path, damaged.file, *delimiter, "-o", "report.md", "--rejects", "rejects.csv")
    assert done.returncode in {2, 3}
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(f"cxaudit: {damaged.file}: ")
    assert damaged.refused[0] in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {damaged.file, "rules.yaml"}


def test_a_link_is_followed_and_one_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    damaged = made("CSV: sound", 40, tmp_path)
    (tmp_path / "link.csv").symlink_to(damaged.file)
    (tmp_path / "nowhere.csv").symlink_to("gone.csv")
    assert "40 rows read = 40 used + 0 rejected" in command(tmp_path, "link.csv").stdout
    assert command(tmp_path, "nowhere.csv").stderr.startswith("cxaudit: nowhere.csv: ")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to the superuser")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    damaged = made("CSV: sound", 40, tmp_path)
    (tmp_path / damaged.file).chmod(0)
    assert "may not be read; check its permissions" in command(tmp_path, damaged.file).stderr


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    done = command(tmp_path, "/dev/null")
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)
    assert "/dev/null: is empty" in done.stderr
