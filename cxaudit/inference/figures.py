"""Figures as they are handed on: rounded, so that the last bits of the arithmetic never show."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import SupportsFloat

DIGITS = 9  # significant; threads and processors may differ beyond


def steady(value: SupportsFloat) -> float:
    """`value` with `DIGITS` significant digits."""
    return float(f"{float(value):.{DIGITS}g}")
