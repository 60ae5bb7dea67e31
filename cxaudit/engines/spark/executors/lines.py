"""On the executors: the lines of text files by file and split, counted at first, and read as incidents then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, groupby, pairwise
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote, urlsplit

import numpy as np
import pyarrow as pa

from cxaudit.engines.spark.executors.elsewhere import Elsewhere
from cxaudit.engines.spark.executors.pieces import HEAD, Piece, Surveyed
from cxaudit.engines.spark.executors.shares import Work
from cxaudit.errors import InputError
from cxaudit.incidents import OpenSource
from cxaudit.incidents.content import Content
from cxaudit.incidents.encoding import Encoding, utf8_chunks
from cxaudit.incidents.formats.blocks import MAXIMUM_RECORD, Block, LongRecordError, survey
from cxaudit.incidents.formats.delimited import DelimitedReader
from cxaudit.incidents.formats.json_lines import JsonLinesReader
from cxaudit.incidents.formats.records import split_records
from cxaudit.incidents.raw import RawBatch

if TYPE_CHECKING:
    from collections.abc import Sequence

TextReader: TypeAlias = DelimitedReader | JsonLinesReader

SURVEY_SCHEMA = (
    "file string, start long, lines long, records long, rest binary, head binary, whole boolean, order array<int>,"
    " ordered long"
)
_SURVEY = pa.schema(
    [
        ("file", pa.string()),
        ("start", pa.int64()),
        ("lines", pa.int64()),
        ("records", pa.int64()),
        ("rest", pa.binary()),
        ("head", pa.binary()),
        ("whole", pa.bool_()),
        ("order", pa.list_(pa.int32())),
        ("ordered", pa.int64()),
    ]
)
_LINES = 2_000  # lines put together at once
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class TextLog:
    """A text file to be read on the cluster: the source with its number, the records before it, and its pieces."""

    source: OpenSource
    reader: TextReader
    number: int
    before: int
    pieces: Mapping[int, Piece]


@dataclass(frozen=True, slots=True)
class SurveyLines:
    """Tells of each split what it holds; for `mapInArrow` over (line, file, start)."""

    readers: Mapping[str, TextReader]

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """One row a split."""
        for (file, start), runs in _splits(batches):
            path = located(file, self.readers)
            reader = self.readers[path]
            text = _without(_decoded(runs, reader.encoding), header_bytes(reader) if start == 0 else 0)
            try:
                found = _surveyed(start, text, reader)
            except LongRecordError as error:
                raise InputError(
                    f"{path}: a row is longer than {MAXIMUM_RECORD >> 20} MB; check its quotation marks and line ends"
                ) from error
            row = (
                *(path, start, found.lines, found.records, found.rest, found.head, found.whole),
                *(found.order, found.ordered),
            )
            yield pa.RecordBatch.from_pylist([dict(zip(_SURVEY.names, row, strict=True))], schema=_SURVEY)


@dataclass(frozen=True, slots=True)
class ReadLines:
    """Reads each split as the piece it is, and gives what it comes to; for `mapInArrow` over (line, file, start)."""

    logs: Mapping[str, TextLog]
    work: Work

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The records of all splits."""
        worker = self.work.worker()
        for (file, start), runs in _splits(batches):
            log = self.logs[located(file, self.logs)]
            piece = log.pieces.get(start)
            if piece is None:
                raise InputError(
                    f"{log.source.path}: Spark split the file in two ways; set spark.sql.files.minPartitionNum and"
                    " spark.sql.files.maxPartitionBytes to fixed values"
                )
            reader = log.reader
            skip = header_bytes(reader) if start == 0 else piece.skip
            text = chain(_without(_decoded(runs, reader.encoding), skip), (piece.tail,))
            source = log.source.read_by(Elsewhere(reader, PieceRows(reader, piece, text)))
            yield from worker.records(source, log.number, log.before)


class _Stream(Content):
    """Bytes that stream by once, in place of a file."""

    def __init__(self, path: str, pieces: Iterable[bytes]) -> None:
        self.name = self.path = path
        self._pieces = pieces

    def chunks(self, size: int = 0) -> Iterator[bytes]:
        """The bytes; they come in pieces of the size they have."""
        del size
        return (piece for piece in self._pieces if piece)


@dataclass(frozen=True, slots=True)
class PieceRows:
    """Reads the rows of one piece, numbered as in the file."""

    reader: TextReader
    piece: Piece
    text: Iterable[bytes]

    def __call__(self, wanted: Sequence[str]) -> Iterator[RawBatch]:
        """The rows, with these columns."""
        content, encoding = _Stream(self.reader.content.path, self.text), Encoding("utf-8")
        reader: TextReader
        if isinstance(self.reader, DelimitedReader):
            reader = replace(self.reader, content=content, encoding=encoding, start=0, order=self.piece.order)
        else:
            reader = replace(self.reader, content=content, encoding=encoding, before=self.piece.line)
        before = self.piece.row
        for raw in reader.batches(wanted):
            rejected = tuple(replace(entry, row=entry.row + before) for entry in raw.rejected)
            yield RawBatch(raw.table, [row + before for row in raw.rows], rejected)


@dataclass(slots=True)
class LastHeader:
    """The order that the last header in consecutive blocks tells, none at first, and where that ends in their text."""

    reader: DelimitedReader
    order: tuple[int, ...] = ()
    end: int = 0
    _before: int = 0

    def look(self, block: Block) -> None:
        """Look at the next block."""
        ordering = self.reader.ordering
        if ordering.may_be_told(block.data):
            for record in block.parsed or split_records(block.data, self.reader.dialect.rules, final=True):
                told = ordering.told(record)
                if told is not None:
                    self.order, self.end = told, self._before + record.end
        self._before += len(block.data)


def header_bytes(reader: TextReader) -> int:
    """Bytes above the first record, in UTF-8 without a mark."""
    return reader.start if isinstance(reader, DelimitedReader) else 0


def located(file: str, known: Mapping[str, object]) -> str:
    """The path among those `known` that Spark calls `file`; it writes some signs in paths as URIs do."""
    path = urlsplit(file.replace("#", "%23").replace("?", "%3F")).path
    for candidate in (unquote(path), path, file):
        if candidate in known:
            return candidate
    raise InputError(f"{file}: Spark read a file that was not asked for; move the logs into a folder of their own")


def _surveyed(start: int, text: Iterator[bytes], reader: TextReader) -> Surveyed:
    head, lines, size, nonblank = bytearray(), 0, 0, 0

    def watched() -> Iterator[bytes]:
        nonlocal lines, size, nonblank
        for piece in text:
            lines += piece.count(b"\n")
            size += len(piece)
            if len(head) < HEAD:
                head.extend(piece[: HEAD - len(head)])
            if isinstance(reader, JsonLinesReader):
                nonblank += sum(1 for line in piece.split(b"\n") if line.strip())
            yield piece

    if isinstance(reader, JsonLinesReader):
        for _ in watched():
            pass
        return Surveyed(start, lines, nonblank, b"", b"", whole=False)
    headers, records = LastHeader(reader), 0
    blocks = survey(watched(), reader.dialect.rules)
    while True:
        try:
            block = next(blocks)
        except StopIteration as done:
            rest: bytes = done.value
            break
        records += block.records
        headers.look(block)
    whole = size <= HEAD
    return Surveyed(start, lines, records, rest, bytes(head), whole, headers.order, headers.end)


def _splits(batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[tuple[str, int], Iterator[bytes]]]:
    """The lines of each split, put together again in parts of whole lines."""
    for key, runs in groupby(_runs(batches), key=lambda run: run[:2]):
        yield key, (run[2] for run in runs)


def _runs(batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[str, int, bytes]]:
    for batch in batches:
        start = batch.column(2).to_numpy()
        file = batch.column(1).dictionary_encode()
        names, number = file.dictionary.to_pylist(), file.indices.to_numpy()
        changes = np.flatnonzero((np.diff(start) != 0) | (np.diff(number) != 0)) + 1
        bounds = [0, *changes.tolist(), batch.num_rows]
        for first, last in pairwise(bounds):
            for begin in range(first, last, _LINES):
                lines = batch.column(0).slice(begin, min(_LINES, last - begin)).to_pylist()
                yield names[number[first]], int(start[first]), b"\n".join(lines) + b"\n"


def _decoded(runs: Iterator[bytes], encoding: Encoding) -> Iterator[bytes]:
    """The text as UTF-8; Spark leaves out the byte-order mark of a file, but not if it is packed."""
    first = next(runs, b"")
    unmarked = chain((first.removeprefix(_MARK) if encoding.mark else first,), runs)
    return utf8_chunks(_Stream("", unmarked), replace(encoding, mark=0))


def _without(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    """The text without its first `size` bytes."""
    for piece in pieces:
        if size < len(piece):
            yield piece[size:]
        size = max(0, size - len(piece))
