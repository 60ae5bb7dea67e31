"""JSON Lines: one object a line. A line that is broken is rejected; the others are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from cxaudit.errors import InputError
from cxaudit.incidents.content import Content
from cxaudit.incidents.encoding import Encoding, utf8_chunks
from cxaudit.incidents.formats.blocks import MAXIMUM_RECORD
from cxaudit.incidents.formats.columns import Numbered, in_batches
from cxaudit.incidents.formats.deferring import Gathered, parsed, whole_text
from cxaudit.incidents.formats.json_fields import FieldSurvey
from cxaudit.incidents.formats.json_parsing import parser_of, record_ends
from cxaudit.incidents.formats.json_wrappers import is_page
from cxaudit.incidents.raw import RawBatch

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from cxaudit.incidents.formats.texts import Probe
    from cxaudit.incidents.options import ReadingOptions

NAME = "JSON Lines"
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
        return (self.parsed(batch, wanted) for batch in self.unparsed(wanted))

    def unparsed(self, wanted: Sequence[str]) -> Iterator[RawBatch]:
        """All rows, in batches; those are parsed already that cannot be counted otherwise."""
        numbered = Numbered(self.content.path)
        gathered = Gathered(numbered)
        for block in _blocks(self.content, self.encoding, self.before):
            ends = record_ends(block)
            if ends is not None:
                yield from gathered.add(block, ends)
            else:
                yield from gathered.rest()
                yield from self._batches(block, wanted, numbered)
        yield from gathered.rest()

    def parsed(self, batch: RawBatch, wanted: Sequence[str]) -> RawBatch:
        """The rows with their columns."""
        if not batch.unparsed:
            return batch
        columns = parser_of(self.content.path, tuple(wanted)).parse_told_apart(whole_text(batch), len(batch.rows))
        if columns is not None:
            return RawBatch(pa.RecordBatch.from_arrays(columns, names=list(wanted)), batch.rows)
        return parsed(batch, self.content.path, lambda text, _, numbered: self._batches(text, wanted, numbered))

    def _batches(self, text: bytes, wanted: Sequence[str], numbered: Numbered) -> Iterator[RawBatch]:
        found = parser_of(self.content.path, tuple(wanted)).parse(text, numbered)
        rows = numbered.rows(found.records, found.rejected)
        return in_batches(found.columns, wanted, rows, found.rejected, found.twice)

    def lines(self, rows: Collection[int]) -> dict[int, int]:
        """The line of the file on which each of the `rows` stands."""
        found: dict[int, int] = {}
        wanted, row, line = frozenset(rows), 0, self.before
        for block in _blocks(self.content, self.encoding, self.before) if wanted else ():
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


def _blocks(content: Content, encoding: Encoding, before: int = 0) -> Iterator[bytes]:
    """The text in blocks of whole lines; `before` others come first. Raises InputError for one too long to be read."""
    waiting: list[bytes] = []
    size, behind = 0, 0
    for piece in utf8_chunks(content, encoding):
        end = piece.rfind(b"\n") + 1
        if end:
            block = b"".join((*waiting, memoryview(piece)[:end]))
            yield block
            behind += len(block)
            waiting, size = [], 0
        if end < len(piece):
            waiting.append(piece[end:])
            size += len(piece) - end
        if size > MAXIMUM_RECORD:
            raise InputError(
                f"{content.name}: line {before + 1 + _line_ends(utf8_chunks(content, encoding), behind)} is longer than"
                f" {MAXIMUM_RECORD >> 20} MB, as no incident is; check how it was exported"
            )
    if waiting:
        yield b"".join(waiting)


def _line_ends(pieces: Iterator[bytes], size: int) -> int:
    """How many lines end in so many bytes of a text."""
    ends = 0
    while size > 0:
        piece = next(pieces)[:size]
        ends += piece.count(b"\n")
        size -= len(piece)
    return ends
