"""Work that is left lying."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.estimates import distribution, quantile, wilson
from cxaudit.model import Signal
from cxaudit.tally import OPEN_AGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Rulebook, Tally

_USUAL = 0.9  # nine in ten closed incidents were open no longer than this
_FEWEST = 10  # open incidents, to say anything
_NOTABLE = 0.2  # share of the open incidents that have been open longer, from which it is worth a line
_DAY = 24 * 60  # minutes


def backlog(symptom: str, _rulebook: Rulebook, tally: Tally) -> Iterator[Signal]:
    """A signal if many open incidents are older than nine in ten closed ones ever became."""
    closed, still_open = distribution(tally, "resolution_minutes"), distribution(tally, OPEN_AGE)
    if not tally.closed or closed is None or still_open is None or still_open.n < _FEWEST:
        return
    usual = quantile(closed, _USUAL)
    old = sum(count for age, count in still_open.values if age > usual)
    interval = wilson(old, still_open.n)
    if interval is None or old < _NOTABLE * still_open.n:
        return
    state = "confirmed" if interval.low >= _NOTABLE else "watch"
    sentence = (
        f"{old:,} of {still_open.n:,} open incidents ({old / still_open.n:.0%}) have been open longer than"
        f" {usual / _DAY:.1f} days, in which nine in ten closed incidents were resolved."
    )
    yield Signal(symptom, "", state, sentence, still_open.n, old / still_open.n, interval)
