"""Makes columns of the lines of JSON Lines: Arrow does, or where it is not sure to be right a decoder of records."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.json as arrow_json

from cxaudit.incidents.formats.columns import is_utf8
from cxaudit.incidents.formats.json_records import Fields, decode_one, fields
from cxaudit.incidents.formats.json_repeats import Repeats, apart
from cxaudit.incidents.formats.json_values import as_text
from cxaudit.incidents.values.presence import strings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.incidents.formats.columns import Numbered
    from cxaudit.model import Rejection

_LINE_FEED, _RETURN = ord("\n"), ord("\r")
_OPENING, _CLOSING, _LIST = ord("{"), ord("}"), ord("[")
_ALIKE = 0xFF ^ _OPENING ^ _LIST  # the bits in which both opening brackets agree, and no other byte with them
_AT_ONCE = 256 * 1024  # bytes that are counted at once, which stay in the processor's cache
_ANOTHER = re.compile(rb"[ \t\r]*+\{")  # what stands where a record ends and another one follows
_MAY_LEAD = np.isin(np.arange(256), list(b" \t\r{"))  # bytes with which that may begin
_DEEP = 500  # opening brackets of a record that nothing can be nested too deeply in
_LARGE = 1e15  # from here on whole numbers are not written as fractions are
_PATIENCE = 4  # blocks that Arrow may fail to read before it is no longer tried
_INPUTS = 8  # parsers that are kept, each for some columns of one input

Ends = npt.NDArray[np.int64]


class Parsed(NamedTuple):
    """The columns of the records, which of them give a field twice, and the lines that hold none."""

    columns: Sequence[pa.Array]
    records: int
    twice: Sequence[int]
    rejected: list[Rejection]


class Parser:
    """Makes the columns `wanted` of lines; it learns from the first ones what Arrow may take the others for.

    That only makes it faster: what comes out does not depend on what it has learnt.
    """

    def __init__(self, wanted: Sequence[str]) -> None:
        self._wanted = wanted
        self._fields = fields(wanted)
        self._decoder = msgspec.json.Decoder(self._fields.record)
        self._schema: pa.Schema | None = None
        self._unread = 0

    def parse_told_apart(self, text: pa.Buffer, records: int) -> Sequence[pa.Array] | None:
        """The columns of so many lines that `record_ends` told apart; None where they are not all sound, or not sure.

        Then their parts are to be parsed, of which others may be sound.
        """
        return None if self._schema is None else _by_arrow(text, records, self._schema)

    def parse(self, text: bytes, numbered: Numbered) -> Parsed:
        """The records of whole lines; the numbers of rejected lines go on from those that `numbered` tells."""
        opened = None if self._schema is None else _opened_lines(text)
        columns = None if opened is None else self.parse_told_apart(pa.py_buffer(text), opened)
        if columns is not None and opened is not None:
            return Parsed(columns, opened, (), [])
        repeats = Repeats(self._wanted)
        rejected: list[Rejection] = []
        twice: Sequence[int]
        try:
            records = self._decoder.decode_lines(text)
        except (ValueError, RecursionError):
            records, twice, rejected = _one_by_one(text, self._fields, repeats, numbered)
            columns = self._fields.table(records)
        else:
            columns = self._fields.table(records)
            lines = list(_lines(text))
            read = dict(zip(self._wanted, columns, strict=True))
            twice = repeats.among(lines if len(lines) == len(records) else apart(text), read)
        self._unread += 1
        self._schema = self._fields.schema(records) if self._unread <= _PATIENCE else None
        return Parsed(columns, len(records), twice, rejected)


@lru_cache(maxsize=_INPUTS)
def parser_of(path: str, wanted: tuple[str, ...]) -> Parser:
    """The parser of these columns of the input at `path`: the same one each time, in one process."""
    del path  # the lines of another input may be of other kinds
    return Parser(wanted)


def record_ends(text: bytes) -> Ends | None:
    """Where each line ends, if it holds one record or is broken; None unless that is sure.

    It is sure where all lines begin and end as records do, and no record that ends in a line is followed by another.
    """
    array = np.frombuffer(text, dtype=np.uint8)
    behind = np.flatnonzero(array == _LINE_FEED)
    if not text.endswith(b"\n"):
        behind = np.append(behind, len(text))
    starts = np.concatenate(([0], behind[:-1] + 1))
    last = behind - 1
    last -= array[last] == _RETURN
    if not (array[starts] == _OPENING).all() or not (array[last] == _CLOSING).all():
        return None
    within = array == _CLOSING
    within[last] = False
    closing = np.flatnonzero(within)
    suspicious = closing[_MAY_LEAD[array[closing + 1]]].tolist()
    return None if any(_ANOTHER.match(text, place + 1) for place in suspicious) else np.minimum(behind + 1, len(text))


def _opened_lines(text: bytes) -> int | None:
    """How many lines there are, if all of them begin as records do."""
    array = np.frombuffer(text, dtype=np.uint8)
    newlines = np.flatnonzero(array == _LINE_FEED)
    starts = np.concatenate(([0], newlines[newlines < len(text) - 1] + 1))
    return len(starts) if (array[starts] == _OPENING).all() else None


def _by_arrow(text: pa.Buffer, records: int, schema: pa.Schema) -> Sequence[pa.Array] | None:
    """What Arrow, which is faster, makes of lines that begin as so many records do; None unless the decoder would too.

    Arrow puts up with bytes that are no text, and with any depth.
    """
    if not is_utf8(text) or _may_be_deep(text, records):
        return None
    reading = arrow_json.ReadOptions(use_threads=False, block_size=text.size + 1)
    parsing = arrow_json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore")
    try:
        table = arrow_json.read_json(pa.BufferReader(text), reading, parsing)
    except pa.ArrowException:
        return None
    if table.num_rows != records:
        return None
    columns = [_texts(column.chunk(0)) for column in table.columns]
    return None if any(column is None for column in columns) else columns


def _texts(column: pa.Array) -> pa.Array | None:
    """The values as the decoder would write them; None where that cannot be told from what Arrow makes of numbers."""
    if pa.types.is_floating(column.type):
        # A whole number this large would have been written in full.
        if not (np.abs(column.drop_null().to_numpy()) < _LARGE).all():
            return None
    elif not pa.types.is_list(column.type):
        return strings(column)
    return pa.array(map(as_text, column.to_pylist()), pa.string())


def _may_be_deep(text: pa.Buffer, records: int) -> bool:
    """Whether so many brackets open in one of the lines, those within strings among them, that it may be too deep."""
    array = np.frombuffer(text, dtype=np.uint8)
    parts = (array[start : start + _AT_ONCE] for start in range(0, len(array), _AT_ONCE))
    opening = [part & _ALIKE == _OPENING & _ALIKE for part in parts]
    if sum(map(np.count_nonzero, opening)) <= records + _DEEP:
        return False
    behind = np.append(np.flatnonzero(array == _LINE_FEED), len(array))
    before = np.searchsorted(np.flatnonzero(np.concatenate(opening)), behind)
    return bool((np.diff(before, prepend=0) > _DEEP).any())


def _lines(text: bytes) -> Iterator[bytes]:
    """The lines that hold anything."""
    return (line for line in text.split(b"\n") if line.strip())


def _one_by_one(
    text: bytes, picked: Fields, repeats: Repeats, numbered: Numbered
) -> tuple[list[Any], list[int], list[Rejection]]:
    """The records, the places of those that give a field twice, and the lines that hold none."""
    records: list[Any] = []
    twice: list[int] = []
    rejected: list[Rejection] = []
    for number, raw in enumerate(_lines(text), start=1):
        record, fault = decode_one(raw, picked.record)
        if fault:
            rejected.append(numbered.rejection(number, fault, raw))
            continue
        if repeats.has(raw):
            twice.append(len(records))
        records.append(record)
    return records, twice, rejected
