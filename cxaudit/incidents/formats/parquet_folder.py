"""A folder of Parquet files as one input, with columns for the folders named ``key=value`` they are partitioned by."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pyarrow as pa

from cxaudit.errors import InputError
from cxaudit.incidents.content import Content
from cxaudit.incidents.formats import parquet
from cxaudit.incidents.raw import RawBatch, Reader, Sampled
from cxaudit.incidents.values.presence import strings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NAME = "folder of Parquet files"
_LOOKED_AT = 16  # files whose first values tell what columns hold
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
    """The files one after another; `alike` says that all have the same columns, else every value comes as text."""

    folder: ParquetFolder
    parts: tuple[Part, ...]
    columns: tuple[str, ...]
    alike: bool
    notes: tuple[str, ...]
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
                last = max(last, *batch.rows, *(entry.row for entry in batch.rejected), 0)
                yield RawBatch(table, [row + before for row in batch.rows], rejected)
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
    return Path(path).is_dir() and next(iter(_files(path)), None) is not None


def open_folder(path: str) -> tuple[ParquetFolder, ParquetFolderReader]:
    """The folder at `path` and its reader. Raises InputError when one of its files is no Parquet file."""
    folder = ParquetFolder(path, tuple(Content(file.as_posix()) for file in _files(path)))
    readers = [parquet.read_schema(file) for file in folder.files]
    parts = tuple(Part(reader, _partition(reader.content.path, path)) for reader in readers)
    names = dict.fromkeys(name for part in parts for name in (*part.reader.columns, *part.partition))
    shadowed = sorted({name for part in parts for name in part.partition if name in part.reader.columns})
    if shadowed:
        raise InputError(f"{path}: '{shadowed[0]}' is both a column and a folder {shadowed[0]}=…; rename one of them")
    alike = len({reader.kinds for reader in readers}) == 1
    files = f"{len(parts)} file{'' if len(parts) == 1 else 's'}"
    notes = (files,) if alike else (files, "its files do not have the same columns; what one lacks is missing there")
    return folder, ParquetFolderReader(folder, parts, tuple(names), alike, (*notes, *_left_out(path)))


def _left_out(path: str) -> Iterator[str]:
    """What to tell of other files below `path`."""
    others = [file for file in _below(path) if file.suffix.lower() != ".parquet"]
    if others:
        verb = "file is" if len(others) == 1 else "files are"
        yield f"{len(others)} other {verb} not read, such as {others[0].relative_to(path).as_posix()}"


def _files(path: str) -> Iterator[Path]:
    """The Parquet files below `path` in order of name, without what the writers of lakes keep for themselves."""
    yield from (file for file in _below(path) if file.suffix == ".parquet")


def _below(path: str) -> Iterator[Path]:
    root = Path(path)
    for file in sorted(root.rglob("*")):
        if file.is_file() and not any(part[0] in "._" for part in file.relative_to(root).parts):
            yield file


def _partition(file: str, root: str) -> dict[str, str | None]:
    pairs = (part.split("=", 1) for part in Path(file).relative_to(root).parts[:-1] if "=" in part)
    return {unquote(key): None if value == _NO_VALUE else unquote(value) for key, value in pairs}
