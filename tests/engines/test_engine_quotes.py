"""Which incidents are quoted depends on the log alone, not on how it was put into batches."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from cxaudit.detection import compile_detector
from cxaudit.engines import ENGINES, CountOptions, Keep
from cxaudit.engines.cutting import CUTTINGS, Cutting, cutting_column
from cxaudit.engines.detecting import Detecting
from cxaudit.engines.kernel import Kernel
from cxaudit.engines.quotable import Quotable
from cxaudit.engines.quotes import Quotes, listed
from cxaudit.engines.ranks import Ranks
from cxaudit.engines.rules import fields_looked_at
from cxaudit.incidents import open_sources
from cxaudit.rulebook import load_rulebook
from cxaudit.tally import event_schema

SYMPTOMS = 2
KEPT = 16
TYPE = event_schema(SYMPTOMS).field("evidence").type
# Of each incident: its key, and the symptoms it could be quoted for.
ROWS = st.lists(st.tuples(st.integers(1, 60), st.sets(st.integers(0, SYMPTOMS - 1))), min_size=1, max_size=120)
_SMALL = Path(__file__).parent.parent / "rulebook" / "sound.yaml"


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
        smallest = sorted({key for key, shown in rows if symptom in shown})[:KEPT]
        quoted = {
            key
            for (key, _), cell in zip(rows, expected, strict=True)
            if any(entry["symptom"] == symptom for entry in cell or ())
        }
        assert quoted == set(smallest)


def uncut(rows: list[tuple[int, set[int]]], first: int) -> pa.Table:
    """Events whose quotes are yet to be cut from a text that tells the row and the symptom."""
    cells = [[{"symptom": symptom, "rule": 0} for symptom in sorted(shown)] or None for _, shown in rows]
    entries = [(row, symptom) for row, (_, shown) in enumerate(rows) for symptom in sorted(shown)]
    cuttings = cutting_column([Cutting(f"row {row + first} shows {symptom}", 0, 3) for row, symptom in entries])
    columns = {
        "order": pa.array(range(first, first + len(rows)), pa.int64()),
        "key": pa.array([key for key, _ in rows], pa.uint64()),
        "evidence": pa.array(cells, TYPE),
        CUTTINGS: listed(cuttings, np.array([row for row, _ in entries], dtype=np.int64), len(rows)),
    }
    return pa.table(columns)


@given(ROWS, st.lists(st.integers(0, 120), max_size=6), st.sampled_from((1, 40)))
def test_quotes_that_are_cut_last_are_those_that_were_found(
    rows: list[tuple[int, set[int]]], cuts: list[int], times: int
) -> None:
    """With each row so many times over, more cuttings are kept than are held."""
    rows = [row for row in rows[:20] for _ in range(times)]
    quotable = Quotable(SYMPTOMS, redacted=False)
    bounds = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    parts = [quotable.settle(uncut(rows[start:end], start)) for start, end in itertools.pairwise(bounds)]
    found = quotable.cut(pa.concat_tables(parts))
    assert CUTTINGS not in found.schema.names
    quotes = {}
    for order, cell in zip(found["order"].to_pylist(), found["evidence"].to_pylist(), strict=True):
        for entry in cell or ():
            cutting = None if entry["quote"] else quotable.cutting(order, entry["symptom"])
            quotes[order, entry["symptom"]] = cutting.quote(redacted=False)[0] if cutting else entry["quote"]
    kept = settled(rows, [])
    assert quotes == {
        (row, entry["symptom"]): f"row {row} shows {entry['symptom']}"
        for row, cell in enumerate(kept)
        for entry in cell or ()
    }


@given(st.lists(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 90))), max_size=6))
def test_ranks_are_the_smallest_ones_of_each_symptom(batches: list[list[tuple[int, int]]]) -> None:
    ranks = Ranks(3)
    for batch in batches:
        ranks.add(np.array([each for each, _ in batch], np.int32), np.array([rank for _, rank in batch], np.uint64))
    for symptom in range(3):
        smallest = sorted({rank for batch in batches for each, rank in batch if each == symptom})[:KEPT]
        limit = smallest[-1] if len(smallest) == KEPT else 10**9
        every = np.arange(1, 91, dtype=np.uint64)
        among = ranks.among(np.full(90, symptom, dtype=np.int32), every)
        assert among.tolist() == [rank <= limit for rank in range(1, 91)]


def _log(folder: Path, rows: int) -> str:
    path = folder / "log.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("id,opened_at,customer_name,text\n")
        for row in range(rows):
            file.write(f"{row},2025-01-01,Zelda Quux,No reply to zelda{row}@quux.example or to Mrs Quux at all.\n")
    return str(path)


def test_what_quotes_are_cut_from_is_in_no_event_that_may_come_to_stand_on_a_disk(tmp_path: Path) -> None:
    rulebook, options = load_rulebook((_SMALL,)), CountOptions()
    fields = fields_looked_at(rulebook)
    kernel = Kernel(compile_detector(rulebook), Quotes.of(fields, redacted=True, deferred=True))
    quotable = Quotable(len(fields))
    found = list(Detecting(open_sources([_log(tmp_path, 300)]), kernel, options).events())
    assert "uux" in repr([part.to_pylist() for part in found])
    assert "uux" not in repr([quotable.settle(part).to_pylist() for part in found])


def test_quotes_are_redacted_in_the_end(tmp_path: Path) -> None:
    rulebook = load_rulebook((_SMALL,))
    counted = ENGINES["local"].count(open_sources([_log(tmp_path, 300)]), rulebook, CountOptions())
    assert counted.tally.evidence
    assert all("[e-mail]" in entry.quote and "uux" not in entry.quote for entry in counted.tally.evidence)
    options = CountOptions(redacted=False)
    raw = ENGINES["local"].count(open_sources([_log(tmp_path, 300)]), rulebook, options)
    assert all("zelda" in entry.quote for entry in raw.tally.evidence)


def test_events_are_kept_with_their_quotes(tmp_path: Path) -> None:
    rulebook = load_rulebook((_SMALL,))
    plain = ENGINES["local"].count(open_sources([_log(tmp_path, 300)]), rulebook, CountOptions())
    kept = tmp_path / "events.parquet"
    with kept.open("wb") as file:
        options = CountOptions(keep=Keep("events.parquet", file))
        again = ENGINES["local"].count(open_sources([_log(tmp_path, 300)]), rulebook, options)
    assert again.tally == plain.tally
    assert b"uux" not in kept.read_bytes()
