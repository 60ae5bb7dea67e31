"""A small clinic with four root causes, two of which look alike, and logs drawn from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from inference_worlds import IN_FIELDS, IN_THE_LOG, cause, fire, rulebook, symptom, tally_of

from cxaudit.model import Profile, Rulebook

if TYPE_CHECKING:
    from cxaudit.model import Tally


def clinic_book() -> Rulebook:
    """Four roots: two apart, two behind one proximate cause and seen through nothing else."""
    return rulebook(
        [
            cause("no-roster", 0.1),
            cause("stale-answers", 0.1, signals=("trend",)),
            cause("no-owner", 0.03),
            cause("no-standard", 0.03),
            cause("dropped-case", 0.003, {"no-owner": 0.6, "no-standard": 0.6}),
        ],
        [
            symptom("long-wait", {"no-roster": 0.8}),
            symptom("hung-up", {"no-roster": 0.4, "stale-answers": 0.2}),
            symptom("wrong-answer", {"stale-answers": 0.8}),
            symptom("reopened", {"dropped-case": 0.7, "stale-answers": 0.3}, detect=IN_FIELDS),
            symptom("trend", {"stale-answers": 0.3}, detect=IN_THE_LOG),
        ],
    )


def clinic_log(book: Rulebook, incidents: int = 2_000, seed: int = 1) -> Tally:
    shown = fire(book, incidents, seed).shown()
    names = list(book.symptoms)
    if "trend" in names:
        shown[:, names.index("trend")] = False  # such findings never stand in a profile
    segments = ["new" if index % 3 else "old" for index in range(incidents)]
    return tally_of(names, [Profile(tuple(np.flatnonzero(row).tolist())) for row in shown], segments)
