"""A stretch of text to be hidden, and how overlapping ones become one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# What is printed in place of each kind; where two kinds overlap, the first of them names the place.
MARKERS = (
    "[link]",
    "[e-mail]",
    "[IBAN]",
    "[card]",
    "[national id]",
    "[IP address]",
    "[code]",
    "[account]",
    "[phone]",
    "[handle]",
    "[name]",
)
_RANK = {marker: rank for rank, marker in enumerate(MARKERS)}


@dataclass(frozen=True, slots=True)
class Secret:
    """Characters `start` to `end` of a text, and the marker that replaces them."""

    start: int
    end: int
    marker: str

    def moved(self, by: int) -> Secret:
        """The same stretch, `by` characters further on."""
        return Secret(self.start + by, self.end + by, self.marker)


def merge(secrets: Iterable[Secret]) -> tuple[Secret, ...]:
    """The same characters covered without overlaps, in order of place."""
    merged: list[Secret] = []
    for secret in sorted(secrets, key=lambda found: (found.start, found.end, _RANK[found.marker])):
        if merged and secret.start < merged[-1].end:
            last = merged[-1]
            marker = min(last.marker, secret.marker, key=_RANK.__getitem__)
            merged[-1] = Secret(last.start, max(last.end, secret.end), marker)
        else:
            merged.append(secret)
    return tuple(merged)
