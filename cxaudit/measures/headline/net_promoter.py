"""Net promoter score."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cxaudit.measures.estimates import distribution
from cxaudit.model import Basis, Interval, Measure

if TYPE_CHECKING:
    from cxaudit.model import Rulebook, Tally

_Z95 = 1.959963984540054


def net_promoter(_rulebook: Rulebook, tally: Tally) -> Measure | None:
    """Promoters (9–10) less detractors (0–6), in points; interval from the multinomial variance."""
    found = distribution(tally, "recommend")
    if found is None:
        return None
    n = found.n
    promoters = sum(count for value, count in found.values if value >= 9) / n
    detractors = sum(count for value, count in found.values if value <= 6) / n
    score = promoters - detractors
    half = _Z95 * math.sqrt((promoters + detractors - score * score) / n)
    interval = Interval(max(-100.0, 100 * (score - half)), min(100.0, 100 * (score + half)), 0.95)
    formula = "100 · (share of 9–10 − share of 0–6)"
    title = "Net promoter score"
    source = "Reichheld 2003; normal interval of a multinomial difference"
    return Measure("net-promoter-score", title, 100 * score, "points", n, Basis.MEASURED, formula, interval, source)
