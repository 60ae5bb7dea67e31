"""Secrets that are nothing but digits: cards, telephone numbers, accounts, national ids.

A run of digits and separators is cut into groups; a window of at most six groups is tried at each, so the time is
linear in the text. Dates, amounts of money and numbers announced as a ticket, an order and the like are left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from cxaudit.redaction import checksums
from cxaudit.redaction.secret import Secret
from cxaudit.redaction.uuids import without_uuids

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SPACES = " \u00a0\u2007\u2009\u202f"
_DASHES = "\\-\u2010-\u2015\u2212"
_RUN = re.compile(rf"\d(?:[{_SPACES}{_DASHES}./()]{{0,3}}\d)*+")
_OPENING = re.compile(r"(?:\+ ?)?\(?$")
_GROUP = re.compile(r"\d+")
_LOOK_BACK = 32  # characters before a number in which a word may announce it
_WINDOW = 6  # groups of digits that may make up one number
_SHORTEST = 6  # digits; fewer are no secret unless a word says so
_LONGEST = 19  # digits; the longest card number
_BEFORE, _AFTER = rf"(?<!\d)(?<!\d[{_DASHES}./])", rf"(?![{_DASHES}./]?\d)"
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d{2}"
_DATE = re.compile(
    rf"{_BEFORE}(?:{_YEAR}[-/.]{_MONTH}[-/.]{_DAY}|{_DAY}[-/.]{_MONTH}[-/.](?:{_YEAR}|\d{{2}})"
    rf"|{_MONTH}[-/.]{_DAY}[-/.](?:{_YEAR}|\d{{2}}))(?!\d|[-/.]\d)"
)
_MONEY = r"\d{1,3}(?:[,.' ]\d{3}){1,3}(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{1,2})?"
_CURRENCY = r"[$£€¥₹₩₽]|\b(?:USD|EUR|GBP|CHF|JPY|INR|AUD|CAD|Rs)\b\.?"
_AMOUNT = re.compile(
    rf"(?:{_CURRENCY}) ?(?:{_MONEY}){_AFTER}"
    rf"|{_BEFORE}(?<![\d,] )(?:{_MONEY})(?= ?(?:{_CURRENCY}|dollars?\b|euros?\b|pounds?\b|rupees?\b))",
    re.IGNORECASE,
)
_TICKET = re.compile(
    r"(?:#|\b(?:ticket|case|incident|request|ref(?:erence)?|order|invoice|tracking|booking|confirmation|claim|flight"
    r"|issue|job|complaint|parcel|shipment|sku|serial|model)s?)\W{0,3}(?:(?:no|nr|num|number|id|is|was)\b\W{0,3}){0,2}$",
    re.IGNORECASE,
)
_PHONE_WORD = re.compile(
    r"\b(?:tel(?:ephone)?|(?:tele)?phone|mobile|cell|fax|whatsapp|call(?:ed|ing)?|ring|text(?:ed)?|sms|dial(?:led)?)"
    r"\W{0,3}(?:(?:no|nr|number|is|was|me|us|back|on|at|my|him|her|them)\b\W{0,3}){0,4}$",
    re.IGNORECASE,
)
# How many digits stand in each group of a telephone number written without a prefix, in the countries that do so.
_PHONE_SHAPES = frozenset(
    {(3, 3, 4), (1, 3, 3, 4), (3, 7), (3, 3, 3), (2, 3, 2, 2), (3, 2, 2, 2), (4, 4), (2, 2, 2, 2), (5, 5), (4, 3, 3)}
    | {(2, 4, 4), (3, 4, 4), (2, 5, 4), (2, 8), (3, 2, 3), (2, 3, 4)}
)
_CARD_SHAPES = frozenset({(4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 4, 3), (4, 4, 4, 1), (4, 3, 3, 3), (4, 4, 5)})
_CENTURIES = frozenset({"19", "20"})
_ELEVEN = frozenset({"12", "13", "14", "15", "16", "17", "18", "19"})  # North America with its 1, Chinese mobiles


@dataclass(frozen=True, slots=True)
class _Lead:
    """What comes before a number and says what it is."""

    opening: int  # characters of a "+(" that belong to the number
    plus: bool
    phone: bool
    ticket: bool
    glued: bool  # to a letter or a digit


@dataclass(frozen=True, slots=True)
class _Window:
    """Neighbouring groups of digits: their digits in ASCII, how many stand in each, and what is written between."""

    digits: str
    shape: tuple[int, ...]
    between: tuple[str, ...]
    lead: _Lead


def find_numbers(text: str) -> Iterator[Secret]:
    """Every secret in `text` that is made of digits. Cards first: no date or amount may hide one."""
    if all(sum(map(str.isdigit, run)) < _SHORTEST for run in _RUN.findall(text)):
        return  # as in most texts
    text = without_uuids(text)
    cards = list(_scan(text, _card))
    yield from cards
    taken = list(text)
    for card in cards:
        taken[card.start : card.end] = "\n" * (card.end - card.start)
    rest = _DATE.sub(_as_break, _AMOUNT.sub(_as_break, "".join(taken)))
    yield from _scan(rest, _other)


def _as_break(match: re.Match[str]) -> str:
    return "\n" * len(match.group())


def _scan(text: str, kind: Callable[[_Window], str]) -> Iterator[Secret]:
    """Try `kind` on every window, the longest first; it answers with a marker, or with nothing."""
    for run in _RUN.finditer(text):
        groups = [(run.start() + group.start(), run.start() + group.end()) for group in _GROUP.finditer(run.group())]
        first = 0
        while first < len(groups):
            near = groups[first : first + _WINDOW]
            length, marker = _longest(text, near, kind) if _digits(near) >= _SHORTEST else (0, "")
            if marker:
                opening = _lead(text, near[0][0]).opening
                yield Secret(near[0][0] - opening, near[length - 1][1], marker)
            first += max(length, 1)


def _longest(text: str, near: list[tuple[int, int]], kind: Callable[[_Window], str]) -> tuple[int, str]:
    """How many of the groups make up one number, and its marker."""
    lead = _lead(text, near[0][0])
    for length in range(len(near), 0, -1):
        groups = near[:length]
        if _digits(groups) < _SHORTEST or (length > 1 and _digits(groups) > _LONGEST):
            continue
        window = _Window(
            "".join(str(int(character)) for begin, end in groups for character in text[begin:end]),
            tuple(end - begin for begin, end in groups),
            tuple(text[left[1] : right[0]] for left, right in pairwise(groups)),
            lead,
        )
        marker = kind(window)
        if marker:
            return length, marker
    return 0, ""


def _digits(groups: list[tuple[int, int]]) -> int:
    return sum(end - begin for begin, end in groups)


def _lead(text: str, start: int) -> _Lead:
    before = text[max(0, start - _LOOK_BACK) : start]
    opening = _OPENING.search(before)
    return _Lead(
        len(opening.group()) if opening else 0,
        "+" in before[-3:],
        bool(_PHONE_WORD.search(before)),
        bool(_TICKET.search(before)),
        before[-1:].isalnum(),
    )


def _card(window: _Window) -> str:
    if not 13 <= len(window.digits) <= _LONGEST:
        return ""
    known = len(window.shape) == 1 or window.shape in _CARD_SHAPES
    even = len(set(window.between)) <= 1 and min(window.shape[:-1], default=4) >= 3
    is_card = window.shape == (4, 4, 4, 4) or ((known or even) and checksums.luhn(window.digits))
    return "[card]" if is_card else ""


def _other(window: _Window) -> str:
    lead = window.lead
    if lead.plus and 8 <= len(window.digits) <= 15:
        return "[phone]"
    if lead.phone and len(window.digits) <= 15 and max(window.shape) >= 3:
        return "[phone]"
    if lead.glued or (lead.ticket and len(window.shape) == 1):
        return ""
    return _national(window) or _phone(window) or _account(window)


def _national(window: _Window) -> str:
    digits, shape = window.digits, window.shape
    found = (
        (shape == (3, 2, 4) and set(window.between) <= set(" -"))  # United States, social security number
        or (shape == (3, 3, 3) and digits[0] != "0" and checksums.luhn(digits))  # Canada
        or (shape == (4, 4, 4) and checksums.verhoeff(digits))  # India
        or (shape in {(3, 3, 3, 2), (9, 2)} and checksums.cpf(digits))  # Brazil
        or (shape in {(6, 4), (8, 4)} and checksums.luhn(digits[-10:]))  # Sweden
    )
    return "[national id]" if found else ""


def _phone(window: _Window) -> str:
    digits, shape = window.digits, window.shape
    if len(shape) == 1:
        ten = len(digits) == 10 and digits[0] not in "01"
        nine = len(digits) == 9 and digits[0] in "6789"
        eleven = len(digits) == 11 and (digits[0] == "0" or digits[:2] in _ELEVEN)
        return "[phone]" if ten or nine or eleven or _is_trunk(digits) else ""
    if shape == (3, 4):
        return "[phone]" if window.between == ("-",) and digits[0] not in "01" else ""
    years = shape == (4, 4) and digits[:2] in _CENTURIES and digits[4:6] in _CENTURIES
    millions = digits.endswith("000000")
    if years or millions or "/" in window.between[-1]:
        return ""
    return "[phone]" if shape in _PHONE_SHAPES or _is_trunk(digits) else ""


def _is_trunk(digits: str) -> bool:
    """Whether it begins as a call to another town (0) or country (00) does."""
    if digits.startswith("00"):
        return digits[2:3] != "0" and 10 <= len(digits) <= 17
    return digits.startswith("0") and 9 <= len(digits) <= 12


def _account(window: _Window) -> str:
    digits, shape = window.digits, window.shape
    if shape in {(2, 2, 2), (2, 2, 2, 8)} and set(window.between[:2]) == {"-"}:
        return "[account]"  # a British sort code, with or without the account
    even = len(shape) == 1 or (min(shape) >= 3 and len(set(window.between)) == 1)
    return "[account]" if even and len(digits) >= 12 else ""
