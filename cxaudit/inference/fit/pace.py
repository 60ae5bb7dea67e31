"""How long the search for what a rulebook lacks may take: as long as it likes in small logs, and not in large ones."""

from __future__ import annotations

from dataclasses import dataclass

UNLIMITED = 1 << 60


@dataclass(frozen=True, slots=True)
class Pace:
    """How closely one looks: `arrows` and `effects` are causes in between times profiles.

    So many at most are looked at for absent arrows, and for the effects of an unknown cause. `thrifty`: a round of
    arrows that is not worth its price is the last one, and does not count.
    """

    arrows: int
    effects: int
    thrifty: bool


LEISURELY = Pace(100_000, UNLIMITED, thrifty=False)  # some five seconds a look
STEADY = Pace(100_000, UNLIMITED, thrifty=True)
BRISK = Pace(50_000, 50_000, thrifty=True)
