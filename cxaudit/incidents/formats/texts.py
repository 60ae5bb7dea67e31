"""A first look at an input: enough of its beginning to tell its format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from cxaudit.errors import InputError
from cxaudit.incidents.content import CHUNK, Content
from cxaudit.incidents.encoding import Encoding, find_encoding, utf8_chunks
from cxaudit.incidents.unwritten import written

if TYPE_CHECKING:
    from cxaudit.incidents.options import ReadingOptions

HEAD = 1024 * 1024  # bytes of a text that formats look at

_STRAYS = 8  # control characters that a text may hold by mistake
_NOWHERE = re.compile(rb"\0{512,}")  # a sector of a disk or more that was never written
# What stands in no text: control characters other than tab, line ends, form feed, and separators some exports use.
_CONTROL = bytes(sorted(set(range(0x20)) - {0x00, 0x01, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1A, 0x1B, 0x1E, 0x1F}))


@dataclass(frozen=True, slots=True)
class Probe:
    """The beginning of an input: `raw` bytes as they stand (unpacked), and as UTF-8 `text` if it is a text.

    `whole` says that `text` is all there is, `encoding` how it is read; that is looked for only once.
    """

    raw: bytes
    text: bytes
    whole: bool
    encoding: Encoding | None = None

    @property
    def is_text(self) -> bool:
        """Whether it is a text at all."""
        return self.encoding is not None


def probe(content: Content, options: ReadingOptions) -> Probe:
    """Look at the beginning of `content`."""
    raw = content.head(64 * 1024)
    if not raw:
        return Probe(raw, b"", whole=True)
    told = _NOWHERE.sub(b"", raw).rstrip(b"\0")  # what was never written does not make a text anything else
    if not told:
        raise InputError(
            f"{content.name}: begins with nothing but zeros, like a file that was never written; export it again"
        )
    if _is_binary(told, given=options.encoding is not None, strays=0 if told != raw else _STRAYS):
        return Probe(raw, b"", whole=False)
    encoding = written(content, find_encoding(content, options.encoding))
    text = b"".join(islice(utf8_chunks(content, encoding), HEAD // CHUNK + 1))
    return Probe(raw, text[:HEAD], whole=len(text) < HEAD, encoding=encoding)


def _is_binary(raw: bytes, *, given: bool, strays: int) -> bool:
    """Whether these are no letters, beside which so many signs and a hundredth may stand that are in no text."""
    if given or raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    zeros = raw.count(0) / len(raw)
    # UTF-16 without a mark has a zero in every second byte of Latin text; a text hardly has any.
    wide = zeros > 0.2 and min(raw[0::2].count(0), raw[1::2].count(0)) < 0.02 * len(raw)
    if zeros > 0.02 and not wide:
        return True
    return len(raw) - len(raw.translate(None, _CONTROL)) > strays + 0.01 * len(raw) and not wide
