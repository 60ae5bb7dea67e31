"""Records that do not end: what an unclosed quote and an endless line cost, and how they are told."""

from __future__ import annotations

import gzip
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from cxaudit.errors import InputError
from cxaudit.incidents import ReadingOptions, open_sources
from cxaudit.incidents.formats.blocks import blocks
from cxaudit.incidents.formats.records import grammar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MEGABYTE = 1_000_000


def _unclosed(row: bytes, size: int) -> bytes:
    """A row whose quote is never closed, and `size` bytes of rows behind it."""
    return b'1,"unclosed\n' + row * (size // len(row))


def _pieces(data: bytes) -> Iterator[bytes]:
    return (data[start : start + 500_000] for start in range(0, len(data), 500_000))


@pytest.mark.parametrize("row", [b"x y z\n", b'2,""\n', b'2,"late, again"\n', b'2,"two\nlines"\n'])
def test_what_an_unclosed_quote_hid_is_split_exactly_bit_by_bit(row: bytes) -> None:
    data = _unclosed(row, 3 * _MEGABYTE)
    found = list(blocks(_pieces(data), grammar(b",")))
    assert b"".join(block.data for block in found) == data
    # A megabyte at most: records split exactly take a hundred times the memory of their text.
    assert max(len(b"".join(record.raw for record in block.parsed or ())) for block in found) < 1.1 * _MEGABYTE


def test_an_unclosed_quote_costs_one_row_of_many(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_bytes(b"id,message\n" + _unclosed(b'2,""\n3,Late again\n', 2 * _MEGABYTE))
    (source,) = open_sources([str(log)], ReadingOptions())
    rejections = [each for chunk in source.chunks() for each in chunk.rejected]
    read = source.finished()
    assert (read.read, [(each.row, each.reason) for each in rejections if "quote" in each.reason]) == (
        1 + 2 * (2 * _MEGABYTE // 18),
        [(1, "unclosed quote")],
    )


def test_a_line_of_json_too_long_to_be_an_incident_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cxaudit.incidents.formats.json_lines.MAXIMUM_RECORD", 2 * _MEGABYTE)
    log = tmp_path / "log.jsonl"
    usual = b'{"id": 1, "message": "Late again"}\n'
    log.write_bytes(2 * usual + b'{"id": 2, "message": "%b"}\n' % (b"ab " * _MEGABYTE) + usual)
    with pytest.raises(InputError, match=r"log\.jsonl: line 3 is longer than \d+ MB, as no incident is; check how"):
        open_sources([str(log)], ReadingOptions())


def test_an_object_of_json_too_long_to_be_an_incident_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cxaudit.incidents.formats.json_elements.MAXIMUM_RECORD", 2 * _MEGABYTE)
    log = tmp_path / "log.json"
    log.write_bytes(b'[{"id": 1, "message": "Late"},{"id": 2, "message": "%b"}]' % (b"ab " * _MEGABYTE))
    with pytest.raises(InputError, match=r"log\.json: what begins at byte 30 is longer than \d+ MB, as no incident is"):
        open_sources([str(log)], ReadingOptions())


def test_short_rows_packed_to_nearly_nothing_are_counted_and_not_kept(tmp_path: Path) -> None:
    log = tmp_path / "log.csv.gz"
    rows = _MEGABYTE // 2
    log.write_bytes(gzip.compress(b"id,message\n" + b"1,Late again\n" * rows))
    (source,) = open_sources([str(log)], ReadingOptions())
    tracemalloc.start()
    assert sum(chunk.rows for chunk in source.chunks()) == rows
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10 * _MEGABYTE


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (b'{"id": 1, "x": %b}' % (b"[" * 100_000 + b"]" * 100_000), "nested too deeply"),
        (b'{"id": NaN, "x": }', "JSON is malformed: invalid character"),
        (b'{"id": 1, "x": }', "JSON is malformed: invalid character"),
    ],
)
@pytest.mark.parametrize("form", ["log.json", "log.jsonl"])
def test_why_no_record_can_be_read_is_not_said_in_the_words_of_python(
    tmp_path: Path, record: bytes, told: str, form: str
) -> None:
    log = tmp_path / form
    log.write_bytes(b"[%b]" % record if form == "log.json" else b"%b\n%b\n" % (record, record))
    with pytest.raises(InputError, match=f"holds no readable JSON record: {told}; export the log again"):
        open_sources([str(log)], ReadingOptions())
