"""Splits delimited text into records exactly, one field after another; the yardstick for the fast reader.

A field is quoted when a quote is its first character (spaces before it aside), and ends at a quote that is followed
by a delimiter or the end of the line. Inside, a doubled quote is a quote. What people write by hand is understood as
far as one line of text goes: ``"he said "no" to me"`` is one field, and so is ``"late" indeed``, with its quotes. A
quoted field that runs over lines has to close properly; if it does not, the line where it opens is set aside as
`unclosed quote` and reading resumes on the next line, so that one stray quote costs one row and not the rest of the
file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxaudit.incidents.formats.escapes import doubled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

UNCLOSED = "unclosed quote"
UNWRITTEN = "zeros in place of text, as in a part of a file that was never written"
HOLE = b"\0" * 512  # bytes, a sector of a disk
_BLANK = frozenset({b"\n", b"\r\n", b"\r"})


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its fields, the bytes it came from, and the fault that makes it unusable, if any."""

    fields: tuple[bytes, ...]
    raw: bytes
    end: int
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Grammar:
    """How fields are told apart: the delimiter and whether quotes mean anything; `width` that of the header, or 0.

    With `escaping` a backslash makes a quote one of the words.
    """

    delimiter: bytes
    quoting: bool
    quoted: re.Pattern[bytes]
    opened: re.Pattern[bytes]
    loose: re.Pattern[bytes]
    named: re.Pattern[bytes]
    plain: re.Pattern[bytes]
    width: int = 0
    escaping: bool = False


def grammar(delimiter: bytes, *, quoting: bool = True, escaping: bool = False) -> Grammar:
    """The grammar of text delimited by the one byte `delimiter`. Every pattern takes linear time."""
    mark = re.escape(delimiter)
    # Behind a closing quote even a lone CR can only end the record.
    end = rb" *+(" + mark + rb"|\r?\n|\r|\Z)"
    return Grammar(
        delimiter,
        quoting,
        quoted=re.compile(rb' *+"((?:[^"]++|"")*+)"' + end),
        opened=re.compile(rb' *+"(?:[^"]++|"")*+'),
        loose=re.compile(rb' *+"([^\n]*?)"' + end),
        named=re.compile(rb'( *+"[^"\n]*+"[^"\n' + mark + rb"]*+)(" + mark + rb"|\n|\Z)"),
        plain=re.compile(rb"([^\n" + mark + rb"]*+)(" + mark + rb"|\n|\Z)"),
        escaping=escaping,
    )


def split_records(data: bytes, rules: Grammar, *, final: bool) -> Iterator[Record]:
    """The records of `data` in order, blank lines left out.

    Stops before a record that more data might complete, unless these are the `final` data.
    """
    data = doubled(data) if rules.escaping else data
    position = 0
    while position < len(data):
        record = _record(data, position, rules, final=final)
        if record is None:
            return
        position = record.end
        if record.raw not in _BLANK:
            yield from _parted(record, rules)


def unwritten_marked(records: Iterable[Record]) -> tuple[Record, ...]:
    """The records, those with a hole in them made unusable, as its zeros may have been the end of rows."""
    return tuple(replace(record, fault=UNWRITTEN) if HOLE in record.raw else record for record in records)


def _parted(record: Record, rules: Grammar) -> tuple[Record, ...]:
    """The records `record` is made of, where a lone CR ends some of them among lines that end otherwise.

    A CR may as well stand in a text, so all of them have to be as wide as the table.
    """
    if not 0 < rules.width < len(record.fields) or b"\r" not in record.raw.rstrip(b"\r\n"):
        return (record,)
    text = record.raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    parts = tuple(replace(part, end=record.end) for part in split_records(text, rules, final=True))
    return parts if all(len(part.fields) == rules.width for part in parts) else (record,)


def _record(data: bytes, start: int, rules: Grammar, *, final: bool) -> Record | None:
    fields: list[bytes] = []
    position = start
    while True:
        field = _field(data, position, rules, final=final)
        if field is None:
            # What stands further on in the line decides.
            if not final and (_may_continue(data, position, rules) or data.find(b"\n", position) < 0):
                return None
            field = _named(data, position, rules)
        if field is None:
            return _unclosed(data, start, position)
        value, terminator, end = field
        fields.append(value)
        if terminator != rules.delimiter:
            # At the very end of the data the record may go on in what is not read yet.
            if not final and end == len(data) and not terminator.endswith(b"\n"):
                return None
            return Record(tuple(fields), data[start:end], end)
        if end == len(data) and not final:
            return None
        position = end


def _field(data: bytes, position: int, rules: Grammar, *, final: bool) -> tuple[bytes, bytes, int] | None:
    """Value, terminator and end of the field at `position`; None when a quote opens there and does not close."""
    if rules.quoting and rules.opened.match(data, position):
        match = rules.quoted.match(data, position)
        if match:
            return match[1].replace(b'""', b'"'), match[2], match.end()
        match = rules.loose.match(data, position)
        # What closes it properly may still come, on whatever line.
        if match is None or (not final and _may_continue(data, position, rules)):
            return None
        return match[1], match[2], match.end()
    match = rules.plain.match(data, position)
    assert match is not None
    value = match[1]
    return (value if match[2] == rules.delimiter else value.removesuffix(b"\r")), match[2], match.end()


def _named(data: bytes, position: int, rules: Grammar) -> tuple[bytes, bytes, int] | None:
    """Value, terminator and end of a field that goes on behind a word in quotes, which belong to its words."""
    match = rules.named.match(data, position)
    return match and (match[1].removesuffix(b"\r"), match[2], match.end())


def _may_continue(data: bytes, position: int, rules: Grammar) -> bool:
    match = rules.opened.match(data, position)
    # The closing quote may be the last byte there is, and what follows it decides.
    return match is not None and len(data) - match.end() <= 1


def _unclosed(data: bytes, start: int, position: int) -> Record:
    newline = data.find(b"\n", position)
    end = len(data) if newline < 0 else newline + 1
    return Record((), data[start:end], end, UNCLOSED)
