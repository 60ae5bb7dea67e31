"""The settings that outer conditions hand to inner ones while a `detect:` block is read."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from cxaudit.matchers.negation import Negation
from cxaudit.matchers.reference_text import Accents
from cxaudit.model import Report

TEXT = "text"  # the column with what customers say
SAID_IN = MappingProxyType({"customer": TEXT, "staff": "agent_text"})


@dataclass(frozen=True, slots=True)
class Reading:
    """Where violations go, and the settings that outer conditions hand to inner ones.

    `said_in` is the column with the words.
    """

    report: Report
    accents: Accents = Accents.FOLDED
    negation: Negation | None = None
    depth: int = 0
    said_in: str = TEXT
