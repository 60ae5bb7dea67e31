"""Each format gives back exactly what was written, however the bytes are cut; independent writers are the oracle."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import hashlib
import io
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import openpyxl  # type: ignore[import-untyped] # it comes without types
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxaudit.errors import InputError, UsageError
from cxaudit.incidents import OpenSource, ReadingOptions, open_sources
from cxaudit.incidents.formats import FORMATS
from cxaudit.incidents.formats.blocks import blocks
from cxaudit.incidents.formats.json_elements import UnbalancedError, elements
from cxaudit.incidents.formats.json_values import Json, names, picked, steps
from cxaudit.incidents.formats.records import grammar, split_records

if TYPE_CHECKING:
    from pathlib import Path

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12)
CELL = TEXT | st.sampled_from(['"', '""', "a,b", "x;y\tz", "two\nlines", 'say "no", twice', " spaced "])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | TEXT | st.sampled_from(["}{", "][", '\\"', "\\", '"']),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


def opened(path: Path | str, options: ReadingOptions | None = None) -> OpenSource:
    (source,) = open_sources([str(path)], options or ReadingOptions())
    return source


def incidents(source: OpenSource) -> list[dict[str, object]]:
    return [row for chunk in source.chunks() for row in chunk.batch.to_pylist()]


def texts(source: OpenSource) -> list[object]:
    return [row["text"] for row in incidents(source)]


def saved(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_every_format_is_listed_once_and_the_last_takes_any_text() -> None:
    assert [kind.name for kind in FORMATS] == ["Parquet", "spreadsheet", "JSON Lines", "JSON", "delimited text"]


@given(
    st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8),
    st.integers(1, 40),
    st.sampled_from(",;\t|"),
)
@settings(deadline=None)
def test_records_are_those_python_wrote_however_the_text_is_cut(rows: list[list[str]], size: int, mark: str) -> None:
    sink = io.StringIO(newline="")
    csv.writer(sink, delimiter=mark, lineterminator="\n").writerows(rows)
    data = sink.getvalue().encode()
    rules = grammar(mark.encode())
    found = []
    counted = 0
    for block in blocks(pieces(data, size), rules):
        parsed = tuple(split_records(block.data, rules, final=True))
        assert block.records == len(parsed)
        counted += len(block.data)
        found += [[field.decode() for field in record.fields] for record in parsed]
    assert (found, counted) == (rows, len(data))


@given(st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1, max_size=30))
@settings(deadline=None, max_examples=40)
def test_a_table_comes_back_from_a_file_whole(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    path = tmp_path_factory.mktemp("table") / "log.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "message"])
        writer.writerows([f"K{number}", *row[:1]] for number, row in enumerate(rows))
    source = opened(path)
    kept = [row["message"] for chunk in source.chunks(frozenset({"message"})) for row in chunk.batch.to_pylist()]
    assert kept == [row[0].strip() for row in rows]
    assert source.finished().rejected == 0


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_although_others_stand_in_the_text(tmp_path: Path, mark: str) -> None:
    lines = [
        mark.join(row)
        for row in (["id", "message", "status"], ["1", "Late, again; and: rude", "open"], ["2", "a-b", "x"])
    ]
    if mark in ",;":
        lines[1] = f'1{mark}"Late, again; and: rude"{mark}open'
    assert texts(opened(saved(tmp_path, "log.csv", "\n".join(lines).encode()))) == ["Late, again; and: rude", "a-b"]


def test_a_line_that_only_names_the_delimiter_is_obeyed(tmp_path: Path) -> None:
    assert texts(opened(saved(tmp_path, "log.csv", b"sep=;\r\nid;message\r\n1;Late, again\r\n"))) == ["Late, again"]


def test_a_delimiter_can_be_given(tmp_path: Path) -> None:
    path = saved(tmp_path, "log.csv", b"id:message\n1:Late, again\n")
    assert texts(opened(path, ReadingOptions(delimiter=":"))) == ["Late, again"]
    with pytest.raises(UsageError, match="delimiter '::' cannot be used"):
        opened(path, ReadingOptions(delimiter="::"))


def test_a_list_of_texts_under_one_heading_is_not_split_at_its_commas(tmp_path: Path) -> None:
    assert texts(opened(saved(tmp_path, "log.txt", b'comment\nLate, again\n"Rude, too"\n'))) == [
        "Late, again",
        "Rude, too",
    ]


def test_quotation_marks_in_a_table_without_quoting_are_kept(tmp_path: Path) -> None:
    lines = [f'{number}\t"quoted start {number}\topen' for number in range(50)]
    source = opened(saved(tmp_path, "log.tsv", "\n".join(["id\tmessage\tstatus", *lines]).encode()))
    assert texts(source)[0] == '"quoted start 0'
    assert source.finished().used == 50


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("utf-8-sig", "Grüße – naïve ☃"),
        ("utf-16", "Grüße – naïve ☃"),
        ("utf-16-le", "Plain English complaint"),
        ("utf-16-be", "Plain English complaint"),
        ("utf-32", "Grüße – naïve ☃"),
        ("cp1252", "Die Lieferung war verspätet – “schlecht”, très déçu"),
        ("latin-1", "El servicio fue pésimo, mañana vuelvo a llamar, señor"),
        ("shift_jis", "注文した商品が届かない。返金してください。対応が悪い。"),
        ("gb18030", "服务态度很差，订单没有到货，请退款。"),
        ("cp1251", "Очень плохое обслуживание, оператор нагрубил мне"),
        ("cp1250", "Příliš žluťoučký kůň úpěl ďábelské ódy, obsluha byla hrubá"),
    ],
)
def test_text_in_any_encoding_found_in_the_wild_is_read(tmp_path: Path, codec: str, text: str) -> None:
    table = "id;message;status\n" + "".join(f"{number};{text};open\n" for number in range(9))
    assert set(texts(opened(saved(tmp_path, "log.csv", table.encode(codec))))) == {text}


def test_a_guessed_encoding_is_said_and_can_be_overridden(tmp_path: Path) -> None:
    path = saved(tmp_path, "log.csv", "id,message\n1,Grüße aus Köln äöü\n".encode("cp1252"))
    assert any("not UTF-8: read as cp1252" in note for note in opened(path).notes)
    assert texts(opened(path, ReadingOptions(encoding="cp850"))) != texts(opened(path))


def test_a_letter_far_down_still_tells_the_encoding(tmp_path: Path) -> None:
    lines = "1,A plain complaint\n" * 40_000 + "2,verspätet und schlecht / très déçu / señor\n"
    found = texts(opened(saved(tmp_path, "log.csv", ("id,message\n" + lines).encode("cp1252"))))
    assert (len(found), found[-1]) == (40_001, "verspätet und schlecht / très déçu / señor")


@given(st.lists(st.dictionaries(TEXT, JSON, max_size=4), max_size=6), st.integers(1, 30), st.booleans())
@settings(deadline=None)
def test_the_objects_of_a_list_are_found_however_the_text_is_cut(
    records: list[dict[str, object]],
    size: int,
    spaced: bool,  # noqa: FBT001 - drawn by Hypothesis
) -> None:
    data = json.dumps(records, indent=1 if spaced else None, ensure_ascii=not spaced).encode()
    start = data.index(b"[") + 1
    found = [
        json.loads(block.data[first:last])
        for block in elements(pieces(data[start:], size), 1)
        for first, last in block.spans
    ]
    assert found == records


@given(st.lists(st.dictionaries(TEXT, JSON, max_size=3), min_size=1, max_size=4), st.data())
@settings(deadline=None)
def test_a_list_that_is_cut_anywhere_is_noticed(records: list[dict[str, object]], data: st.DataObject) -> None:
    text = json.dumps(records).encode()
    end = data.draw(st.integers(1, len(text) - 1))
    with pytest.raises(UnbalancedError):
        list(elements([text[1:end]], 1))


def test_columns_of_nested_json_have_dotted_names() -> None:
    record: dict[str, Json] = {
        "id": 1,
        "via": {"channel": "web", "from": {}},
        "tags": ["a", "b"],
        "parts": [{"body": "x"}, {"by": None}],
    }
    assert list(names(record)) == [
        ("id", False),
        ("via.channel", False),
        ("via.from", True),
        ("tags", False),
        ("parts.body", False),
        ("parts.by", True),
    ]


def test_paths_pick_texts_out_of_nested_json() -> None:
    parts: list[Json] = [
        {"body": "mine", "author": {"type": "user"}},
        {"body": "yours", "author": {"type": "admin"}},
    ]
    record: dict[str, Json] = {
        "c": {"parts": parts},
        "tags": ["a", 2, None, True],
        "flat.name": 7,
        "deep": {"x": {"y": 1.0}},
    }
    assert picked(record, steps("c.parts.body")) == "mine\n\nyours"
    assert picked(record, steps("c.parts[author.type=user|lead].body")) == "mine"
    assert picked(record, steps("tags")) == "a; 2; true"
    assert picked(record, steps("flat.name")) == "7"
    assert picked(record, steps("deep.x.y")) == "1"
    assert picked(record, steps("c.nothing.here")) is None


def test_keys_that_are_no_names_are_columns_all_the_same(tmp_path: Path) -> None:
    text = json.dumps([{"id": 1, 'how was "it"?': "It came late again", "..": "x", "a.b": {"c\n": 2}}])
    options = ReadingOptions(columns=(("text", 'how was "it"?'), ("tags", "..")))
    (row,) = incidents(opened(saved(tmp_path, "log.json", text.encode()), options))
    assert (row["text"], row["tags"]) == ("It came late again", "x")


def test_rich_text_documents_become_plain_text() -> None:
    paragraphs: list[Json] = [
        {"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in ("One", "Two")
    ]
    assert picked({"d": {"type": "doc", "content": paragraphs}}, steps("d")) == "One\nTwo"


@pytest.mark.parametrize(
    "text",
    [
        '[{"id": 1, "text": "Late again"}]',
        '{"tickets": [{"id": 1, "text": "Late again"}], "count": 1}',
        '{"meta": {"page": [1, 2]}, "data": {"items": [{"id": 1, "text": "Late again"}]}}',
        '{"id": 1, "text": "Late again"}',
        '{"tickets": [{"id": 1, "text": "Late again"}], "users": [{"name": "\\\\\\" ]}"}], "count": 1}',
        '{\n "id": 1,\n "text": "Late again", "custom": [{"a": 1}]\n}\n',
        '{"id": 1, "text": "Late again", "score": NaN}\n',
    ],
)
def test_json_is_read_whatever_holds_the_records(tmp_path: Path, text: str) -> None:
    assert texts(opened(saved(tmp_path, "log.json", text.encode()))) == ["Late again"]


def test_large_numbers_keep_their_digits(tmp_path: Path) -> None:
    text = '{"id": 12345678901234567890, "text": "Late"}\n{"id": 9007199254740993, "text": "Rude"}\n'
    found = incidents(opened(saved(tmp_path, "log.jsonl", text.encode())))
    assert [row["id"] for row in found] == ["12345678901234567890", "9007199254740993"]


def test_broken_records_of_a_list_are_rejected_by_number(tmp_path: Path) -> None:
    text = b'[{"id": 1, "text": "Late"}, {"id": 2, "text": }, 7, {"id": 4, "text": "Rude"}]'
    source = opened(saved(tmp_path, "log.json", text))
    rejections = [rejection for chunk in source.chunks() for rejection in chunk.rejected]
    assert [(rejection.row, rejection.reason[:11]) for rejection in rejections] == [
        (2, "broken JSON"),
        (3, "not a JSON "),
    ]
    assert texts(source) == ["Late", "Rude"]


def test_json_in_utf_16_is_read(tmp_path: Path) -> None:
    data = json.dumps([{"id": 1, "text": "Grüße"}], ensure_ascii=False).encode("utf-16")
    assert texts(opened(saved(tmp_path, "log.json", data))) == ["Grüße"]


def test_parquet_keeps_times_numbers_flags_and_nested_columns(tmp_path: Path) -> None:
    moment = dt.datetime(2024, 3, 5, 14, 0, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    table = pa.table(
        {
            "id": pa.array([1, 2], pa.int64()),
            "created_at": pa.array([moment, None], pa.timestamp("ms", "Europe/Berlin")),
            "description": pa.array(["Late again", "Rude"]).dictionary_encode(),
            "reopens": pa.array([2, None], pa.int32()),
            "escalated": pa.array([True, False]),
            "tags": pa.array([["a", "b"], []]),
            "channel": pa.array([{"name": "web"}, None]),
        }
    )
    path = tmp_path / "log.parquet"
    pq.write_table(table, path)
    source = opened(path, ReadingOptions(columns=(("channel", "channel.name"),)))
    first, second = incidents(source)
    assert first["opened_at"] == dt.datetime(2024, 3, 5, 12, 0)  # noqa: DTZ001 - columns are naive UTC
    assert (first["id"], first["reopens"], first["escalated"], first["tags"], first["channel"]) == (
        "1",
        2,
        True,
        "a; b",
        "web",
    )
    assert (second["opened_at"], second["reopens"], second["channel"], second["text"]) == (None, None, None, "Rude")


def test_one_sheet_of_a_workbook_is_read_and_said(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("March")
    first.title = "About"
    for sheet, text in ((first, "Not this one"), (second, "Late again")):
        sheet.append(["Id", "Created at", "Message", "Reopens" if sheet is second else "Times reopened"])
        sheet.append([7, dt.datetime(2024, 3, 5, 14, 0), text, 2])  # noqa: DTZ001 - spreadsheets have no zones
        sheet.append([None, None, None, None])
        sheet.append([8, dt.datetime(2024, 3, 6), "Rude", None])  # noqa: DTZ001 - likewise
    path = tmp_path / "log.xlsx"
    book.save(path)
    assert "sheet 'About' was read, not 'March'" in opened(path).notes
    rows = incidents(opened(path, ReadingOptions(sheet="March")))
    assert [(row["id"], row["text"], row["reopens"]) for row in rows] == [("7", "Late again", 2), ("8", "Rude", None)]
    assert rows[0]["opened_at"] == dt.datetime(2024, 3, 5, 14, 0)  # noqa: DTZ001 - columns are naive UTC
    with pytest.raises(UsageError, match="has no sheet 'April'; its sheets are 'About', 'March'"):
        opened(path, ReadingOptions(sheet="April"))


def test_standard_input_is_read_packed_or_not() -> None:
    program = "from cxaudit.incidents import open_sources\n(source,) = open_sources(['-'])\n"
    program += "for chunk in source.chunks(): print(chunk.batch.column('text')[0])"
    data = gzip.compress(b"id,message\n1,Late again\n")
    done = subprocess.run([sys.executable, "-c", program], input=data, capture_output=True, check=True)
    assert done.stdout.decode().strip() == "Late again"


def test_the_account_names_the_bytes_that_were_read(tmp_path: Path) -> None:
    data = b"id,message\n1,Late\n"
    path = saved(tmp_path, "abc.csv", data)
    source = opened(path)
    assert texts(source) == ["Late"]
    account = source.finished()
    assert (account.size, account.sha256) == (len(data), hashlib.sha256(data).hexdigest())


def test_batches_hold_at_most_8192_rows_and_lose_none(tmp_path: Path) -> None:
    lines = "".join(f"{number},Late\n" for number in range(20_000))
    source = opened(saved(tmp_path, "log.csv", f"id,message\n{lines}".encode()))
    sizes = [chunk.batch.num_rows for chunk in source.chunks()]
    assert (max(sizes), sum(sizes)) == (8192, 20_000)


def test_one_row_too_long_to_be_a_row_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cxaudit.incidents.formats.blocks.MAXIMUM_RECORD", 1_000_000)
    data = b"id,message\n1," + b"x" * 12_000_000 + b"\n"
    with pytest.raises(InputError, match="row 1 is longer than"):
        texts(opened(saved(tmp_path, "log.csv", data)))
