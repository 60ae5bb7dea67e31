"""Ends of text files that were never written: zero bytes where a file was only set up, half a character where it broke.

Zeros are left out; half a character stays one that means nothing, so that its row is rejected. Both are said.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cxaudit.incidents.content import Content
    from cxaudit.incidents.encoding import Encoding

_BLOCK = 1024 * 1024  # bytes
_WIDTHS = {"utf-16": 2, "utf-32": 4}  # bytes of what these make characters of


def written(content: Content, encoding: Encoding) -> Encoding:
    """`encoding`, which then also says where the text of the file ends, and what is behind it.

    Packed data is taken as it stands: what packs a file reads it to its end.
    """
    if content.packing:
        return encoding
    width = _WIDTHS.get(encoding.codec[:6], 1)
    size = content.size
    broken = (size - encoding.mark) % width
    end = size - (size - _behind_last_letter(content)) // width * width
    if broken and end == size:
        line, _ = _last_line(content, size - broken, width)
        return _with_note(encoding, f"it breaks off within a character at the end of line {line}")
    if end == size:
        return encoding
    line, begun = _last_line(content, end, width)
    zeros = "byte is zero" if size - end == 1 else f"{size - end:,} bytes are zeros"
    where = f"in line {line}, which may be cut short" if begun else f"behind line {line - 1}"
    return replace(_with_note(encoding, f"its last {zeros}, {where}: it was not written to its end"), end=end)


def until(pieces: Iterable[bytes], end: int | None) -> Iterator[bytes]:
    """The bytes before `end`, or all of them."""
    left = end
    for piece in pieces:
        yield piece if left is None else piece[:left]
        if left is not None:
            left = max(0, left - len(piece))
            if not left:
                return


def _behind_last_letter(content: Content) -> int:
    """Where the last byte that is not zero ends."""
    with content.reading(), content.unpacked_file.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        while end:
            start = max(0, end - _BLOCK)
            file.seek(start)
            kept = file.read(end - start).rstrip(b"\0")
            if kept:
                return start + len(kept)
            end = start
    return 0


def _last_line(content: Content, end: int, width: int) -> tuple[int, bool]:
    """The line in which the text up to `end` ends, from 1, and whether anything stands in it."""
    newlines, tail = 0, b""
    for piece in until(content.chunks(), end):
        newlines += piece.count(b"\n")
        tail = (tail + piece)[-width:]
    return newlines + 1, b"\n" not in tail


def _with_note(encoding: Encoding, note: str) -> Encoding:
    return replace(encoding, note="; ".join(filter(None, (encoding.note, note))))
