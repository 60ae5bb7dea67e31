"""Rows count from the first below the heading; who opens the file in a spreadsheet is told the line there."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl  # type: ignore[import-untyped] # it comes without types
from command_line import run, small_rules
from hypothesis import given
from hypothesis import strategies as st

from cxaudit.incidents import OpenSource, open_sources

if TYPE_CHECKING:
    import pytest

BLANK = None
HEADER = ["id", "opened_at", "text"]
TEXTS = st.text(st.sampled_from('ab ,"\n;'), max_size=12)


def opened(path: Path) -> OpenSource:
    (source,) = open_sources([str(path)])
    return source


def as_csv(lines: list[list[str] | None], end: str = "\n") -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=end)
    for cells in lines:
        text.write(end) if cells is BLANK else writer.writerow(cells)
    return text.getvalue()


def lines_in_spreadsheet(lines: list[list[str] | None]) -> dict[int, int]:
    """The line of each row, as one counts them by eye."""
    below = lines.index(HEADER) + 1
    filled = [place for place, cells in enumerate(lines, 1) if cells is not BLANK and place > below]
    return dict(enumerate(filled, 1))


@given(
    st.lists(st.one_of(st.none(), TEXTS), min_size=1, max_size=30),
    st.lists(st.none(), max_size=3),
    st.sampled_from(["\n", "\r\n"]),
)
def test_the_line_of_a_row_is_the_one_that_is_counted_by_eye(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str | None], above: list[None], end: str
) -> None:
    rows = [BLANK if text is None else [str(place), "2025-01-01", text] for place, text in enumerate(texts)]
    lines: list[list[str] | None] = [*above, HEADER, *rows]
    path = tmp_path_factory.mktemp("lines") / "log.csv"
    path.write_text(as_csv(lines, end), encoding="utf-8", newline="")
    expected = lines_in_spreadsheet(lines)
    assert opened(path).lines(set(expected)) == expected


def test_lines_of_a_file_with_a_title_stray_quotes_and_texts_of_several_lines(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(
        'All tickets,,\n\nid,opened_at,text\n1,2025-01-01,"It came\n\nlate"\n\n2,2025-01-02,a 5" screen\n'
        '3,2025-01-03,"never closed\n\n\n4,2025-01-04,late\n',
        encoding="utf-8",
    )
    assert opened(path).lines({1, 2, 3, 4}) == {1: 4, 2: 6, 3: 7, 4: 10}


def test_lines_far_down_are_found_though_the_file_is_read_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    rows = [f'{number},2025-01-01,"It came\nlate {"x" * 90}"' for number in range(1, 30_001)]
    text = "\n".join([",".join(HEADER), *rows[:9_000], "", *rows[9_000:29_000], "", "", *rows[29_000:]])
    path.write_text(text, encoding="utf-8")
    assert opened(path).lines({1, 9_000, 9_001, 29_000, 30_000}) == {
        1: 2,
        9_000: 9_001,
        9_001: 9_003,
        29_000: 29_002,
        30_000: 30_004,
    }


SHEET: tuple[tuple[int, tuple[object, ...]], ...] = (
    (3, ("All tickets",)),
    (5, ("id", "opened_at", "text")),
    (6, (1, "2025-01-01", "It came late")),
    (9, (2, "Ann Bell", "It was late")),
    (10, ("Total: 2",)),
)


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    for row, cells in SHEET:
        for column, value in enumerate(cells, 2):
            book.active.cell(row, column, value)
    book.save(path)
    return path


def test_lines_of_a_sheet_are_those_at_its_edge(tmp_path: Path) -> None:
    assert opened(workbook(tmp_path / "log.xlsx")).lines({1, 2, 3}) == {1: 6, 2: 9, 3: 10}


def test_formats_without_lines_name_rows_alone(tmp_path: Path) -> None:
    path = tmp_path / "log.json"
    path.write_text('[{"id": 1, "opened_at": "soonish", "text": "late"}]', encoding="utf-8")
    assert opened(path).lines({1}) == {}
    assert "(first: row 1)" in run("inspect", path, folder=tmp_path).out


def test_rejected_rows_and_lost_values_are_told_with_the_line_of_the_sheet(tmp_path: Path) -> None:
    workbook(tmp_path / "log.xlsx")
    rules = small_rules(tmp_path)
    done = run("analyze", "log.xlsx", "--rules", rules, "--rejects", "rejects.csv", folder=tmp_path)
    assert done.code == 0, done.err
    assert "could not be read (first: row 2, line 9 of the file)" in done.err
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        told = [(entry["row"], entry["line"], entry["reason"]) for entry in csv.DictReader(file)]
    assert told == [("3", "10", "a total, not an incident")]


def test_further_header_rows_are_counted_as_lines() -> None:
    sample = Path(__file__).parent / "samples" / "qualtrics.csv"
    source = opened(sample)
    assert source.header_rows > 0
    assert source.lines({1}) == {1: source.header_rows + 2}
