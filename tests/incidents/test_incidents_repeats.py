"""A field that a JSON object gives twice has its last value, and how often that happens is said, however it is read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxaudit.incidents import ReadingOptions, open_sources
from cxaudit.incidents.content import Content
from cxaudit.incidents.encoding import Encoding
from cxaudit.incidents.formats.json_lines import JsonLinesReader
from cxaudit.incidents.formats.json_repeats import Repeats

if TYPE_CHECKING:
    from pathlib import Path

VALUES = st.sampled_from(
    ['"a"', '"it said \\"id\\": 3"', "7", "null", "true", '{"id": 1, "id": 2}', '["id", {"id": 5}]', "NaN"]
)
PAIRS = st.lists(st.tuples(st.sampled_from(["id", "text", "näh", "other"]), VALUES), max_size=5)
STYLES = [(",", ":"), (", ", ": "), (" ,", " : "), (",\t", ":")]
TOLD = "an object gives a field twice, of which the last value counts,"


def written(pairs: list[tuple[str, str]], style: tuple[str, str]) -> bytes:
    comma, colon = style
    return ("{" + comma.join(f"{json.dumps(key)}{colon}{value}" for key, value in pairs) + "}").encode()


@given(st.lists(PAIRS, max_size=8), st.sampled_from(STYLES))
def test_the_records_that_give_a_wanted_field_twice_are_found(
    logs: list[list[tuple[str, str]]], style: tuple[str, str]
) -> None:
    wanted = {"id", "text", "näh"}
    keys = [[key for key, _ in pairs if key in wanted] for pairs in logs]
    expected = [place for place, names in enumerate(keys) if len(names) > len(set(names))]
    assert Repeats(sorted(wanted)).among(written(pairs, style) for pairs in logs) == expected


def lines(*, rows: int, twice: tuple[int, ...], broken: tuple[int, ...] = ()) -> list[str]:
    made = [
        json.dumps({"id": row, "text": f"the parcel of order {row} came late", "opened_at": "2025-01-01"})
        for row in range(1, rows + 1)
    ]
    for row in twice:
        made[row - 1] = f'{{"id":{row},"text":"first","opened_at":"2025-01-01","text":"last"}}'
    for row in broken:
        made[row - 1] = "{"
    return made


@pytest.mark.parametrize("broken", [(), (2,), (2, 39_999)])
@pytest.mark.parametrize("form", ["log.jsonl", "log.json"])
def test_the_last_value_counts_and_is_said_wherever_it_stands(
    tmp_path: Path, form: str, broken: tuple[int, ...]
) -> None:
    twice = (1, 7, 20_000, 40_000)
    made = lines(rows=40_000, twice=twice, broken=() if form == "log.json" else broken)
    (tmp_path / form).write_text("\n".join(made) if form == "log.jsonl" else f"[{','.join(made)}]", encoding="utf-8")
    (source,) = open_sources([str(tmp_path / form)])
    found = {row["id"]: row["text"] for chunk in source.chunks() for row in chunk.batch.to_pylist()}
    assert [found[str(row)] for row in twice] == ["last"] * 4
    place = "row 1, line 1 of the file" if form == "log.jsonl" else "row 1"
    assert f"{TOLD} in 4 rows, first at {place}" in source.finished().notes


def test_a_field_that_nobody_reads_may_stand_twice(tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text('{"id":1,"text":"late","x":1,"x":2}\n{"id":2,"text":"late","x":3}\n')
    (source,) = open_sources([str(tmp_path / "log.jsonl")])
    for _ in source.chunks():
        pass
    assert not any(TOLD in note for note in source.finished().notes)


def test_lines_that_hold_several_records_do_not_hide_where_it_is(tmp_path: Path) -> None:
    log = '{"id":1,"text":"late"} {"id":2,"text":"} {"}{"id":3,"text":"a","text":"b"}\n{"id":4,"text":"late"}\n' * 2
    (tmp_path / "log.jsonl").write_text(log)
    (source,) = open_sources([str(tmp_path / "log.jsonl")])
    assert [row["text"] for chunk in source.chunks() for row in chunk.batch.to_pylist()][2] == "b"
    assert any(f"{TOLD} in 2 rows, first at row 3" in note for note in source.finished().notes)


def test_batches_say_themselves_which_of_their_rows_do(tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text("\n".join(lines(rows=20_000, twice=(3, 9_000, 9_001))))
    reader = JsonLinesReader(Content(str(tmp_path / "log.jsonl")), Encoding("utf-8"), ("id", "text"), frozenset(), ())
    found = [batch.rows[place] for batch in reader.batches(("id", "text")) for place in batch.twice]
    assert found == [3, 9_000, 9_001]


NESTED = {
    "an object": ('{"id":1,"text":"late","via":{"channel":"phone","channel":"chat"}}', "via.channel", "chat"),
    "spread": (
        '{"id":1, "text":"late", "via" : {"channel" : "phone", "x": "\\u0022:", "channel" : "chat"}}',
        "via.channel",
        "chat",
    ),
    "a list": (
        '{"id":1,"text":"late","via":[{"channel":"web"},{"channel":"phone","channel":"chat"}]}',
        "via.channel",
        "web; chat",
    ),
    "deeper": ('{"id":1,"text":"late","via":{"how":{"x":1},"how":{"channel":"chat"}}}', "via.how.channel", "chat"),
    "what tells which elements count": (
        '{"id":1,"text":"late","via":[{"who":{"type":"bot","type":"user"},"channel":"chat"}]}',
        "via[who.type=user].channel",
        "chat",
    ),
}


@pytest.mark.parametrize("form", ["log.jsonl", "log.json"])
@pytest.mark.parametrize("case", NESTED)
def test_what_is_wanted_of_an_object_within_the_record_is_told_too(tmp_path: Path, case: str, form: str) -> None:
    record, name, read = NESTED[case]
    beside = '"x":"\\"channel\\": \\"channel\\":","y":[{"channel":1},{"channel":2}]'
    sound = f'{{"id":2,"text":"late \\": \\" :","via":{{"channel":"web",{beside}}}}}'
    made = [sound, record, sound]
    (tmp_path / form).write_text("\n".join(made) if form == "log.jsonl" else f"[{','.join(made)}]", encoding="utf-8")
    (source,) = open_sources([str(tmp_path / form)], ReadingOptions(columns=(("channel", name),)))
    found = [row["channel"] for chunk in source.chunks() for row in chunk.batch.to_pylist()]
    assert found[1] == read
    assert [note.partition(", first at ")[0] for note in source.finished().notes if TOLD in note] == [
        f"{TOLD} in 1 row"
    ]


def test_what_nobody_reads_within_an_object_may_stand_twice(tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text('{"id":1,"text":"late","via":{"channel":"web","x":1,"x":2}}\n' * 3)
    (source,) = open_sources([str(tmp_path / "log.jsonl")], ReadingOptions(columns=(("channel", "via.channel"),)))
    assert sum(chunk.batch.num_rows for chunk in source.chunks()) == 3
    assert not any(TOLD in note for note in source.finished().notes)


@given(
    st.lists(st.lists(PAIRS, max_size=3), min_size=1, max_size=6),
    st.sampled_from([*STYLES, (",", " \t:"), (",", "  :")]),
)
def test_lists_that_are_read_wholly_are_looked_at_together_and_none_is_overlooked(
    logs: list[list[list[tuple[str, str]]]], style: tuple[str, str]
) -> None:
    values = [b"[" + b",".join(written(pairs, style) for pairs in log).replace(b"NaN", b"null") + b"]" for log in logs]
    records = [b'{"parts":' + value + b"}" for value in values]
    texts = pa.array([json.dumps(json.loads(value), separators=(",", ":")) for value in values], pa.string())
    expected = [place for place, value in enumerate(values) if any_object_gives_twice(value)]
    assert Repeats(["parts[]"]).among(records, {"parts[]": texts}) == expected
    assert Repeats(["parts[]"]).among(records) == expected


def any_object_gives_twice(value: bytes) -> bool:
    found: list[bool] = []
    json.loads(value, object_pairs_hook=lambda pairs: found.append(len(pairs) > len(dict(pairs))))
    return any(found)
