"""What Spark reads: it counts the records of every source, and then gives frames of what becomes of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from cxaudit.engines.spark.driver.asking import absolute, address, stored_readers, text_reader
from cxaudit.engines.spark.executors.lines import (
    SURVEY_SCHEMA,
    ReadLines,
    SurveyLines,
    TextLog,
    TextReader,
    located,
)
from cxaudit.engines.spark.executors.pieces import Piece, Surveyed, Table, chained
from cxaudit.engines.spark.executors.shares import RECORD_SCHEMA
from cxaudit.engines.spark.executors.stored import ReadStored, StoredFile
from cxaudit.errors import InputError
from cxaudit.incidents import OpenSource
from cxaudit.incidents.formats.delimited import DelimitedReader
from cxaudit.incidents.formats.parquet_folder import ParquetFolderReader

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from pyspark.sql import DataFrame, SparkSession

    from cxaudit.engines.spark.executors.shares import Work
    from cxaudit.incidents.content import Content


class Reading:
    """All sources: those of text by splits of their lines, those of Parquet by rows."""

    def __init__(self, session: SparkSession, sources: Sequence[OpenSource]) -> None:
        """Let Spark count the records of all sources. Raises InputError for one that it cannot read alike."""
        readers = {number: reader for number, source in enumerate(sources) if (reader := text_reader(source))}
        self._session = session
        self._sources = sources
        self._texts = Texts.surveyed(session, readers)
        self._tables = {
            number: Tables.counted(session, source) for number, source in enumerate(sources) if number not in readers
        }

    def records(self, number: int) -> int:
        """How many records the source with this number holds."""
        return self._tables[number].records if number in self._tables else self._texts.records(number)

    def worked(self, numbers: Collection[int], before: Mapping[int, int], work: Work) -> Iterator[DataFrame]:
        """What `work` makes of the rows of these sources; `before` counts the places taken before each source."""
        for number in numbers:
            if number in self._tables:
                yield from self._tables[number].worked(self._session, number, before[number], work)
        if any(number not in self._tables and self.records(number) for number in numbers):
            texts = [number for number in numbers if number not in self._tables]
            yield self._texts.worked(self._session, {number: self._sources[number] for number in texts}, before, work)


@dataclass(frozen=True, slots=True)
class Texts:
    """Text files by the number of their source, cut into pieces."""

    readers: Mapping[int, TextReader]
    pieces: Mapping[int, Mapping[int, Piece]]

    @classmethod
    def surveyed(cls, session: SparkSession, readers: Mapping[int, TextReader]) -> Texts:
        """Let Spark count the records of all files. Raises InputError when it does not see one of them."""
        if not readers:
            return cls({}, {})
        known = {absolute(reader.content): reader for reader in readers.values()}
        found: dict[str, list[Surveyed]] = defaultdict(list)
        for row in _lines(session, known.values()).mapInArrow(SurveyLines(known), SURVEY_SCHEMA).collect():
            found[row.file].append(
                Surveyed(
                    *(row.start, row.lines, row.records, bytes(row.rest), bytes(row.head), row.whole),
                    order=tuple(row.order),
                    ordered=row.ordered,
                )
            )
        pieces = {}
        for number, reader in readers.items():
            splits = found[absolute(reader.content)]
            if not splits:
                raise InputError(
                    f"{reader.content.name}: Spark sees nothing in it; it passes over names that begin with _ or ."
                )
            table = Table(reader.dialect.rules, reader.ordering) if isinstance(reader, DelimitedReader) else None
            pieces[number] = chained(reader.content.name, splits, table)
        return cls(readers, pieces)

    def records(self, number: int) -> int:
        """How many records the source with this number holds."""
        return sum(piece.records for piece in self.pieces[number].values())

    def worked(
        self, session: SparkSession, sources: Mapping[int, OpenSource], before: Mapping[int, int], work: Work
    ) -> DataFrame:
        """What `work` makes of the rows of these sources, by number; `before` counts the places before each."""
        logs = {
            absolute(self.readers[number].content): TextLog(
                source, self.readers[number], number, before[number], self.pieces[number]
            )
            for number, source in sources.items()
        }
        lines = _lines(session, (self.readers[number] for number in sources))
        return lines.mapInArrow(ReadLines(logs, work), RECORD_SCHEMA)


@dataclass(frozen=True, slots=True)
class Tables:
    """The Parquet files of one source by path, and how many rows they hold."""

    source: OpenSource
    files: Mapping[str, StoredFile]
    records: int

    @classmethod
    def counted(cls, session: SparkSession, source: OpenSource) -> Tables:
        """Let Spark count the rows. Raises InputError where it does not find those that the files tell of."""
        reader = source.reader
        readers = stored_readers(reader, source.path)
        parts = reader.parts if isinstance(reader, ParquetFolderReader) else (None,)
        rows = _rows(session, [each.content for each in readers])
        before = accumulate((rows[absolute(each.content)] for each in readers), initial=0)
        files = {
            absolute(each.content): StoredFile(each, first, part)
            for each, part, first in zip(readers, parts, before, strict=False)
        }
        return cls(source, files, sum(rows.values()))

    def worked(self, session: SparkSession, number: int, before: int, work: Work) -> Iterator[DataFrame]:
        """What `work` makes of files of one kind in turn; `before` counts the places before this source."""
        kinds: dict[tuple[tuple[str, str], ...], dict[str, StoredFile]] = defaultdict(dict)
        for path, file in self.files.items():
            kinds[file.reader.kinds][path] = file
        for files in kinds.values():
            columns = self._columns(next(iter(files.values())), work.keep)
            read = ReadStored(self.source, number, before, columns, files, work)
            yield _stored(session, files, columns).mapInArrow(read, RECORD_SCHEMA)

    def _columns(self, file: StoredFile, keep: frozenset[str]) -> pa.Schema:
        """The columns to be read of files of this kind, with the types they are stored in."""
        wanted = [name for name in self.source.wanted(keep) if name in file.reader.columns]
        schema = pq.read_schema(absolute(file.reader.content))
        return pa.schema([schema.field(name) for name in file.reader.needed(wanted)])


def _rows(session: SparkSession, contents: list[Content]) -> dict[str, int]:
    """How many rows Spark finds in each file."""
    from pyspark.sql import functions as F  # noqa: PLC0415, N812 - an extra; its usual name

    told = {absolute(content): pq.read_metadata(absolute(content)).num_rows for content in contents}
    frame = session.read.parquet(*(address(content) for content in contents))
    found = frame.select(F.col("_metadata.file_path").alias("file")).groupBy("file").count().collect()
    rows = dict.fromkeys(told, 0) | {located(row["file"], told): row["count"] for row in found}
    for path, count in told.items():
        if rows[path] != count:
            raise InputError(
                f"{path}: Spark sees {rows[path]:,} of its {count:,} rows; it passes over names that begin with _ or .,"
                " and all executors have to see the same file"
            )
    return rows


def _stored(session: SparkSession, files: Mapping[str, StoredFile], columns: pa.Schema) -> DataFrame:
    from pyspark.sql import functions as F  # noqa: PLC0415, N812 - an extra; its usual name

    frame = session.read.parquet(*(address(file.reader.content) for file in files.values()))
    # Numbers, as names may hold signs that Spark takes for something.
    chosen = [F.col(f"`{name.replace('`', '``')}`").alias(f"c{place}") for place, name in enumerate(columns.names)]
    return frame.select(*chosen, "_metadata.file_path", "_metadata.row_index")


def _lines(session: SparkSession, readers: Iterable[TextReader]) -> DataFrame:
    """The lines of the files as bytes, each with its file and where the split that holds it begins."""
    from pyspark.sql import functions as F  # noqa: PLC0415, N812 - an extra; its usual name

    lines = session.read.option("lineSep", "\n").text([address(reader.content) for reader in readers])
    return lines.select(F.col("value").cast("binary"), "_metadata.file_path", "_metadata.file_block_start")
