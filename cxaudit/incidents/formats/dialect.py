"""Finds out how a delimited text is written: its delimiter, whether quotes count, which bytes end a line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice

from cxaudit.errors import UsageError
from cxaudit.incidents.formats.records import Grammar, grammar, split_records

_CANDIDATES = (b",", b";", b"\t", b"|", b"\x1f", b"\x01", b"^", b"~")
_NEVER = b"\x1f"
_RECORDS = 200  # records of the head that are looked at
_NAMES = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "\\t": "\t"}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to split the text. `returns`: lines end with a lone CR. `announced`: the first line only says ``sep=;``."""

    rules: Grammar
    returns: bool
    announced: bool
    notes: tuple[str, ...] = ()


def find_dialect(head: bytes, chosen: str | None, *, whole: bool) -> Dialect:
    """The dialect of a text that begins with `head` (which is all of it if `whole`); `chosen` is a delimiter."""
    returns = b"\n" not in head and b"\r" in head
    text = head.replace(b"\r", b"\n") if returns else head
    first, line_end, _ = text.partition(b"\n")
    announced = bool(line_end) and first[:4].lower() == b"sep=" and len(first.rstrip(b"\r")) == 5
    delimiters: tuple[bytes, ...] = _CANDIDATES
    if announced:
        delimiters = (text[4:5],)
        text = text.split(b"\n", 1)[-1]
    if chosen is not None:
        delimiters = (_delimiter(chosen),)
    found = max((_judged(text, delimiter, whole=whole) for delimiter in delimiters), key=lambda judged: judged[0])
    notes = ["its lines end with a carriage return alone"] if returns else []
    if not found[1].quoting:
        notes.append("quotation marks in it are not used to enclose fields, and are read as they stand")
    rules = found[1]
    if found[0][1] < 2 and chosen is None:
        # A list of texts under one heading: the commas in it separate nothing.
        rules = grammar(_NEVER)
    return Dialect(rules, returns, announced, tuple(notes))


def _delimiter(chosen: str) -> bytes:
    text = _NAMES.get(chosen.lower(), chosen)
    if len(text) != 1 or not text.isascii() or text in '"\r\n':
        raise UsageError(f"delimiter '{chosen}' cannot be used; give one ASCII character, or tab")
    return text.encode()


def _judged(text: bytes, delimiter: bytes, *, whole: bool) -> tuple[tuple[float, int, float], Grammar]:
    """How well the delimiter fits: the share of records with as many fields as the header, and how many those are."""
    rules = grammar(delimiter)
    fit = _fit(text, rules, whole=whole)
    plain_rules = grammar(delimiter, quoting=False)
    if fit[0] < 0.8 and delimiter != b",":
        plain = _fit(text, plain_rules, whole=whole)
        if plain[0] > 0.95 and plain[1] > 1:
            return plain, plain_rules
    return fit, rules


def _fit(text: bytes, rules: Grammar, *, whole: bool) -> tuple[float, int, float]:
    records = list(islice(split_records(text, rules, final=whole), _RECORDS))
    if not records:
        return 0.0, 0, 0.0
    widths = Counter(len(record.fields) for record in records)
    header = len(records[0].fields)
    if header < 2:
        # One column always fits; anything that splits most rows alike is a better reading.
        return 0.05, header, 0.0
    share = widths[header] / len(records)
    return (round(share, 1) if header > 1 else 0.0), header, share
