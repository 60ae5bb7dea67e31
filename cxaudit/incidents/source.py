"""One opened input: what it was recognised as, and its incidents, streamed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa

from cxaudit.incidents.ledger import Ledger, Unread
from cxaudit.incidents.names import index_names
from cxaudit.incidents.raw import RawBatch, Reader
from cxaudit.incidents.values.texts import present
from cxaudit.model import COLUMNS, RecognisedColumn, Rejection, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cxaudit.incidents.content import Content
    from cxaudit.incidents.converting import Conversion
    from cxaudit.incidents.formats.parquet_folder import ParquetFolder
    from cxaudit.incidents.recognition import PlannedColumn


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some incidents, at most 2,048, and the rows that were rejected where they stood.

    `batch` has the canonical columns the input gives rise to, then kept original columns as strings, then the source
    and the row number. Times are in UTC microseconds without a zone.
    """

    batch: pa.RecordBatch
    rejected: tuple[Rejection, ...] = ()


class OpenSource:
    """An input that was recognised and can be streamed, any number of times.

    `recognised` says what became of each of its columns, and `notes` what else there is to know before reading.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - all that opening finds out
        self,
        content: Content | ParquetFolder,
        reader: Reader,
        conversion: Conversion,
        shape: str,
        header_rows: int,
        recognised: tuple[RecognisedColumn, ...],
        notes: tuple[str, ...],
    ) -> None:
        self.path = content.path
        self.format = reader.format
        self.shape = shape
        self.recognised = recognised
        self.notes = notes
        self._content = content
        self._reader = reader
        self._conversion = conversion
        self._header_rows = header_rows
        self._finished: Ledger | None = None

    def chunks(self, keep: frozenset[str] = frozenset()) -> Iterator[Chunk]:
        """The incidents in the order of the input; `keep` names original columns wanted beside the canonical ones.

        Raises InputError where the input turns out to be damaged.
        """
        self._finished = None
        ledger = Ledger()
        conversion = replace(self._conversion, kept=self._kept(keep))
        for raw in _after(self._reader.batches(conversion.wanted), self._header_rows):
            batch, rejected = conversion.convert(raw, ledger)
            yield Chunk(batch, rejected)
        self._finished = ledger

    def originals(self) -> Iterator[pa.RecordBatch]:
        """Every column of the input as it stands, row by row; what counts as missing is null."""
        for raw in _after(self._reader.batches(self._reader.columns), self._header_rows):
            columns = [present(column) for column in raw.table.columns]
            yield pa.RecordBatch.from_arrays(columns, names=raw.table.schema.names)

    @property
    def planned(self) -> tuple[PlannedColumn, ...]:
        """How each canonical column is made."""
        return self._conversion.planned

    @property
    def day_first(self) -> bool:
        """Whether the day stands before the month in its dates, where the dates themselves cannot tell."""
        return self._conversion.day_first

    def losses(self) -> tuple[Unread, ...]:
        """The columns of which some values could not be read, once `chunks` has been exhausted."""
        return self._account().losses()

    def finished(self, shown: Callable[[str], str] = str) -> Source:
        """The account of the input, once `chunks` has been exhausted: read = used + rejected.

        Its notes repeat a value of a cell as `shown` gives it.
        """
        ledger = self._account()
        return Source(
            path=self.path,
            format=self.format,
            shape=self.shape,
            sha256=self._content.sha256(),
            size=self._content.size,
            columns=self.recognised,
            notes=(*self.notes, *ledger.notes(shown)),
            read=ledger.used + ledger.rejected,
            used=ledger.used,
            rejected=ledger.rejected,
        )

    def _account(self) -> Ledger:
        if self._finished is None:
            message = f"{self.path}: the account is only known once every chunk was taken"
            raise RuntimeError(message)
        return self._finished

    def _kept(self, keep: frozenset[str]) -> tuple[tuple[str, str], ...]:
        index = index_names(self._reader)
        wanted = sorted(name for name in keep if name not in COLUMNS)
        return tuple((name, original) for name in wanted if (original := index.find(name)) is not None)


def _after(batches: Iterator[RawBatch], skipped: int) -> Iterator[RawBatch]:
    """The batches without the first `skipped` records, which are more of the header; rows are numbered after them."""
    if not skipped:
        yield from batches
        return
    for batch in batches:
        first = sum(row <= skipped for row in batch.rows)
        rejected = tuple(
            replace(rejection, row=rejection.row - skipped) for rejection in batch.rejected if rejection.row > skipped
        )
        rows = [row - skipped for row in batch.rows[first:]]
        if rows or rejected:
            yield RawBatch(batch.table.slice(first), rows, rejected)
