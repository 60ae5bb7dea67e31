"""Phone numbers, so written that the spellings of one number are equal, whatever its country's habits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from cxaudit.incidents.values.whole import without_fraction

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_LEAST_DIGITS = 7  # of a number whose country is known; shorter ones are no customer's own
_LEAST_DIGITS_ALONE = 8  # of one whose country is not: without an area code it is the number of many
_INTERNATIONAL_DIGITS = 11  # from which digits without a plus may begin with the code of a country
_REMEMBERED = 1 << 17  # numbers; people call again, so most are met several times
_SEPARATORS = re.compile(r"[\s./–-]+|\((?!0\))|(?<!\(0)\)")  # but not the zero in brackets
_INTERNATIONAL = re.compile(r"\+(?:([1-9]\d{0,2})\(0\))?([1-9]\d{6,14})")


@dataclass(frozen=True, slots=True)
class Phone:
    """A number: the calling code of its country, 0 where that is not known, and its digits from there on.

    `number` has no leading zeros; an extension stands after an ``x``, as it leads to somebody else.
    """

    calling_code: int
    number: str


@lru_cache(maxsize=_REMEMBERED)
def phone_number(text: str, country: str = "") -> Phone | None:
    """The number in `text`, or None where there is none that could be a customer's.

    `country` (ISO 3166, such as ``DE``) is where numbers without the code of a country belong. Without it they keep
    calling code 0, but for digits of 11 or more that are a valid number once a plus stands before them. What is a
    number, and how each country writes it, is known to Google's libphonenumber.
    """
    bare = without_fraction(text).strip().removeprefix("tel:")
    if not any(sign.isdigit() for sign in bare) or any(sign.isalpha() for sign in bare.casefold().replace("x", "")):
        bare = _without_words(bare)
    if bare.startswith("00"):
        bare = f"+{bare[2:].lstrip()}"
    if bare.startswith("+"):
        return _parsed(bare, None)
    digits = re.sub(r"\D", "", bare)
    if len(digits) >= _INTERNATIONAL_DIGITS and not digits.startswith("0") and "x" not in bare.casefold():
        whole = _parsed(f"+{digits}", None, valid=True)
        if whole is not None and (not country or _is_of(whole, country) or _parsed(bare, country, valid=True) is None):
            return whole
    if country:
        return _parsed(bare, country)
    return _alone(bare)


def is_country(text: str) -> bool:
    """Whether `text` names a country by its two letters, such as ``DE``."""
    import phonenumbers  # noqa: PLC0415 - only needed where customers are joined

    return text in phonenumbers.SUPPORTED_REGIONS


def _without_words(text: str) -> str:
    """The number in a cell that says more, such as ``Mobile: 0170 1234567 (private)``; nothing if it is unclear."""
    found = re.findall(r"\+?\d[\d\s()/.–-]{5,}\d(?:\s*(?:x|ext\.?)\s*\d{1,6})?", text, re.IGNORECASE)
    return found[0] if len(found) == 1 else ""


def _is_of(phone: Phone, country: str) -> bool:
    import phonenumbers  # noqa: PLC0415 - likewise

    return phone.calling_code == phonenumbers.country_code_for_region(country)


def _parsed(text: str, country: str | None, *, valid: bool = False) -> Phone | None:
    import phonenumbers  # noqa: PLC0415 - likewise

    plain = None if valid else _plainly(text)
    if plain is not None:
        return plain
    try:
        found = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if valid and not phonenumbers.is_valid_number(found):
        return None
    return _finished(found) if phonenumbers.is_possible_number(found) else None


def _plainly(text: str) -> Phone | None:
    """What the library makes of a number with nothing to it but its country's code and digits; None if unsure.

    The library takes its time, and nearly all numbers are so.
    """
    found = _INTERNATIONAL.fullmatch(_SEPARATORS.sub("", text))
    if found is None:
        return None
    before_zero, digits = found.groups(default="")
    for code in [before_zero] if before_zero else [digits[:length] for length in (1, 2, 3)]:
        habits = _habits(int(code))
        number = digits if before_zero else digits[len(code) :]
        if habits is not None and (habits.zero or not before_zero):
            usual = len(number) in habits.lengths and number[0] != "0" and not habits.prefix.match(number)
            return Phone(int(code), number) if usual and len(set(number)) > 1 else None
    return None


@dataclass(frozen=True, slots=True)
class _Habits:
    """How numbers of a country are: digits before them at home, whether that is a zero, and how long they are."""

    prefix: re.Pattern[str]
    zero: bool
    lengths: frozenset[int]


@cache
def _habits(calling_code: int) -> _Habits | None:
    import phonenumbers  # noqa: PLC0415 - likewise

    region = phonenumbers.region_code_for_country_code(calling_code)
    known = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(calling_code, region)
    if known is None or known.general_desc is None:
        return None
    prefix = known.national_prefix_for_parsing or "(?!)"
    lengths = frozenset(length for length in known.general_desc.possible_length if length >= _LEAST_DIGITS)
    return _Habits(re.compile(prefix), prefix == "0", lengths)


def _finished(found: PhoneNumber) -> Phone | None:
    number = str(found.national_number)
    if found.country_code is None or len(number) < _LEAST_DIGITS or len(set(number)) == 1:
        return None
    return Phone(found.country_code, f"{number}x{found.extension}" if found.extension else number)


def _alone(text: str) -> Phone | None:
    """A number as it is dialled within a country that nobody has named."""
    number, _, extension = text.casefold().replace("ext.", "x").replace("ext", "x").partition("x")
    digits = re.sub(r"\D", "", number).lstrip("0")
    if not _LEAST_DIGITS_ALONE <= len(digits) <= 15 or len(set(digits)) == 1:
        return None
    further = re.sub(r"\D", "", extension)
    return Phone(0, f"{digits}x{further}" if further else digits)
