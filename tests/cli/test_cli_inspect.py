"""`cxaudit inspect`: what a log is read as, and a mapping to edit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import run, small_log, small_rules

from cxaudit.configuration import parse_text
from cxaudit.incidents import ReadingOptions, mapping_text, open_sources
from cxaudit.incidents.rules import ColumnRule, parse_columns
from cxaudit.incidents.shape_schema import shape_schema
from cxaudit.model import Report

_SAMPLES = Path(__file__).parent.parent / "incidents" / "samples"
_READABLE = sorted(path for path in _SAMPLES.rglob("*") if path.suffix in {".csv", ".json", ".jsonl"})


def test_every_column_is_told_with_examples_and_how_full_it_is(tmp_path: Path) -> None:
    small_log(tmp_path)
    done = run("inspect", "log.csv", folder=tmp_path)
    assert done.code == 0
    assert "40 rows read = 40 that can be used + 0 rejected" in done.out
    (line,) = [line for line in done.out.splitlines() if line.startswith("opened_at")]
    assert line.split()[:5] == ["opened_at", "opened_at", "by", "name", "100%"]
    assert line.endswith("2025-01-01 · 2025-01-02 · 2025-01-03")


def test_names_of_people_are_not_shown_unless_asked_for(tmp_path: Path) -> None:
    small_log(tmp_path)
    assert "Ann Bell" not in run("inspect", "log.csv", folder=tmp_path).out
    assert "Ann Bell" in run("inspect", "log.csv", "--no-redact", folder=tmp_path).out


@pytest.mark.parametrize("name", ["Last name", "last_name", "Nachname", "Contact Name 2"])
def test_names_in_a_column_that_is_left_aside_are_not_shown(tmp_path: Path, name: str) -> None:
    rows = "1,Hill,Sea,2025-01-01,It came late\n2,Hunt,Sky,2025-01-02,It was late\n"
    (tmp_path / "log.csv").write_text(f"id,{name},Product name 2,opened_at,text\n{rows}", encoding="utf-8")
    shown = run("inspect", "log.csv", folder=tmp_path).out
    assert "Hill" not in shown
    assert "Sea" in shown
    assert "Hill" in run("inspect", "log.csv", "--no-redact", folder=tmp_path).out


def test_addresses_and_numbers_that_strayed_into_another_column_are_not_shown(tmp_path: Path) -> None:
    rows = "1,2025-01-01,late\nann@x.example,2025-01-02 bob@x.example,late\n3,+49 170 9998877,late\n"
    (tmp_path / "log.csv").write_text(f"id,opened_at,text\n{rows}", encoding="utf-8")
    shown = run("inspect", "log.csv", folder=tmp_path).out
    assert "2025-01-01" in shown
    assert not [personal for personal in ("ann@", "bob@", "9998877") if personal in shown]


def test_what_cannot_be_read_is_doubted_with_its_first_row(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("id,opened_at,text\n1,2025-01-01,late\n2,tomorrow,late\n3,2025-01-03,late\n")
    done = run("inspect", "log.csv", folder=tmp_path)
    assert "1 of 3 values of 'opened_at' mean nothing as opened_at (first: row 2, line 3 of the file)" in done.out


@pytest.mark.parametrize("place", ["opened_at", "satisfaction", "reopens"])
def test_words_in_a_column_of_times_or_numbers_are_not_shown(tmp_path: Path, place: str) -> None:
    strayed = {"opened_at": "2025-01-01", "satisfaction": "Good", "reopens": "1", place: "Ann Bell"}
    (tmp_path / "log.csv").write_text(
        "id,opened_at,satisfaction,reopens,text\n"
        f"1,{strayed['opened_at']},{strayed['satisfaction']},{strayed['reopens']},late\n"
        "2,2 March 2025,4,2,late\n",
        encoding="utf-8",
    )
    shown = run("inspect", "log.csv", folder=tmp_path).out
    assert not [name for name in ("Ann", "Bell") if name in shown]
    assert "xxx xxxx" in shown
    assert "2 March 2025" in shown
    assert "Ann Bell" in run("inspect", "log.csv", "--no-redact", folder=tmp_path).out


def scored(folder: Path) -> None:
    rows = "".join(f"{number},2025-01-{number + 1:02d},{number},It came late again\n" for number in range(11))
    (folder / "log.csv").write_text(f"id,opened_at,Score,text\n{rows}", encoding="utf-8")


def test_the_scale_that_grades_are_taken_to_be_on_is_said_with_what_overrides_it(tmp_path: Path) -> None:
    scored(tmp_path)
    said = "satisfaction: 'Score' is taken to be on a scale of 0 to 10, brought to 1 to 5"
    told = run("inspect", "log.csv", folder=tmp_path).out
    assert said in told
    assert "--column recommend='Score'" in told
    report = run("analyze", "log.csv", "-q", "-f", "md", "--rules", small_rules(tmp_path), folder=tmp_path).out
    assert "on a scale of 0 to 10, brought to 1 to 5" in report


def test_a_scale_that_is_told_is_not_guessed(tmp_path: Path) -> None:
    scored(tmp_path)
    assert run("inspect", "log.csv", "--write-mapping", "map.yaml", folder=tmp_path).code == 0
    written = (tmp_path / "map.yaml").read_text(encoding="utf-8")
    assert 'satisfaction: {column: Score, scale: "0-10"}' in written
    (tmp_path / "map.yaml").write_text(written.replace("0-10", "0-100"), encoding="utf-8")
    told = run("inspect", "log.csv", "--map", "map.yaml", folder=tmp_path).out
    assert "taken to be" not in told
    (line,) = [line for line in told.splitlines() if line.startswith("satisfaction")]
    assert line.endswith("0 → 1 · 1 · 2")


def test_a_column_without_any_value_is_called_empty(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("id,opened_at,product,text\n1,2025-01-01,,late\n2,2025-01-02,,late\n")
    assert "'product' (product) is empty in every row" in run("inspect", "log.csv", folder=tmp_path).out


def test_what_a_message_log_is_read_as_is_not_shown_beside_rows_it_was_not_made_of(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(
        "conversation_id,direction,sent_at,channel,body\n"
        "c1,outbound,2025-01-01 10:00,web,How can I help?\nc1,inbound,2025-01-01 11:00,web,It came late\n",
        encoding="utf-8",
    )
    shown = run("inspect", "log.csv", folder=tmp_path).out
    assert "→" not in shown
    assert "2 rows are turns of 1 conversation, which is one incident" in shown


def test_times_that_are_only_spelled_otherwise_are_shown_once(tmp_path: Path) -> None:
    rows = "1,2025-01-01T10:00:00Z,late\n2,2025-01-02T10:00:00.000Z,late\n"
    (tmp_path / "log.csv").write_text(f"id,opened_at,text\n{rows}", encoding="utf-8")
    assert "→" not in run("inspect", "log.csv", folder=tmp_path).out
    (tmp_path / "log.csv").write_text(f"id,opened_at,text\n{rows.replace('Z', '+02:00')}", encoding="utf-8")
    assert "→ 2025-01-01 08:00:00" in run("inspect", "log.csv", folder=tmp_path).out


@pytest.mark.parametrize(
    ("name", "values", "shown"),
    [
        ("resolution_time", ("-5", "10", "20"), "-5 → nothing · 10 · 20"),
        ("Resolution time (hours)", ("soon", "1.5", "2"), "1.5 → 90 · 2 · xxxx → nothing"),
        ("satisfaction", ("Sehr zufrieden", "Nicht zufrieden", "3"), "Sehr zufrieden → 5 · Nicht zufrieden · 3"),
    ],
)
def test_beside_a_value_stands_what_that_very_value_became(
    tmp_path: Path, name: str, values: tuple[str, ...], shown: str
) -> None:
    rows = "".join(f"{n},2025-01-01,2025-01-03,{value},late\n" for n, value in enumerate(values))
    (tmp_path / "log.csv").write_text(f"id,opened_at,closed_at,{name},text\n{rows}", encoding="utf-8")
    told = run("inspect", "log.csv", folder=tmp_path).out
    assert [line for line in told.splitlines() if line.endswith(shown)], told


def test_doubts_stand_right_below_the_columns_they_are_about(tmp_path: Path) -> None:
    rows = "1,2025-01-01,late,x\n2,tomorrow,late,x\n"
    (tmp_path / "log.csv").write_text(f"id,opened_at,text,zz\n{rows}", encoding="utf-8")
    told = run("inspect", "log.csv", folder=tmp_path).out
    (line,) = [line for line in told.splitlines() if line.startswith("opened_at")]
    assert "100%, 1 unread" in line
    places = [told.index(words) for words in ("read as", "Doubts and notes", "left aside", "Not found")]
    assert places == sorted(places)


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


def test_a_fault_of_a_mapping_is_not_called_one_of_the_rulebook(tmp_path: Path) -> None:
    small_log(tmp_path)
    (tmp_path / "map.yaml").write_text("txet: text\n", encoding="utf-8")
    done = run("inspect", "log.csv", "--map", "map.yaml", folder=tmp_path)
    assert done.code == 2
    assert "map.yaml:1:1" in done.err
    assert "cxaudit: the mapping has 1 violation" in done.err


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


@pytest.mark.parametrize(
    ("kinds", "shown"),
    [
        (("nps", "nps"), ["recommend 2 · 3 100%"]),
        (("csat", "nps"), ["satisfaction 2 50%", "recommend 3 50%"]),
        (("pmf", "pmf"), ["satisfaction 2 → nothing · 3 → nothing 100%"]),
    ],
)
def test_a_score_is_shown_as_what_it_answers_alone(tmp_path: Path, kinds: tuple[str, str], shown: list[str]) -> None:
    answers = [
        {"id": number, "survey_type": kind, "score": 2 + number, "comment": "late", "person": number, "permalink": "x"}
        for number, kind in enumerate(kinds)
    ]
    (tmp_path / "log.json").write_text(json.dumps(answers), encoding="utf-8")
    text = run("inspect", "log.json", folder=tmp_path).out
    assert text.count(" score ") == len(shown)
    for line in shown:
        column, *examples, share = line.split()
        (found,) = [told for told in text.splitlines() if told.startswith(f"{column} ")]
        assert share in found
        assert found.endswith(" ".join(examples))


def test_a_written_mapping_has_an_example_of_every_key_and_each_can_be_taken_as_it_stands(tmp_path: Path) -> None:
    small_log(tmp_path)
    (source,) = open_sources([str(tmp_path / "log.csv")])
    told = [line for line in mapping_text(source).splitlines() if line.startswith("#   ")]
    properties = shape_schema()["definitions"]["rule"]["anyOf"][1]["properties"]
    assert [key for key in properties if not any(f"{key}: " in line for line in told)] == []
    for line in told:
        example = line.removeprefix("#   ").partition("  # ")[0]
        report = Report()
        node = parse_text(example, "map.yaml", report)
        assert node is not None
        (rule,) = parse_columns(node, report).values()
        assert (report.violations, rule == ColumnRule()) == ([], False)


@pytest.mark.parametrize(("option", "day"), [("--month-first", "2025-03-04"), ("--day-first", "2025-04-03")])
@pytest.mark.parametrize("written", ["true", "false"])
def test_the_order_of_dates_that_is_asked_for_comes_before_that_of_the_mapping(
    tmp_path: Path, option: str, day: str, written: str
) -> None:
    (tmp_path / "log.csv").write_text("id,Datum,text\n1,03/04/2025,late\n2,05/06/2025,late\n", encoding="utf-8")
    mapping = f"opened_at: {{column: Datum, day_first: {written}}}\n"
    (tmp_path / "map.yaml").write_text(mapping, encoding="utf-8")
    done = run("inspect", "log.csv", "--map", "map.yaml", option, folder=tmp_path)
    assert f"→ {day}" in done.out


@pytest.mark.parametrize("command", ["analyze", "inspect"])
def test_the_help_says_that_databases_and_folders_are_read(tmp_path: Path, command: str) -> None:
    told = " ".join(run(command, "--help", folder=tmp_path, COLUMNS="400").out.split())
    for words in ("folders of Parquet files", "sqlite:///FILE?table=NAME", "postgresql://", "percent-encoded"):
        assert words in told
