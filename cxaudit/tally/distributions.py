"""How often each value of a numeric column occurs, in buckets that can be added."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from cxaudit.model import Distribution
from cxaudit.tally.events import DURATIONS, FLAGS, NUMBERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MINUTE = 60_000_000  # microseconds
_ACCURACY = 0.01  # relative error of a bucket's representative
_RATIO = (1 + _ACCURACY) / (1 - _ACCURACY)
OPEN_AGE = "open_age_minutes"  # how long incidents not yet closed had been open at the end of the log


def distributions(events: pa.Table, cutoff: int) -> tuple[Distribution, ...]:
    """The distribution of every numeric column of `events` that has a value, and of the age of open incidents.

    `cutoff` is the end of the log in microseconds. Durations are bucketed as in DDSketch (Masson et al. 2019).
    """
    found = [_distribution(name, events[name], bucketed=name in DURATIONS) for name in (*NUMBERS, *DURATIONS, *FLAGS)]
    found.append(_distribution(OPEN_AGE, _open_age(events, cutoff), bucketed=True))
    return tuple(sorted((entry for entry in found if entry.values), key=lambda entry: entry.column))


def _distribution(name: str, column: pa.ChunkedArray, *, bucketed: bool) -> Distribution:
    values = column.drop_null().to_numpy()
    values = values[np.isfinite(values)]
    shown = _bucket(values) if bucketed else np.round(values, 2)
    distinct, count = np.unique(shown, return_counts=True)
    pairs = tuple(zip(distinct.tolist(), count.tolist(), strict=True))
    return Distribution(name, pairs, len(column) - len(values))


def _bucket(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The representative of each value's bucket; anything below a hundredth counts as nothing."""
    positive = values > _ACCURACY
    index = np.ceil(np.log(np.where(positive, values, 1.0)) / np.log(_RATIO))
    middle = 2 * np.power(_RATIO, index) / (_RATIO + 1)
    return np.where(positive, np.round(middle, 4), 0.0)


def _open_age(events: pa.Table, cutoff: int) -> pa.ChunkedArray:
    """Minutes from opening to the end of the log for incidents with no closing time; null for the others.

    It means something only where the log records closing at all, which its reader must see to.
    """
    still_open = events["closed"].is_null().to_numpy()
    age = (cutoff - events["opened"].fill_null(cutoff).to_numpy()) / _MINUTE
    unknown = ~still_open | events["opened"].is_null().to_numpy()
    return pa.chunked_array([pa.array(age, mask=unknown, type=pa.float64())])
