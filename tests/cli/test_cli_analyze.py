"""`cxaudit analyze` and `cxaudit render` through the real command line, on small sound logs."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from command_line import run, small_log, small_rules

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    small_log(tmp_path)
    small_rules(tmp_path)
    return tmp_path


def test_it_prints_what_fails_and_why_and_writes_the_reports(folder: Path) -> None:
    done = run("analyze", "log.csv", "--rules", "small.yaml", "-o", "report.md", "-o", "audit.json", folder=folder)
    assert done.code == 0, done.err
    assert "40 rows read = 40 used + 0 rejected" in done.out
    assert "It came late" in done.out
    assert "Nobody is warned" in done.out
    assert "\x1b" not in done.out
    assert (folder / "report.md").read_text(encoding="utf-8").startswith("# ")
    assert json.loads((folder / "audit.json").read_bytes())["version"] == 1


def test_the_kept_audit_gives_the_same_report_again(folder: Path) -> None:
    run("analyze", "log.csv", "--rules", "small.yaml", "-o", "report.md", "-o", "audit.json", folder=folder)
    again = run("render", "audit.json", "-f", "md", folder=folder)
    assert again.code == 0, again.err
    assert again.out == (folder / "report.md").read_text(encoding="utf-8")
    same = run("render", "audit.json", "-f", "json", folder=folder)
    assert same.out.encode() == (folder / "audit.json").read_bytes()


def test_the_same_log_gives_the_same_bytes(folder: Path) -> None:
    first = run("analyze", "log.csv", "--rules", "small.yaml", "-f", "json", folder=folder)
    second = run("analyze", "log.csv", "--rules", "small.yaml", "-f", "json", folder=folder, OMP_NUM_THREADS="1")
    assert first.code == 0, first.err
    assert first.out == second.out


def test_several_files_and_patterns_are_one_log(folder: Path) -> None:
    lines = (folder / "log.csv").read_text(encoding="utf-8").splitlines()
    (folder / "part-1.csv").write_text("\n".join(lines[:21]) + "\n", encoding="utf-8")
    (folder / "part-2.csv").write_text("\n".join([lines[0], *lines[21:]]) + "\n", encoding="utf-8")
    whole = json.loads(run("analyze", "log.csv", "--rules", "small.yaml", "-f", "json", folder=folder).out)
    parts = json.loads(run("analyze", "part-*.csv", "--rules", "small.yaml", "-f", "json", folder=folder).out)
    assert parts["tally"]["profiles"] == whole["tally"]["profiles"]
    assert parts["diagnosis"] == whole["diagnosis"]


def test_a_log_comes_from_standard_input_and_from_gzip_alike(folder: Path) -> None:
    data = (folder / "log.csv").read_bytes()
    given = run("analyze", "-", "--rules", "small.yaml", folder=folder, given=data)
    assert "40 rows read = 40 used + 0 rejected" in given.out, given.err
    (folder / "log.csv.gz").write_bytes(gzip.compress(data))
    packed = run("analyze", "log.csv.gz", "--rules", "small.yaml", folder=folder)
    assert "40 rows read = 40 used + 0 rejected" in packed.out, packed.err


def test_it_says_which_column_is_which_unless_asked_to_be_quiet(folder: Path) -> None:
    said = run("analyze", "log.csv", "--rules", "small.yaml", folder=folder)
    assert "text ← 'text'" in said.err
    quiet = run("analyze", "log.csv", "--rules", "small.yaml", "--quiet", folder=folder)
    assert quiet.err == ""


def test_names_are_hidden_unless_asked_for(folder: Path) -> None:
    hidden = run("analyze", "log.csv", "--rules", "small.yaml", "-f", "json", folder=folder)
    assert "Ann Bell" not in hidden.out
    shown = run("analyze", "log.csv", "--rules", "small.yaml", "-f", "json", "--no-redact", folder=folder)
    assert "Ann Bell" in shown.out


def test_mail_addresses_that_strayed_into_a_column_to_split_by_are_hidden(folder: Path) -> None:
    log = folder / "log.csv"
    log.write_text(log.read_text(encoding="utf-8").replace(",phone,", ",ann.bell@example.com,"), encoding="utf-8")
    hidden = run("analyze", "log.csv", "--rules", "small.yaml", "-f", "json", folder=folder)
    assert "ann.bell" not in hidden.out
    assert "[e-mail]" in hidden.out
    assert (
        "ann.bell" in run("analyze", "log.csv", "--rules", "small.yaml", "-f", "json", "--no-redact", folder=folder).out
    )


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ("critical", 1),
        ("late-delivery>=0.4", 1),
        ("late-delivery>=60%", 0),
        ("failing-share>=0.1", 1),
        ("no-alarm>=0.99", 0),
    ],
)
def test_a_limit_that_is_met_gives_exit_code_one_and_says_so(folder: Path, limit: str, code: int) -> None:
    done = run("analyze", "log.csv", "--rules", "small.yaml", "--fail-on", limit, "-o", "report.md", folder=folder)
    assert done.code == code, done.err
    assert (folder / "report.md").exists()
    assert bool(
        [line for line in done.err.splitlines() if line.startswith("cxaudit: ") and "wrote" not in line]
    ) == bool(code)


def test_templates_of_ones_own_come_first(folder: Path) -> None:
    own = folder / "own"
    own.mkdir()
    (own / "report.md.j2").write_text("Ours: {{ 1 + 1 }}\n", encoding="utf-8")
    done = run("analyze", "log.csv", "--rules", "small.yaml", "-f", "md", "--templates", "own", folder=folder)
    assert done.out == "Ours: 2\n"


def test_a_column_can_be_named(folder: Path) -> None:
    text = (folder / "log.csv").read_text(encoding="utf-8").replace("text", "zzz", 1)
    (folder / "odd.csv").write_text(text, encoding="utf-8")
    done = run("analyze", "odd.csv", "--rules", "small.yaml", "--column", "text=zzz", folder=folder)
    assert done.code == 0, done.err
    assert "text ← 'zzz'" in done.err


def test_a_report_can_be_split_by_one_column_only(folder: Path) -> None:
    done = run("analyze", "log.csv", "--rules", "small.yaml", "--by", "channel", "-f", "json", folder=folder)
    assert [margin["dimension"] for margin in json.loads(done.out)["tally"]["margins"]] == ["channel"]


def test_a_kept_audit_that_is_none_is_refused(folder: Path) -> None:
    (folder / "audit.json").write_text('{"version": 99}', encoding="utf-8")
    done = run("render", "audit.json", folder=folder)
    assert done.code == 3
    assert "audit.json" in done.err
    assert "Traceback" not in done.err


def test_interrupting_it_leaves_nothing_half_written(folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "cxaudit", "analyze", "-", "--rules", "small.yaml", "-o", "report.md"],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        time.sleep(2.5)  # it waits for its input; there is nothing to be fast or slow about
        os.kill(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"interrupted" in err
    assert not (folder / "report.md").exists()
    assert b"Traceback" not in err
