r"""Text in which a backslash makes a quotation mark one of the words (``\"``), as MySQL and Spark write it.

It is brought to doubled quotation marks, which takes as many bytes, so that every place stays what it was. A backslash
that stands for itself (``\\``) is left as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PAIR = re.compile(rb'\\\\|\\"')


def holds_escapes(data: bytes) -> bool:
    """Whether any quotation mark stands behind a backslash."""
    return b'\\"' in data


def doubled(data: bytes) -> bytes:
    """The text with doubled quotation marks for escaped ones; once done, doing it again changes nothing."""
    if not holds_escapes(data):
        return data
    return _PAIR.sub(lambda match: match[0] if match[0] == b"\\\\" else b'""', data)


def doubled_pieces(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same for a text in pieces."""
    return map(doubled, whole_escapes(pieces))


def whole_escapes(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same text, cut so that no piece ends between a backslash and what it escapes."""
    before = b""
    for piece in pieces:
        joined = before + piece
        kept = len(joined) - (len(joined) - len(joined.rstrip(b"\\"))) % 2
        before = joined[kept:]
        if kept:
            yield joined[:kept]
    if before:
        yield before
