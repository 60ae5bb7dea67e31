"""Cuts a stream of JSON into the objects of one list, in linear time and without holding the list.

Strings are told from structure by the parity of quotes, once escaped characters are blanked; the running sum of
brackets gives the depth, and the objects wanted begin and end where it leaves and returns to that of their list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.incidents.formats.blocks import MAXIMUM_RECORD
from cxaudit.incidents.formats.escapes import whole_escapes

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

_CHANGE = np.zeros(256, dtype=np.int8)
_CHANGE[[0x7B, 0x5B]] = 1
_CHANGE[[0x7D, 0x5D]] = -1
_QUOTE = 0x22
_BETWEEN = b" \t\r\n,"  # what separates objects

Integers = npt.NDArray[np.int64]


class UnbalancedError(Exception):
    """The text ends while an object, a list or a string is open; `offset` counts bytes from where it was cut."""

    def __init__(self, offset: int) -> None:
        self.offset = offset
        super().__init__(f"open at byte {offset}")


class LongElementError(Exception):
    """An object is longer than MAXIMUM_RECORD; `offset` counts the bytes before it from where the text was cut."""

    def __init__(self, offset: int) -> None:
        self.offset = offset
        super().__init__(f"begins at byte {offset}")


@dataclass(frozen=True, slots=True)
class Elements:
    """Consecutive objects of the list: `data` holds them and what stands between, `spans` where each is.

    `before` is what stands between the object before and the first of these.
    """

    data: bytes
    spans: tuple[tuple[int, int], ...]
    before: bytes

    def objects(self) -> Iterator[bytes]:
        """The text of each object."""
        return (self.data[start:end] for start, end in self.spans)


@dataclass(frozen=True, slots=True)
class Rest:
    """What follows a document: its text, which begins `offset` bytes after the inside of the list did."""

    pieces: Iterator[bytes]
    offset: int


def elements(pieces: Iterable[bytes], depth: int) -> Generator[Elements, None, Rest]:
    """The objects of the list whose inside is the beginning of the text; `depth` is how many brackets are open there.

    With depth 0 they are the objects the text consists of. What stands in the list after its last object comes as
    elements without spans. Gives back what follows the document the list is in. Raises UnbalancedError when the text
    ends too early, and LongElementError for an object too long to be a record.
    """
    stream = whole_escapes(pieces)
    waiting, offset, needed = b"", 0, 1
    gathered: list[bytes] = []
    size = 0
    for piece in chain(stream, (None,)):
        if piece is not None:
            gathered.append(piece)
            size += len(piece)
            if size < needed:
                continue
        waiting = b"".join((waiting, *gathered))
        gathered, size = [], 0
        spans, end, closed = _spans(waiting, closes=depth > 0)
        if spans:
            yield Elements(waiting[: spans[-1][1]], spans, waiting[: spans[0][0]])
        if closed:
            tail = waiting[spans[-1][1] if spans else 0 : end - 1]
            if tail.strip(_BETWEEN):
                yield Elements(tail, (), tail)
            return _after_document(waiting[end:], stream, depth - 1, offset + end)
        offset += end
        waiting = waiting[end:]
        if len(waiting) > MAXIMUM_RECORD:
            raise LongElementError(offset)
        needed = max(1, min(len(waiting), MAXIMUM_RECORD - len(waiting) + 1)) if not spans else 1
    if depth or waiting.strip(_BETWEEN):
        raise UnbalancedError(offset + len(waiting))
    return Rest(iter(()), offset + len(waiting))


def _spans(data: bytes, *, closes: bool) -> tuple[tuple[tuple[int, int], ...], int, bool]:
    """Spans of the whole objects in `data`, where what is left begins, and whether the list ended there."""
    places, changes, _ = _structure(data)
    depths = np.cumsum(changes)
    closed = False
    if closes and len(depths) and int(depths.min()) < 0:
        first = int(np.argmax(depths < 0))
        end = int(places[first]) + 1
        places, changes, depths, closed = places[:first], changes[:first], depths[:first], True
    starts = places[(depths == 1) & (changes == 1)]
    ends = places[(depths == 0) & (changes == -1)] + 1
    spans = tuple(zip(starts[: len(ends)].tolist(), ends.tolist(), strict=True))
    if not closed:
        end = spans[-1][1] if spans else 0
    return spans, end, closed


def _structure(data: bytes, *, within: bool = False) -> tuple[Integers, Integers, bool]:
    """Positions of brackets outside strings, +1 or -1 for each, and whether a string is open at the end.

    `within` says that `data` begins inside a string.
    """
    plain = data.replace(b"\\\\", b"\0\0").replace(b'\\"', b"\0\0") if b"\\" in data else data
    array = np.frombuffer(plain, dtype=np.uint8)
    quotes = np.flatnonzero(array == _QUOTE)
    change = _CHANGE[array]
    places = np.flatnonzero(change)
    outside = places[(np.searchsorted(quotes, places) + within) % 2 == 0]
    return outside, change[outside].astype(np.int64), (len(quotes) + within) % 2 == 1


def _after_document(data: bytes, stream: Iterator[bytes], depth: int, offset: int) -> Rest:
    """What comes after the brackets that are still open when the list ends; `depth` of them."""
    within = False
    for piece in chain((data,), stream):
        if not depth:
            return Rest(chain((piece,), stream), offset)
        places, changes, within = _structure(piece, within=within)
        closing = np.flatnonzero(depth + np.cumsum(changes) == 0)
        if len(closing):
            end = int(places[closing[0]]) + 1
            return Rest(chain((piece[end:],), stream), offset + end)
        depth += int(changes.sum())
        offset += len(piece)
    if depth:
        raise UnbalancedError(offset)
    return Rest(iter(()), offset)
