"""Rows that one process tells apart and another parses are those that one process alone would read."""

from __future__ import annotations

import csv
import io
import json
import pickle
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cxaudit.incidents import open_sources
from cxaudit.incidents.formats.blocks import blocks
from cxaudit.incidents.formats.columns import Numbered
from cxaudit.incidents.formats.json_parsing import Parser, record_ends
from cxaudit.incidents.formats.records import grammar, split_records
from cxaudit.incidents.formats.reordering import Ordering
from cxaudit.incidents.ledger import Ledger
from cxaudit.incidents.raw import ROWS, RawBatch, filled

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

LOG = [{"id": f"T{row}", "opened_at": "2025-03-01", "text": f"the parcel {row} came\nlate"} for row in range(20_000)]


def written(folder: Path, form: str) -> str:
    path = folder / f"log.{form}"
    if form == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(LOG[0]))
            writer.writeheader()
            writer.writerows(LOG)
    elif form == "jsonl":
        path.write_text("".join(json.dumps(record) + "\n" for record in LOG), encoding="utf-8")
    else:
        pq.write_table(pa.Table.from_pylist(LOG), path)
    return str(path)


def sent(batch: RawBatch) -> RawBatch:
    """The batch as another process gets it."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.table.schema) as writer:
        writer.write(batch.table)
    table = pa.ipc.open_stream(sink.getvalue()).read_next_batch()
    return RawBatch(table, pickle.loads(pickle.dumps(batch.rows)), batch.rejected)  # noqa: S301 - our own


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_sound_rows_are_parsed_by_whoever_converts_them(form: str, tmp_path: Path) -> None:
    (source,) = open_sources([written(tmp_path, form)])
    batches = list(source.raws())
    assert all(batch.unparsed and len(batch.rows) <= ROWS for batch in batches)
    assert [row for batch in batches for row in batch.rows] == list(range(1, len(LOG) + 1))
    texts = [source.converted(sent(batch), Ledger()).batch["text"] for batch in reversed(batches)]
    assert pa.chunked_array(reversed(texts)).to_pylist() == [record["text"] for record in LOG]


CELLS = st.sampled_from(
    [b"a", b",", b'"', b"\n", b"\r\n", b"\r", b" ", b'""', b'"x"', b',"y\nz",', b"\\", b'\\"', b"\x00", b"\xff"]
)


@given(st.lists(CELLS, max_size=40).map(b"".join), st.integers(1, 60), st.integers(1, 3), st.booleans(), st.booleans())
def test_records_are_counted_as_they_are_split(
    data: bytes,
    size: int,
    width: int,
    quoting: bool,  # noqa: FBT001 - drawn
    escaping: bool,  # noqa: FBT001 - drawn
) -> None:
    rules = replace(grammar(b",", quoting=quoting, escaping=escaping), width=width)
    for block in blocks([data[start : start + size] for start in range(0, len(data), size)], rules):
        assert block.records == len(tuple(split_records(block.data, rules, final=True)))


@given(st.lists(CELLS, max_size=40).map(b"".join), st.integers(1, 60), st.integers(0, 3), st.booleans())
@example(data=b'a"x" a\n ,\n"""\n""x"\n', size=14, width=1, escaping=False)  # what comes after the cut closes it
@example(data=b',\r" \n,"\n,\n\\\\" ,"x"\n', size=7, width=0, escaping=False)  # no quotation mark opens behind a CR
def test_garbage_is_split_into_the_same_records_however_it_is_cut(
    data: bytes,
    size: int,
    width: int,
    escaping: bool,  # noqa: FBT001 - drawn
) -> None:
    rules = replace(grammar(b",", escaping=escaping), width=width)
    cut = blocks([data[start : start + size] for start in range(0, len(data), size)], rules)
    records = (record for block in cut for record in block.parsed or split_records(block.data, rules, final=True))
    found = [(record.fields, record.fault) for record in records]
    assert found == [(record.fields, record.fault) for record in split_records(data, rules, final=True)]


@pytest.mark.parametrize("other", ["", 'late"s, I say\n', '"late" indeed\n'])
def test_a_line_of_nothing_in_quotes_is_a_row_however_the_rest_is_read(other: str, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(f'id,text\n1,late\n""\n2,{other or "late"}\n3,late\n', encoding="utf-8")
    (source,) = open_sources([str(tmp_path / "log.csv")])
    rejected = [entry.row for chunk in source.chunks() for entry in chunk.rejected]
    assert 2 in rejected
    assert source.account().used + source.account().rejected >= 4


SOUND = st.sampled_from(
    [b'{"a": "x"}', b'{"a":{"b":[{}, {"c":1}]}}', b'{"a": "{x} {y}"}', b'{"b":"}"}', b"{}", b'{"a":{} }']
)
LINES = st.lists(
    st.sampled_from(
        [b"7", b"{", b"}", b'{"a":', b' {"a": 1}', b'{"a": 1} ', b",", b"", b" ", b"\r", b"\x00", b'{"a":{}}']
    )
    | SOUND,
    max_size=6,
)


@given(LINES, st.lists(st.sampled_from([b"\n", b"\r\n", b"", b" ", b"\r", b"\t"]), min_size=6, max_size=6))
def test_lines_that_are_told_apart_are_as_many_as_records_and_rejections(parts: list[bytes], ends: list[bytes]) -> None:
    text = b"".join(part + end for part, end in zip(parts, ends, strict=False))
    found = record_ends(text) if text else None
    if found is not None:
        for parser in (Parser(["a"]), Parser(["a", "a.b"])):
            for _ in range(2):  # the second time with what was learnt the first time
                parsed = parser.parse(text, Numbered("log.jsonl"))
                assert parsed.records + len(parsed.rejected) == len(found)


@given(st.lists(SOUND, min_size=1), st.sampled_from([b"\n", b"\r\n"]), st.booleans())
def test_lines_of_sound_records_are_told_apart(records: list[bytes], end: bytes, ended: bool) -> None:  # noqa: FBT001
    text = end.join(records) + (end if ended else b"")
    ends = record_ends(text)
    assert (ends is None) == any(b"} {" in record for record in records)
    if ends is not None:
        lines = [text[first:last] for first, last in zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True)]
        assert [line.strip() for line in lines] == records


NAMES = st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\x00"), max_size=6), min_size=1, max_size=5
)


@given(NAMES, st.randoms(use_true_random=False), st.sampled_from(["", " ", "\ufeff", "\t "]), st.binary(max_size=9))
def test_a_header_is_never_overlooked(names: list[str], chance: Random, padding: str, around: bytes) -> None:
    header = list(names)
    chance.shuffle(header)
    line = io.StringIO()
    csv.writer(line).writerow([padding + name + padding for name in header])
    cleaned = tuple(name.strip("\ufeff \t") or f"column {place + 1}" for place, name in enumerate(names))
    assert Ordering(cleaned).may_be_told(around + line.getvalue().encode() + around)


def test_a_text_without_the_names_of_the_columns_holds_no_header() -> None:
    assert not Ordering(("id", "opened_at", "text")).may_be_told(b"1,2025-03-01,the text of this id came late\n")


@given(st.lists(st.tuples(st.integers(0, 5_000), st.booleans()), max_size=12))
def test_fuller_batches_hold_the_same_rows(sizes: list[tuple[int, bool]]) -> None:
    batches, last = [], 0
    for size, gap in sizes:
        rows = [row for row in range(last + 1, last + size + 1) if not (gap and row % 7 == 0)]
        batches.append(RawBatch(pa.record_batch({"row": pa.array(rows, pa.int64())}), rows))
        last += size
    found = list(filled(batches))
    assert all(len(batch.rows) <= ROWS for batch in found)
    numbers = [row for batch in found for row in batch.rows]
    assert numbers == [row for batch in batches for row in batch.rows]
    assert numbers == [row for batch in found for row in batch.table["row"].to_pylist()]
