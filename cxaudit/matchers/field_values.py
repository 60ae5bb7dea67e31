"""Reading numbers, times, flags and categories out of the values of a column."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

FieldValue: TypeAlias = "str | float | bool | datetime | None"

DAY = 86_400_000_000  # microseconds

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:(?<=\d)\.?|\.(?=\d))\d*(?:[eE][+-]?\d{1,3})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?\s?(?:Z|[+-]\d{2}:?\d{2})?)?", re.ASCII
)
_TRUE, _FALSE = frozenset({"true", "yes", "y", "t", "1"}), frozenset({"false", "no", "n", "f", "0"})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def is_missing(value: FieldValue) -> bool:
    """Whether there is no value: null, blank, or not a number."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, float) and math.isnan(value))


def read_number(value: FieldValue) -> float | None:
    """A number, or text that is one (thousands may be set apart by commas)."""
    if isinstance(value, str):
        text = value.strip()
        return float(text.replace(",", "")) if _NUMBER.fullmatch(text) else None
    return float(value) if isinstance(value, int | float) else None


def read_time(value: FieldValue) -> int | None:
    """A time in microseconds since 1970; text must be ISO 8601, and is UTC where it names no zone."""
    if isinstance(value, str):
        text = value.strip()
        if not _TIME.fullmatch(text):
            return None
        try:
            value = datetime.fromisoformat(text.replace(" Z", "Z"))
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return (aware - _EPOCH) // timedelta(microseconds=1)


def is_day(text: str) -> bool:
    """Whether text names a day without a time."""
    return _DAY.fullmatch(text.strip()) is not None


def read_flag(value: FieldValue) -> bool | None:
    """A flag, or text that says yes or no."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float | int):
        return bool(value) if value in (0, 1) else None
    if isinstance(value, str):
        text = value.strip().casefold()
        return True if text in _TRUE else False if text in _FALSE else None
    return None


def folded_value(value: FieldValue) -> str:
    """A category as it is compared: case folded, without outer spaces."""
    if isinstance(value, float) and not isinstance(value, bool) and value.is_integer():
        value = int(value)
    return str(value).strip().casefold()
