"""Text that Spark splits anywhere comes to the same rows as text that is read from its beginning to its end."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cxaudit.engines.spark.executors.lines import PieceRows, SurveyLines, TextReader
from cxaudit.engines.spark.executors.pieces import HEAD, Piece, Surveyed, Table, chained
from cxaudit.errors import InputError
from cxaudit.incidents import ReadingOptions
from cxaudit.incidents.content import Content
from cxaudit.incidents.formats import open_reader
from cxaudit.incidents.formats.delimited import DelimitedReader
from cxaudit.incidents.formats.json_lines import JsonLinesReader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.incidents.raw import RawBatch

FIELDS = st.sampled_from(
    ["a", "", '"q"', '"two\nlines"', '"three\n\n"" , lines"', '5" tall', '"never', 'said "x" to', "\r"]
)
HEADERS = st.permutations(["one", '"two"', "three"]).map(",".join)
ROWS = st.lists(st.lists(FIELDS, min_size=1, max_size=3).map(",".join) | HEADERS, max_size=12)
CUTS = st.sets(st.integers(1, 40), max_size=8)  # lines with which splits begin


def opened(text: bytes, folder: Path, name: str = "log.csv") -> TextReader:
    path = folder / name
    path.write_bytes(text)
    reader, _ = open_reader(Content(str(path)), ReadingOptions(delimiter="," if name == "log.csv" else None))
    assert isinstance(reader, DelimitedReader | JsonLinesReader)
    return reader


def splits(text: bytes, cuts: set[int]) -> list[tuple[int, list[bytes]]]:
    """Whole lines, as Spark gives them: in splits by where they begin."""
    lines = text.split(b"\n")
    lines = lines[:-1] if lines and not lines[-1] else lines
    found: list[tuple[int, list[bytes]]] = []
    for number, line in enumerate(lines):
        if not found or number in cuts:
            found.append((len(found) * 1000, []))
        found[-1][1].append(line)
    return found


def batches(path: str, start: int, lines: Sequence[bytes]) -> Iterator[pa.RecordBatch]:
    for first in range(0, len(lines), 3):
        some = lines[first : first + 3]
        columns = [pa.array(some, pa.binary()), pa.array([f"file:{path}"] * len(some)), pa.array([start] * len(some))]
        yield pa.RecordBatch.from_arrays(columns, names=["value", "file_path", "file_block_start"])


def surveyed(reader: TextReader, parts: list[tuple[int, list[bytes]]]) -> list[Surveyed]:
    survey = SurveyLines({reader.content.path: reader})
    rows = [
        row
        for start, lines in parts
        for found in survey(batches(reader.content.path, start, lines))
        for row in found.to_pylist()
    ]
    names = ("start", "lines", "records", "rest", "head", "whole", "ordered")
    return [Surveyed(**{name: row[name] for name in names}, order=tuple(row["order"])) for row in rows]


def read(found: Iterator[RawBatch]) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    rows: list[tuple[object, ...]] = []
    rejected: list[tuple[object, ...]] = []
    for batch in found:
        values = [column.to_pylist() for column in batch.table.columns]
        rows += list(zip(batch.rows, *values, strict=True))
        rejected += [(entry.row, entry.reason, entry.excerpt) for entry in batch.rejected]
    return rows, rejected


def table_of(reader: TextReader) -> Table | None:
    return Table(reader.dialect.rules, reader.ordering) if isinstance(reader, DelimitedReader) else None


def read_in_pieces(
    reader: TextReader, parts: list[tuple[int, list[bytes]]]
) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    pieces = chained("log", surveyed(reader, parts), table_of(reader))
    rows: list[tuple[object, ...]] = []
    rejected: list[tuple[object, ...]] = []
    for start, lines in parts:
        piece = pieces[start]
        skip = reader.start if start == 0 and isinstance(reader, DelimitedReader) else piece.skip
        text = b"\n".join(lines) + b"\n"
        used, refused = read(PieceRows(reader, piece, (text[skip:], piece.tail))(reader.columns))
        assert len(used) + len(refused) == piece.records
        rows, rejected = rows + used, rejected + refused
    return rows, rejected


@given(ROWS, CUTS, st.booleans())
@example(['"never', "b", '"two\nlines"'], {2}, True)
@example(['"three\n\n"" , lines",b', "c,d"], {2, 3, 4}, True)
@example(["three,two,one", "1,2,3", "4,5,6", "one,two,three", "7,8,9"], {2, 3, 5}, True)
@example(['a,b,"never', "three,two,one", '1,2,3"', "two,one,three", "4,5,6"], {2, 3, 4, 5}, True)
def test_rows_of_a_split_table_are_those_of_the_whole(rows: list[str], cuts: set[int], closed: bool) -> None:  # noqa: FBT001
    text = ("one,two,three\n" + "\n".join(rows) + ("\n" if closed else "")).encode()
    with TemporaryDirectory() as folder:
        reader = opened(text, Path(folder))
        assert read_in_pieces(reader, splits(text, cuts)) == read(reader.batches(reader.columns))


@given(st.lists(st.sampled_from(['{"a": 1}', '{"a": "x"}', "", "  ", '{"a": ', "[]"]), max_size=12), CUTS)
def test_rows_of_split_json_lines_are_those_of_the_whole(lines: list[str], cuts: set[int]) -> None:
    text = "\n".join([*['{"a": 0, "b": "y"}'] * 20, *lines, '{"a": 2}', ""]).encode()
    with TemporaryDirectory() as folder:
        reader = opened(text, Path(folder), "log.jsonl")
        assert read_in_pieces(reader, splits(text, cuts)) == read(reader.batches(reader.columns))


def test_a_record_longer_than_a_split_belongs_to_the_split_where_it_begins(tmp_path: Path) -> None:
    text = b'a,b\n1,"x\ny\nz\nw"\n2,v\n'
    reader = opened(text, tmp_path)
    parts = splits(text, {2, 3, 4})
    pieces = chained("log", surveyed(reader, parts), table_of(reader))
    assert [piece.records for piece in pieces.values()] == [1, 0, 0, 1]
    assert pieces[0].tail == b'y\nz\nw"\n'
    assert pieces[3000] == Piece(1, 3, 1, skip=3)


def test_quoted_text_that_is_too_long_to_follow_is_refused(tmp_path: Path) -> None:
    line = b"x" * 1000 + b"\n"
    text = b'a,b\n1,"' + line * (3 * HEAD // 1000) + b'"\n'
    reader = opened(text, tmp_path)
    assert isinstance(reader, DelimitedReader)
    parts = splits(text, {5})
    with pytest.raises(
        InputError, match=r"^log: row 1 or one after it is quoted text that goes on for more than 64 kB"
    ):
        chained("log", surveyed(reader, parts), table_of(reader))
