"""Times in the ways of programs and languages that are seldom met, rewritten in the usual ones, one at a time.

What JavaScript, Java, .NET, Go and Oracle write by default, halves of the day and words around the clock in several
languages, East Asian dates, and the clock before the date. A text that is none of these comes out as it stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cxaudit.incidents.values.zones import is_region, offset_minutes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LONGEST = 120  # characters; a longer text is no time

# Signs that say in which direction to write, and quotation marks.
_NEEDLESS = re.compile('[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff"]')
_SPACES = re.compile(r"\s+")
_CLOCK = r"\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?"


def _east_asian_clock(found: re.Match[str]) -> str:
    return f"{found[1]}:{int(found[2]):02d}:{int(found[3] or 0):02d}"


_STEPS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), plain)
    for pattern, plain in (
        # Milliseconds since 1970, as .NET puts them into JSON.
        (r"^\\?/date\((-?\d+)(?:[+-]\d{4})?\)\\?/$", r"\1"),
        # ISO 8601 without signs between the numbers.
        (r"^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(?:[.,]\d+)?(Z|[+-]\d{4})?$", r"\1-\2-\3 \4:\5:\6\7"),
        (r"^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(Z|[+-]\d{4})?$", r"\1-\2-\3 \4:\5\6"),
        # The serial number of a spreadsheet, with a comma in it.
        (r"^(\d{5}),(\d{1,12})$", r"\1.\2"),
        # East Asian dates and clocks.
        (r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]\s?", r"\1-\2-\3 "),
        (r"^(\d{4})\. (\d{1,2})\. (\d{1,2})\.?(?=\s|$)", r"\1-\2-\3"),
        (r"(\d{1,2})\s?[時时시点]\s?(\d{1,2})\s?[分분](?:\s?(\d{1,2})\s?[秒초])?", _east_asian_clock),
        (rf"(?:上午|午前|오전)\s?({_CLOCK})", r"\1 am"),
        (rf"(?:下午|午後|오후)\s?({_CLOCK})", r"\1 pm"),
        # Halves of the day with dots and spaces in them, as in Spanish.
        (r"(?<=[\d\s])([ap])\.?\s?m\b\.?", r"\1m"),
        # A zone by its offset and its name: +01:00[Europe/Berlin], +0000 UTC m=+0.1, +0100 (CET), (UTC+01:00).
        (r"\[[\w/+-]+\]$", ""),
        (r"\(((?:utc|gmt)?[+-]\d{1,2}(?::?\d\d)?|[a-z]{2,5})\)$", r"\1"),
        (r"([+-]\d\d:?\d\d) (?:[a-z]{2,5}(?: m=[+-][\d.]+)?|\([^()]*\))$", r"\1"),
        # Clocks with dots, as Oracle writes them, and thousandths behind a colon.
        (r"(?<=\s)(\d{1,2})\.(\d\d)\.(\d\d)(?:[.,](\d{1,9}))?\s?(?=[ap]m\b)", r"\1:\2:\3.\g<4>0 "),
        (r"(?<=[a-z]-\d\d\s)(\d{1,2})\.(\d\d)\.(\d\d)(?:[.,](\d{1,9}))?", r"\1:\2:\3.\g<4>0"),
        (r"(:\d\d:\d\d):(\d{3})\b", r"\1.\2"),
        # An hour alone, and words around the clock.
        (r"(?<![\d:.])(\d{1,2})\s?([ap]m)\b", r"\1:00 \2"),
        (r"(?<![\d:.])(\d{1,2})\s?(?:uhr|h|hrs)\.?$", r"\1:00"),
        (r"(?<![\d:.])(\d{1,2})\s?h\s?(\d\d)\b", r"\1:\2"),
        (r"(:\d\d)\s?(?:uhr|hrs?|hs|h|uur)\.?$", r"\1"),
        (
            r"(?<=[\d.]),?\s(?:[-–|@]|at|um|à|a las|alle(?: ore)?|às|as|om|kl\.?|klo|ore)\s(?=\d{1,2}:\d\d)",
            " ",
        ),
        # The clock before the date, and the day of the week before one in numbers.
        (rf"^({_CLOCK}(?: ?[ap]m)?),? (?:[-–|] )?([^:]+)$", r"\2 \1"),
        (r"^[^\W\d_]{2,12}\.?,? (?=\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b)", ""),
    )
)
_HAS_CLOCK = re.compile(r"\d:\d\d")
_ZONE = re.compile(r"(?<=[\dapm])\s?\b([A-Za-z]+(?:_[A-Za-z]+)*(?:/[\w+-]+){1,2}|[A-Z]{2,5})$")
_LETTERS_LAST = re.compile(r"([A-Z]{1,5})\)?$")
_HALVES = frozenset({"AM", "PM", "M"})
# What texts look like that are no times, and why.
_REASONS = (
    (
        re.compile(r"(1970|1900|0*1)-0?1-0?1\b.*|1969-12-31\b.*|0?1[/.-]0?1[/.-](1970|1900)\b.*|0000-00-00.*"),
        "the first day that programs count stands for none",
    ),
    (
        re.compile(r"\d+[.,]\d+E\+\d+", re.IGNORECASE),
        "a spreadsheet rounded it: export the log again, and do not open it there",
    ),
)


def plain_time(text: str) -> str:
    """The same time in a usual form; what is no time stays none."""
    if len(text) > LONGEST:
        return text
    found = _SPACES.sub(" ", _NEEDLESS.sub("", text)).strip()
    for pattern, plain in _STEPS:
        found = pattern.sub(plain, found).strip()
    return found


def without_named_zone(text: str) -> tuple[str, str]:
    """A time in a usual form without the zone at its end that has a name and no offset, and that name, if any.

    The name is that of a region, or one that means several zones or none.
    """
    found = _ZONE.search(text) if _HAS_CLOCK.search(text) else None
    if found is None or offset_minutes(found[1]) is not None or ("/" in found[1] and not is_region(found[1])):
        return text, ""
    return text[: found.start()].rstrip(), found[1]


def unknown_zones(texts: Iterable[str]) -> list[str]:
    """The names of zones in times that mean several or none, so that these times are read as they stand."""
    ends = {text: end[1] for text in texts if len(text) <= LONGEST and (end := _LETTERS_LAST.search(text))}
    doubtful = {name for name in set(ends.values()) if name not in _HALVES and offset_minutes(name) is None}
    found = {without_named_zone(plain_time(text))[1] for text, name in ends.items() if name in doubtful}
    return sorted(zone for zone in found if zone and not is_region(zone))


def why_unread(texts: Iterable[str]) -> str:
    """What texts say that could not be read as times, if anything."""
    short = [text for text in texts if len(text) <= LONGEST]
    return next((reason for pattern, reason in _REASONS if any(map(pattern.fullmatch, short))), "")
