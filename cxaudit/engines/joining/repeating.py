"""Rows of one customer with one text: which of them tell again what another source tells."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DAY = 86_400_000_000  # microseconds within which equal words are one incident


@dataclass(frozen=True, slots=True, order=True)
class Told:
    """A row: its number, when it was opened in microseconds, its source.

    `numbered` is the system that gave the incident an id, negative for none; of two ids of one system, each is another
    incident.
    """

    row: int
    opened: int
    source: int
    numbered: int


@dataclass(slots=True)
class Repeating:
    """A sweep through rows in the order of opening, in which each source looks at each row once.

    A row stands for at most one of each other source, so that what came twice in each still counts twice.
    """

    _kept: dict[int, list[tuple[int, Told]]] = field(default_factory=lambda: defaultdict(list))  # by `numbered`
    _passed: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))  # by source and `numbered`

    def pairs(self, rows: Iterable[Told]) -> Iterator[tuple[int, int]]:
        """Each row that repeats another one, and that one: the first opened within a day that is still free for it."""
        for place, told in enumerate(rows):
            free = [found for numbered in self._kept if (found := self._first_free(told, numbered)) is not None]
            if free:
                _, first = min(free)
                self._passed[told.source, first.numbered] += 1
                yield told.row, first.row
            else:
                self._kept[told.numbered].append((place, told))

    def _first_free(self, told: Told, numbered: int) -> tuple[int, Told] | None:
        """The first of some kept rows that `told` can repeat; those before it are passed by its source for good."""
        if numbered == told.numbered >= 0:
            return None
        kept, place = self._kept[numbered], self._passed[told.source, numbered]
        while place < len(kept) and not _can_repeat(told, kept[place][1]):
            place += 1
        self._passed[told.source, numbered] = place
        return kept[place] if place < len(kept) else None


def _can_repeat(told: Told, first: Told) -> bool:
    """Whether another source told the first within a day before; once it is not so, it is not for later rows either."""
    return told.source != first.source and told.opened - first.opened <= _DAY
