"""What only shows far into a log, or around it: late fields, sorted grades, other headers, wrappers, more sheets."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import openpyxl  # type: ignore[import-untyped] # has no types
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxaudit.errors import InputError
from cxaudit.incidents import ReadingOptions, open_sources
from cxaudit.incidents.content import Content
from cxaudit.incidents.formats.escapes import doubled, doubled_pieces
from cxaudit.incidents.formats.json_fields import FieldSurvey
from cxaudit.incidents.formats.json_values import names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

LATE = 2_100  # rows after which a sample of the first ones is long full


def read(path: Path, options: ReadingOptions | None = None) -> tuple[list[dict[str, Any]], dict[int, str]]:
    """All incidents and the reasons of the rejected rows; used and rejected are all that was read."""
    (source,) = open_sources([str(path)], options or ReadingOptions())
    rows: list[dict[str, Any]] = []
    reasons: dict[int, str] = {}
    for chunk in source.chunks():
        rows += chunk.batch.to_pylist()
        reasons |= {rejection.row: rejection.reason for rejection in chunk.rejected}
    found = source.finished()
    assert (found.read, found.used, found.rejected) == (len(rows) + len(reasons), len(rows), len(reasons))
    return rows, reasons


def notes(path: Path) -> str:
    (source,) = open_sources([str(path)])
    return "; ".join(source.notes)


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def text_file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def late_records() -> list[dict[str, Any]]:
    """Records of which only later ones tell of a grade and of what became of them, as where nulls are left out."""
    early = [{"id": f"K{n}", "created_at": "2025-01-02T10:00:00Z", "description": "ok"} for n in range(LATE)]
    late = [{**record, "id": f"L{n}", "csat": 1, "metrics": {"reopens": 2}} for n, record in enumerate(early[:50])]
    return [*early, *late]


@pytest.mark.parametrize("listed", [False, True])
def test_fields_that_only_late_records_have_are_read(tmp_path: Path, *, listed: bool) -> None:
    records = late_records()
    lines = json.dumps(records) if listed else "\n".join(map(json.dumps, records))
    options = ReadingOptions(columns=(("reopens", "metrics.reopens"),))
    rows, _ = read(text_file(tmp_path, "log.json", lines), options)
    assert [row["satisfaction"] for row in rows] == [None] * LATE + [1.0] * 50
    assert sum(row["reopens"] or 0 for row in rows) == 100


def test_an_object_that_was_a_text_or_nothing_before_is_looked_into(tmp_path: Path) -> None:
    records: list[dict[str, Any]] = [
        {"id": str(n), "text": "Late", "requester": "" if n % 2 else None} for n in range(LATE)
    ]
    records += [{"id": "x", "text": "Late", "requester": {"email": "ann@x.example"}}]
    path = text_file(tmp_path, "log.jsonl", "\n".join(map(json.dumps, records)))
    (source,) = open_sources([str(path)])
    assert "requester.email" in source.reader.columns


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abc"), inner, max_size=2),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(records=st.lists(st.dictionaries(st.sampled_from("vwxyz"), JSON, max_size=3), min_size=1, max_size=12))
def test_the_fields_of_many_records_are_those_of_each(
    records: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = text_file(tmp_path_factory.mktemp("fields"), "log.jsonl", "{}")
    lines = [json.dumps({"id": "1", "text": "Late"})] * 300 + list(map(json.dumps, records))
    by_blocks, one_by_one = FieldSurvey(Content(str(path))), FieldSurvey(Content(str(path)))
    by_blocks.add_lines("\n".join(lines[:300]).encode())
    by_blocks.add_lines("\n".join(lines[300:]).encode())
    one_by_one.add(line.encode() for line in lines)
    expected: dict[str, bool] = {}
    for record in map(json.loads, lines):
        for name, hollow in names(record):
            expected[name] = expected.get(name, True) and hollow
    for survey in (by_blocks, one_by_one):
        found, hollow_ones = survey.names()
        assert (found, survey.records) == (tuple(expected), len(lines))
        assert hollow_ones == {name for name, hollow in expected.items() if hollow}


def rated(folder: Path, grades: Iterable[object], ending: str = "csv") -> Path:
    lines = [f"{number},2025-01-02,{grade},It is broken" for number, grade in enumerate(grades)]
    path = text_file(folder, f"log.{ending}", "\n".join(["id,opened_at,rating,text", *lines]) + "\n")
    if ending == "csv":
        return path
    rows = [dict(zip(("id", "opened_at", "rating", "text"), line.split(","), strict=True)) for line in lines]
    if ending == "jsonl":
        return text_file(folder, path.name, "\n".join(map(json.dumps, rows)))
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_the_scale_of_grades_is_that_of_the_whole_log_however_it_is_sorted(ending: str, tmp_path: Path) -> None:
    grades = [grade for grade in range(1, 11) for _ in range(500)]
    found = {}
    for name, order in (("up", grades), ("down", grades[::-1]), ("mixed", grades[::7] * 7)):
        (tmp_path / name).mkdir()
        rows, _ = read(rated(tmp_path / name, order[:5_000], ending))
        values = [row["satisfaction"] for row in rows]
        assert None not in values
        found[name] = sum(value <= 2 for value in values)
    assert (found["up"], found["down"]) == (1_500, 1_500)


@pytest.mark.parametrize("grades", [[5, 4, 1] * 1_000, [1] * 1_000 + [4] * 1_000 + [5] * 1_000])
def test_a_slip_of_the_hand_makes_no_scale(grades: list[int], tmp_path: Path) -> None:
    rows, _ = read(rated(tmp_path, [*grades, 55, 10]))
    assert [row["satisfaction"] for row in rows] == [*map(float, grades), None, None]


def lines_of(columns: Sequence[str], numbers: Iterable[int]) -> str:
    values = {"opened_at": "2025-01-02 10:00", "customer": "ann", "channel": "web", "text": '"It was, say, late"'}
    rows = [",".join({**values, "id": f"K{number}"}[name] for name in columns) for number in numbers]
    return "\n".join([",".join(columns), *rows]) + "\n"


COLUMNS = ("id", "opened_at", "customer", "channel", "text")


@pytest.mark.parametrize("size", [5, 9_000])
def test_rows_below_another_order_of_the_header_are_read_by_it(size: int, tmp_path: Path) -> None:
    other, third = (
        ("id", "opened_at", "text", "customer", "channel"),
        ("text", "channel", "id", "customer", "opened_at"),
    )
    log = (
        lines_of(COLUMNS, range(size))
        + lines_of(other, range(size, 2 * size))
        + lines_of(third, range(2 * size, 3 * size))
    )
    rows, reasons = read(text_file(tmp_path, "log.csv", log + lines_of(COLUMNS, range(3 * size, 4 * size))))
    assert [row["id"] for row in rows] == [f"K{number}" for number in range(4 * size)]
    assert {(row["text"], row["customer"], row["channel"]) for row in rows} == {("It was, say, late", "ann", "web")}
    assert [(row, reason.partition(",")[0]) for row, reason in reasons.items()] == [
        (place * (size + 1), "the header again") for place in (1, 2, 3)
    ]


def test_lists_deep_in_wrappers_are_found(tmp_path: Path) -> None:
    tickets = [{"id": str(n), "text": "Late"} for n in range(3)]
    pages = "\n".join(json.dumps({"data": {"tickets": tickets}, "next": n}) for n in range(4))
    graph = json.dumps({"data": {"tickets": {"nodes": tickets}}})
    assert len(read(text_file(tmp_path, "graph.json", graph))[0]) == 3
    assert len(read(text_file(tmp_path, "pages.jsonl", pages))[0]) == 12


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"id": [1, 2, 3], "text": ["late", "late", "ok"]}', "holds columns ('id' is a list of values)"),
        ('{"answer": {"lot": [{"id": 1, "text": "a"}, {"id": 2, "text": "b"}]}}', "a list of objects at 'answer.lot'"),
        ('// export\n[{"id": 1, "text": "Late"}]', "a remark stands above the JSON ('// export')"),
        ('"{\\"id\\": 1, \\"text\\": \\"Late\\"}"\n' * 3, "packed twice"),
    ],
)
def test_what_nobody_unpacks_is_refused_and_not_read_as_one_incident(text: str, words: str, tmp_path: Path) -> None:
    assert words in refusal(text_file(tmp_path, "log.json", text))


def test_one_incident_with_lists_of_its_own_is_one_incident(tmp_path: Path) -> None:
    record = {"id": 7, "text": "Late", "comments": [{"body": "a"}, {"body": "b"}]}
    assert [row["id"] for row in read(text_file(tmp_path, "log.json", json.dumps(record)))[0]] == ["7"]


def escaped_log(every: int, count: int = 400) -> str:
    plain, marked = '"late, that is"', r'"he said \"late\", and C:\\"'
    rows = [f"{n},2025-01-02 10:00,ann,{plain if n % every else marked}" for n in range(count)]
    return "\n".join(["id,opened_at,customer,text", *rows]) + "\n"


@pytest.mark.parametrize("every", [1, 10, 399])
def test_quotation_marks_behind_a_backslash_belong_to_the_text(every: int, tmp_path: Path) -> None:
    path = text_file(tmp_path, "log.csv", escaped_log(every))
    rows, reasons = read(path)
    assert (len(rows), reasons) == (400, {})
    assert {row["text"] for row in rows} <= {"late, that is", 'he said "late", and C:\\\\'}
    assert {row["customer"] for row in rows} == {"ann"}
    assert r"written \"" in notes(path)


def test_a_backslash_at_the_end_of_a_usual_text_escapes_nothing(tmp_path: Path) -> None:
    data = "id,customer,text\n" + "".join(f'{n},"C:\\dir\\","it was, say, ""late"""\n' for n in range(20))
    rows, reasons = read(text_file(tmp_path, "log.csv", data))
    assert (len(rows), reasons, rows[0]["text"]) == (20, {}, 'it was, say, "late"')


@given(st.binary(max_size=40).map(lambda data: bytes(b'\\"a,\n'[byte % 5] for byte in data)), st.integers(1, 7))
def test_doubling_leaves_every_place_and_does_not_depend_on_pieces(data: bytes, size: int) -> None:
    whole = doubled(data)
    assert len(whole) == len(data)
    assert doubled(whole) == whole
    assert b"".join(doubled_pieces(data[start : start + size] for start in range(0, len(data), size))) == whole


def test_a_header_that_no_line_fits_is_refused(tmp_path: Path) -> None:
    said = refusal(text_file(tmp_path, "log.csv", "id,opened_at,text\n" + "It was late\nIt broke\n" * 20))
    assert "its first line names 3 columns, but the lines below do not split into as many" in said


def test_bytes_in_a_column_that_nobody_wants_cost_no_incident(tmp_path: Path) -> None:
    digests = pa.array([bytes([255, number]) for number in range(50)], pa.binary())
    table = {"id": list(map(str, range(50))), "text": ["It was late"] * 50, "digest": digests}
    path = tmp_path / "log.parquet"
    pq.write_table(pa.table(table), path)
    assert len(read(path)[0]) == 50
    (tmp_path / "lake").mkdir()
    pq.write_table(pa.table(table), tmp_path / "lake" / "a.parquet")
    text_file(tmp_path / "lake", "b.csv", "id,text\n1,Late\n")
    assert len(read(tmp_path / "lake")[0]) == 50
    assert "1 file is not read, which may hold rows (b.csv)" in notes(tmp_path / "lake")


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cell in (cell for line in sheet.iter_rows() for cell in line if isinstance(cell.value, dt.timedelta)):
            cell.number_format = "[h]:mm:ss"
    book.save(path)
    return path


HEADER = ["id", "opened_at", "text"]


def test_durations_in_a_workbook_are_durations(tmp_path: Path) -> None:
    hours = [0.0, 0.5, 1.5, 30.25, 24 * 61.5, 24 * 400.0]
    rows = [[f"K{number}", "late", dt.timedelta(hours=each)] for number, each in enumerate(hours)]
    path = workbook(tmp_path / "log.xlsx", {"Log": [["id", "text", "resolution_time"], *rows]})
    assert [row["resolution_minutes"] for row in read(path)[0]] == pytest.approx([60 * each for each in hours])


def test_sheets_with_the_same_header_are_one_log_and_a_title_page_is_passed_over(tmp_path: Path) -> None:
    sheets: dict[str, Sequence[Sequence[object]]] = {
        "Cover": [["Tickets of the first quarter"], ["made by Ann"]],
        "Jan": [HEADER, *[[f"J{n}", "2025-01-02", "Late"] for n in range(4)]],
        "Feb": [["Report"], HEADER, *[[f"F{n}", "2025-02-02", "Late"] for n in range(3)]],
        "Teams": [["team", "lead", "floor"], ["A", "Bo", 1]],
    }
    path = workbook(tmp_path / "log.xlsx", sheets)
    assert [row["id"] for row in read(path)[0]] == ["J0", "J1", "J2", "J3", "F0", "F1", "F2"]
    said = (
        "2 sheets with the same header were read as one log: 'Jan' from row 1, 'Feb' from row 5, not 'Cover', 'Teams'"
    )
    assert said in notes(path)
    assert [row["id"] for row in read(path, ReadingOptions(sheet="Feb"))[0]] == ["F0", "F1", "F2"]


def test_a_sheet_without_incidents_is_refused_with_the_names_of_others(tmp_path: Path) -> None:
    sheets: dict[str, Sequence[Sequence[object]]] = {
        "Teams": [["team", "lead", "floor"], ["A", "Bo", 1]],
        "Log": [HEADER, ["1", "2025-01-02", "Late"]],
    }
    assert "read another sheet ('Log') with --sheet" in refusal(workbook(tmp_path / "log.xlsx", sheets))


def test_broken_lines_of_json_are_one_reason_and_each_has_its_line(tmp_path: Path) -> None:
    good = [json.dumps({"id": str(n), "text": "Late"}) for n in range(40)]
    lines = [text for n, line in enumerate(good) for text in (line, line[: 9 + n % 9], line, "")]
    path = text_file(tmp_path, "log.jsonl", "\n".join(lines))
    (source,) = open_sources([str(path)])
    rejected = [rejection for chunk in source.chunks() for rejection in chunk.rejected]
    assert {rejection.reason for rejection in rejected} == {"broken JSON: Input data was truncated"}
    places = source.lines([rejection.row for rejection in rejected])
    assert [places[rejection.row] for rejection in rejected] == [4 * n + 2 for n in range(40)]


@pytest.mark.parametrize("footer", ["19 rows,,,,", '"(1,019 records)",,,,', '"20 rows selected.",,,,'])
def test_a_count_of_rows_below_the_table_is_no_incident(footer: str, tmp_path: Path) -> None:
    rows, reasons = read(text_file(tmp_path, "log.csv", lines_of(COLUMNS, range(19)) + footer + "\n"))
    assert (len(rows), reasons) == (19, {20: "a total, not an incident"})
