"""Cuts a stream of delimited text into blocks of whole records, and counts the records on its own.

The count does not depend on the reader that parses a block afterwards: when both differ, the block is read again with
the exact splitter. Quotes are followed by their parity (a doubled quote flips it twice); each opening quote must stand
at the start of a field and each closing one at an end, or the block is not orderly and parity proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.incidents.formats.escapes import doubled_pieces
from cxaudit.incidents.formats.records import Grammar, Record, split_records

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

MAXIMUM_RECORD = 64 * 1024 * 1024  # bytes; a quoted field that runs on longer was never closed

_QUOTE, _LINE_FEED, _RETURN = 0x22, 0x0A, 0x0D


class LongRecordError(Exception):
    """A record is longer than MAXIMUM_RECORD, and no stray quote explains it."""


@dataclass(frozen=True, slots=True)
class Block:
    """Whole records, ending with the end of one.

    `records` counts them, blank lines aside. A block that is not orderly has been split exactly, into `parsed`.
    """

    data: bytes
    records: int
    parsed: tuple[Record, ...] | None = None


def blocks(pieces: Iterable[bytes], rules: Grammar) -> Iterator[Block]:
    """The text of `pieces` in blocks of whole records."""
    waiting = yield from _whole_blocks(pieces, rules)
    if waiting:
        block = _first_block(waiting, rules, final=True)
        assert block is not None
        yield block


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
    newlines = np.flatnonzero(array == _LINE_FEED)
    quotes = np.flatnonzero(array == _QUOTE) if rules.quoting else np.zeros(0, dtype=np.int64)
    filled = _filled(array, newlines[np.searchsorted(quotes, newlines) % 2 == 0])
    return np.flatnonzero(filled), len(filled)


def survey(pieces: Iterable[bytes], rules: Grammar) -> tuple[int, bytes]:
    """How many records end in the text of `pieces`, and the beginning of one that goes on beyond it.

    The text must begin where a record does.
    """
    records, found = 0, _whole_blocks(pieces, rules)
    while True:
        try:
            records += next(found).records
        except StopIteration as done:
            waiting: bytes = done.value
            break
    block = _first_block(waiting, rules, final=False) if waiting else None
    return (records, waiting) if block is None else (records + block.records, waiting[len(block.data) :])


def _whole_blocks(pieces: Iterable[bytes], rules: Grammar) -> Generator[Block, None, bytes]:
    """Blocks for as long as the text goes on; gives back what is left of it."""
    waiting = b""
    gathered: list[bytes] = []
    size, needed = 0, 1
    for piece in doubled_pieces(pieces) if rules.escaping else pieces:
        gathered.append(piece)
        size += len(piece)
        if size < needed:
            continue
        waiting = b"".join((waiting, *gathered))
        gathered, size = [], 0
        block = _first_block(waiting, rules, final=False)
        if block is not None:
            yield block
            waiting = waiting[len(block.data) :]
        # Looking again only once the rest has doubled keeps a long field linear.
        needed = max(1, len(waiting)) if block is None else 1
    return b"".join((waiting, *gathered))


def _first_block(data: bytes, rules: Grammar, *, final: bool) -> Block | None:
    array = np.frombuffer(data, dtype=np.uint8)
    newlines = np.flatnonzero(array == _LINE_FEED)
    quotes = np.flatnonzero(array == _QUOTE) if rules.quoting else np.zeros(0, dtype=np.int64)
    outside = newlines[np.searchsorted(quotes, newlines) % 2 == 0]
    end = int(outside[-1]) + 1 if len(outside) else 0
    if final:
        end = len(data) if len(quotes) % 2 == 0 else 0
    disorderly = _disorderly(array[: end + 1] if end else array, quotes[quotes < end] if end else quotes, rules)
    if disorderly or (rules.width and _lone_return(data, end, newlines, quotes)):
        return _exact_block(data, rules, final=final)
    if end == 0:
        if final or len(data) > MAXIMUM_RECORD:
            return _exact_block(data, rules, final=final)
        return None
    return Block(data[:end], _count(array[:end], outside[outside < end]))


def _disorderly(array: npt.NDArray[np.uint8], quotes: npt.NDArray[np.int64], rules: Grammar) -> bool:
    """Whether a quote stands where none belongs; `array` goes one byte beyond the last quote where there is one."""
    allowed = np.zeros(256, dtype=bool)
    allowed[[rules.delimiter[0], _LINE_FEED, _RETURN, _QUOTE]] = True
    opening, closing = quotes[0::2], quotes[1::2]
    before = array[opening[opening > 0] - 1]
    after = array[closing[closing + 1 < len(array)] + 1]
    return not (bool(allowed[before].all()) and bool(allowed[after].all()))


def _lone_return(data: bytes, end: int, newlines: npt.NDArray[np.int64], quotes: npt.NDArray[np.int64]) -> bool:
    """Whether a CR without LF stands outside quotes before `end`; it may end a record and may belong to a text."""
    if b"\r" not in data:
        return False
    array = np.frombuffer(data, dtype=np.uint8)[:end]
    ends = newlines[(newlines > 0) & (newlines < end)]
    if data.count(b"\r", 0, end) == np.count_nonzero(array[ends - 1] == _RETURN):
        return False
    returns = np.flatnonzero(array == _RETURN)
    lone = returns[(returns + 1 == end) | (array[np.minimum(returns + 1, end - 1)] != _LINE_FEED)]
    return bool((np.searchsorted(quotes, lone) % 2 == 0).any())


def _exact_block(data: bytes, rules: Grammar, *, final: bool) -> Block | None:
    oversized = not final and len(data) > MAXIMUM_RECORD
    parsed = tuple(split_records(data, rules, final=final or oversized))
    if oversized and parsed and parsed[-1].end == len(data):
        parsed = parsed[:-1]
    end = len(data) if final else parsed[-1].end if parsed else 0
    if oversized and not end:
        raise LongRecordError
    return Block(data[:end], len(parsed), parsed) if end else None


def _count(array: npt.NDArray[np.uint8], newlines: npt.NDArray[np.int64]) -> int:
    """Records that are not blank lines; the last may lack its newline."""
    return int(np.count_nonzero(_filled(array, newlines)))


def _filled(array: npt.NDArray[np.uint8], newlines: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which of the lines that end at `newlines` are not blank."""
    ends = newlines if len(newlines) and newlines[-1] == len(array) - 1 else np.append(newlines, len(array))
    starts = np.concatenate(([0], ends[:-1] + 1))
    lengths = ends - starts
    lone_returns = (lengths == 1) & (array[np.minimum(starts, len(array) - 1)] == _RETURN)
    filled: npt.NDArray[np.bool_] = (lengths > 0) & ~lone_returns
    return filled
