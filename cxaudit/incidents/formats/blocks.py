"""Cuts a stream of delimited text into blocks of whole records, and counts the records on its own.

The count does not depend on the reader that parses a block afterwards: when both differ, the block is read again with
the exact splitter. Quotes are followed by their parity (a doubled quote flips it twice); each opening quote must stand
at the start of a field and each closing one at an end, or the block is not orderly and parity proves nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.incidents.formats.escapes import doubled_pieces
from cxaudit.incidents.formats.records import Grammar, Record, split_records

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

MAXIMUM_RECORD = 64 * 1024 * 1024  # bytes; a quoted field that runs on longer was never closed
_AT_ONCE = 1024 * 1024  # bytes that are split exactly or searched at once, as what is found takes many times as many

_QUOTE, _LINE_FEED, _RETURN = 0x22, 0x0A, 0x0D
_MARK = bytes([_QUOTE])


class LongRecordError(Exception):
    """A record is longer than MAXIMUM_RECORD, and no stray quote explains it."""


@dataclass(frozen=True, slots=True)
class Block:
    """Whole records, ending with the end of one.

    `ends` says where each of them ends, blank lines aside. A block that is not orderly has been split exactly, into
    `parsed`.
    """

    data: bytes
    ends: npt.NDArray[np.int64]
    parsed: tuple[Record, ...] | None = None

    @property
    def records(self) -> int:
        """How many records it holds."""
        return len(self.ends)


def blocks(pieces: Iterable[bytes], rules: Grammar) -> Iterator[Block]:
    """The text of `pieces` in blocks of whole records."""
    text = _text(pieces, rules)
    while waiting := (yield from _whole_blocks(text, rules)):
        block = _first_block(waiting, rules, final=True)
        assert block is not None
        yield block
        text.put_back(waiting[len(block.data) :])


def record_lines(block: Block, rules: Grammar) -> tuple[npt.NDArray[np.int64], int]:
    """On which line of the block each of its records stands, from 0, and how many lines the block has.

    A line is what a spreadsheet shows as one row: a record, however many line ends its texts hold, or a blank line.
    """
    if block.parsed is not None:
        starts = np.array([record.end - len(record.raw) for record in block.parsed], dtype=np.int64)
        ends = np.array([0, *(record.end for record in block.parsed)], dtype=np.int64)
        gaps = zip(ends.tolist(), [*starts.tolist(), len(block.data)], strict=True)
        blank = np.cumsum([block.data.count(b"\n", end, start) for end, start in gaps])
        return np.arange(len(starts)) + blank[:-1], len(starts) + int(blank[-1])
    array = np.frombuffer(block.data, dtype=np.uint8)
    _, filled = _lines(array, _newlines_outside(array, _quotes(array, rules)))
    return np.flatnonzero(filled), len(filled)


def survey(pieces: Iterable[bytes], rules: Grammar) -> Generator[Block, None, bytes]:
    """Blocks of the records that end in the text of `pieces`; gives back the beginning of one that goes on beyond it.

    The text must begin where a record does.
    """
    text = _text(pieces, rules)
    while waiting := (yield from _whole_blocks(text, rules)):
        block = _first_block(waiting, rules, final=False)
        if block is None:
            break
        yield block
        text.put_back(waiting[len(block.data) :])
    return waiting


@dataclass(slots=True)
class _Text:
    """A text in pieces, of which what was looked at in vain can be put back, to be read again in small ones."""

    pieces: Iterator[bytes]
    _back: deque[bytes] = field(default_factory=deque)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return self._back.popleft() if self._back else next(self.pieces)

    def put_back(self, data: bytes) -> None:
        self._back.extendleft(data[max(0, end - _AT_ONCE) : end] for end in range(len(data), 0, -_AT_ONCE))


def _text(pieces: Iterable[bytes], rules: Grammar) -> _Text:
    return _Text(iter(doubled_pieces(pieces) if rules.escaping else pieces))


def _whole_blocks(text: _Text, rules: Grammar) -> Generator[Block, None, bytes]:
    """Blocks for as long as the text goes on; gives back what is left of it."""
    waiting = b""
    gathered: list[bytes] = []
    size, needed, quoted = 0, 1, False
    for piece in text:
        gathered.append(piece)
        size += len(piece)
        # What stands in quotes goes on until there is one more.
        quoted = quoted and _MARK not in piece
        if (size < needed or quoted) and len(waiting) + size <= MAXIMUM_RECORD:
            continue
        waiting = b"".join((waiting, *gathered))
        gathered, size = [], 0
        block = _first_block(waiting, rules, final=False)
        if block is not None:
            yield block
            waiting = waiting[len(block.data) :]
            if len(waiting) > _AT_ONCE:
                text.put_back(waiting)
                waiting = b""
        # Looking again only once the rest has doubled keeps a long field linear.
        needed = max(1, len(waiting)) if block is None else 1
        quoted = block is None and rules.quoting and waiting.count(_MARK) % 2 == 1
    return b"".join((waiting, *gathered))


def _first_block(data: bytes, rules: Grammar, *, final: bool) -> Block | None:
    array = np.frombuffer(data, dtype=np.uint8)
    quotes = _quotes(array, rules)
    if final and len(quotes) % 2:
        return _exact_block(data, rules, final=True)
    outside = _newlines_outside(array, quotes)
    end = len(data) if final else int(outside[-1]) + 1 if len(outside) else 0
    disorderly = _disorderly(array[: end + 1] if end else array, quotes[quotes < end] if end else quotes, rules)
    if disorderly or _lone_return(data, end, quotes):
        return _exact_block(data, rules, final=final)
    if end == 0:
        return _exact_block(data, rules, final=False) if len(data) > MAXIMUM_RECORD else None
    ends, filled = _lines(array[:end], outside[outside < end])
    return Block(data[:end], ends[filled])


def _disorderly(array: npt.NDArray[np.uint8], quotes: npt.NDArray[np.int64], rules: Grammar) -> bool:
    """Whether a quote stands where none belongs; `array` goes one byte beyond the last quote where there is one."""
    allowed = np.zeros(256, dtype=bool)
    allowed[[rules.delimiter[0], _LINE_FEED, _RETURN, _QUOTE]] = True
    opening, closing = quotes[0::2], quotes[1::2]
    before = array[opening[opening > 0] - 1]
    after = array[closing[closing + 1 < len(array)] + 1]
    return not (bool(allowed[before].all()) and bool(allowed[after].all()))


def _lone_return(data: bytes, end: int, quotes: npt.NDArray[np.int64]) -> bool:
    """Whether a CR without LF stands outside quotes before `end`; it may end a record and may belong to a text."""
    if b"\r" not in data:
        return False
    array = np.frombuffer(data, dtype=np.uint8)[:end]
    lone = array == _RETURN
    lone[:-1] &= array[1:] != _LINE_FEED
    places = np.flatnonzero(lone)
    return bool((np.searchsorted(quotes, places) % 2 == 0).any())


def _exact_block(data: bytes, rules: Grammar, *, final: bool) -> Block | None:
    """The first records of `data`, split exactly, for as many bytes as are split at once."""
    oversized = not final and len(data) > MAXIMUM_RECORD
    parsed: list[Record] = []
    whole = True
    for record in split_records(data, rules, final=final or oversized):
        # Several records may have been made of one; what only ends as nothing more was read is none.
        whole = not parsed or parsed[-1].end < _AT_ONCE or record.end == parsed[-1].end
        if not whole or (oversized and record.end == len(data)):
            break
        parsed.append(record)
    end = len(data) if final and whole else parsed[-1].end if parsed else 0
    if oversized and not end:
        raise LongRecordError
    return (
        Block(data[:end], np.array([record.end for record in parsed], dtype=np.int64), tuple(parsed)) if end else None
    )


def _quotes(array: npt.NDArray[np.uint8], rules: Grammar) -> npt.NDArray[np.int64]:
    """Where quotation marks stand, if they mean anything."""
    return np.flatnonzero(array == _QUOTE) if rules.quoting else np.zeros(0, dtype=np.int64)


def _newlines_outside(array: npt.NDArray[np.uint8], quotes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Where the line ends outside quotes stand."""
    found = [np.zeros(0, dtype=np.int64)]
    for start in range(0, len(array), _AT_ONCE):
        newlines = start + np.flatnonzero(array[start : start + _AT_ONCE] == _LINE_FEED)
        found.append(newlines[np.searchsorted(quotes, newlines) % 2 == 0])
    return np.concatenate(found)


def _lines(
    array: npt.NDArray[np.uint8], newlines: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Where each of the lines that end with `newlines` ends, and which of them are not blank.

    The last may lack its newline.
    """
    whole = len(newlines) > 0 and newlines[-1] == len(array) - 1
    ends = newlines + 1 if whole else np.append(newlines + 1, len(array))
    starts = np.concatenate(([0], ends[:-1]))
    lengths = ends - starts
    lengths[: len(newlines)] -= 1
    lone_returns = (lengths == 1) & (array[np.minimum(starts, len(array) - 1)] == _RETURN)
    return ends, (lengths > 0) & ~lone_returns
