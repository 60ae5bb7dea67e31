"""Service level attainment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.estimates import column_share

if TYPE_CHECKING:
    from cxaudit.model import Measure, Rulebook, Tally

_FORMULA = "incidents on time ÷ incidents that were due"


def sla_attainment(_rulebook: Rulebook, tally: Tally) -> Measure | None:
    """Return incidents on time ÷ incidents that were due."""
    return column_share(
        tally, "sla_breached", lambda value: value == 0, "sla-attainment", "Agreed times kept", _FORMULA
    )
