"""Times written with the names of months, one at a time: ``12/Mar/24 2:15 PM``, ``5. März 2024``, ``Tue, 05 Mar``."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType

from cxaudit.incidents.values.zones import offset_minutes

_NAMES = {
    1: "jan january januar janv janvier ene enero janeiro gen gennaio januari jän jänner",
    2: "feb february februar févr février fevr fevrier febrero fev fevereiro febbraio februari",
    3: "mar march mär märz mrz maerz mars marzo março marco maart mrt",
    4: "apr april avr avril abr abril aprile",
    5: "may mai mayo maio mag maggio mei",
    6: "jun june juni juin junio junho giu giugno",
    7: "jul july juli juil juillet julio julho lug luglio",
    8: "aug august août aout ago agosto augustus",
    9: "sep sept september septembre septiembre setembro set settembre",
    10: "oct october okt oktober octobre octubre outubro out ott ottobre",
    11: "nov november novembre noviembre novembro",
    12: "dec december dez dezember déc décembre decembre dic diciembre dezembro dicembre",
}
MONTHS = MappingProxyType({name: month for month, names in _NAMES.items() for name in names.split()})

_TIME = re.compile(
    r"(?:^|[\s,T]|\bat\b|\bum\b|\bà\b)(\d{1,2})[:h](\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d*)?)?\s*([ap]\.?\s?m\b\.?)?"
    r"\s*(?:uhr\s*)?(\(?[a-z]{1,5}\)?|(?:utc|gmt)?[+-]\d{1,2}:?\d{0,2})?\s*(?:\([^)]*\))?\s*$",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|\.|º|er)?[\s\-/.]*(?:de\s+)?([^\W\d_]{3,10})\.?[\s\-/.,]*(?:de[l]?\s+)?(\d{4}|\d{2})"
)
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,10})\.?[\s\-/.]*(\d{1,2})(?:st|nd|rd|th)?[\s\-/.,]+(\d{4}|\d{2})")
# The year behind the clock, as C's asctime, Unix' date and Twitter write it.
_YEAR_LAST = re.compile(
    r"(?:[^\W\d_]{2,4}\.?,?\s+)?([^\W\d_]{3,10})\s+(\d{1,2})\s+(\d{1,2}:\d{2}:\d{2})(\s+(?:[a-z]{1,5}|[+-]\d{4}))?\s+(\d{4})"
)
_YEAR_FIRST = re.compile(r"(\d{4})[\s\-/.]*([^\W\d_]{3,10})\.?[\s\-/.]*(\d{1,2})")


def spoken_time(text: str) -> datetime | None:
    """The time `text` means, in UTC without a zone, or None when it is no date with a month's name."""
    lowered = _YEAR_LAST.sub(r"\2 \1 \5 \3\4", text.strip().lower())
    clock = _TIME.search(lowered)
    date = _date(lowered[: clock.start()] if clock else lowered)
    if date is None:
        return None
    try:
        day = datetime(*date, tzinfo=UTC)
        return (_at(day, clock) if clock else day).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def _date(text: str) -> tuple[int, int, int] | None:
    for pattern, order in ((_YEAR_FIRST, (0, 1, 2)), (_DAY_FIRST, (2, 1, 0)), (_MONTH_FIRST, (2, 0, 1))):
        match = pattern.search(text)
        if match is None:
            continue
        year, month, day = (match[index + 1] for index in order)
        if month in MONTHS:
            return _full_year(int(year)), MONTHS[month], int(day)
    return None


def _full_year(year: int) -> int:
    if year >= 100:
        return year
    return year + 2000 if year < 70 else year + 1900


def _at(day: datetime, clock: re.Match[str]) -> datetime:
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    half = (clock[5] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    microsecond = int((clock[4] or "0").ljust(6, "0"))
    minutes = offset_minutes((clock[6] or "").strip("()"))
    zone = timezone(timedelta(minutes=minutes or 0))
    return day.replace(hour=hour, minute=minute, second=second, microsecond=microsecond, tzinfo=zone).astimezone(UTC)
