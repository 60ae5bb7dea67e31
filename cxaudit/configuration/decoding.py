"""Bytes to text: UTF-8 only, and every character one that YAML allows."""

from __future__ import annotations

import codecs
import re

from cxaudit.configuration.limits import MAXIMUM_BYTES
from cxaudit.model import Location, Report, Severity

# YAML 1.1, section 4.1.1; half of a surrogate pair is refused with the rest.
_NOT_ALLOWED = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_BREAK = re.compile("\r\n|\r|\n")
_BYTE_ORDER_MARK = "\ufeff"

_OTHER_ENCODINGS = (  # the longer marks first: that of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def decode(source: str | bytes, name: str, report: Report) -> str | None:
    """The text of `source`, or None when it is too large, not UTF-8 or holds a character YAML forbids.

    A byte-order mark is reported as a warning and dropped, so columns of the first line do not count it.
    """
    if len(source) > MAXIMUM_BYTES:
        report.error(
            "too-large",
            Location(name, 1, 1),
            f"the file has more than the {MAXIMUM_BYTES:,} bytes that are read",
            help="split it into several files",
        )
        return None
    text = _from_utf_8(source, name, report) if isinstance(source, bytes) else source
    if text is None:
        return None
    if text.startswith(_BYTE_ORDER_MARK):
        report.error(
            "byte-order-mark",
            Location(name, 1, 1),
            "the file begins with a byte-order mark",
            help="save it as UTF-8 without one",
            severity=Severity.WARNING,
        )
        text = text[1:]
    return text if _every_character_is_allowed(text, name, report) else None


def place_of(text: str, index: int, name: str) -> Location:
    """The place of the character at `index`, lines ending where editors end them (LF, CR LF or CR)."""
    line, start = 1, 0
    for found in _LINE_BREAK.finditer(text, 0, index):
        line, start = line + 1, found.end()
    return Location(name, line, index - start + 1)


def _from_utf_8(source: bytes, name: str, report: Report) -> str | None:
    for mark, encoding in _OTHER_ENCODINGS:
        if source.startswith(mark):
            report.error("encoding", Location(name, 1, 1), f"the file is {encoding}", help="save it as UTF-8")
            return None
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError as fault:
        readable = source[: fault.start].decode("utf-8")
        report.error(
            "encoding",
            place_of(readable, len(readable), name),
            f"byte 0x{source[fault.start]:02x} is not UTF-8",
            help="save the file as UTF-8",
        )
        return None


def _every_character_is_allowed(text: str, name: str, report: Report) -> bool:
    found = _NOT_ALLOWED.search(text)
    if found is None:
        return True
    report.error(
        "encoding",
        place_of(text, found.start(), name),
        f"character U+{ord(found[0]):04X} is not allowed in YAML",
        help="remove it, or write it as an escape between double quotes",
    )
    return False
