"""JSON Lines: one object a line. A line that is broken is rejected by its number; the others are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from cxaudit.incidents.content import Content
from cxaudit.incidents.encoding import Encoding, utf8_chunks
from cxaudit.incidents.formats.columns import Numbered, in_batches
from cxaudit.incidents.formats.json_document import is_page
from cxaudit.incidents.formats.json_records import Fields, decode_one, fields, sampled_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.incidents.formats.texts import Probe
    from cxaudit.incidents.options import ReadingOptions
    from cxaudit.incidents.raw import RawBatch
    from cxaudit.model import Rejection

NAME = "JSON Lines"
_LINE_FEED = 0x0A
_LOOKED_AT = 20  # lines that decide whether these are JSON Lines


@dataclass(frozen=True, slots=True)
class JsonLinesReader:
    """Opened JSON Lines; `columns` are the dotted names in the first records, `before` counts the lines before."""

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
        line = self.before
        for block in _blocks(self.content, self.encoding):
            rejected: list[Rejection] = []
            try:
                records = decoder.decode_lines(block)
            except (ValueError, RecursionError):
                records, rejected = _one_by_one(block, picked, numbered, line)
            line += int(np.count_nonzero(np.frombuffer(block, dtype=np.uint8) == _LINE_FEED))
            yield from in_batches(picked.table(records), wanted, numbered.rows(len(records), rejected), rejected)


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
    """Learn the columns from the first records."""
    del options  # all that concerns a text went into its encoding
    encoding = found.encoding
    assert encoding is not None
    lines = (line for block in _blocks(content, encoding) for line in block.split(b"\n") if line.strip())
    names, hollow = sampled_names(content, lines)
    return JsonLinesReader(content, encoding, names, hollow, (encoding.note,) if encoding.note else ())


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


def _one_by_one(block: bytes, picked: Fields, numbered: Numbered, before: int) -> tuple[list[Any], list[Rejection]]:
    records, rejected = [], []
    number = 0
    for line, raw in enumerate(block.split(b"\n"), before + 1):
        if not raw.strip():
            continue
        number += 1
        record, fault = decode_one(raw, picked.record)
        if fault:
            rejected.append(numbered.rejection(number, f"line {line} is {fault}", raw))
        else:
            records.append(record)
    return records, rejected
