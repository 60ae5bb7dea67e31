"""Figures as they are handed on: rounded, so that the last bits of the arithmetic never show."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import SupportsFloat

DIGITS = 9  # significant; threads and processors may differ beyond
SPREAD_DIGITS = 7  # of what follows from a solved system of equations, in which the last digits differ more
DRAWN_DIGITS = 5  # of each of many thousand draws, of which some will always be near to where rounding turns


def steady(value: SupportsFloat, digits: int = DIGITS) -> float:
    """`value` with so many significant digits."""
    return float(f"{float(value):.{digits}g}")
