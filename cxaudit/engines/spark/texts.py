"""On the driver: text files, surveyed by Spark split by split, and the frame that gives their shares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.engines.spark.asking import absolute, address
from cxaudit.engines.spark.lines import SURVEY_SCHEMA, ReadLines, SurveyLines, TextLog, TextReader
from cxaudit.engines.spark.pieces import Piece, Surveyed, chained
from cxaudit.engines.spark.shares import SHARE_SCHEMA
from cxaudit.errors import InputError
from cxaudit.incidents.formats.delimited import DelimitedReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyspark.sql import DataFrame, SparkSession

    from cxaudit.engines.spark.shares import Sharing
    from cxaudit.incidents import OpenSource


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
                Surveyed(row.start, row.lines, row.records, bytes(row.rest), bytes(row.head), row.whole)
            )
        pieces = {}
        for number, reader in readers.items():
            splits = found[absolute(reader.content)]
            if not splits:
                raise InputError(
                    f"{reader.content.name}: Spark sees nothing in it; it passes over names that begin with _ or ."
                )
            rules = reader.dialect.rules if isinstance(reader, DelimitedReader) else None
            pieces[number] = chained(reader.content.name, splits, rules)
        return cls(readers, pieces)

    def records(self, number: int) -> int:
        """How many records the source with this number holds."""
        return sum(piece.records for piece in self.pieces[number].values())

    def shares(
        self, session: SparkSession, sources: Sequence[OpenSource], before: Sequence[int], sharing: Sharing
    ) -> DataFrame:
        """The shares of all the files; `before` counts the records before each source."""
        logs = {
            absolute(reader.content): TextLog(sources[number], reader, number, before[number], self.pieces[number])
            for number, reader in self.readers.items()
        }
        return _lines(session, self.readers.values()).mapInArrow(ReadLines(logs, sharing), SHARE_SCHEMA)


def _lines(session: SparkSession, readers: Iterable[TextReader]) -> DataFrame:
    """The lines of the files as bytes, each with its file and where the split that holds it begins."""
    from pyspark.sql import functions as F  # noqa: PLC0415, N812 - an extra; its usual name

    lines = session.read.option("lineSep", "\n").text([address(reader.content) for reader in readers])
    return lines.select(F.col("value").cast("binary"), "_metadata.file_path", "_metadata.file_block_start")
