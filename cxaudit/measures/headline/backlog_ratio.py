"""Whether work is finished as fast as it comes in."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cxaudit.model import Basis, Interval, Measure

if TYPE_CHECKING:
    from cxaudit.model import Rulebook, Tally

_Z95 = 1.959963984540054


def backlog_ratio(_rulebook: Rulebook, tally: Tally) -> Measure | None:
    """Closed ÷ opened over the log's period; below 1 the backlog grows. None if closing is not recorded."""
    opened, closed = sum(tally.opened.values()), sum(tally.closed.values())
    if not opened or not closed:
        return None
    ratio = closed / opened
    half = _Z95 * math.sqrt(1 / closed + 1 / opened)
    interval = Interval(ratio * math.exp(-half), ratio * math.exp(half), 0.95)
    note = "incidents opened before the log begins are missing from it, so the first weeks look too good"
    source = "ratio of two Poisson counts, log-normal interval; weekly counts vary more, so it is too narrow"
    return Measure(
        "backlog-ratio",
        "Closed ÷ opened",
        ratio,
        "ratio",
        opened,
        Basis.MEASURED,
        "incidents closed ÷ incidents opened",
        interval,
        source,
        note,
    )
