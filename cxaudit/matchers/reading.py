"""The settings that outer conditions hand to inner ones while a `detect:` block is read."""

from __future__ import annotations

from dataclasses import dataclass

from cxaudit.matchers.negation import Negation
from cxaudit.matchers.reference_text import Accents
from cxaudit.model import Report


@dataclass(frozen=True, slots=True)
class Reading:
    """Where violations go, and the settings that outer conditions hand to inner ones."""

    report: Report
    accents: Accents = Accents.FOLDED
    negation: Negation | None = None
    depth: int = 0
