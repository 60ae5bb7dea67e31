"""A folder of Parquet files as one input, with columns for the folders named ``key=value`` they are partitioned by."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pyarrow as pa

from cxaudit.errors import InputError
from cxaudit.incidents.content import Content
from cxaudit.incidents.folders import may_hold_rows, other_files, parquet_files
from cxaudit.incidents.formats import parquet
from cxaudit.incidents.raw import RawBatch, Reader, Sampled, moved
from cxaudit.incidents.values.presence import strings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.incidents.formats.parquet import ParquetReader

NAME = "folder of Parquet files"
_LOOKED_AT = 16  # files whose first values tell what columns hold
_NAMED = 3  # files left out that are named
_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"  # what Hive and Spark call the folder of rows without a value


@dataclass(frozen=True, slots=True)
class ParquetFolder:
    """The folder as one content: its size and what names its bytes; files are taken in order of name."""

    path: str
    files: tuple[Content, ...]

    @property
    def name(self) -> str:
        """How messages call it."""
        return self.path

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)

    def sha256(self) -> str:
        """The SHA-256 over the names and digests of the files, in hexadecimal."""
        digest = hashlib.sha256()
        for file in self.files:
            relative = Path(file.path).relative_to(self.path).as_posix()
            digest.update(f"{relative}\0{file.sha256()}\n".encode())
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the folder, and the values of the columns that its folders stand for."""

    reader: Reader
    partition: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class ParquetFolderReader:
    """The files one after another; `alike` says that all have the same columns, else every value comes as text.

    `left_out` tells of other files in the folder that may hold rows.
    """

    folder: ParquetFolder
    parts: tuple[Part, ...]
    columns: tuple[str, ...]
    alike: bool
    notes: tuple[str, ...]
    left_out: str = ""
    format: str = NAME
    open_ended: bool = False
    hollow: frozenset[str] = frozenset()

    def batches(self, wanted: Sequence[str]) -> Iterator[RawBatch]:
        """All rows, numbered through the whole folder; a column that a file does not have is empty there."""
        before = 0
        for part in self.parts:
            last = 0
            own = [name for name in wanted if name in part.reader.columns]
            for batch in part.reader.batches(own):
                columns = [self._column(name, batch, part) for name in wanted]
                table = pa.RecordBatch.from_arrays(columns, names=list(wanted)) if wanted else batch.table.select([])
                rejected = tuple(
                    replace(entry, source=self.folder.path, row=entry.row + before) for entry in batch.rejected
                )
                last = max((last, *batch.rows[-1:], *(entry.row for entry in batch.rejected[-1:])))
                yield RawBatch(table, moved(batch.rows, before), rejected)
            before += last

    def sampled(self) -> tuple[str, ...]:
        """The columns without those whose first values, in the first files, are bytes that mean nothing."""
        readers = [part.reader for part in self.parts[:_LOOKED_AT]]
        faulty = {
            name
            for reader in readers
            if isinstance(reader, Sampled)
            for name in set(reader.columns).difference(reader.sampled())
        }
        return tuple(name for name in self.columns if name not in faulty)

    def _column(self, name: str, batch: RawBatch, part: Part) -> pa.Array:
        rows = len(batch.rows)
        if name in part.reader.columns:
            column = batch.table.column(name)
            return column if self.alike else strings(column)
        return pa.array([part.partition.get(name)] * rows, pa.string())


def is_folder(path: str) -> bool:
    """Whether `path` is a folder with Parquet files below it."""
    return Path(path).is_dir() and next(parquet_files(path), None) is not None


def open_folder(path: str) -> tuple[ParquetFolder, ParquetFolderReader]:
    """The folder at `path` and its reader. Raises InputError when one of its files is no Parquet file."""
    folder = ParquetFolder(path, tuple(Content(file.as_posix()) for file in parquet_files(path)))
    readers = [parquet.read_schema(file) for file in folder.files]
    parts = tuple(Part(reader, _partition(reader.content.path, path)) for reader in readers)
    names = dict.fromkeys(name for part in parts for name in (*part.reader.columns, *part.partition))
    shadowed = sorted({name for part in parts for name in part.partition if name in part.reader.columns})
    if shadowed:
        raise InputError(f"{path}: '{shadowed[0]}' is both a column and a folder {shadowed[0]}=…; rename one of them")
    files = f"{len(parts)} file{'' if len(parts) == 1 else 's'}"
    told = _left_out(path)
    notes = (files, *_differences(readers, path), *filter(None, told))
    alike = len({frozenset(reader.kinds) for reader in readers}) == 1
    return folder, ParquetFolderReader(folder, parts, tuple(names), alike, notes, left_out=told[1])


def _differences(readers: Sequence[ParquetReader], path: str) -> Iterator[str]:
    """What to tell of a column that some of the files lack, and of one that is of several types."""
    files = [Path(reader.content.path).relative_to(path).as_posix() for reader in readers]
    kinds = [dict(reader.kinds) for reader in readers]
    names = dict.fromkeys(name for own in kinds for name in own)
    lacking = ((name, file) for name in names for file, own in zip(files, kinds, strict=True) if name not in own)
    for name, file in islice(lacking, 1):
        yield f"its files do not have the same columns; what one lacks is missing there, such as '{name}' in {file}"
    first = {(name, own[name]): file for own, file in reversed([*zip(kinds, files, strict=True)]) for name in own}
    several = [name for name, number in Counter(name for name, _ in first).items() if number > 1]
    for name in several[:1]:
        told = " and ".join(sorted(f"{kind} in {file}" for (other, kind), file in first.items() if other == name))
        yield f"column '{name}' is {told}; values are read as text"


def _left_out(path: str) -> tuple[str, str]:
    """What to tell of other files below `path`: of those that hold no rows, and of those that may."""
    others = list(other_files(path))
    lost = [file for file in others if may_hold_rows(file)]
    idle = [file for file in others if file not in lost]
    unread = f"{_counted('other file', idle)} not read, such as {_names(idle[:1], path)}" if idle else ""
    if not lost:
        return unread, ""
    more = f" and {len(lost) - _NAMED:,} more" if len(lost) > _NAMED else ""
    return unread, (
        f"{_counted('file', lost)} not read, which may hold rows ({_names(lost[:_NAMED], path)}{more}): only Parquet"
        " files named .parquet, .parq or .pq, or without an ending, are; give other logs by their own names"
    )


def _counted(noun: str, files: Sequence[Path]) -> str:
    return f"1 {noun} is" if len(files) == 1 else f"{len(files):,} {noun}s are"


def _names(files: Sequence[Path], path: str) -> str:
    return ", ".join(file.relative_to(path).as_posix() for file in files)


def _partition(file: str, root: str) -> dict[str, str | None]:
    pairs = (part.split("=", 1) for part in Path(file).relative_to(root).parts[:-1] if "=" in part)
    return {unquote(key): None if value == _NO_VALUE else unquote(value) for key, value in pairs}
