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
from cxaudit.incidents.values.presence import strings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.incidents.formats.columns import Numbered
    from cxaudit.model import Rejection

_LINE_FEED, _RETURN = ord("\n"), ord("\r")
_OPENING, _CLOSING, _LIST = ord("{"), ord("}"), ord("[")
_ANOTHER = re.compile(rb"[ \t\r]*+\{")  # what stands where a record ends and another one follows
_MAY_LEAD = np.isin(np.arange(256), list(b" \t\r{"))  # bytes with which that may begin
_DEEP = 500  # opening brackets beyond one a record that nothing can be nested too deeply in
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
        self._fields = fields(wanted)
        self._decoder = msgspec.json.Decoder(self._fields.record)
        self._schema: pa.Schema | None = None
        self._unread = 0

    def parse(self, text: bytes, numbered: Numbered) -> Parsed:
        """The records of whole lines; the numbers of rejected lines go on from those that `numbered` tells."""
        table = None if self._schema is None else _by_arrow(text, self._schema)
        if table is not None:
            return Parsed([strings(column.chunk(0)) for column in table.columns], table.num_rows, (), [])
        repeats = Repeats(self._fields.keys)
        rejected: list[Rejection] = []
        twice: Sequence[int]
        try:
            records = self._decoder.decode_lines(text)
        except (ValueError, RecursionError):
            records, twice, rejected = _one_by_one(text, self._fields, repeats, numbered)
        else:
            lines = list(_lines(text))
            twice = repeats.among(lines if len(lines) == len(records) else apart(text))
        self._unread += 1
        self._schema = self._fields.schema(records) if self._unread <= _PATIENCE else None
        return Parsed(self._fields.table(records), len(records), twice, rejected)


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


def _by_arrow(text: bytes, schema: pa.Schema) -> pa.Table | None:
    """What Arrow, which is faster, makes of these lines; None unless it is sure to be what the decoder would.

    Arrow puts up with values that are no objects, with bytes that are no text, and with any depth.
    """
    array = np.frombuffer(text, dtype=np.uint8)
    newlines = np.flatnonzero(array == _LINE_FEED)
    starts = np.concatenate(([0], newlines[newlines < len(text) - 1] + 1))
    if not (array[starts] == _OPENING).all() or not is_utf8(text):
        return None
    if np.count_nonzero(array == _OPENING) + np.count_nonzero(array == _LIST) > len(starts) + _DEEP:
        return None
    reading = arrow_json.ReadOptions(use_threads=False, block_size=len(text) + 1)
    parsing = arrow_json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore")
    try:
        table = arrow_json.read_json(pa.BufferReader(text), reading, parsing)
    except pa.ArrowException:
        return None
    return table if table.num_rows == len(starts) else None


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
