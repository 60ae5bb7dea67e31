"""Which incidents are quoted depends on the log alone, not on how it was put into batches."""

from __future__ import annotations

import itertools
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from cxaudit.engines.quotes import Quotable
from cxaudit.tally import event_schema

SYMPTOMS = 2
TYPE = event_schema(SYMPTOMS).field("evidence").type
# Of each incident: its key, and the symptoms it could be quoted for.
ROWS = st.lists(st.tuples(st.integers(1, 60), st.sets(st.integers(0, SYMPTOMS - 1))), min_size=1, max_size=120)


def events(rows: list[tuple[int, set[int]]]) -> pa.Table:
    cells = [
        [{"symptom": symptom, "rule": 0, "quote": "", "start": 0, "end": 0} for symptom in sorted(shown)] or None
        for _, shown in rows
    ]
    key = pa.array([key for key, _ in rows], pa.uint64())
    return pa.table({"key": key, "evidence": pa.array(cells, TYPE)})


def settled(rows: list[tuple[int, set[int]]], cuts: list[int]) -> list[Any]:
    quotable = Quotable(SYMPTOMS)
    bounds = [0, *sorted(cuts), len(rows)]
    parts = [quotable.settle(events(rows[start:end])) for start, end in itertools.pairwise(bounds)]
    found: list[Any] = quotable.cut(pa.concat_tables(parts))["evidence"].to_pylist()
    return found


@given(ROWS, st.lists(st.integers(0, 120), max_size=6))
def test_any_batches_leave_the_same_quotes(rows: list[tuple[int, set[int]]], cuts: list[int]) -> None:
    expected = settled(rows, [])
    assert settled(rows, cuts) == expected
    for symptom in range(SYMPTOMS):
        smallest = sorted({key for key, shown in rows if symptom in shown})[:16]
        quoted = {
            key
            for (key, _), cell in zip(rows, expected, strict=True)
            if any(entry["symptom"] == symptom for entry in cell or ())
        }
        assert quoted == set(smallest)
