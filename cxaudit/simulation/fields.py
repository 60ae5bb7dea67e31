"""The columns beside the text: what a help desk would have recorded of an incident."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_STILL_OPEN = 0.03  # share of the incidents never closed within the log
_RATED = 0.35  # share of the incidents that a customer rates
_PROMISED_HOURS = 72
_WORKAROUNDS = (
    "Restarted the service on the customer's side and closed",
    "Credited the amount by hand and closed the ticket",
    "Entered the order again by hand",
)
_RESOLUTIONS = ("Solved", "Explained", "Passed on and solved", "Refunded", "Replaced", "Answered")


def structural_fields(
    shown: Sequence[str], opened: np.datetime64, shared: Sequence[str], generator: np.random.Generator
) -> Mapping[str, str]:
    """Times, counts and ratings of one incident that shows the symptoms `shown`; texts, empty where unknown."""
    late = "sla-breached" in shown
    hours = _PROMISED_HOURS * (1 + generator.exponential(1.0)) if late else _PROMISED_HOURS * generator.beta(1.2, 4)
    still_open = generator.random() < _STILL_OPEN
    closed = opened + np.timedelta64(int(hours * 60), "m")
    handed_on = generator.integers(2, 6) if "many-handoffs" in shown else generator.integers(0, 2)
    workaround = any(symptom in shown for symptom in shared)
    words = _WORKAROUNDS if workaround else _RESOLUTIONS
    return {
        "opened_at": str(opened),
        "closed_at": "" if still_open else str(closed),
        "due_at": str(opened + np.timedelta64(_PROMISED_HOURS, "h")),
        "status": "open" if still_open else "closed",
        "reopens": str(1 + generator.poisson(0.2) if "reopened" in shown else 0),
        "handoffs": str(handed_on),
        "escalated": "yes" if "escalated-case" in shown else "no",
        "satisfaction": _rating(shown, generator),
        "resolution": "" if still_open else words[generator.integers(len(words))],
    }


def _rating(shown: Sequence[str], generator: np.random.Generator) -> str:
    """A rating from 1 to 5, worse the more went wrong, or nothing."""
    if "low-satisfaction" in shown:
        return str(generator.integers(1, 3))
    if generator.random() >= _RATED:
        return ""
    return str(int(np.clip(round(generator.normal(4.6 - 0.5 * len(shown), 0.6)), 3, 5)))
