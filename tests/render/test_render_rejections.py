"""Rejected rows as CSV."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxaudit.model import KeptRow, Rejection
from cxaudit.render import render_rejections_csv

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@given(
    st.lists(
        st.builds(
            Rejection,
            TEXT,
            st.integers(1, 10**9),
            TEXT,
            TEXT,
            kept=st.none() | st.builds(KeptRow, TEXT, st.integers(1, 10**9)),
        )
    )
)
def test_every_rejection_comes_back_and_none_is_a_formula(rejections: list[Rejection]) -> None:
    header, *rows = read(render_rejections_csv(rejections, {}))
    assert header == ["source", "row", "line", "reason", "excerpt", "kept"]
    assert len(rows) == len(rejections)
    for row, entry in zip(rows, rejections, strict=True):
        kept = "" if entry.kept is None else f"{entry.kept.source}, row {entry.kept.row}"
        assert row[1:3] == [str(entry.row), ""]
        for cell, text in zip((row[0], *row[3:]), (entry.source, entry.reason, entry.excerpt, kept), strict=True):
            assert cell in {text, f"'{text}"}
            assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("formula", ["=1+1", "+SUM(A1)", "-2", "@cmd", "\t=x", " =1", "＝1"])
def test_a_formula_is_defused(formula: str) -> None:
    rows = read(render_rejections_csv([Rejection("a.csv", 3, "the row is too short", formula)], {("a.csv", 3): 5}))
    assert rows[1] == ["a.csv", "3", "5", "the row is too short", f"'{formula}", ""]


def test_the_row_used_instead_is_told_with_its_line_where_that_is_known() -> None:
    rejection = Rejection("a.csv", 3, "again", kept=KeptRow("b, row 7.csv", 4))
    assert read(render_rejections_csv([rejection], {("b, row 7.csv", 4): 6}))[1][-1] == "b, row 7.csv, row 4, line 6"
    assert read(render_rejections_csv([rejection], {}))[1][-1] == "b, row 7.csv, row 4"
