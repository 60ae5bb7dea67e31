"""What a reader learns of the kinds of values in JSON Lines makes it faster, and never makes anything else of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxaudit.incidents import open_sources
from cxaudit.incidents.formats.columns import Numbered
from cxaudit.incidents.formats.json_parsing import Parser

if TYPE_CHECKING:
    from pathlib import Path

WANTED = ("a", "b")
TEXTS = st.sampled_from(['"x"', '""', '"\\u00e9"', '"é [{"', '"\\ud83d\\ude00"', '"\\\\\\""'])
WHOLE = st.sampled_from(["0", "-0", "7", "999999999999999", "1000000000000000", "9007199254740993", "1" * 30])
PARTIAL = st.sampled_from(["1.5", "2.0", "-0.0", "1e3", "1E15", "1e-7", "0.1", "123456789.125", "1e400", "1e-400"])
LISTS = st.lists(TEXTS | st.just("null"), max_size=3).map(lambda values: f"[{','.join(values)}]")
OTHERS = st.sampled_from(
    ["true", "false", "NaN", "-Inf", "nan", "[[]]", '["x", 1]', '[{"a": "x"}]', '{"a": 1}', '{"a": 1, "a": 2}']
)
KINDS = [TEXTS, WHOLE, WHOLE | PARTIAL, LISTS, st.sampled_from(["true", "false"]), st.just("null")]


@st.composite
def alike(draw: st.DrawFn) -> list[str]:
    """Lines whose values are of one kind a column, but for some."""
    columns = [draw(st.sampled_from(KINDS)) | st.just("null") for _ in WANTED]
    lines = []
    for _ in range(draw(st.integers(1, 6))):
        odd = draw(st.integers(0, 30)) == 0
        pairs = [f'"{name}": {draw(OTHERS if odd else values)}' for name, values in zip(WANTED, columns, strict=True)]
        pairs += draw(st.sampled_from([[], ['"c": {"d": [{}, []]}'], ['"a": "again"'], ['"c": [NaN, Inf]']]))
        lines.append("{" + ", ".join(pairs) + "}\n")
    return lines


@given(st.lists(alike(), min_size=2, max_size=4))
def test_values_are_the_same_whatever_was_learnt_before(texts: list[list[str]]) -> None:
    learning = Parser(WANTED)
    for lines in [texts[0], *texts]:
        text = "".join(lines).encode()
        fresh = Parser(WANTED).parse(text, Numbered("log"))
        learnt = learning.parse_told_apart(pa.py_buffer(text), len(lines))
        if learnt is not None:
            assert not fresh.rejected
            assert not fresh.twice
            assert [column.to_pylist() for column in learnt] == [column.to_pylist() for column in fresh.columns]
        again = learning.parse(text, Numbered("log"))
        assert [column.to_pylist() for column in again.columns] == [column.to_pylist() for column in fresh.columns]
        assert (again.records, again.rejected) == (fresh.records, fresh.rejected)
        assert list(again.twice) == list(fresh.twice)


def test_fractions_lists_and_objects_that_nobody_reads_are_read_at_once() -> None:
    text = b'{"a": 2.5, "b": ["x", "", null, "y"], "c": {"d": [[]]}}\n{"a": 3, "b": [], "c": null}\n' * 600
    parser = Parser(WANTED)
    parser.parse(text, Numbered("log"))
    found = parser.parse_told_apart(pa.py_buffer(text), 1200)
    assert found is not None
    assert [column.to_pylist()[:2] for column in found] == [["2.5", "3"], ["x; y", ""]]


@pytest.mark.parametrize("wanted", [("a",), ("a", "deep")])
@pytest.mark.parametrize("depth", [400, 600, 2_000])
def test_lists_within_lists_are_read_or_rejected_however_deep(depth: int, wanted: tuple[str, ...]) -> None:
    plain, deep = '{"a": "x", "deep": null}\n' * 700, '{"a": "y", "deep": ' + "[" * depth + '"z"' + "]" * depth + "}\n"
    parser, text = Parser(wanted), (plain + deep).encode()
    parser.parse(plain.encode(), Numbered("log"))
    found = parser.parse(text, Numbered("log"))
    assert found.records + len(found.rejected) == 701
    assert [entry.reason for entry in found.rejected] == (["broken JSON: nested too deeply"] if depth == 2_000 else [])
    if depth < 2_000:
        assert [column.to_pylist()[-1] for column in found.columns] == ["y", "z"][: len(wanted)]


def test_one_broken_line_costs_no_other_line_of_its_batch(tmp_path: Path) -> None:
    rows = range(1, 9_001)
    records = ({"id": row, "opened_at": "2025-03-01", "text": f"late, très late {row} " * 20} for row in rows)
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    lines[6_999] = lines[6_999][:-9]
    lines[7_999] = lines[7_999].replace("late", "la\udcffe", 1)
    (tmp_path / "log.jsonl").write_text("\n".join(lines), encoding="utf-8", errors="surrogateescape")
    (source,) = open_sources([str(tmp_path / "log.jsonl")])
    chunks = list(source.chunks())
    told = [(entry.row, entry.reason) for chunk in chunks for entry in chunk.rejected]
    assert told == [(7_000, "broken JSON: Input data was truncated"), (8_000, "undecodable bytes")]
    ids = [int(key) for chunk in chunks for key in chunk.batch["id"].to_pylist()]
    assert ids == [row for row in rows if row not in {7_000, 8_000}]
