"""How often each value occurs in a column over a whole input, for what its first rows alone do not tell."""

from __future__ import annotations

import io
from collections import Counter
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.csv as arrow_csv

from cxaudit.incidents.encoding import utf8_chunks
from cxaudit.incidents.formats.delimited import DelimitedReader
from cxaudit.incidents.raw import SAMPLED_ROWS
from cxaudit.incidents.values.presence import present, strings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.incidents.raw import Reader
    from cxaudit.incidents.sampling import Sample

_MANY = 10_000  # different values; a column with more is looked at no further


def counted_texts(reader: Reader, sample: Sample, names: Sequence[str], skipped: int) -> Counter[str]:
    """How often each text occurs in the columns `names`, what is missing aside; `skipped` rows are more of the header.

    Of delimited text, rows that are hard to read may be left out: what is said of nearly all rows is wanted.
    """
    if sample.table.num_rows + skipped < SAMPLED_ROWS and len(sample.rejected) < SAMPLED_ROWS:
        return Counter(text for name in names for text in sample.texts(name))
    try:
        return _counted(_columns(reader, names), skipped)
    except pa.ArrowInvalid:
        return _counted((batch.table for batch in reader.batches(names)), skipped)


def _counted(batches: Iterator[pa.RecordBatch], skipped: int) -> Counter[str]:
    found: Counter[bytes] = Counter()
    for number, batch in enumerate(batches):
        for column in batch.columns:
            texts = column if pa.types.is_binary(column.type) else strings(column).cast(pa.binary())
            counts = texts.slice(skipped if number == 0 else 0).drop_null().value_counts()
            found.update(dict(zip(counts.field(0).to_pylist(), counts.field(1).to_pylist(), strict=True)))
        if len(found) > _MANY:
            break
    texts = present(pa.array([value.decode("utf-8", "replace") for value in found], pa.string())).to_pylist()
    total: Counter[str] = Counter()
    for text, count in zip(texts, found.values(), strict=True):
        if text is not None:
            total[text] += count
    return total


def _columns(reader: Reader, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    if not isinstance(reader, DelimitedReader) or reader.dialect.returns or reader.dialect.rules.escaping:
        yield from (batch.table for batch in reader.batches(names))
        return
    rules = reader.dialect.rules
    positions = [str(position) for name in names for position in reader.positions[name]]
    every = [str(position) for position in range(reader.width)]
    stream = arrow_csv.open_csv(
        _Pieces(utf8_chunks(reader.content, reader.encoding), reader.start),
        arrow_csv.ReadOptions(use_threads=False, column_names=every),
        arrow_csv.ParseOptions(
            delimiter=rules.delimiter.decode(),
            quote_char='"' if rules.quoting else False,
            newlines_in_values=rules.quoting,
            invalid_row_handler=lambda _: "skip",
        ),
        arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(every, pa.binary()), include_columns=positions, strings_can_be_null=False
        ),
    )
    with stream:
        yield from stream


class _Pieces(io.RawIOBase):
    """A stream of bytes as a file to read, without its first `skipped` bytes."""

    def __init__(self, pieces: Iterator[bytes], skipped: int) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")
        self._skipped = skipped

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override] # whatever bytes can be written to
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)[self._skipped :]
            self._skipped -= min(self._skipped, len(piece))
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
