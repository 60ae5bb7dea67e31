"""What a log could not tell is told, on standard error and in the reports; what is left out on purpose is no fault."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from command_line import Outcome, run, small_log, small_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

ZENDESK = (
    "id,requester_id,subject,description,status,created_at,updated_at,assignee_id,group_id,"
    "organization_id,brand_id,ticket_form_id,has_incidents,submitter_id"
)


def analyze(folder: Path, *arguments: object) -> Outcome:
    return run("analyze", *arguments, "--rules", small_rules(folder), folder=folder)


def audited(folder: Path, *arguments: object) -> tuple[dict[str, Any], str]:
    """The audit, and what was said on standard error."""
    done = analyze(folder, *arguments, "-f", "json")
    assert done.code == 0, done.err
    audit: dict[str, Any] = json.loads(done.out)
    return audit, done.err


def written(folder: Path, lines: Iterable[str], name: str = "log.csv") -> None:
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def tickets(statuses: Iterable[str]) -> list[str]:
    rows = [
        f"{number},{number},It came late,It was late,{status},2025-01-02,2025-01-03,1,1,1,1,1,false,1"
        for number, status in enumerate(statuses)
    ]
    return [ZENDESK, *rows]


def test_rows_that_are_left_out_on_purpose_do_not_count_as_faults(tmp_path: Path) -> None:
    written(tmp_path, tickets(["open"] * 8 + ["deleted"] * 2))
    done = analyze(tmp_path, "log.csv")
    assert done.code == 0, done.err
    assert "10 rows read = 8 used + 2 rejected" in done.out
    assert "deleted ticket: 2" in done.out


def test_a_log_of_which_every_row_is_left_out_holds_nothing_by_customers(tmp_path: Path) -> None:
    written(tmp_path, tickets(["deleted"] * 3))
    done = analyze(tmp_path, "log.csv", "--quiet")
    assert done.code == 3
    assert len(done.err.splitlines()) == 1
    assert "nothing by customers is in it" in done.err


def test_faults_are_a_share_of_the_rows_that_should_be_incidents(tmp_path: Path) -> None:
    written(tmp_path, [*tickets(["open"] * 8 + ["deleted"] * 200), "1,too short"])
    done = analyze(tmp_path, "log.csv")
    assert done.code == 3
    assert "1 of 9 rows" in done.err


def test_dates_that_cannot_be_read_are_not_said_to_be_missing(tmp_path: Path) -> None:
    written(tmp_path, ["id,opened_at,text", *(f"{number},someday,It was late" for number in range(20))])
    audit, said = audited(tmp_path, "log.csv", "--quiet")
    why = "the dates in column 'opened_at' could not be read (first: row 1, line 2 of the file)"
    assert f"warning: opened_at: {why}" in said
    assert f"whether it gets better or worse: {why}" in audit["measures"]["unknowns"]
    assert not [told for told in audit["measures"]["unknowns"] if "no column tells when an incident was opened" in told]


def test_some_lost_values_are_told_of_and_a_few_are_not(tmp_path: Path) -> None:
    def rows(lost: int) -> list[str]:
        return [f"{number},2025-01-02,{'many' if number < lost else 1},It was late" for number in range(200)]

    written(tmp_path, ["id,opened_at,reopens,text", *rows(10)])
    audit, said = audited(tmp_path, "log.csv")
    sentence = (
        "reopens: 10 of 200 values in column 'reopens' could not be read (first: row 1, line 2 of the file);"
        " they count as missing"
    )
    assert f"warning: {sentence}" in said
    assert sentence in audit["measures"]["unknowns"]
    assert "warning" not in audited(tmp_path, "log.csv", "--quiet")[1]
    written(tmp_path, ["id,opened_at,reopens,text", *rows(2)])
    assert "warning" not in audited(tmp_path, "log.csv")[1]


def test_a_value_that_strayed_into_another_column_is_not_repeated(tmp_path: Path) -> None:
    written(tmp_path, ["id,opened_at,text", "1,2025-01-01,late", "2,Ann Bell ann@bell.com 12,late"])
    hidden = json.dumps(audited(tmp_path, "log.csv")[0])
    assert "xxx xxxx [e-mail] 12" in hidden
    assert "Bell" not in hidden
    assert "Ann Bell ann@bell.com 12" in json.dumps(audited(tmp_path, "log.csv", "--no-redact")[0])


def test_broken_rows_are_named_and_their_content_is_not(tmp_path: Path) -> None:
    log = small_log(tmp_path)
    log.write_text(log.read_text(encoding="utf-8") + "41,2025-01-02,web,0,Ann Bell,late,and,more\n", encoding="utf-8")
    analyze(tmp_path, "log.csv", "--rejects", "rejects.csv")
    hidden = (tmp_path / "rejects.csv").read_text(encoding="utf-8")
    assert "41,42,ragged row: 8 fields" in hidden
    assert "Bell" not in hidden
    analyze(tmp_path, "log.csv", "--rejects", "rejects.csv", "--no-redact")
    assert "Ann Bell" in (tmp_path / "rejects.csv").read_text(encoding="utf-8")


def test_a_column_that_is_no_id_is_doubted(tmp_path: Path) -> None:
    lines = [f"{number % 5},2025-01-{1 + number % 28:02d},c{number},It was late" for number in range(40)]
    written(tmp_path, ["id,opened_at,customer,text", *lines])
    audit, said = audited(tmp_path, "log.csv", "--quiet")
    assert "35 of 40 rows repeat an id in column 'id'" in said
    assert "--column id=COLUMN" in said
    assert any("35 of 40 rows repeat an id" in told for told in audit["measures"]["unknowns"])


@pytest.mark.parametrize(
    ("again", "said"),
    [("3,2025-01-09,ann,It was late", True), ("3,2025-01-04,zoe,He was rude", True), ("3,2025-01-04,ann,Late", False)],
)
def test_a_single_id_that_two_incidents_may_share_is_told_with_its_rows(tmp_path: Path, again: str, said: bool) -> None:  # noqa: FBT001 - a case
    rows = [f"{number},2025-01-{number + 1:02d},ann,It was late" for number in range(20)]
    written(tmp_path, ["id,opened_at,customer,text", *rows, again])
    audit, told = audited(tmp_path, "log.csv")
    assert audit["rejections"] == {"earlier state of an incident that appears again": 1}
    sentence = (
        "warning: id: 1 row repeats an id but differs in when the incident was opened or by whom (first: rows 4 and 21"
        " of the data in log.csv); taken as states of one incident, of which the last counts"
    )
    assert (sentence in told) == said
    assert told.count("warning: id") == said


def test_a_history_of_changes_is_not_doubted(tmp_path: Path) -> None:
    lines = [
        f"{number // 4},2025-01-02,2025-02-{1 + number % 4:02d},c{number // 4},It was late" for number in range(40)
    ]
    written(tmp_path, ["id,opened_at,updated_at,customer,text", *lines])
    done = analyze(tmp_path, "log.csv")
    assert "warning" not in done.err
    assert "40 rows read = 10 used + 30 rejected" in done.out


def test_help_desks_that_both_count_from_one_do_not_overwrite_each_other(tmp_path: Path) -> None:
    for name, month in (("north.csv", 1), ("south.csv", 2)):
        lines = [f"{number},2025-{month:02d}-{number:02d},It was late" for number in range(1, 11)]
        written(tmp_path, ["id,opened_at,text", *lines], name)
    done = analyze(tmp_path, "north.csv", "south.csv")
    assert "20 rows read = 20 used + 0 rejected" in done.out
    assert "10 rows have the id of an incident in another file" in done.err
    again = analyze(tmp_path, "north.csv", "north.csv", "south.csv")
    assert " 20 used" in again.out


def test_absurd_dates_do_not_stretch_the_period(tmp_path: Path) -> None:
    lines = [f"{number},2025-03-{1 + number % 28:02d},It was late" for number in range(60)]
    written(tmp_path, ["id,opened_at,text", *lines, "60,1903-01-01,late", "61,2099-12-31,late"])
    audit, _ = audited(tmp_path, "log.csv")
    assert audit["settings"]["period"] == ["2025-03-01", "2025-03-28"]
    assert audit["settings"]["cutoff"] == "2025-03-28"
    assert any("counts as missing in 2 rows, first at row 61" in note for note in audit["sources"][0]["notes"])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device here")
@pytest.mark.parametrize("form", ["summary", "json"])
def test_a_full_disk_behind_standard_output_is_no_bug(tmp_path: Path, form: str) -> None:
    small_log(tmp_path)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cxaudit", "analyze", "log.csv", "--rules", small_rules(tmp_path), "-q", "-f", form],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == 1
    assert "standard output" in done.stderr.decode()
