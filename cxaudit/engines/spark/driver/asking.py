"""On the driver: which files Spark can read as they are read here, what they are called there; others are refused."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cxaudit.errors import InputError
from cxaudit.incidents.formats.delimited import DelimitedReader
from cxaudit.incidents.formats.json_lines import JsonLinesReader
from cxaudit.incidents.formats.parquet import ParquetReader
from cxaudit.incidents.formats.parquet_folder import ParquetFolderReader

if TYPE_CHECKING:
    from cxaudit.engines.spark.executors.lines import TextReader
    from cxaudit.incidents import OpenSource
    from cxaudit.incidents.content import Content
    from cxaudit.incidents.raw import Reader

_GLOB = str.maketrans({sign: f"\\{sign}" for sign in "[]{}*?\\"})
# Endings by which Spark unpacks a file, whatever it holds.
_PACKED = (".gz", ".bz2", ".deflate", ".lz4", ".lzo", ".snappy", ".zst", ".zstd")
# Encodings in which a line end may be part of another character, or a line means what lines before it say.
_BEYOND_LINES = ("utf-16", "utf-32", "utf-7", "iso2022", "hz")
_INSTEAD = "give CSV, JSON Lines or Parquet, or leave out --engine spark"


def text_reader(source: OpenSource) -> TextReader | None:
    """The reader of a text file that Spark may read by lines; None if it is no text.

    Raises InputError for a text whose lines Spark would not see.
    """
    reader = source.reader
    if not isinstance(reader, DelimitedReader | JsonLinesReader):
        return None
    content = reader.content
    _refuse_nameless(content)
    ending = Path(content.path).suffix.lower()
    if (content.packing == "gzip") != (ending == ".gz") or content.packing not in {"", "gzip"} or ending in _PACKED[1:]:
        what = f"{content.packing} data" if content.packing else "data that is not packed"
        raise InputError(
            f"{content.name}: Spark unpacks files by their ending, and this holds {what}; unpack or rename it"
        )
    if reader.encoding.codec.startswith(_BEYOND_LINES):
        raise InputError(f"{content.name}: Spark finds no lines in {reader.encoding.codec}; save it as UTF-8")
    if reader.encoding.end is not None:
        raise InputError(f"{content.name}: Spark takes the zeros at its end for text; cut them off, or copy it again")
    if isinstance(reader, DelimitedReader) and reader.dialect.returns:
        raise InputError(f"{content.name}: its lines end with a carriage return alone; save it with usual line ends")
    return reader


def stored_readers(reader: Reader, name: str) -> tuple[ParquetReader, ...]:
    """The readers of the Parquet files behind `reader`, in their order. Raises InputError if there are others."""
    readers: tuple[Reader, ...] = (reader,)
    if isinstance(reader, ParquetFolderReader):
        readers = tuple(part.reader for part in reader.parts)
    found = tuple(each for each in readers if isinstance(each, ParquetReader))
    if len(found) < len(readers):
        raise InputError(f"{name}: Spark does not read {reader.format} as it is read here; {_INSTEAD}")
    for each in found:
        _refuse_nameless(each.content)
        if each.content.packing:
            raise InputError(f"{each.content.name}: Spark reads no packed Parquet; unpack it")
    return found


def absolute(content: Content) -> str:
    """The path of a file as the executors see it."""
    return str(Path(content.path).absolute())


def address(content: Content) -> str:
    """The same as Spark wants to be asked for it, which takes some signs in it for a pattern."""
    return f"file://{absolute(content).translate(_GLOB)}"


def _refuse_nameless(content: Content) -> None:
    if content.title or content.name != content.path:
        raise InputError(f"{content.name}: is no file that the executors could read; {_INSTEAD}")
