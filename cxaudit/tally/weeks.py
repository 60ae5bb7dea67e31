"""Weeks: ISO, Monday to Sunday, named by their Monday."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

_DAY = 86_400_000_000  # microseconds
_MONDAY = 3  # 1970-01-01 was a Thursday, three days after its Monday
_EPOCH = date(1970, 1, 1)
NO_WEEK = np.iinfo(np.int64).min


def week_of(times: pa.ChunkedArray) -> NDArray[np.int64]:
    """The number of each time's week since that of 1970-01-01; `NO_WEEK` where there is no time."""
    missing = times.is_null().to_numpy()
    day = times.fill_null(0).to_numpy() // _DAY
    return np.where(missing, NO_WEEK, (day + _MONDAY) // 7)


def monday(week: int) -> str:
    """The Monday of a week as ``YYYY-MM-DD``."""
    return (_EPOCH + timedelta(days=week * 7 - _MONDAY)).isoformat()


def weeks_between(first: str, last: str) -> tuple[str, ...]:
    """Every Monday from `first` to `last`, both included."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return tuple((start + timedelta(days=days)).isoformat() for days in range(0, (end - start).days + 1, 7))


def day_of(time: int) -> str:
    """The day of a time in microseconds as ``YYYY-MM-DD``."""
    return (_EPOCH + timedelta(days=time // _DAY)).isoformat()
