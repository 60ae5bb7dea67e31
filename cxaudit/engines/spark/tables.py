"""On the driver: Parquet files, counted by Spark, and the frames that give their shares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from cxaudit.engines.spark.asking import absolute, address, stored_readers
from cxaudit.engines.spark.lines import located
from cxaudit.engines.spark.shares import SHARE_SCHEMA
from cxaudit.engines.spark.stored import ReadStored, StoredFile
from cxaudit.errors import InputError
from cxaudit.incidents import OpenSource
from cxaudit.incidents.formats.parquet_folder import ParquetFolderReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import DataFrame, SparkSession

    from cxaudit.engines.spark.shares import Sharing
    from cxaudit.incidents.content import Content


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

    def shares(self, session: SparkSession, number: int, before: int, sharing: Sharing) -> Iterator[DataFrame]:
        """The shares of files of one kind in turn; `before` counts the records before this source."""
        kinds: dict[str, dict[str, StoredFile]] = defaultdict(dict)
        for path, file in self.files.items():
            kinds[file.reader.kinds][path] = file
        for files in kinds.values():
            columns = self._columns(next(iter(files.values())), sharing.keep)
            work = ReadStored(self.source, number, before, columns, files, sharing)
            yield _stored(session, files, columns).mapInArrow(work, SHARE_SCHEMA)

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
