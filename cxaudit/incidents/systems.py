"""Which inputs are exports of one system, so that an id means the same in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from cxaudit.incidents.shapes import GENERIC

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.model import RecognisedColumn

_ALIKE = 0.75  # share of all their columns that two tables of no known help desk have both when they are of one system


@dataclass(frozen=True, slots=True)
class System:
    """What tells the system that an input is an export of: the help desk recognised, and the names of its columns."""

    shape: str
    header: frozenset[str]

    @classmethod
    def of(cls, shape: str, columns: Sequence[RecognisedColumn]) -> Self:
        """That of an input recognised as `shape`, with these columns."""
        return cls(shape, frozenset(entry.original.casefold() for entry in columns))

    @property
    def name(self) -> str:
        """What the system is called: the help desk, or the columns of a table that is of none."""
        return "\n".join(sorted(self.header)) if self.shape == GENERIC else self._desk

    def alike(self, other: System) -> bool:
        """One help desk is one system, whatever the export: ``zendesk`` and ``zendesk-api``.

        Other tables are of one system when they have nearly the same columns, in any order.
        """
        if GENERIC not in {self.shape, other.shape}:
            return self._desk == other._desk
        if self.shape != other.shape:
            return False
        return len(self.header & other.header) >= _ALIKE * len(self.header | other.header)

    @property
    def _desk(self) -> str:
        return self.shape.partition("-")[0]


def by_system(systems: Sequence[System]) -> list[list[int]]:
    """The inputs by number, those of one system together; systems stand in the order of their first input."""
    groups: list[list[int]] = []
    for number, system in enumerate(systems):
        alike = [group for group in groups if any(system.alike(systems[other]) for other in group)]
        groups = [group for group in groups if group not in alike]
        groups.append(sorted([number, *(other for group in alike for other in group)]))
    return sorted(groups)
