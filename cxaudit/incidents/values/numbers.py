"""Numbers, durations and flags as exports write them."""

from __future__ import annotations

import datetime as dt
import re
from types import MappingProxyType
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.incidents.values.texts import by_distinct

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

NUMBER = pa.float64()

# Minutes in one of each unit a duration column can be in.
UNITS = MappingProxyType({"milliseconds": 1 / 60_000, "seconds": 1 / 60, "minutes": 1.0, "hours": 60.0, "days": 1440.0})

_WORDS = MappingProxyType(
    {"d": 1440.0, "day": 1440.0, "days": 1440.0, "tag": 1440.0, "tage": 1440.0, "w": 10_080.0, "week": 10_080.0}
    | {"weeks": 10_080.0, "h": 60.0, "hr": 60.0, "hrs": 60.0, "hour": 60.0, "hours": 60.0, "std": 60.0}
    | {"m": 1.0, "min": 1.0, "mins": 1.0, "minute": 1.0, "minutes": 1.0}
    | {"s": 1 / 60, "sec": 1 / 60, "secs": 1 / 60, "second": 1 / 60, "seconds": 1 / 60}
)
_CLOCK = re.compile(
    r"(-?)(?:(\d+)\s*(?:d|days?)[,\s]+)?(\d{1,3}(?:,\d{3})+|\d+):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:\s*(?:h|hrs?|hours?|std)\.?)?"
)
_SPOKEN = re.compile(r"(-?\d+(?:[.,]\d+)?)\s*([a-z]+)\.?,?\s*")
_SINCE_1900 = re.compile(r"(?:1899|190\d)-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?")
_SINCE_1970 = re.compile(r"19\d\d-\d\d-\d\d \d\d:\d\d:\d\d")

_TRUE = frozenset(
    {"true", "yes", "y", "t", "1", "1.0", "x", "on", "ja", "oui", "si", "sí", "sì", "sim", "wahr", "vrai"}
)
_FALSE = frozenset({"false", "no", "n", "f", "0", "0.0", "off", "nein", "non", "não", "nao", "nee", "falsch", "faux"})


def numbers(column: pa.Array) -> pa.Array:
    """The strings of `column` as numbers; null where they are none."""
    if not pa.types.is_string(column.type):
        return column.cast(NUMBER, safe=False)
    try:
        found = column.cast(NUMBER)
    except pa.ArrowInvalid:
        found = by_distinct(column, number, NUMBER)
    # "nan" and "inf" are numbers to a computer and to nobody else.
    return pc.if_else(pc.is_finite(found), found, pa.scalar(None, NUMBER))


def number(text: str) -> float | None:
    """One number: ``1,234.5``, ``1.234,5``, ``12 %``, ``$5``, ``4/5`` (the first part), or None."""
    plain = re.sub(r"[\s\u00a0\u202f'’%$€£¥]", "", text)
    plain = re.split(r"/|(?<=\d)[a-zA-Z(]", plain, maxsplit=1)[0]
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"-?\d{1,3}(\.\d{3})+,\d+|-?\d{1,3}(\.\d{3}){2,}", plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"-?\d+,\d+", plain):
        plain = plain.replace(",", ".")
    return float(plain) if re.fullmatch(r"-?(\d+\.?\d*|\.\d+)", plain) else None


def durations(column: pa.Array, unit: str) -> pa.Array:
    """Durations in minutes: numbers are in `unit`, clock times (``25:03:12``) and words (``1d 2h``) in none."""
    factor = UNITS[unit]
    if pa.types.is_duration(column.type):
        return pc.divide(column.cast(pa.duration("us"), safe=False).cast(pa.int64()).cast(NUMBER), 60_000_000.0)
    if not pa.types.is_string(column.type):
        return pc.multiply(numbers(column), factor)
    try:
        found = pc.multiply(column.cast(NUMBER), factor)
    except pa.ArrowInvalid:
        found = by_distinct(column, lambda text: minutes(text, factor), NUMBER)
    return pc.if_else(pc.is_finite(found), found, pa.scalar(None, NUMBER))


def minutes(text: str, factor: float) -> float | None:
    """One duration in minutes; a bare number counts `factor` minutes each."""
    lowered = text.strip().lower()
    clock = _CLOCK.fullmatch(lowered)
    if clock:
        sign = -1 if clock[1] else 1
        return sign * (
            int(clock[2] or 0) * 1440 + int(clock[3].replace(",", "")) * 60 + int(clock[4]) + int(clock[5] or 0) / 60
        )
    if _SINCE_1900.fullmatch(lowered):
        return _minutes_since_1900(lowered)
    if _SINCE_1970.fullmatch(lowered):
        return _minutes_since_1970(lowered)
    parts = _SPOKEN.findall(lowered)
    if parts and _SPOKEN.sub("", lowered) == "" and all(word in _WORDS for _, word in parts):
        return sum(float(amount.replace(",", ".")) * _WORDS[word] for amount, word in parts)
    plain = number(text)
    return None if plain is None else plain * factor


def flags(column: pa.Array, values: Mapping[str, str]) -> pa.Array:
    """Yes and no in several languages, 1 and 0, or the words `values` (lower case) gives as ``true`` and ``false``."""
    if pa.types.is_boolean(column.type):
        return column
    return by_distinct(column, lambda text: _flag(values.get(text.casefold(), text)), pa.bool_())


def is_flag(texts: Collection[str]) -> bool:
    """Whether every one of the texts, of which there are some, says yes or no."""
    return bool(texts) and all(_flag(text) is not None for text in texts)


def _flag(text: str) -> bool | None:
    lowered = text.strip().casefold()
    return True if lowered in _TRUE else False if lowered in _FALSE else None


def _minutes_since_1970(text: str) -> float:
    # ServiceNow stores a duration as the time that long after the beginning of 1970.
    moment = dt.datetime.strptime(text, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - both ends lack a zone
    return (moment - dt.datetime(1970, 1, 1)).total_seconds() / 60  # noqa: DTZ001 - likewise


def _minutes_since_1900(text: str) -> float:
    # A spreadsheet stores a duration as the time that long after the end of 1899, and takes 1900 for a leap year.
    moment = dt.datetime.strptime(text[:19], "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - both ends lack a zone
    since = (moment - dt.datetime(1899, 12, 31)).total_seconds() / 60  # noqa: DTZ001 - likewise
    return since if moment < dt.datetime(1900, 3, 1) else since + 1440  # noqa: DTZ001 - likewise
