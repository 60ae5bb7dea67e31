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

# The minutes in a unit and the words for it, in English, German, French, Spanish, Italian, Portuguese and Dutch.
_UNIT_WORDS = {
    10_080.0: "w wk wks week weeks woche wochen semaine semaines sem semana semanas settimana settimane weken",
    1440.0: "d day days tag tage tagen t jour jours j día días dia dias giorno giorni gg dag dagen",
    60.0: "h hr hrs hour hours std stunde stunden heure heures hora horas ora ore uur uren u",
    1.0: "m min mins minute minutes minuten minuto minutos minuti minuut mn",
    1 / 60: "s sec secs second seconds sek sekunde sekunden seconde secondes seg segundo segundos secondo secondi"
    " seconden",
    1 / 60_000: "ms msec millisecond milliseconds",
}
_WORDS = MappingProxyType({word: minutes for minutes, words in _UNIT_WORDS.items() for word in words.split()})
_CLOCK = re.compile(
    r"(-?)(?:(\d+)\s*(?:d|days?|tage?|jours?|d[ií]as?|giorn[io]|dag|dagen|\.(?=\d\d:))[,\s]*)?"
    r"(\d{1,3}(?:,\d{3})+|\d+):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:\s*(?:h|hrs?|hours?|std)\.?)?"
)
_SPOKEN = re.compile(
    r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)\s*(?:(?:business|calendar|working)\s)?([^\W\d_]+)\.?"
    r"(?:\s*(?:,|and|und|et|y|e|en)(?=[\s\d])|(?=[\s\d]|$))\s*"
)
# A duration as ISO 8601 has it; a year and a month are of no fixed length.
_ISO = re.compile(
    r"(-?)p(?:(\d+(?:\.\d+)?)w)?(?:(\d+(?:\.\d+)?)d)?(?:t(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?)?"
)
_ISO_MINUTES = (10_080.0, 1440.0, 60.0, 1.0, 1 / 60)
_HALF_SPOKEN = re.compile(r"(\d+)\s*(?:h|std|uur|u)\.?\s*(\d{1,2})")  # 1h30
_LONGEST = 120  # characters; a longer text is no number and no duration, and would take long to look through
_LETTERS = re.compile(r"[^\W\d_]")
_IN_BRACKETS = re.compile(r"\([^()]*\)\s*$")
_SCIENTIFIC = re.compile(r"-?\d+(?:[.,]\d+)?e[+-]?\d{1,3}", re.IGNORECASE)
_SINCE_1900 = re.compile(r"(?:1899|190\d)-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?")
_SINCE_1970 = re.compile(r"19\d\d-\d\d-\d\d \d\d:\d\d:\d\d")

_TRUE = frozenset(
    {"true", "yes", "y", "t", "1", "1.0", "x", "on", "ja", "oui", "si", "sí", "sì", "sim", "wahr", "vrai"}
    | {"verdadero", "verdadeiro", "vero", "waar", "checked", "✓", "✔", "✔️", "✅", "☑", "☑️"}
)
_FALSE = frozenset(
    {"false", "no", "n", "f", "0", "0.0", "off", "nein", "non", "não", "nao", "nee", "falsch", "faux"}
    | {"falso", "onwaar", "unchecked", "✗", "✘", "❌", "☐"}
)


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
    if len(text) > _LONGEST:
        return None
    plain = re.sub(r"[\s\u00a0\u202f'’%$€£¥]", "", text)
    if _SCIENTIFIC.fullmatch(plain):
        return float(plain.replace(",", "."))
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
    if len(text) > _LONGEST:
        return None
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
    spoken = _spoken(lowered)
    if spoken is not None:
        return spoken
    # What a word means that is no unit, nobody knows: 2 of it are not 2 minutes.
    bare = _IN_BRACKETS.sub("", lowered)
    plain = None if _LETTERS.search(_SCIENTIFIC.sub("", bare)) else number(text)
    return None if plain is None else plain * factor


def _spoken(lowered: str) -> float | None:
    """One duration in words, or as ISO 8601 has it, in minutes."""
    iso = _ISO.fullmatch(lowered)
    if iso and any(iso.groups()[1:]):
        size = sum(float(amount or 0) * each for amount, each in zip(iso.groups()[1:], _ISO_MINUTES, strict=True))
        return -size if iso[1] else size
    half = _HALF_SPOKEN.fullmatch(lowered)
    if half:
        return int(half[1]) * 60.0 + int(half[2])
    negative = lowered.startswith("-")
    parts = _SPOKEN.findall(lowered.removeprefix("-"))
    if not parts or _SPOKEN.sub("", lowered.removeprefix("-")) or any(word not in _WORDS for _, word in parts):
        return None
    size = sum((number(amount) or 0.0) * _WORDS[word] for amount, word in parts)
    return -size if negative else size


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
    if moment < dt.datetime(1899, 12, 31):  # noqa: DTZ001 - likewise
        # Other programs take the day before for the first, and have no day at all in a duration that is shorter.
        return moment.hour * 60 + moment.minute + moment.second / 60
    since = (moment - dt.datetime(1899, 12, 31)).total_seconds() / 60  # noqa: DTZ001 - likewise
    return since if moment < dt.datetime(1900, 3, 1) else since + 1440  # noqa: DTZ001 - likewise
