"""Finds out how a delimited text is written: its delimiter, whether quotes count, which bytes end a line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from cxaudit.errors import InputError, UsageError
from cxaudit.incidents.formats.escapes import holds_escapes
from cxaudit.incidents.formats.preamble import above_note, rows_above
from cxaudit.incidents.formats.records import Grammar, grammar, split_records

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CANDIDATES = (b",", b";", b"\t", b"|", b"\x1f", b"\x01", b"^", b"~")
_NEVER = b"\x1f"
_RECORDS = 200  # records of the head that are looked at
_ALL = 100_000  # more records than the head has
_LONGEST_NAME = 40  # characters of a column's name that is plainly one
_PLAIN_TO_SEE = 0.95  # share of records as wide as the header that leaves no doubt
_NAMES = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "\\t": "\t"}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to split the text. `returns`: lines end with a lone CR. `above`: bytes that stand above the header."""

    rules: Grammar
    returns: bool
    above: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Judged:
    """How text looks under `rules`: the fields of its header, the share of records that have as many, what is above."""

    rules: Grammar
    width: int
    share: float
    above: int = 0
    skipped: int = 0

    @property
    def rank(self) -> tuple[float, int, float]:
        """What tells the better of two readings."""
        if self.width < 2:
            # One column always fits; anything that splits most rows alike is a better reading.
            return (0.05 if self.width else 0.0), self.width, 0.0
        return round(self.share, 1), self.width, self.share


def find_dialect(head: bytes, chosen: str | None, name: str, *, whole: bool) -> Dialect:
    """The dialect of input `name`, which begins with `head` (and is that if `whole`); `chosen` is a delimiter.

    Raises UsageError for a chosen delimiter that cannot be one, or that leaves one column where another gives several.
    """
    # Within quotes a line may end otherwise than the rows do.
    outside = b"".join(head.split(b'"')[0::2])
    returns = b"\n" not in outside and b"\r" in outside
    text = head.replace(b"\r", b"\n") if returns else head
    first, line_end, rest = text.partition(b"\n")
    announced = bool(line_end) and first[:4].lower() == b"sep=" and len(first.rstrip(b"\r")) == 5
    delimiters = (text[4:5],) if announced else _CANDIDATES
    text = rest if announced else text
    if chosen is not None:
        delimiters = (_delimiter(chosen),)
    judged = [_judged(text, delimiter, whole=whole) for delimiter in delimiters]
    best = _with_escapes(max(judged, key=lambda each: each.rank), text, delimiters, whole=whole)
    rules = best.rules
    if best.width < 2 and chosen is not None:
        _refuse_better(text, chosen, name, whole=whole)
    elif best.width < 2:
        if all(each.width for each in judged):
            _refuse_broken_header(text, name)
        # A list of texts under one heading: the commas in it separate nothing. A header of no width is a broken one.
        rules = next((each.rules for each in judged if not each.width), grammar(_NEVER))
    above = (len(first) + 1 if announced else 0) + best.above
    return Dialect(rules, returns, above, tuple(_notes(best, returns=returns)))


def _notes(best: _Judged, *, returns: bool) -> Iterator[str]:
    if returns:
        yield "its lines end with a carriage return alone"
    if best.skipped:
        yield above_note(best.skipped)
    if best.rules.escaping:
        yield 'quotation marks in it are written \\"'
    if not best.rules.quoting:
        yield "quotation marks in it are not used to enclose fields, and are read as they stand"


def _with_escapes(best: _Judged, text: bytes, delimiters: Sequence[bytes], *, whole: bool) -> _Judged:
    """The better reading if in some a backslash makes a quote one of the words, looking at all of the text."""
    if not holds_escapes(text) or (best.width > 1 and not best.rules.quoting):
        return best
    if best.width > 1:
        delimiters = (best.rules.delimiter,)
    plain = _fit(text, best.rules, whole=whole, records=_ALL)
    escaped = [_fit(text, grammar(each, escaping=True), whole=whole, records=_ALL) for each in delimiters]
    found = max(escaped, key=lambda each: each.rank)
    return found if found.width > 1 and (found.width, found.share) > (plain.width, plain.share) else best


def _refuse_broken_header(text: bytes, name: str) -> None:
    """Raise InputError where the only column would have a name that plainly consists of several."""
    header = text.lstrip(b"\r\n").partition(b"\n")[0].decode("utf-8", "replace").strip('\r"')
    for delimiter in _CANDIDATES[:4]:
        names = header.split(delimiter.decode())
        if len(names) > 2 and len(set(names)) == len(names) and all(_is_name(each) for each in names):
            raise InputError(
                f"{name}: its first line names {len(names)} columns, but the lines below do not split into as many;"
                " check the quotation marks around their texts, or say how they are separated with --delimiter"
            )


def _is_name(text: str) -> bool:
    return text == text.strip() and 0 < len(text) <= _LONGEST_NAME


def _refuse_better(text: bytes, chosen: str, name: str, *, whole: bool) -> None:
    """Raise UsageError where the delimiter `chosen` makes one column of a text that plainly has another delimiter."""
    for delimiter in _CANDIDATES[:4]:
        other = _judged(text, delimiter, whole=whole)
        if other.width > 2 and other.share > _PLAIN_TO_SEE:
            better = "tab" if delimiter == b"\t" else delimiter.decode()
            raise UsageError(
                f"{name}: delimiter '{chosen}' leaves one column, and '{better}' would give {other.width};"
                " leave the delimiter out, or give the right one"
            )


def _delimiter(chosen: str) -> bytes:
    text = _NAMES.get(chosen.lower(), chosen)
    if len(text) != 1 or not text.isascii() or text in '"\r\n':
        raise UsageError(f"delimiter '{chosen}' cannot be used; give one ASCII character, or tab")
    return text.encode()


def _judged(text: bytes, delimiter: bytes, *, whole: bool) -> _Judged:
    """How well the delimiter fits, with quotes that enclose fields or, where that fits badly, without."""
    judged = _fit(text, grammar(delimiter), whole=whole)
    if judged.rank[0] < 0.8 and (delimiter != b"," or not judged.width):
        plain = _fit(text, grammar(delimiter, quoting=False), whole=whole)
        if plain.rank[0] > _PLAIN_TO_SEE and plain.width > 1:
            return plain
    return judged


def _fit(text: bytes, rules: Grammar, *, whole: bool, records: int = _RECORDS) -> _Judged:
    found = list(islice(split_records(text, rules, final=whole), records))
    if not found:
        return _Judged(rules, 0, 0.0)
    rows = [[field.decode("utf-8", "replace") for field in record.fields] for record in found]
    skipped = rows_above(rows)
    if any(record.fault for record in found[:skipped]):
        skipped = 0
    widths = Counter(map(len, rows[skipped:]))
    header = len(rows[skipped])
    above = found[skipped - 1].end if skipped else 0
    return _Judged(rules, header, widths[header] / (len(rows) - skipped), above, skipped)
