"""Which files of a folder are the parts of one log, told by their names, or by how those without an ending begin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENDINGS = (".parquet", ".parq", ".pq")
_MAGIC = b"PAR1"  # how every Parquet file begins
# What other files end in that may hold rows; it may be packed.
_TABLES = (
    *(".csv", ".tsv", ".tab", ".psv", ".json", ".jsonl", ".ndjson"),
    *(".xlsx", ".xls", ".xlsm", ".ods", ".avro", ".orc"),
)
_PACKED = (".gz", ".gzip", ".zst", ".zstd", ".zip", ".bz2", ".xz", ".snappy")


def parquet_files(folder: str) -> Iterator[Path]:
    """The Parquet files below `folder` in order of name, without what the writers of lakes keep for themselves."""
    return (file for file in _below(folder) if _is_part(file))


def other_files(folder: str) -> Iterator[Path]:
    """All other files below it, without those that are hidden."""
    return (file for file in _below(folder) if not _is_part(file))


def may_hold_rows(file: Path) -> bool:
    """Whether a file that is no part of the log may hold some of it: another table, or a folder that is a link."""
    endings = [ending.lower() for ending in file.suffixes]
    unpacked = endings[:-1] if endings and endings[-1] in _PACKED else endings
    return (bool(unpacked) and unpacked[-1] in (*_TABLES, *_ENDINGS)) or file.is_dir() or _begins_as_parquet(file)


def _is_part(file: Path) -> bool:
    return file.suffix.lower() in _ENDINGS or (not file.suffix and _begins_as_parquet(file))


def _begins_as_parquet(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            return opened.read(len(_MAGIC)) == _MAGIC
    except OSError:  # it is told as a file that is not read
        return False


def _below(folder: str) -> Iterator[Path]:
    root = Path(folder)
    for file in sorted(root.rglob("*")):
        # A link that leads nowhere is no file, and yet a part that is missing.
        if (file.is_file() or file.is_symlink()) and not any(part[0] in "._" for part in file.relative_to(root).parts):
            yield file
