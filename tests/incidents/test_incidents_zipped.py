"""Logs that come in ZIP archives."""

from __future__ import annotations

import gc
import gzip
import io
import tempfile
import tracemalloc
import zipfile
from typing import TYPE_CHECKING

import openpyxl  # type: ignore[import-untyped] # it comes without types
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command_line import run, small_log, small_rules
from damaged_wholes import zip_of

from cxaudit.errors import InputError
from cxaudit.incidents import open_sources, unpacking
from cxaudit.incidents.content import Content

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_PARQUET = io.BytesIO()
pq.write_table(pa.table({"id": ["1", "2"], "text": ["It came late", "Rude"]}), _PARQUET)
_HELD = {
    "log.csv": b"id,text\n1,It came late\n2,Rude\n",
    "log.json": b'[{"id": 1, "text": "It came late"}, {"id": 2, "text": "Rude"}]',
    "log.jsonl": b'{"id": 1, "text": "It came late"}\n{"id": 2, "text": "Rude"}\n',
    "log.parquet": _PARQUET.getvalue(),
}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("inner", _HELD)
def test_what_an_archive_holds_is_read_as_that_file_is(tmp_path: Path, inner: str, method: int) -> None:
    (tmp_path / inner).write_bytes(_HELD[inner])
    (tmp_path / "log.zip").write_bytes(zip_of({f"export/{inner}": _HELD[inner]}, method))
    plain, packed = (open_sources([str(tmp_path / name)])[0] for name in (inner, "log.zip"))
    rows = [
        [(row["id"], row["text"]) for chunk in one.chunks() for row in chunk.batch.to_pylist()]
        for one in (plain, packed)
    ]
    assert rows[0] == rows[1] == [("1", "It came late"), ("2", "Rude")]
    assert packed.format == plain.format
    assert packed.notes == (f"holds 'export/{inner}', which was read", *plain.notes)


def test_the_name_within_the_archive_tells_the_format_that_was_promised(tmp_path: Path) -> None:
    (tmp_path / "log.zip").write_bytes(zip_of({"log.json": b'"no records"'}))
    with pytest.raises(InputError, match="holds a single text and no records"):
        open_sources([str(tmp_path / "log.zip")])


def test_the_command_gives_the_same_audit_of_a_log_packed_and_plain(tmp_path: Path) -> None:
    small_rules(tmp_path)
    log = small_log(tmp_path)
    (tmp_path / "log.zip").write_bytes(zip_of({"log.csv": log.read_bytes()}))
    plain, packed = (
        run("analyze", name, "--rules", "small.yaml", "-q", folder=tmp_path) for name in ("log.csv", "log.zip")
    )
    assert (plain.code, packed.code) == (0, 0)
    assert plain.out.replace("log.csv", "log.zip") == packed.out
    piped = run("analyze", "-", "--rules", "small.yaml", folder=tmp_path, given=(tmp_path / "log.zip").read_bytes())
    assert piped.code == 0


def test_the_command_names_what_an_archive_of_several_files_holds(tmp_path: Path) -> None:
    (tmp_path / "logs.zip").write_bytes(zip_of({f"{month}\x1b[31m.csv": _HELD["log.csv"] for month in range(1, 8)}))
    done = run("inspect", "logs.zip", folder=tmp_path)
    assert done.code == 3
    assert "7 files ('1?[31m.csv', '2?[31m.csv', '3?[31m.csv', '4?[31m.csv', '5?[31m.csv' and 2 more)" in done.err
    assert len(done.err.splitlines()) == 1


def test_a_workbook_is_not_taken_for_an_archive_whatever_its_name(tmp_path: Path) -> None:
    held = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
    (tmp_path / "log.zip").write_bytes(zip_of(held))
    assert not Content(str(tmp_path / "log.zip")).packing


def test_what_an_archive_unpacks_to_is_never_held_whole(tmp_path: Path) -> None:
    size = 200_000_000
    with (
        zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("log.csv", "w") as file,
    ):
        for _ in range(size // 1_000_000):
            file.write(bytes(1_000_000))
    content = Content(str(tmp_path / "bomb.zip"))
    tracemalloc.start()
    try:
        assert sum(len(piece) for piece in content.chunks()) == size
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8_000_000
    with pytest.raises(InputError, match="nothing but zeros"):
        open_sources([str(tmp_path / "bomb.zip")])


def test_spark_refuses_an_archive(tmp_path: Path) -> None:
    from cxaudit.engines.spark.driver.asking import text_reader  # noqa: PLC0415 - only where Spark is asked for

    (tmp_path / "log.zip").write_bytes(zip_of({"log.csv": _HELD["log.csv"]}))
    (source,) = open_sources([str(tmp_path / "log.zip")])
    with pytest.raises(InputError, match="Spark unpacks files by their ending, and this holds zip data; unpack"):
        text_reader(source)


def swollen_workbook() -> bytes:
    """A workbook of one sheet with a million equal rows, packed to a few kilobytes."""
    sink = io.BytesIO()
    openpyxl.Workbook().save(sink)
    with zipfile.ZipFile(sink) as book:
        files = {entry.filename: book.read(entry) for entry in book.infolist()}
    return zip_of({**files, "xl/worksheets/sheet1.xml": b"<row/>" * 1_000_000})


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("log.zip", lambda: zip_of({"log.parquet": b"PAR1" + bytes(4_000_000) + b"PAR1"})),
        ("log.parquet.gz", lambda: gzip.compress(b"PAR1" + bytes(4_000_000) + b"PAR1")),
        ("log.zip", lambda: zip_of({"log.xlsx": swollen_workbook()})),
        ("log.xlsx", swollen_workbook),
    ],
)
def test_what_swells_beyond_any_log_is_refused_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: Callable[[], bytes]
) -> None:
    monkeypatch.setattr(unpacking, "_HARMLESS", 1 << 20)  # so that no quarter of a gigabyte has to be written
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    path = tmp_path / name
    path.write_bytes(data())
    with pytest.raises(InputError, match=r"log\.\S+: unpacks to more than 200 times its size, as no log does"):
        open_sources([str(path)])
    gc.collect()
    assert list((tmp_path / "temporary").iterdir()) == []


def test_what_is_packed_well_and_small_is_read(tmp_path: Path) -> None:
    table = pa.table({"id": list(range(100_000)), "text": ["It came late"] * 100_000})
    pq.write_table(table, tmp_path / "log.parquet", compression="none", use_dictionary=False)
    (tmp_path / "log.zip").write_bytes(zip_of({"log.parquet": (tmp_path / "log.parquet").read_bytes()}))
    (source,) = open_sources([str(tmp_path / "log.zip")])
    assert sum(chunk.rows for chunk in source.chunks()) == 100_000
