"""Keeps the events of a run in a Parquet file, and reads them again, so that logs can be counted together later."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cxaudit import __version__
from cxaudit.engines.inputs import Inputs, together
from cxaudit.engines.joining.options import Join
from cxaudit.engines.kept_quotes import QUOTES, KeptQuotes, quotes_of, unpacked
from cxaudit.errors import InputError
from cxaudit.model import ROWS_PER_SOURCE, KeptEvents
from cxaudit.tally import event_schema, identified_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cxaudit.detection import Detector
    from cxaudit.engines.result import CountOptions, Keep
    from cxaudit.model import Rulebook

EVENTS_VERSION = 4  # raised when the columns of events, or what their numbers mean, change
_HEADER = b"cxaudit.events"  # the key under which the file says what it is
_ROWS = 1 << 16  # events written together; more take memory, fewer are packed worse
_APART = np.uint64(0xBF58476D1CE4E5B9)  # odd, so that the rows of different sources never get one key
_FOLLOWS = "contact"  # the column that follows from others, and is not kept
_EVIDENCE = "evidence"  # the column that is kept apart, as only at the end it is known what may be quoted


@dataclass(frozen=True, slots=True)
class EventsHeader:
    """What kept events are of: only events of one rulebook, found by one program, can be counted together.

    `rulebook` is a content hash, `symptoms` gives the bits of profiles their meaning, and `rules` is how many places
    quotes can refer to. `dimensions` are those asked for, none if all. With `join` the events also hold what names
    customers, so that they can be joined anew with those of other files.
    """

    version: int
    program: str
    rulebook: str
    symptoms: tuple[str, ...]
    rules: int
    redacted: bool
    dimensions: tuple[str, ...]
    inputs: Inputs
    join: Join | None = None

    @property
    def schema(self) -> pa.Schema:
        """The columns of the events."""
        return (event_schema if self.join is None else identified_schema)(len(self.symptoms))


class EventsWriter:
    """Writes events as they stream by; they are whole once `finished` was called."""

    def __init__(self, keep: Keep, header: EventsHeader) -> None:
        schema = header.schema
        for name in (_FOLLOWS, _EVIDENCE):
            schema = schema.remove(schema.get_field_index(name))
        self._name = keep.name
        self._header = header
        self._sink = _Digesting(keep.file)
        self._held: list[pa.Table] = []
        self._rows = 0
        self._quoted = KeptQuotes(len(header.symptoms))
        self._writer = pq.ParquetWriter(self._sink, schema, compression="zstd")

    def add(self, events: pa.Table) -> None:
        """Take in events."""
        self._quoted.add(events)
        self._held.append(events.drop_columns([_FOLLOWS, _EVIDENCE]))
        self._rows += events.num_rows
        while self._rows >= _ROWS:
            self._write(_ROWS)

    def finished(self, inputs: Inputs) -> KeptEvents:
        """Write what is left, and what the file is; gives the name and the digest of the file."""
        if self._rows:
            self._write(self._rows)
        text = msgspec.json.encode(replace(self._header, inputs=inputs), order="deterministic")
        self._writer.add_key_value_metadata({_HEADER: text, QUOTES: self._quoted.packed()})
        self._writer.close()
        return KeptEvents(self._name, self._sink.hexdigest())

    def close(self) -> None:
        """Let go of the file, finished or not."""
        self._writer.close()

    def _write(self, rows: int) -> None:
        """Parts of one size, so that the same events give the same bytes however they came."""
        table = pa.concat_tables(self._held)
        self._writer.write_table(table.slice(0, rows).combine_chunks(), row_group_size=rows)
        self._held, self._rows = [table.slice(rows)], table.num_rows - rows


@contextmanager
def keeping(options: CountOptions, detector: Detector, rulebook: Rulebook) -> Iterator[EventsWriter | None]:
    """What keeps the events, if they are to be kept."""
    if options.keep is None:
        yield None
        return
    header = EventsHeader(
        EVENTS_VERSION,
        __version__,
        rulebook.content_hash,
        detector.symptoms,
        len(detector.rules),
        options.redacted,
        options.dimensions,
        Inputs((), {}),
        options.join,
    )
    writer = EventsWriter(options.keep, header)
    try:
        yield writer
    finally:
        writer.close()


@dataclass(frozen=True, slots=True)
class EventsFile:
    """A file of kept events."""

    path: Path
    header: EventsHeader

    @classmethod
    def open(cls, path: Path) -> EventsFile:
        """Raises InputError when the file holds no events that this program can read."""
        try:
            with pq.ParquetFile(path) as file:
                text = (file.metadata.metadata or {}).get(_HEADER)
            header = None if text is None else msgspec.json.decode(text, type=EventsHeader)
        except (OSError, pa.ArrowException, msgspec.DecodeError) as error:
            raise _unreadable(path) from error
        if header is None:
            raise _unreadable(path)
        return cls(path, header)

    def fits(self, rulebook: Rulebook) -> bool:
        """Whether its events are what this program would find with `rulebook` now."""
        header = self.header
        return (
            header.version == EVENTS_VERSION
            and header.program == __version__
            and header.rulebook == rulebook.content_hash
            and header.symptoms == tuple(rulebook.symptoms)
        )

    def events(self) -> Iterator[pa.Table]:
        """The events in the order in which they were kept; raises InputError when the file is damaged."""
        schema = self.header.schema
        try:
            with pq.ParquetFile(self.path) as file:
                quotes = unpacked(file.metadata.metadata[QUOTES])
                for part in range(file.num_row_groups):
                    events = file.read_row_group(part)
                    contact = np.where(events["customer"].to_numpy() == 0, events["key"], events["customer"])
                    events = events.append_column(_FOLLOWS, pa.array(contact, pa.uint64()))
                    events = events.append_column(_EVIDENCE, quotes_of(quotes, events["order"].to_numpy()))
                    yield events.select(schema.names).cast(schema)
        except (OSError, pa.ArrowException, ValueError, KeyError) as error:
            raise _unreadable(self.path) from error


class Rereading:
    """Feeds the events of several files, as if their logs were read one after the other."""

    def __init__(self, files: Sequence[EventsFile], progress: Callable[[str, int], None]) -> None:
        self._files = files
        self._progress = progress

    def events(self) -> Iterator[pa.Table]:
        """The events of all files; the sources of each are numbered on from those before."""
        before: list[str] = []
        for file in self._files:
            paths = [source.path for source in file.header.inputs.sources]
            again = [place for place, path in enumerate(paths) if path in before]
            for kept in file.events():
                self._progress(str(file.path), kept.num_rows)
                events = kept
                for place in again:
                    events = _told_apart(events, place, paths[place], len(before))
                order = pa.array(events["order"].to_numpy() + len(before) * ROWS_PER_SOURCE)
                yield events.set_column(events.schema.get_field_index("order"), "order", order)
            before += paths

    def inputs(self) -> Inputs:
        """What the runs that kept the events knew of their inputs."""
        return together(file.header.inputs for file in self._files)


def _told_apart(events: pa.Table, source: int, path: str, before: int) -> pa.Table:
    """New keys for the incidents of a source that are named by its path and their row.

    Another log of the same name, such as last month's export, has such incidents too, and they are others.
    """
    of_source = events["order"].to_numpy() // ROWS_PER_SOURCE == source
    named = pc.fill_null(pc.starts_with(events["id"], f"{path}#"), fill_value=False).to_numpy()
    key = events["key"].to_numpy()
    # As an array, whose products leave out what does not fit without a word.
    other = np.array([before + source], dtype=np.uint64) * _APART
    key = np.where(of_source & named, key ^ other, key)
    contact = np.where(events["customer"].to_numpy() == 0, key, events["contact"].to_numpy())
    for name, values in (("key", key), ("contact", contact)):
        events = events.set_column(events.schema.get_field_index(name), name, pa.array(values))
    return events


class _Digesting:
    """A file to write to that knows the SHA-256 of what was written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.closed = False

    def write(self, data: bytes) -> int:
        self._digest.update(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        """The file itself belongs to who opened it."""
        self.closed = True

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


def _unreadable(path: Path) -> InputError:
    return InputError(f"{path}: holds no events of an audit that can be read; keep them again with --keep-events")
