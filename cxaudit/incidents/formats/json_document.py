"""One JSON document: a list of records, or an object that holds one (``{"tickets": [...]}``), streamed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import msgspec

from cxaudit.errors import InputError
from cxaudit.incidents.content import Content
from cxaudit.incidents.encoding import Encoding, utf8_chunks
from cxaudit.incidents.formats.blocks import MAXIMUM_RECORD
from cxaudit.incidents.formats.columns import Numbered, excerpt, in_batches
from cxaudit.incidents.formats.json_elements import Elements, LongElementError, UnbalancedError, elements
from cxaudit.incidents.formats.json_fields import FieldSurvey
from cxaudit.incidents.formats.json_records import Fields, decode_one, fields
from cxaudit.incidents.formats.json_repeats import Repeats
from cxaudit.incidents.formats.json_wrappers import HOLDERS, refuse_wrapped_records
from cxaudit.incidents.formats.texts import HEAD
from cxaudit.incidents.raw import filled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.incidents.formats.texts import Probe
    from cxaudit.incidents.options import ReadingOptions
    from cxaudit.incidents.raw import RawBatch
    from cxaudit.model import Rejection

NAME = "JSON"

_TOKEN = re.compile(rb'"((?:[^"\\]++|\\.)*+)"|[\[\]{}:,]', re.DOTALL)
_BETWEEN = b" \t\r\n,"  # what separates objects
_NO_OBJECT = "not a JSON object"
_DEEPEST = 3  # objects within objects in which the list may stand


@dataclass(frozen=True, slots=True)
class Place:
    """Where the list begins: bytes before its inside, brackets open there, and the keys that lead to it."""

    offset: int
    depth: int
    path: str


@dataclass(frozen=True, slots=True)
class JsonReader:
    """An opened document; `columns` are the dotted names in its records."""

    content: Content
    encoding: Encoding
    place: Place
    columns: tuple[str, ...]
    hollow: frozenset[str]
    notes: tuple[str, ...]
    format: str = NAME
    open_ended: bool = True

    def batches(self, wanted: Sequence[str]) -> Iterator[RawBatch]:
        """All rows, in batches."""
        return filled(self._by_block(wanted))

    def _by_block(self, wanted: Sequence[str]) -> Iterator[RawBatch]:
        numbered = Numbered(self.content.path)
        picked = fields(wanted)
        repeats = Repeats(wanted)
        decoder = msgspec.json.Decoder(list[picked.record])  # type: ignore[name-defined] # made at run time
        for block in _stream(self.content, self.encoding, self.place):
            rejected: list[Rejection] = []
            twice: Sequence[int]
            try:
                records = decoder.decode(_list_of(block, listed=self.place.depth > 0))
            except (ValueError, RecursionError):
                records, twice, rejected = _one_by_one(block, picked, repeats, numbered)
                columns = picked.table(records)
            else:
                columns = picked.table(records)
                twice = repeats.among(block.objects(), dict(zip(wanted, columns, strict=True)))
            yield from in_batches(columns, wanted, numbered.rows(len(records), rejected), rejected, twice)


def recognises(probe: Probe) -> bool:
    """A text that begins as a list of objects, or as an object, does."""
    return re.match(rb"\s*(\{\s*(\"|\}|\Z)|\[\s*(\{|\]|\[|\"|\d|\Z))", probe.text) is not None


def open_reader(content: Content, options: ReadingOptions, found: Probe) -> JsonReader:
    """Find the list and learn the columns from its records."""
    del options  # all that concerns a text went into its encoding
    encoding = found.encoding
    assert encoding is not None
    place = _place(found.text)
    survey = FieldSurvey(content)
    for block in _stream(content, encoding, place):
        survey.add(block.data[start:end] for start, end in block.spans)
    if survey.records == 1 and not place.path:
        block = next(iter(_stream(content, encoding, place)))
        refuse_wrapped_records(block.data[slice(*block.spans[0])], content.name)
    notes = (*((encoding.note,) if encoding.note else ()), *_listed(place), *survey.notes())
    return JsonReader(content, encoding, place, *survey.names(), notes)


def _listed(place: Place) -> Iterator[str]:
    if place.path:
        yield f"its records are the list '{place.path}'"


def _stream(content: Content, encoding: Encoding, place: Place) -> Iterator[Elements]:
    """The records of the document, and of those that follow it, as when pages of an API were put into one file."""
    pieces = utf8_chunks(content, encoding)
    base = 0
    while True:
        try:
            rest = yield from elements(_skipping(pieces, place.offset), place.depth)
        except UnbalancedError as error:
            raise InputError(
                f"{content.name}: the JSON is cut short or damaged: at its end (byte"
                f" {base + place.offset + error.offset:,}) a list, an object or a text is still open; export it again"
            ) from error
        except LongElementError as error:
            raise InputError(
                f"{content.name}: what begins at byte {base + place.offset + error.offset + 1:,} is longer than"
                f" {MAXIMUM_RECORD >> 20} MB, as no incident is; check how it was exported, and give a list of records"
            ) from error
        base += place.offset + rest.offset
        head, pieces = _beginning(rest.pieces)
        if not head.strip():
            return
        if head.lstrip()[:1] not in {b"{", b"["}:
            raise InputError(
                f"{content.name}: something else follows the JSON: '{excerpt(head)}' (byte {base + 1:,});"
                " take it out, or export it again"
            )
        place = _place(head)


def _beginning(pieces: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Enough of a text to find the list in, and the text with it."""
    found: list[bytes] = []
    size = 0
    for piece in pieces:
        found.append(piece)
        size += len(piece) if size or piece.strip() else 0
        if size >= HEAD:
            break
    return b"".join(found), chain(found, pieces)


def _skipping(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    for piece in pieces:
        if size < len(piece):
            yield piece[size:]
        size = max(0, size - len(piece))


def _place(head: bytes) -> Place:
    """The first list of objects at the top or under a key that holds records; else the objects of the text itself."""
    opened: list[tuple[bytes, str]] = []
    key, last = "", ""
    for match in _TOKEN.finditer(head):
        token = match[0]
        if token[:1] == b'"':
            last = match[1].decode("utf-8", "replace")
        elif token == b":":
            key = last
        elif token in b"[{":
            within_objects = all(bracket == b"{" for bracket, _ in opened) and len(opened) <= _DEEPEST
            if (
                token == b"["
                and within_objects
                and (not opened or key in HOLDERS)
                and _holds_objects(head, match.end())
            ):
                path = ".".join((*(name for _, name in opened if name), key))
                return Place(match.end(), len(opened) + 1, path)
            opened.append((token, key))
            key = ""
        elif token in b"]}" and opened:
            opened.pop()
            if not opened:
                break
    return Place(0, 0, "")


def _holds_objects(head: bytes, position: int) -> bool:
    return re.compile(rb"\s*(\{|\]|\Z)").match(head, position) is not None


def _list_of(block: Elements, *, listed: bool) -> bytes:
    """The objects as one list; nothing that can be decoded where anything else stands between them.

    Those that are `listed` already have commas between them, or whatever else, at which the decoder stumbles.
    """
    if not block.spans:
        return b""
    if listed:
        start = 0 if block.before.strip(_BETWEEN) else block.spans[0][0]
        return b"[" + block.data[start:] + b"]"
    ends = (0, *(end for _, end in block.spans))
    between = b"".join(block.data[end:start] for end, (start, _) in zip(ends, block.spans, strict=False))
    return (
        b"" if between.strip(_BETWEEN) else b"[%b]" % b",".join(block.data[first:last] for first, last in block.spans)
    )


def _one_by_one(
    block: Elements, picked: Fields, repeats: Repeats, numbered: Numbered
) -> tuple[list[Any], list[int], list[Rejection]]:
    """The records, the places of those that give a field twice, and what stands between that is no record."""
    records: list[Any] = []
    twice: list[int] = []
    rejected: list[Rejection] = []
    number, position = 0, 0
    for start, end in block.spans:
        for other in _others(block.data[position:start]):
            number += 1
            rejected.append(numbered.rejection(number, _NO_OBJECT, other))
        position = end
        number += 1
        record, fault = decode_one(block.data[start:end], picked.record)
        if fault:
            rejected.append(numbered.rejection(number, fault, block.data[start:end]))
            continue
        if repeats.has(block.data[start:end]):
            twice.append(len(records))
        records.append(record)
    for other in _others(block.data[position:]):
        number += 1
        rejected.append(numbered.rejection(number, _NO_OBJECT, other))
    return records, twice, rejected


def _others(between: bytes) -> list[str]:
    """The elements of the list that stand between its objects: texts, numbers, null, or what makes no sense."""
    plain = between.strip(_BETWEEN)
    try:
        return [json.dumps(value, ensure_ascii=False) for value in json.loads(b"[" + plain + b"]")]
    except ValueError:
        return [plain.decode("utf-8", "replace")]
