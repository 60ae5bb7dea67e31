"""Times as exports write them, to UTC microseconds, a column at a time.

Understood: ISO 8601, epoch seconds to nanoseconds, spreadsheet serial numbers, compact dates, numeric dates in the
order of either side of the Atlantic, dates with the names of months, and rarer spellings of all these. A time without
a zone is taken as UTC, or with one whose name means several.
Calendar arithmetic follows Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (days_from_civil).
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.incidents.values.spoken_times import spoken_time
from cxaudit.incidents.values.time_spellings import LONGEST, plain_time, without_named_zone
from cxaudit.incidents.values.zones import in_utc, offset_minutes

if TYPE_CHECKING:
    from collections.abc import Sequence

TIME = pa.timestamp("us")
_MICROSECONDS = 1_000_000
_DAY = 86_400 * _MICROSECONDS
_EARLIEST = -25_566 * _DAY  # microseconds from 1970 to 1900-01-02, behind the first day that spreadsheets know
_LATEST = 47_847 * _DAY  # likewise, to 2101
_ZONES_APART = 14 * 3600 * _MICROSECONDS  # the most that a clock may be ahead of UTC
_SERIAL_ZERO = -25_569  # days from 1970 to 1899-12-30, day 0 of spreadsheets

_NUMERIC = (
    r"^(?P<a>\d{1,4})(?P<s>[-/. ])(?P<b>\d{1,2})[-/. ](?P<c>\d{1,4})\.?"
    r"(?:(?:[T ]|, ?)\s*(?P<h>\d{1,2})[:.h](?P<m>\d{2})(?:[:.](?P<sec>\d{2})(?:[.,](?P<f>\d{1,9}))?)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|z|[A-Za-z]{3,4}|(?:UTC|GMT)?[+-]\d{1,2}:?\d{0,2})?$"
)
# What may be a rarer spelling of such a date, the order of whose numbers tells.
_LIKE_NUMERIC = r"^.{0,24}\b\d{1,2}[-/]\d{1,2}[-/]\d{2,4}\b.{0,60}$"

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class OrderEvidence:
    """How many dates can only be day first, how many only month first, and the numbers that stand in either place.

    `first` and `second` are the distinct numbers where both readings are dates, and different ones; `separators` are
    what stands between the numbers of those that can be read one way only.
    """

    day_first: int = 0
    month_first: int = 0
    first: frozenset[int] = frozenset()
    second: frozenset[int] = frozenset()
    separators: frozenset[str] = frozenset()

    @property
    def settled(self) -> bool:
        """Whether some date can be read one way only."""
        return self.day_first + self.month_first > 0

    def __add__(self, other: OrderEvidence) -> OrderEvidence:
        """The evidence of both."""
        return OrderEvidence(
            self.day_first + other.day_first,
            self.month_first + other.month_first,
            self.first | other.first,
            self.second | other.second,
            self.separators | other.separators,
        )


def times(column: pa.Array, *, day_first: bool) -> pa.Array:
    """Times, dates, numbers or strings as naive UTC microseconds; null where missing or unreadable.

    A year before 1900 or after 2100 stands for "never" in exports, and so does the first day that programs count, 1970-
    or 1900-01-01; they count as unreadable.
    """
    found = _any_times(column, day_first=day_first)
    since = found.cast(pa.int64())
    ends = pc.min_max(since).as_py()
    if ends["min"] is None or (ends["min"] > _ZONES_APART and ends["max"] < _LATEST):
        return found
    within = pc.and_(pc.greater_equal(since, _EARLIEST), pc.less(since, _LATEST))
    return pc.if_else(pc.and_(within, pc.greater(pc.abs(since), _ZONES_APART)), found, pa.scalar(None, TIME))


def order_evidence(column: pa.Array) -> OrderEvidence:
    """What the numeric dates of `column` with the year last say about the order of day and month."""
    if not pa.types.is_string(column.type):
        return OrderEvidence()
    distinct = column.dictionary_encode().dictionary
    parts = pc.extract_regex(distinct, _NUMERIC)
    if parts.null_count:
        rarer = pc.and_(pc.is_null(parts), pc.match_substring_regex(distinct, _LIKE_NUMERIC))
        plain = [plain_time(text) for text in distinct.filter(rarer).to_pylist()]
        parts = pa.concat_arrays([parts, pc.extract_regex(pa.array(plain, pa.string()), _NUMERIC)])
    parts = parts.drop_null()
    first, second = _integers(parts, "a"), _integers(parts, "b")
    # With dots the day comes first everywhere; a year in front settles the order by itself.
    telling = (first <= 31) & _mask(pc.not_equal(parts.field("s"), "."))
    first, second = first[telling], second[telling]
    separators = np.array(parts.field("s").to_pylist(), dtype=np.str_)[telling]
    day, month = (first > 12) & (second <= 12), (second > 12) & (first <= 12)
    either = ~day & ~month & (first != second)
    return OrderEvidence(
        int(day.sum()),
        int(month.sum()),
        frozenset(first[either].tolist()),
        frozenset(second[either].tolist()),
        frozenset(separators[day | month].tolist()),
    )


def _any_times(column: pa.Array, *, day_first: bool) -> pa.Array:
    kind = column.type
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        zoned = column.cast(pa.timestamp("us", tz=kind.tz), safe=False) if pa.types.is_timestamp(kind) else column
        return zoned.cast(TIME)
    if not pa.types.is_string(kind):
        return _from_numbers(column.cast(pa.float64(), safe=False))
    for target in (TIME, pa.timestamp("us", "UTC")):
        with suppress(pa.ArrowInvalid):
            return column.cast(target).cast(TIME)
    encoded = column.dictionary_encode()
    distinct = encoded.dictionary
    found = pc.coalesce(_from_numeric_dates(distinct, day_first=day_first), _from_numbers(_as_numbers(distinct)))
    if found.null_count:
        left = pc.and_(pc.is_null(found), pc.less(pc.binary_length(distinct), 4 * LONGEST)).fill_null(False)
        found = pc.replace_with_mask(found, left, _rarer(distinct.filter(left).to_pylist(), day_first=day_first))
    return found.take(encoded.indices)


def _rarer(texts: Sequence[str], *, day_first: bool) -> pa.Array:
    """Times with the names of months, or in rarer spellings."""
    found = [spoken_time(text) for text in texts]
    left = [place for place, time in enumerate(found) if time is None]
    plain = [without_named_zone(plain_time(texts[place])) for place in left]
    column = pa.array([text for text, _ in plain], pa.string())
    read = pc.coalesce(_from_numeric_dates(column, day_first=day_first), _from_numbers(_as_numbers(column)))
    for place, (text, zone), time in zip(left, plain, read.to_pylist(), strict=True):
        local = spoken_time(text) if time is None else time
        found[place] = in_utc(local, zone) if local and zone else local
    return pa.array(found, TIME)


def _as_numbers(column: pa.Array) -> pa.Array:
    numeric = pc.match_substring_regex(column, r"^-?\d+(\.\d+)?$")
    return pc.if_else(numeric, column, pa.scalar(None, pa.string())).cast(pa.float64())


def _from_numbers(column: pa.Array) -> pa.Array:
    """Epoch times, serial days and compact dates, told apart by their size; null for other numbers."""
    value = column.to_numpy(zero_copy_only=False).astype(np.float64)
    value = np.where(np.isfinite(value), value, 0.0)
    found = np.zeros(len(value), dtype=np.int64)
    good = np.zeros(len(value), dtype=bool)
    for low, high, unit in ((1e8, 1e11, 1e6), (1e11, 1e14, 1e3), (1e14, 1e17, 1.0), (1e17, 1e20, 1e-3)):
        fits = (value >= low) & (value < high)
        found[fits] = np.round(value[fits] * unit)
        good |= fits
    serial = (value >= 20_000) & (value < 80_000)
    # A serial number has no finer meaning than the second it was rounded to.
    found[serial] = np.round(value[serial] * 86_400).astype(np.int64) * _MICROSECONDS + _SERIAL_ZERO * _DAY
    good |= serial
    for low, high, tail in ((19_000_101, 21_001_231, 1), (19_000_101_000_000, 21_001_231_235_959, 1_000_000)):
        fits = (value >= low) & (value <= high)
        whole = value[fits].astype(np.int64)
        compact, valid = _compact(whole // tail, whole % tail if tail > 1 else np.zeros_like(whole))
        found[fits] = compact
        good[fits] = valid
    return pa.array(found, mask=~good).cast(TIME)


def _compact(date: Integers, clock: Integers) -> tuple[Integers, npt.NDArray[np.bool_]]:
    days, valid = _days(date // 10_000, date // 100 % 100, date % 100)
    hour, minute, second = clock // 10_000, clock // 100 % 100, clock % 100
    valid &= (hour < 24) & (minute < 60) & (second < 60)
    return days * _DAY + (hour * 3600 + minute * 60 + second) * _MICROSECONDS, valid


def _from_numeric_dates(column: pa.Array, *, day_first: bool) -> pa.Array:
    parts = pc.extract_regex(column, _NUMERIC)
    matched = _mask(pc.is_valid(parts))
    first, second, third = (_integers(parts, name) for name in "abc")
    year_first = (first > 31) | _mask(pc.equal(pc.binary_length(parts.field("a")), 4))
    dotted = _mask(pc.equal(parts.field("s"), "."))
    day_leads = dotted | day_first
    year = np.where(year_first, first, third)
    month = np.where(year_first | day_leads, second, first)
    day = np.where(year_first, third, np.where(day_leads, first, second))
    year = np.where(year >= 100, year, np.where(year < 70, year + 2000, year + 1900))
    days, valid = _days(year, month, day)
    hour, minute, second_ = (_integers(parts, name) for name in ("h", "m", "sec"))
    hour = _in_halves(hour, parts)
    valid &= matched & (hour < 24) & (minute < 60) & (second_ < 61)
    offsets, known = _offsets(parts)
    clock = (hour * 3600 + minute * 60 + second_ - offsets * 60) * _MICROSECONDS + _fractions(parts)
    return pa.array(days * _DAY + clock, mask=~(valid & known)).cast(TIME)


def _integers(parts: pa.StructArray, name: str) -> Integers:
    texts = parts.field(name)
    filled = pc.if_else(pc.equal(texts, ""), "0", texts).fill_null("0")
    return np.asarray(filled.cast(pa.int64()).to_numpy(zero_copy_only=False), dtype=np.int64)


def _mask(column: pa.Array) -> npt.NDArray[np.bool_]:
    return np.asarray(pc.fill_null(column, fill_value=False).to_numpy(zero_copy_only=False), dtype=np.bool_)


def _in_halves(hour: Integers, parts: pa.StructArray) -> Integers:
    half = pc.utf8_lower(parts.field("half").fill_null(""))
    halved = _mask(pc.not_equal(half, ""))
    after_noon = _mask(pc.starts_with(half, "p"))
    twelve = np.where(halved & (hour <= 12), hour % 12, hour)
    return np.where(after_noon & (twelve < 12), twelve + 12, twelve)


def _fractions(parts: pa.StructArray) -> Integers:
    padded = pc.utf8_slice_codeunits(pc.utf8_rpad(parts.field("f").fill_null(""), 6, "0"), 0, 6)
    return np.asarray(padded.cast(pa.int64()).to_numpy(zero_copy_only=False), dtype=np.int64)


def _offsets(parts: pa.StructArray) -> tuple[Integers, npt.NDArray[np.bool_]]:
    """Minutes east of UTC, and whether the zone is known; none counts as UTC."""
    encoded = parts.field("zone").fill_null("").dictionary_encode()
    found = [0 if not zone else offset_minutes(zone) for zone in encoded.dictionary.to_pylist()]
    indices = encoded.indices.to_numpy()
    offsets = np.array([minutes or 0 for minutes in found], dtype=np.int64)
    known = np.array([minutes is not None for minutes in found], dtype=bool)
    return offsets[indices], known[indices]


def _days(year: Integers, month: Integers, day: Integers) -> tuple[Integers, npt.NDArray[np.bool_]]:
    """Days from 1970-01-01 in the proleptic Gregorian calendar, and whether there is such a day."""
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    lengths = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    valid = (month >= 1) & (month <= 12) & (year >= 1900) & (year <= 2100)
    safe_month = np.where(valid, month, 1)
    valid &= (day >= 1) & (day <= lengths[safe_month] + (leap & (safe_month == 2)))
    y = np.where(safe_month <= 2, year - 1, year)
    era = y // 400
    yoe = y - era * 400
    doy = (153 * ((safe_month + 9) % 12) + 2) // 5 + day - 1
    doe = yoe * 365 + yoe // 4 - yoe // 100 + doy
    return era * 146_097 + doe - 719_468, valid
