"""Finds the encoding of a text file and turns it into a stream of UTF-8."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from cxaudit.errors import InputError, UsageError
from cxaudit.incidents.content import CHUNK, Content
from cxaudit.incidents.unwritten import until

if TYPE_CHECKING:
    from collections.abc import Iterator

_HALF = b"\xff"  # in place of half a character
SAMPLE = 256 * 1024  # bytes looked at to tell the encoding
_PACKED_SEARCH = 64 * 1024 * 1024  # unpacked bytes searched for a first byte that is not ASCII

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Bytes that cp1250 gives to letters such as š, ž, ł and ą, and cp1252 to signs that hardly occur in prose.
_CENTRAL_EUROPEAN = frozenset(b"\x8a\x8e\x9a\x9d\x9e\x9f\xa3\xb3\xb9\xba\xbf")
# Guesses of charset-normalizer that are kept; other single-byte ones are read as cp1252, by far the likeliest.
_KEPT = frozenset(
    {"cp932", "shift_jis", "shift_jis_2004", "euc_jp", "euc_jis_2004", "iso2022_jp", "gb18030", "gb2312", "gbk"}
    | {"big5", "big5hkscs", "cp950", "euc_kr", "cp949", "johab", "hz"}
    | {"cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r", "koi8_u"}
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a text is encoded: the codec, the length of its byte-order mark, and what to tell the user.

    `end` is where the text ends, if anything else is behind it.
    """

    codec: str
    mark: int = 0
    note: str = ""
    end: int | None = None


def find_encoding(content: Content, chosen: str | None) -> Encoding:
    """The encoding of `content`: the one `chosen`, or told by its mark, its zero bytes or its letters.

    Raises UsageError for a name Python does not know.
    """
    head = content.head(SAMPLE).rstrip(b"\0")
    if chosen is not None:
        codec = _known(chosen)
        family = codec.removesuffix("-le")
        mark, name = next(((mark, name) for mark, name in _MARKS if head.startswith(mark)), (b"", ""))
        # A mark says which byte comes first; a name such as utf-16 leaves it open.
        return Encoding(name, len(mark)) if name.startswith(family) else Encoding(codec)
    for mark, name in _MARKS:
        if head.startswith(mark):
            note = "" if name == "utf-8" else f"read as {name}, told by its byte-order mark"
            return Encoding(name, len(mark), note)
    wide = _without_mark(head)
    if wide:
        return Encoding(wide, 0, f"read as {wide}, told by its zero bytes")
    return _told_by_letters(_telling_sample(content, head))


def utf8_chunks(content: Content, encoding: Encoding) -> Iterator[bytes]:
    """The text as UTF-8, without its mark. Bytes that have no meaning come out as invalid UTF-8, never as other text.

    So whoever validates a row notices them, whatever the encoding was.
    """
    pieces = until(content.chunks(CHUNK), encoding.end)
    to_skip = encoding.mark
    decoder = None if encoding.codec == "utf-8" else codecs.getincrementaldecoder(encoding.codec)(_errors(encoding))
    try:
        for piece in pieces:
            plain = piece[to_skip:]
            to_skip = max(0, to_skip - len(piece))
            yield plain if decoder is None else decoder.decode(plain).encode("utf-8", "surrogatepass")
        if decoder is not None:
            yield _rest(decoder)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{content.name}: holds bytes that are not {encoding.codec} ({error.reason});"
            " name its encoding with --encoding, or save it as UTF-8"
        ) from error


def _rest(decoder: codecs.IncrementalDecoder) -> bytes:
    """What is left at the end of a text; a byte that means nothing where it breaks off within a character."""
    try:
        return decoder.decode(b"", final=True).encode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return _HALF


def _errors(encoding: Encoding) -> str:
    # surrogateescape cannot stand for the zero bytes of a wide encoding; a lone surrogate is itself the mark there.
    return "surrogatepass" if encoding.codec.startswith(("utf-16", "utf-32")) else "surrogateescape"


def _known(name: str) -> str:
    try:
        codec = codecs.lookup(name).name
        codecs.getincrementaldecoder(codec)
        b"".decode(codec)
    except LookupError as error:
        raise UsageError(f"encoding '{name}' is not known; use a name such as utf-8, cp1252 or shift_jis") from error
    return {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(codec, codec)


def _without_mark(head: bytes) -> str:
    """UTF-16 without a mark: text in Latin letters has a zero in every second byte."""
    if len(head) < 4:
        return ""
    even, odd = head[0::2].count(0) / len(head[0::2]), head[1::2].count(0) / len(head[1::2])
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.1 else ""


def _telling_sample(content: Content, head: bytes) -> bytes:
    """The head, or when that is pure ASCII the neighbourhood of the first byte that is not."""
    if not head.isascii():
        return head
    seen = 0
    pieces = content.chunks(1024 * 1024)
    for piece in pieces:
        if not piece.isascii():
            return piece + next(pieces, b"")
        seen += len(piece)
        if content.packing and seen > _PACKED_SEARCH:
            break
    return head


def _told_by_letters(sample: bytes) -> Encoding:
    if sample.isascii():
        return Encoding("utf-8")
    faults, letters = _utf8_score(sample)
    if letters > faults:
        return Encoding("utf-8")
    codec = _guessed(sample)
    return Encoding(codec, 0, f"not UTF-8: read as {codec}, a guess from its letters; --encoding overrides it")


def _utf8_score(sample: bytes) -> tuple[int, int]:
    """How many places are not UTF-8, and how many characters beyond ASCII are."""
    text = sample.decode("utf-8", "surrogateescape")
    beyond = [character for character in text if character > "\x7f"]
    faults = sum("\ud800" <= character <= "\udfff" for character in beyond)
    # A character cut off at an end of the sample is no fault.
    edge = sum("\ud800" <= character <= "\udfff" for character in (*text[:3], *text[-3:]))
    return max(0, faults - edge), len(beyond) - faults


def _guessed(sample: bytes) -> str:
    # Rows beyond ASCII tell; the rest only dilutes them.
    telling = b"\n".join(line for line in sample.splitlines() if not line.isascii())[: 64 * 1024]
    beyond = bytes(byte for byte in telling if byte > 0x7F)
    text = telling.decode("cp932", "ignore")
    if sum("\u3041" <= character <= "\u30ff" for character in text) > len(beyond) / 8:
        return "cp932"
    if len(beyond) < 8 or _looks_western(telling, beyond):
        return "cp1252"
    import charset_normalizer  # noqa: PLC0415 - only few files need it

    best = charset_normalizer.from_bytes(telling).best()
    return str(best.encoding) if best is not None and best.encoding in _KEPT else "cp1252"


def _looks_western(telling: bytes, beyond: bytes) -> bool:
    """Single accented letters among plain ones, and hardly any byte that is a letter in Central Europe only."""
    pairs = sum(first > 0x7F and second > 0x7F for first, second in pairwise(telling))
    central = sum(byte in _CENTRAL_EUROPEAN for byte in beyond)
    return pairs < 0.25 * len(beyond) and central < 0.08 * len(beyond)
