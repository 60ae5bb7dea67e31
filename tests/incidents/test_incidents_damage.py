"""Damaged and odd inputs: each is read to the last row, or refused in one sentence that names it."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxaudit.errors import InputError, UsageError
from cxaudit.incidents import ReadingOptions, open_sources

if TYPE_CHECKING:
    from cxaudit.model import Source

HEADER = b"id,opened at,description,status\n"


def written(folder: Path, name: str, data: bytes) -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)


def account(path: str, options: ReadingOptions | None = None) -> tuple[list[dict[str, object]], dict[int, str], Source]:
    """All incidents, the reason of each rejected row, and the account of the input."""
    (source,) = open_sources([path], options or ReadingOptions())
    rows: list[dict[str, object]] = []
    reasons: dict[int, str] = {}
    for chunk in source.chunks():
        rows += chunk.batch.to_pylist()
        reasons |= {rejection.row: rejection.reason for rejection in chunk.rejected}
    found = source.finished()
    assert found.read == found.used + found.rejected
    assert (found.used, found.rejected) == (len(rows), len(reasons))
    return rows, reasons, found


def refusal(path: str, options: ReadingOptions | None = None) -> str:
    with pytest.raises(InputError) as caught:
        account(path, options)
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


def test_a_file_that_does_not_exist_is_named() -> None:
    assert "nowhere.csv: no such file" in refusal("nowhere.csv")


def test_a_directory_is_refused_with_an_example(tmp_path: Path) -> None:
    assert "is a directory" in refusal(str(tmp_path))


def test_a_pattern_that_matches_nothing_is_named(tmp_path: Path) -> None:
    assert f"{tmp_path}/*.csv: no file matches" in refusal(f"{tmp_path}/*.csv")


def test_a_pattern_gives_its_files_by_name_and_each_file_once(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv"):
        written(tmp_path, name, HEADER + b"1,2024-01-01,It is broken,open\n")
    sources = open_sources([f"{tmp_path}/*.csv", str(tmp_path / "a.csv")])
    assert [Path(source.path).name for source in sources] == ["a.csv", "b.csv"]


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert "is empty" in refusal(written(tmp_path, "empty.csv", b""))


def test_a_packed_empty_file_is_refused(tmp_path: Path) -> None:
    assert "is empty once it is unpacked" in refusal(written(tmp_path, "empty.csv.gz", gzip.compress(b"")))


def test_a_file_of_blank_lines_is_refused(tmp_path: Path) -> None:
    assert "nothing but blank lines" in refusal(written(tmp_path, "blank.csv", b"\n\n\r\n"))


def test_a_header_without_rows_has_no_incidents_and_says_so(tmp_path: Path) -> None:
    rows, _, found = account(written(tmp_path, "header.csv", HEADER))
    assert rows == []
    assert "has a header and no rows" in found.notes


def test_a_binary_file_is_refused(tmp_path: Path) -> None:
    assert "is an image, not text" in refusal(
        written(tmp_path, "log.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9)
    )


def test_random_bytes_are_refused(tmp_path: Path) -> None:
    assert "is not a table, not text" in refusal(written(tmp_path, "log.csv", bytes(range(256)) * 40))


@pytest.mark.parametrize("name", ["log.csv", "log.txt", "log"])
def test_contents_decide_and_not_the_ending(tmp_path: Path, name: str) -> None:
    table = pa.table({"id": ["1"], "description": ["The box was empty when it came"]})
    sink = io.BytesIO()
    pq.write_table(table, sink)
    rows, _, found = account(written(tmp_path, name, sink.getvalue()))
    assert found.format == "Parquet"
    assert rows[0]["text"] == "The box was empty when it came"
    assert any("read as that" in note for note in found.notes) == (name != "log")


def test_json_lines_named_csv_are_read_as_what_they_are(tmp_path: Path) -> None:
    lines = b'{"id": 1, "text": "No answer at all"}\n{"id": 2, "text": "Late again"}\n'
    rows, _, found = account(written(tmp_path, "log.csv", lines))
    assert [row["text"] for row in rows] == ["No answer at all", "Late again"]
    assert "named .csv but holds JSON Lines, and was read as that" in found.notes


def test_gzip_data_without_the_ending_is_unpacked(tmp_path: Path) -> None:
    rows, _, found = account(written(tmp_path, "log.csv", gzip.compress(HEADER + b"1,2024-01-01,It is broken,open\n")))
    assert len(rows) == 1
    assert "holds gzip data despite its name, and was unpacked" in found.notes


def test_zstandard_data_is_unpacked(tmp_path: Path) -> None:
    packed = pa.Codec("zstd").compress(HEADER + b"1,2024-01-01,It is broken,open\n", asbytes=True)
    rows, _, _ = account(written(tmp_path, "log.csv.zst", packed))
    assert rows[0]["text"] == "It is broken"


def test_truncated_gzip_is_refused(tmp_path: Path) -> None:
    lines = b"".join(b"%d,2024-01-01,It is broken %d,open\n" % (n, n * n) for n in range(5000))
    packed = gzip.compress(HEADER + lines)
    assert "gzip data is cut short or damaged" in refusal(written(tmp_path, "log.csv.gz", packed[: len(packed) // 2]))


def test_truncated_zstandard_is_refused(tmp_path: Path) -> None:
    lines = b"".join(b"%d,2024-01-01,It is broken %d,open\n" % (n, n * n) for n in range(5000))
    packed = pa.Codec("zstd").compress(HEADER + lines, asbytes=True)
    assert "could not be read to its end" in refusal(written(tmp_path, "log.csv.zst", packed[: len(packed) // 2]))


def test_truncated_parquet_is_refused(tmp_path: Path) -> None:
    sink = io.BytesIO()
    pq.write_table(pa.table({"id": ["1"], "text": ["x" * 1000]}), sink)
    assert "cut short or damaged" in refusal(written(tmp_path, "log.parquet", sink.getvalue()[:-20]))


def test_parquet_damaged_in_the_middle_is_refused(tmp_path: Path) -> None:
    sink = io.BytesIO()
    table = pa.table({"id": [str(n) for n in range(9000)], "text": [f"It is broken {n}" for n in range(9000)]})
    pq.write_table(table, sink, compression="zstd")
    data = bytearray(sink.getvalue())
    data[4:60] = bytes(56)
    assert "cut short or damaged" in refusal(written(tmp_path, "log.parquet", bytes(data)))


def test_a_parquet_row_whose_bytes_are_no_text_is_rejected(tmp_path: Path) -> None:
    texts = pa.array([b"It is broken", b"br\xffken", b"Late again"], pa.binary()).view(pa.string())
    sink = io.BytesIO()
    pq.write_table(pa.table({"id": ["1", "2", "3"], "text": texts}), sink)
    rows, reasons, _ = account(written(tmp_path, "log.parquet", sink.getvalue()))
    assert ([row["_row"] for row in rows], reasons) == ([1, 3], {2: "undecodable bytes"})


def test_a_truncated_json_list_is_refused_with_the_place(tmp_path: Path) -> None:
    whole = json.dumps([{"id": n, "text": f"It is broken {n}"} for n in range(50)]).encode()
    assert "cut short or damaged: at its end (byte 1,000)" in refusal(written(tmp_path, "log.json", whole[:1000]))


def test_truncated_json_within_a_holder_is_refused(tmp_path: Path) -> None:
    whole = json.dumps({"tickets": [{"id": 1, "text": "It is broken"}], "count": 1}).encode()
    assert "cut short or damaged" in refusal(written(tmp_path, "log.json", whole[:-1]))


def test_a_damaged_spreadsheet_is_refused(tmp_path: Path) -> None:
    assert "spreadsheet is damaged" in refusal(
        written(tmp_path, "log.xlsx", b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml")
    )


def test_ragged_rows_are_rejected_by_number(tmp_path: Path) -> None:
    data = (
        HEADER + b"1,2024-01-01,Broken,open\n2,2024-01-01,Short\n3,2024-01-01,Long,open,x,y\n\n4,2024-01-01,Fine,open\n"
    )
    rows, reasons, _ = account(written(tmp_path, "log.csv", data))
    assert [(row["id"], row["_row"]) for row in rows] == [("1", 1), ("4", 4)]
    assert reasons == {
        2: "ragged row: 3 fields where the header has 4",
        3: "ragged row: 6 fields where the header has 4",
    }


def test_empty_fields_beyond_the_header_cost_no_row(tmp_path: Path) -> None:
    rows, reasons, _ = account(
        written(tmp_path, "log.csv", HEADER + b"1,2024-01-01,Broken,open,,\n2,2024-01-01,Fine,open\n")
    )
    assert (len(rows), reasons) == (2, {})


def test_an_unclosed_quote_costs_one_row_and_not_the_rest(tmp_path: Path) -> None:
    lines = [b'%d,2024-01-01,"Text %d, with a comma",open' % (n, n) for n in range(1, 6001)]
    lines[2] = b'3,2024-01-01,"never closed,open'
    rows, reasons, found = account(written(tmp_path, "log.csv", HEADER + b"\n".join(lines)))
    assert reasons == {3: "unclosed quote"}
    assert (found.read, len(rows)) == (6000, 5999)


def test_an_unclosed_quote_with_no_other_quote_behind_it_costs_one_row(tmp_path: Path) -> None:
    lines = [b"%d,2024-01-01,Text %d,open" % (n, n) for n in range(1, 60001)]
    lines[9] = b'10,2024-01-01,"never closed,open'
    rows, reasons, _ = account(written(tmp_path, "log.csv", HEADER + b"\n".join(lines)))
    assert (reasons, len(rows)) == ({10: "unclosed quote"}, 59999)


def test_quotes_within_a_quoted_text_are_kept_as_they_stand(tmp_path: Path) -> None:
    rows, reasons, _ = account(written(tmp_path, "log.csv", HEADER + b'1,2024-01-01,"He said "no" to me",open\n'))
    assert (rows[0]["text"], reasons) == ('He said "no" to me', {})


def test_quoted_line_ends_belong_to_the_text(tmp_path: Path) -> None:
    rows, _, _ = account(
        written(tmp_path, "log.csv", HEADER + b'1,2024-01-01,"One\r\ntwo\n\nthree",open\r\n2,,Next one,\r\n')
    )
    assert [row["text"] for row in rows] == ["One\r\ntwo\n\nthree", "Next one"]


def test_a_file_whose_lines_end_with_returns_alone_is_read(tmp_path: Path) -> None:
    data = HEADER.replace(b"\n", b"\r") + b"1,2024-01-01,Broken,open\r2,2024-01-01,Late,open\r"
    rows, _, _ = account(written(tmp_path, "log.csv", data))
    assert [row["text"] for row in rows] == ["Broken", "Late"]


def test_rows_whose_bytes_mean_nothing_are_rejected(tmp_path: Path) -> None:
    good = "1,2024-01-01,Très déçu,open\n".encode()
    rows, reasons, _ = account(written(tmp_path, "log.csv", HEADER + good + b"2,2024-01-01,br\xffken,open\n" + good))
    assert (len(rows), reasons) == (2, {2: "undecodable bytes"})


def test_zero_bytes_are_dropped_from_the_text(tmp_path: Path) -> None:
    lines = b"".join(b"%d,2024-01-01,It is broken again,open\n" % n for n in range(2, 99))
    rows, _, _ = account(written(tmp_path, "log.csv", HEADER + b"1,2024-01-01,br\0oken,open\n" + lines))
    assert rows[0]["text"] == "broken"


def test_a_field_of_ten_megabytes_is_read_whole(tmp_path: Path) -> None:
    text = b"complaint " * 1_000_000
    data = HEADER + b'1,2024-01-01,Before,open\n2,2024-01-01,"' + text + b'\nend",open\n3,2024-01-01,After,open\n'
    rows, _, _ = account(written(tmp_path, "log.csv", data))
    assert [len(str(row["text"])) for row in rows] == [6, len(text) + 4, 5]


def test_a_million_columns_are_refused_in_one_sentence(tmp_path: Path) -> None:
    names = b",".join(b"c%d" % n for n in range(1_000_000))
    assert "5,000" in refusal(written(tmp_path, "log.csv", names + b"\n" + names + b"\n"))


def test_six_thousand_columns_are_refused_with_their_number(tmp_path: Path) -> None:
    names = b",".join(b"c%d" % n for n in range(6000))
    assert "6,000 columns" in refusal(written(tmp_path, "log.csv", names + b"\n" + names + b"\n"))


def test_unreadable_dates_become_missing_and_are_counted(tmp_path: Path) -> None:
    data = HEADER + b"1,2024-01-01,Broken,open\n2,soonish,Late,open\n3,2024-99-01,Lost,open\n"
    rows, reasons, found = account(written(tmp_path, "log.csv", data))
    assert ([row["opened_at"] is None for row in rows], reasons) == ([False, True, True], {})
    assert "opened_at could not be read in 2 rows, first at row 2, line 3 of the file: 'soonish'" in found.notes


def test_rows_of_one_number_all_pass(tmp_path: Path) -> None:
    rows, _, _ = account(written(tmp_path, "log.csv", HEADER + b"1,2024-01-01,Broken,open\n" * 3))
    assert [row["id"] for row in rows] == ["1", "1", "1"]


def test_a_row_with_neither_id_nor_text_is_rejected(tmp_path: Path) -> None:
    rows, reasons, _ = account(
        written(tmp_path, "log.csv", HEADER + b"1,,,\n,2024-01-01,Broken,\n,2024-01-01, ,open\n")
    )
    assert [row["text"] for row in rows] == [None, "Broken"]
    assert reasons == {3: "neither an id nor a text"}


def test_a_table_that_says_nothing_about_incidents_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    sentence = refusal(written(tmp_path, "stages.csv", b"stage_id,active,display_order\n1,true,0\n2,false,1\n"))
    assert "no column with what customers wrote" in sentence
    assert "stage_id, active, display_order" in sentence
    assert "--column text=NAME" in sentence


def test_digests_are_no_text(tmp_path: Path) -> None:
    digest = b"d41d8cd98f00b204e9800998ecf8427e"
    data = HEADER + b"".join(b"%d,2024-01-01,%s,open\n" % (n, digest) for n in range(5))
    assert "description holds digests, not words" in refusal(written(tmp_path, "log.csv", data))


def test_bad_json_lines_are_rejected_and_their_lines_known(tmp_path: Path) -> None:
    first = '{"id": 1, "text": "Déçu, cassé"}\n\n'.encode()
    data = first + b'{"id": 2, "text": \n[1]\n{"id": 3, "text": "caf\xff"}\n{"id": 4, "text": "Late"}\n'
    rows, reasons, _ = account(written(tmp_path, "log.jsonl", data))
    assert [row["id"] for row in rows] == ["1", "4"]
    assert list(reasons) == [2, 3, 4]
    assert reasons[2].startswith("broken JSON")
    assert reasons[3] == "not a JSON object"
    assert reasons[4] == "undecodable bytes"
    (source,) = open_sources([str(tmp_path / "log.jsonl")])
    assert source.lines([2, 3, 4]) == {2: 3, 3: 4, 4: 5}


def test_deeply_nested_json_costs_only_its_row(tmp_path: Path) -> None:
    deep = b'{"id": 2, "text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    rows, reasons, _ = account(
        written(tmp_path, "log.jsonl", b'{"id": 1, "text": "Broken"}\n' + deep + b'\n{"id": 3, "text": "Late"}\n')
    )
    assert ([row["id"] for row in rows], list(reasons)) == (["1", "3"], [2])


def test_an_unknown_encoding_is_a_fault_of_use(tmp_path: Path) -> None:
    path = written(tmp_path, "log.csv", HEADER)
    with pytest.raises(UsageError, match="encoding 'klingon' is not known"):
        open_sources([path], ReadingOptions(encoding="klingon"))


def test_a_file_given_with_a_wrong_encoding_rejects_its_rows_and_does_not_crash(tmp_path: Path) -> None:
    data = HEADER + "1,2024-01-01,Grüße,open\n2,2024-01-01,Plain,open\n".encode("cp1252")
    _, reasons, _ = account(written(tmp_path, "log.csv", data), ReadingOptions(encoding="utf-8"))
    assert reasons == {1: "undecodable bytes"}


SIGNS = [b",", b'"', b"\n", b"\r", b"\0", b"\xff", b"a", b'""', b"{", b"}", b"[", b"]", b":", b";", b"\t", b"\x1f"]
FRAGMENTS = st.sampled_from(SIGNS) | st.binary(max_size=3)
LINES = [b"1,a\n", b'2,"b, c"\n', b'3,"d\ne"\n', b'4,"open\n', b"5\n", b"6,x,y\n", b'7,"q" z\n']


@given(st.lists(FRAGMENTS, max_size=60).map(b"".join), st.sampled_from([b"", HEADER, b'[{"id":1}']))
@settings(deadline=None)
def test_no_bytes_whatever_do_worse_than_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, start: bytes
) -> None:
    path = written(tmp_path_factory.getbasetemp(), "any.csv", start + data)
    try:
        account(path)
    except InputError as caught:
        refused = caught
    else:
        return
    assert str(refused).startswith(path)


@given(st.lists(st.sampled_from(LINES)))
@settings(deadline=None)
def test_every_record_is_used_or_rejected_whatever_stands_around_it(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]
) -> None:
    path = written(tmp_path_factory.getbasetemp(), "mixed.csv", b"id,message\n0,first\n" + b"".join(lines))
    rows, reasons, found = account(path)
    assert sorted([*(int(str(row["_row"])) for row in rows), *reasons]) == list(range(1, found.read + 1))
    # An open quote may cut a text of two lines into two records, and can join none.
    assert found.read >= 1 + len(lines)
    for number in (1, 2, 6):
        assert sum(row["id"] == str(number) for row in rows) <= sum(line.startswith(b"%d" % number) for line in lines)
