"""JSON Lines: one object a line. A line that is broken is rejected; the others are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.json as arrow_json

from cxaudit.incidents.content import Content
from cxaudit.incidents.encoding import Encoding, utf8_chunks
from cxaudit.incidents.formats.columns import Numbered, in_batches, is_utf8
from cxaudit.incidents.formats.json_fields import FieldSurvey
from cxaudit.incidents.formats.json_records import Fields, decode_one, fields
from cxaudit.incidents.formats.json_wrappers import is_page
from cxaudit.incidents.values.presence import strings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from cxaudit.incidents.formats.texts import Probe
    from cxaudit.incidents.options import ReadingOptions
    from cxaudit.incidents.raw import RawBatch
    from cxaudit.model import Rejection

NAME = "JSON Lines"
_LINE_FEED = 0x0A
_BRACE, _OF_EITHER_KIND = 0x7B, np.uint8(0x20)  # an opening one, and the bit in which [ differs from it
_DEEP = 500  # opening brackets beyond one a record that nothing can be nested too deeply in
_PATIENCE = 4  # blocks that Arrow may fail to read before it is no longer tried
_LOOKED_AT = 20  # lines that decide whether these are JSON Lines


@dataclass(frozen=True, slots=True)
class JsonLinesReader:
    """Opened JSON Lines; `columns` are the dotted names in its records, `before` counts the lines before."""

    content: Content
    encoding: Encoding
    columns: tuple[str, ...]
    hollow: frozenset[str]
    notes: tuple[str, ...]
    format: str = NAME
    open_ended: bool = True
    before: int = 0

    def batches(self, wanted: Sequence[str]) -> Iterator[RawBatch]:
        """All rows, in batches."""
        numbered = Numbered(self.content.path)
        picked = fields(wanted)
        decoder = msgspec.json.Decoder(picked.record)
        unread = 0
        schema: pa.Schema | None = None
        for block in _blocks(self.content, self.encoding):
            rejected: list[Rejection] = []
            table = None if schema is None else _by_arrow(block, schema)
            if table is not None:
                used, columns = table.num_rows, [strings(column.chunk(0)) for column in table.columns]
            else:
                try:
                    records = decoder.decode_lines(block)
                except (ValueError, RecursionError):
                    records, rejected = _one_by_one(block, picked, numbered)
                used, columns = len(records), picked.table(records)
                unread += 1
                schema = picked.schema(records) if unread <= _PATIENCE else None
            yield from in_batches(columns, wanted, numbered.rows(used, rejected), rejected)

    def lines(self, rows: Collection[int]) -> dict[int, int]:
        """The line of the file on which each of the `rows` stands."""
        found: dict[int, int] = {}
        wanted, row, line = frozenset(rows), 0, self.before
        for block in _blocks(self.content, self.encoding) if wanted else ():
            for text in block.removesuffix(b"\n").split(b"\n"):
                line += 1
                if text.strip():
                    row += 1
                    if row in wanted:
                        found[row] = line
            if len(found) == len(wanted):
                break
        return found


def recognises(probe: Probe) -> bool:
    """Objects, each on a line of its own: most of the first lines begin and end as one does, and are no pages."""
    lines = [line for line in probe.text.split(b"\n") if line.strip()]
    if len(lines) > 1 and not probe.whole:
        lines = lines[:-1]
    lines = [line.strip() for line in lines[:_LOOKED_AT]]
    objects = sum(line.startswith(b"{") and line.endswith(b"}") for line in lines)
    first = next((line for line in lines if line.startswith(b"{")), b"")
    return len(lines) > 1 and objects > len(lines) / 2 and not is_page(first)


def open_reader(content: Content, options: ReadingOptions, found: Probe) -> JsonLinesReader:
    """Learn the columns from all records."""
    del options  # all that concerns a text went into its encoding
    encoding = found.encoding
    assert encoding is not None
    survey = FieldSurvey(content)
    for block in _blocks(content, encoding):
        survey.add_lines(block)
    notes = (*((encoding.note,) if encoding.note else ()), *survey.notes())
    return JsonLinesReader(content, encoding, *survey.names(), notes)


def _blocks(content: Content, encoding: Encoding) -> Iterator[bytes]:
    """The text in blocks of whole lines."""
    waiting: list[bytes] = []
    for piece in utf8_chunks(content, encoding):
        end = piece.rfind(b"\n") + 1
        if end:
            yield b"".join((*waiting, piece[:end]))
            waiting = []
        if end < len(piece):
            waiting.append(piece[end:])
    if waiting:
        yield b"".join(waiting)


def _by_arrow(block: bytes, schema: pa.Schema) -> pa.Table | None:
    """What Arrow, which is faster, makes of these lines; None unless it is sure to be what the decoder would.

    Arrow puts up with values that are no objects, with bytes that are no text, and with any depth.
    """
    array = np.frombuffer(block, dtype=np.uint8)
    newlines = np.flatnonzero(array == _LINE_FEED)
    starts = np.concatenate(([0], newlines[newlines < len(block) - 1] + 1))
    if not (array[starts] == _BRACE).all() or not is_utf8(block):
        return None
    if np.count_nonzero((array | _OF_EITHER_KIND) == _BRACE) > len(starts) + _DEEP:
        return None
    reading = arrow_json.ReadOptions(use_threads=False, block_size=len(block) + 1)
    parsing = arrow_json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore")
    try:
        table = arrow_json.read_json(pa.BufferReader(block), reading, parsing)
    except pa.ArrowException:
        return None
    return table if table.num_rows == len(starts) else None


def _one_by_one(block: bytes, picked: Fields, numbered: Numbered) -> tuple[list[Any], list[Rejection]]:
    records, rejected = [], []
    number = 0
    for raw in block.split(b"\n"):
        if not raw.strip():
            continue
        number += 1
        record, fault = decode_one(raw, picked.record)
        if fault:
            rejected.append(numbered.rejection(number, fault, raw))
        else:
            records.append(record)
    return records, rejected
