"""What comes back from disk is what went there, together with all that it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from cxaudit.spilling import Spill

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SCHEMA = pa.schema(
    [
        ("number", pa.uint64()),
        ("place", pa.int64()),
        ("name", pa.string()),
        ("bits", pa.binary(3)),
        ("flag", pa.bool_()),
        ("cells", pa.list_(pa.struct([("symptom", pa.int32()), ("quote", pa.string())]))),
    ]
)
_ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "number": st.integers(0, 2**64 - 1) | st.integers(0, 5),
            "name": st.none() | st.text(max_size=4),
            "bits": st.none() | st.binary(min_size=3, max_size=3),
            "flag": st.none() | st.booleans(),
            "cells": st.none() | st.lists(st.fixed_dictionaries({"symptom": st.integers(0, 9), "quote": st.text()})),
        }
    ),
    max_size=80,
)


def _number(rows: pa.Table) -> NDArray[np.uint64]:
    numbers: NDArray[np.uint64] = rows["number"].to_numpy()
    return numbers


@given(_ROWS, st.integers(1, 4), st.integers(1, 3), st.sampled_from([1, 300, 1 << 20]))
@settings(deadline=None)
def test_rows_of_every_type_come_back_as_they_were_and_in_order(
    rows: list[dict[str, object]], step: int, processes: int, in_memory: int
) -> None:
    table = pa.Table.from_pylist([{**row, "place": place} for place, row in enumerate(rows)], _SCHEMA)
    homes: dict[int, int] = {}
    found: list[dict[str, Any]] = []
    with Spill(_number, in_memory) as spill:
        for start in range(0, len(rows), step):
            spill.add(table[start : start + step])
        parts = [part for run in spill.runs(processes) for part in spill.partitions(run)]
    for home, part in enumerate(parts):
        assert part.schema == _SCHEMA
        kept = part.to_pylist()
        assert all(homes.setdefault(row["number"], home) == home for row in kept)
        found += kept
    assert sorted(found, key=lambda row: row["place"]) == table.to_pylist()
    for number in homes:
        places = [row["place"] for row in found if row["number"] == number]
        assert places == sorted(places)


def test_many_small_partitions_are_worked_as_a_few() -> None:
    rows = pa.table({"number": pa.array(range(10_000), pa.uint64()), "place": pa.array(range(10_000), pa.int64())})
    with Spill(_number, in_memory=50_000) as spill:
        for start in range(0, 10_000, 100):
            spill.add(rows[start : start + 100])
        assert [part.num_rows for part in spill.partitions()] == [10_000]
    with Spill(_number, in_memory=50_000, at_once=20_000) as spill:
        spill.add(rows)
        sizes = [part.nbytes for part in spill.partitions()]
    assert 8 < len(sizes) < 40
    assert max(sizes) <= 20_000


def test_what_other_processes_wrote_comes_behind_what_is_there() -> None:
    first, second = (
        pa.table({"number": pa.array([7] * 3, pa.uint64()), "place": [*places]}) for places in ("abc", "def")
    )
    with Spill(_number, in_memory=1) as ours, Spill(_number, in_memory=1) as theirs:
        ours.add(first)
        theirs.begin()
        theirs.add(second)
        ours.take_in(theirs.written())
        assert [part["place"].to_pylist() for part in ours.partitions()] == [[*"abcdef"]]
