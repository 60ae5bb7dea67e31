"""Parquet, streamed batch by batch; nested columns are flattened to dotted names."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from cxaudit.errors import InputError
from cxaudit.incidents.content import Content
from cxaudit.incidents.formats.columns import UNDECODABLE, Numbered, undecodable
from cxaudit.incidents.formats.json_values import picked, steps
from cxaudit.incidents.raw import MAXIMUM_COLUMNS, ROWS, SAMPLED_ROWS, RawBatch, not_parsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cxaudit.incidents.formats.texts import Probe
    from cxaudit.incidents.options import ReadingOptions

NAME = "Parquet"
_MAGIC = b"PAR1"
_BATCH_BYTES = 8 << 20  # bytes of a batch, as the file counts them


@dataclass(frozen=True, slots=True)
class ParquetReader:
    """An opened Parquet file; `columns` are its columns, those within structures by their dotted names.

    `top` are those that stand in the file itself, and `kinds` says what each of these holds.
    """

    content: Content
    columns: tuple[str, ...]
    top: tuple[str, ...]
    kinds: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()
    format: str = NAME
    open_ended: bool = False
    hollow: frozenset[str] = frozenset()

    def batches(self, wanted: Sequence[str]) -> Iterator[RawBatch]:
        """All rows, in batches."""
        return (self.parsed(batch, wanted) for batch in self.unparsed(wanted))

    def unparsed(self, wanted: Sequence[str]) -> Iterator[RawBatch]:
        """All rows, in batches: as they are stored, unless they hold columns that may turn out to be damaged."""
        numbered, needed = Numbered(self.content.path), self.needed(wanted)
        with (
            _damage_told(self.content),
            pq.ParquetFile(self.content.unpacked_file, page_checksum_verification=True) as file,
        ):
            stored = file.iter_batches(batch_size=_rows_at_once(file), columns=needed)
            if all(_stands_alone(_held(file.schema_arrow.field(name).type)) for name in needed):
                yield from (not_parsed(batch, numbered.rows(batch.num_rows, ())) for batch in stored)
            else:
                yield from self.flattened(stored, wanted, numbered)

    def parsed(self, batch: RawBatch, wanted: Sequence[str]) -> RawBatch:
        """The rows with the columns wanted of what is stored."""
        if not batch.unparsed:
            return batch
        numbered = Numbered(self.content.path, batch.rows[0] - 1)
        (parsed,) = self.flattened([batch.table], wanted, numbered)
        return parsed

    def sampled(self) -> tuple[str, ...]:
        """The columns without those whose first values are bytes that mean nothing."""
        with _damage_told(self.content), pq.ParquetFile(self.content.unpacked_file) as file:
            stored = [field.name for field in file.schema_arrow if _is_bytes(field.type)]
            first = next(file.iter_batches(batch_size=SAMPLED_ROWS, columns=stored), None) if stored else None
        faulty = {name for name in stored if first is not None and undecodable([first.column(name)])}
        return tuple(name for name in self.columns if name not in faulty)

    def needed(self, wanted: Sequence[str]) -> list[str]:
        """The columns of the file that have to be read, at least one."""
        # Reading no column at all would also lose the number of rows.
        return list(dict.fromkeys(self._home(name) for name in wanted)) or [self.top[0]]

    def flattened(
        self, stored: Iterable[pa.RecordBatch], wanted: Sequence[str], numbered: Numbered
    ) -> Iterator[RawBatch]:
        """The columns `wanted` of consecutive rows as they are stored."""
        homes = {name: self._home(name) for name in wanted}
        for whole in stored:
            faults = undecodable(whole.columns)
            rejected = [numbered.rejection(index + 1, UNDECODABLE, raw) for index, raw in faults.items()]
            batch = whole
            if faults:
                batch = whole.filter(pa.array([index not in faults for index in range(whole.num_rows)], pa.bool_()))
            arrays = [_leaf(batch.column(homes[name]), homes[name], name) for name in wanted]
            table = pa.RecordBatch.from_arrays(arrays, names=list(wanted)) if wanted else batch.select([])
            yield RawBatch(table, numbered.rows(batch.num_rows, rejected), tuple(rejected))

    def _home(self, name: str) -> str:
        """The column of the file in which the one called `name` lies."""
        return name if name in self.top else max((top for top in self.top if name.startswith(f"{top}.")), key=len)


def recognises(probe: Probe) -> bool:
    """The four bytes every Parquet file begins with."""
    return probe.raw.startswith(_MAGIC)


def open_reader(content: Content, options: ReadingOptions, found: Probe) -> ParquetReader:
    """Read the schema at the end of the file."""
    del options, found  # neither concerns Parquet
    return read_schema(content)


def read_schema(content: Content) -> ParquetReader:
    """The reader of a Parquet file. Raises InputError when it is none, or has too many columns."""
    with _damage_told(content), pq.ParquetFile(content.unpacked_file) as file:
        schema = file.schema_arrow
    names = [leaf for field in schema for leaf in _leaves(field.name, field.type)]
    if len(names) > MAXIMUM_COLUMNS:
        raise InputError(
            f"{content.name}: has {len(names):,} columns, more than the {MAXIMUM_COLUMNS:,} that are read;"
            " export fewer columns"
        )
    if not names:
        raise InputError(f"{content.name}: has no columns; export the log again")
    twice = sorted(name for name, count in Counter(schema.names).items() if count > 1)
    if twice:
        raise InputError(f"{content.name}: has several columns called '{twice[0]}'; rename them, and write it again")
    kinds = tuple((field.name, str(field.type)) for field in schema)
    columns = tuple(dict.fromkeys(names))
    return ParquetReader(content, columns, tuple(schema.names), kinds, format=content.title or NAME)


def _rows_at_once(file: pq.ParquetFile) -> int:
    """Rows of a batch: fewer where rows are long, so that a log of long texts fills no memory."""
    groups = (file.metadata.row_group(number) for number in range(file.num_row_groups))
    size = sum(int(group.total_byte_size) for group in groups) // max(1, int(file.metadata.num_rows))
    return max(1, min(ROWS, _BATCH_BYTES // max(1, size)))


@contextmanager
def _damage_told(content: Content) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        reason = str(error).splitlines()[0].rstrip(".")
        raise InputError(
            f"{content.name}: the Parquet file is cut short or damaged ({reason}); copy or export it again"
        ) from error


def _leaves(name: str, kind: pa.DataType) -> Iterator[str]:
    waiting = [(name, kind)]
    while waiting:
        name, kind = waiting.pop()
        inner = kind.value_type if _is_list(kind) else kind
        if pa.types.is_struct(inner):
            waiting.extend((f"{name}.{field.name}", field.type) for field in reversed(list(inner)))
        else:
            yield name


def _held(kind: pa.DataType) -> pa.DataType:
    """What the values are of a column of this kind, whether each is written once or wherever it stands."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _stands_alone(kind: pa.DataType) -> bool:
    """Whether a column of this kind is taken as it is stored."""
    timed = pa.types.is_timestamp(kind) or pa.types.is_date(kind)
    return bool(
        timed
        or pa.types.is_string(kind)
        or pa.types.is_boolean(kind)
        or pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
    )


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def _is_list(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind))


def _leaf(column: pa.Array, home: str, name: str) -> pa.Array:
    """One column as a string, number, flag or time; what is nested goes the way of JSON."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary_decode(), kind.value_type
    if _stands_alone(kind):
        return column
    if _is_bytes(kind):
        texts = [None if value is None else value.decode("utf-8", "replace") for value in column.to_pylist()]
        return pa.array(texts, pa.string())
    if pa.types.is_struct(kind) or _is_list(kind):
        path = steps(name[len(home) + 1 :])
        return pa.array([picked(value, path) for value in column.to_pylist()], pa.string())
    if pa.types.is_null(kind) or pa.types.is_large_string(kind) or pa.types.is_decimal(kind):
        return column.cast(pa.string())
    return pa.array([None if value is None else str(value) for value in column.to_pylist()], pa.string())
