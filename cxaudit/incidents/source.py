"""One opened input: what it was recognised as, and its incidents, streamed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa

from cxaudit.incidents.heading import after
from cxaudit.incidents.ledger import Ledger, Unread
from cxaudit.incidents.names import index_names
from cxaudit.incidents.raw import Deferring, Lined, RawBatch, Reader, Selective
from cxaudit.incidents.turns.joining import Joining
from cxaudit.incidents.turns.threads import threads_of
from cxaudit.incidents.values.texts import present
from cxaudit.model import COLUMNS, RecognisedColumn, Rejection, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from cxaudit.incidents.content import Content
    from cxaudit.incidents.converting import Conversion
    from cxaudit.incidents.formats.parquet_folder import ParquetFolder
    from cxaudit.incidents.recognition import PlannedColumn
    from cxaudit.incidents.turns.planning import MessageRows

_TELL_THREADS = frozenset({"id", "reply_to", "speaker"})


@dataclass(eq=False, frozen=True, slots=True)
class Desk:
    """Whose conversations an input of messages tells of; those with one and the same desk share them.

    With `same_ids` the user said that the ids of conversations mean the same in all of them.
    """

    same_ids: bool = False


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some incidents, at most raw.ROWS, the rows that were rejected where they stood, and how many `rows` were read.

    `batch` has the canonical columns the input gives rise to, then kept original columns as strings, then the source
    and the row number. Times are in UTC microseconds without a zone. Where rows are messages, incidents only come once
    all rows were read, those of other inputs included that tell of the same conversations.
    """

    batch: pa.RecordBatch
    rejected: tuple[Rejection, ...] = ()
    rows: int = 0


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
        messages: MessageRows | None = None,
    ) -> None:
        self.path = content.path
        self.format = reader.format
        self.shape = shape
        self.recognised = recognised
        self.notes = notes
        self._content = content
        self._reader = reader
        self._conversion = conversion
        self._conversions: dict[frozenset[str], Conversion] = {}  # by the columns kept
        self._header_rows = header_rows
        self._messages = messages
        self._finished: Ledger | None = None
        self._told: tuple[str, ...] = ()
        self.desk = Desk()

    def chunks(self, keep: frozenset[str] = frozenset()) -> Iterator[Chunk]:
        """The incidents in the order of the input; `keep` names original columns wanted beside the canonical ones.

        Of an input of messages they are those of this input alone; `streaming` has those of several inputs together.
        Raises InputError where the input turns out to be damaged.
        """
        ledger = Ledger()
        converted = (self.converted(raw, ledger, keep) for raw in self.raws(keep))
        if self._messages is None:
            yield from converted
            self.settle(ledger)
            return
        joining = Joining(self.path, threads_of(self.answers()) if self._messages.by_replies else None)
        messages = ((chunk.batch, chunk.rejected) for chunk in converted)
        for batch, rejected, rows in joining.incidents_of(messages, ledger):
            yield Chunk(batch, rejected, rows)
        self.settle(ledger, (joining.note(),))

    def raws(self, keep: frozenset[str] = frozenset()) -> Iterator[RawBatch]:
        """The rows as they stand, of which `converted` makes incidents, or messages that become incidents later.

        Of some formats they are not parsed yet, so that whoever converts them has that work too.
        """
        self._finished, self._told = None, ()
        if isinstance(self._reader, Deferring) and not self._header_rows:
            return self._reader.unparsed(self.wanted(keep))
        return after(self._reader.batches(self.wanted(keep)), self._header_rows)

    def converted(self, raw: RawBatch, ledger: Ledger, keep: frozenset[str] = frozenset()) -> Chunk:
        """The incidents of rows that `raws` gave with the same `keep`; `ledger` is told of them."""
        if isinstance(self._reader, Deferring):
            raw = self._reader.parsed(raw, self.wanted(keep))
        batch, rejected = self._converting(keep).convert(raw, ledger)
        return Chunk(batch, rejected, batch.num_rows + len(rejected))

    def originals(self) -> Iterator[pa.RecordBatch]:
        """Every column of the input as it stands, row by row; what counts as missing is null."""
        for raw in after(self._reader.batches(self._reader.columns), self._header_rows):
            columns = [present(column) for column in raw.table.columns]
            yield pa.RecordBatch.from_arrays(columns, names=raw.table.schema.names)

    @property
    def header_rows(self) -> int:
        """How many of the first records are more of the header."""
        return self._header_rows

    @property
    def reader(self) -> Reader:
        """What reads its rows."""
        return self._reader

    @property
    def of_messages(self) -> bool:
        """Whether rows are messages, so that incidents only come of all of them together, never of a part."""
        return self._messages is not None

    def wanted(self, keep: frozenset[str]) -> tuple[str, ...]:
        """The original columns that `chunks` reads."""
        return self._converting(keep).wanted

    def read_by(self, reader: Reader) -> OpenSource:
        """The same input, its rows read by another, such as a part of them that was read elsewhere."""
        return OpenSource(
            self._content,
            reader,
            self._conversion,
            self.shape,
            self._header_rows,
            self.recognised,
            self.notes,
            self._messages,
        )

    def account(self) -> Ledger:
        """What happened to its rows, once `chunks` has been exhausted."""
        if self._finished is None:
            message = f"{self.path}: the account is only known once every chunk was taken"
            raise RuntimeError(message)
        return self._finished

    def settle(self, ledger: Ledger, told: tuple[str, ...] = ()) -> None:
        """Take over the account of rows that were all read elsewhere, and what there is to tell of it."""
        self._finished, self._told = ledger, told

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
        lines = self.lines(self.account().rows())
        return tuple(replace(loss, line=lines.get(loss.row, 0)) for loss in self.account().losses())

    def lines(self, rows: Collection[int]) -> dict[int, int]:
        """The line of the file on which each of the `rows` stands, as a spreadsheet numbers them; reads it once more.

        Nothing for formats without lines that people count.
        """
        if not rows or not isinstance(self._reader, Lined):
            return {}
        found = self._reader.lines({row + self._header_rows for row in rows})
        return {row - self._header_rows: line for row, line in found.items()}

    def finished(self, shown: Callable[[str], str] = str) -> Source:
        """The account of the input, once `chunks` has been exhausted: read = used + rejected.

        Its notes repeat a value of a cell as `shown` gives it.
        """
        ledger = self.account()
        return Source(
            path=self.path,
            format=self.format,
            shape=self.shape,
            sha256=self._content.sha256(),
            size=self._content.size,
            columns=self.recognised,
            notes=(*self.notes, *self._told, *ledger.notes(shown, self.lines(ledger.rows()))),
            read=ledger.used + ledger.rejected,
            used=ledger.used,
            rejected=ledger.rejected,
            messages=self.of_messages,
            unread={loss.column: loss.lost for loss in ledger.losses()},
        )

    @property
    def left_out(self) -> str:
        """What may hold rows of it and is not read; empty if nothing does."""
        return self._reader.left_out if isinstance(self._reader, Selective) else ""

    @property
    def by_replies(self) -> bool:
        """Whether only what each message answers tells which belong together."""
        return self._messages is not None and self._messages.by_replies

    def answers(self) -> Iterator[pa.RecordBatch]:
        """Of each message its own number, that of the one it answers, and who speaks, as far as rows tell."""
        telling = tuple(plan for plan in self._conversion.planned if plan.column in _TELL_THREADS)
        conversion = replace(self._conversion, planned=telling, drops=(), kept=(), hidden=())
        for raw in after(self._reader.batches(conversion.wanted), self._header_rows):
            yield conversion.convert(raw, Ledger())[0]

    def columns(self, keep: frozenset[str]) -> tuple[str, ...]:
        """The columns that incidents or messages of it have: canonical ones, and the originals of `keep` it has."""
        hidden = ("customer_name",) * bool(self._conversion.hidden)
        canonical = {"id", *hidden, *(plan.column for plan in self._conversion.planned)}
        return (*(name for name in COLUMNS if name in canonical), *(name for name, _ in self._converting(keep).kept))

    def _converting(self, keep: frozenset[str]) -> Conversion:
        if keep not in self._conversions:
            self._conversions[keep] = replace(self._conversion, kept=self._kept(keep))
        return self._conversions[keep]

    def _kept(self, keep: frozenset[str]) -> tuple[tuple[str, str], ...]:
        index = index_names(self._reader)
        wanted = sorted(name for name in keep if name not in COLUMNS)
        return tuple((name, original) for name in wanted if (original := index.find(name)) is not None)
