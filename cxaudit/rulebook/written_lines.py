"""Lines of a file as they are laid out anew."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


_DASH = re.compile(r"( *-) ( +)(?=\S)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its end; `is_fixed` when its spaces belong to a value."""

    text: str
    is_fixed: bool

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing, not even as a part of a value."""
        return not self.is_fixed and not self.text.strip()

    @property
    def is_comment(self) -> bool:
        """Whether nothing but a comment stands on it."""
        return not self.is_fixed and self.text.lstrip().startswith("#")

    @property
    def depth(self) -> int:
        """Spaces before the first word."""
        return len(self.text) - len(self.text.lstrip(" "))

    def moved(self, by: int) -> Line:
        """The line `by` spaces further right, or left as far as there are spaces."""
        if not self.text.strip() or by == 0:
            return self
        return Line(" " * by + self.text if by > 0 else self.text[min(-by, self.depth) :], self.is_fixed)


def lead_of(lines: Sequence[Line], row: int) -> int:
    """The first row of the comments directly above `row` and no deeper than it, which belong to it; else `row`."""
    depth = lines[row].depth
    while row > 0 and lines[row - 1].is_comment and lines[row - 1].depth <= depth:
        row -= 1
    return row


def block_from(lines: Sequence[Line], start: int, end: int) -> tuple[Line, ...]:
    """The rows from `start` up to `end`, not included, without empty ones at the end."""
    while end > start and lines[end - 1].is_empty:
        end -= 1
    return tuple(lines[start:end])


def with_narrow_dash(block: Sequence[Line]) -> tuple[Line, ...]:
    """An entry of a list with one space behind its dash; what stands below moves with it."""
    row = next((number for number, line in enumerate(block) if not line.is_comment), 0)
    found = _DASH.match(block[row].text)
    if found is None:
        return tuple(block)
    dashed = Line(f"{found[1]} {block[row].text[found.end() :]}", block[row].is_fixed)
    return (*block[:row], dashed, *(line.moved(-len(found[2])) for line in block[row + 1 :]))
