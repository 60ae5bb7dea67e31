"""Times written with the names of months, one at a time: ``12/Mar/24 2:15 PM``, ``5. März 2024``, ``Tue, 05 Mar``."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType

from cxaudit.incidents.values.zones import offset_minutes

# In English, the Romance languages, German and Dutch; then Nordic ones, Polish and Czech (in which a listopad is in
# November, and not in October as in Croatian), Russian and Ukrainian, Turkish, Hungarian and Indonesian.
_NAMES = (
    {
        1: "jan january januar janv janvier ene enero janeiro gen gennaio januari jän jänner ianuarie",
        2: "feb february februar févr février fevr fevrier febrero fev fevereiro febbraio februari februarie",
        3: "mar march mär märz mrz maerz mars marzo março marco maart mrt martie",
        4: "apr april avr avril abr abril aprile aprilie",
        5: "may mai mayo maio mag maggio mei",
        6: "jun june juni juin junio junho giu giugno iunie",
        7: "jul july juli juil juillet julio julho lug luglio iulie",
        8: "aug august août aout ago agosto augustus",
        9: "sep sept september septembre septiembre setiembre setembro set settembre septembrie",
        10: "oct october okt oktober octobre octubre outubro out ott ottobre octombrie",
        11: "nov november novembre noviembre novembro noiembrie",
        12: "dec december dez dezember déc décembre decembre dic diciembre dezembro dicembre decembrie",
    },
    {
        1: "tammikuuta styczeń stycznia sty leden ledna января янв січня ocak oca január",
        2: "helmikuuta luty lutego lut únor února февраля фев февр лютого şubat şub február",
        3: "marts maaliskuuta marzec marca březen března марта мар березня mart március maret",
        4: "huhtikuuta kwiecień kwietnia kwi duben dubna апреля апр квітня nisan nis április",
        5: "maj toukokuuta maja květen května мая май травня mayıs mayis május",
        6: "kesäkuuta czerwiec czerwca cze červen června июня июн червня haziran haz június",
        7: "heinäkuuta lipiec lipca lip červenec července июля июл липня temmuz tem július",
        8: "augusti elokuuta sierpień sierpnia sie srpen srpna августа авг серпня ağustos ağu augusztus agustus",
        9: "syyskuuta wrzesień września wrz září сентября сен сент вересня eylül eyl szeptember",
        10: "lokakuuta październik października paź říjen října октября окт жовтня ekim eki október",
        11: "marraskuuta listopad listopada listopadu lis ноября ноя листопада kasım kasim kas",
        12: "desember joulukuuta grudzień grudnia gru prosinec prosince декабря дек грудня aralık aralik ara",
    },
)
MONTHS = MappingProxyType(
    {name: month for languages in _NAMES for month, names in languages.items() for name in names.split()}
)

_TIME = re.compile(
    r"(?:^|[\s,T]|\bat\b|\bum\b|\bà\b)(\d{1,2})[:h.](\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d*)?)?\s*([ap]\.?\s?m\b\.?)?"
    r"\s*(?:uhr\s*)?(\(?[a-z]{1,5}\)?|(?:utc|gmt)?[+-]\d{1,2}:?\d{0,2})?\s*(?:\([^)]*\))?\s*$",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|\.|º|er)?[\s\-/.]*(?:de\s+)?([^\W\d_]{3,12})\.?[\s\-/.,]*(?:de[l]?\s+)?(\d{4}|\d{2})"
)
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,12})\.?[\s\-/.]*(\d{1,2})(?:st|nd|rd|th)?[\s\-/.,]+(\d{4}|\d{2})")
# The year behind the clock, as C's asctime, Unix' date and Twitter write it.
_YEAR_LAST = re.compile(
    r"(?:[^\W\d_]{2,4}\.?,?\s+)?([^\W\d_]{3,12})\s+(\d{1,2})\s+(\d{1,2}:\d{2}:\d{2})(\s+(?:[a-z]{1,5}|[+-]\d{4}))?\s+(\d{4})"
)
_YEAR_FIRST = re.compile(r"(\d{4})[\s\-/.]*([^\W\d_]{3,12})\.?[\s\-/.]*(\d{1,2})")


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
        # Numbers around a date would be a clock in a way that is not known here.
        around = text[: match.start()] + text[match.end() :]
        if month in MONTHS and not any(map(str.isdigit, around)):
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
