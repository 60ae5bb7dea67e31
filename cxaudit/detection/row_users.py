"""Rows of words numbered once for a whole rulebook, and who uses which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.ragged import Ragged
from cxaudit.matchers import Accents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.matchers import PhrasePattern, WordChoice
    from cxaudit.matchers.word_pattern import Row

Integers = npt.NDArray[np.int64]

_START, _OWNER = 12, 43  # the lowest bits of a start and of an owner; below are lengths, of a few hundred words at most
_LENGTH, _PLACE = (1 << 12) - 1, (1 << 31) - 1


class RowNumbers:
    """Gives equal rows the same number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[int, ...], int] = {}
        self._rows: list[tuple[Accents, Row]] = []
        # Words are slow to hash, and the same objects come again and again: each is hashed once, then known by number.
        self._choices: dict[WordChoice, int] = {}
        self._known: dict[
            int, tuple[WordChoice, int]
        ] = {}  # with the object itself, so that its identity stays its own

    def of(self, patterns: Sequence[PhrasePattern]) -> tuple[int, ...]:
        """The numbers of all rows of some patterns, each once."""
        return tuple(sorted({self._of(pattern.accents, row) for pattern in patterns for row in pattern.rows}))

    def _of(self, accents: Accents, row: Row) -> int:
        written = (accents is Accents.AS_WRITTEN, *map(self._choice, row))
        number = self._numbers.setdefault(written, len(self._numbers))
        if number == len(self._rows):
            self._rows.append((accents, row))
        return number

    def _choice(self, choice: WordChoice) -> int:
        known = self._known.get(id(choice))
        if known is None:
            known = self._known[id(choice)] = (choice, self._choices.setdefault(choice, len(self._choices)))
        return known[1]

    @property
    def rows(self) -> list[tuple[Accents, Row]]:
        """The rows, by number."""
        return self._rows


@dataclass(frozen=True, slots=True)
class Places:
    """Where something stands: the number of its owner, its first word and one past its last; by owner, then word."""

    owners: Integers
    starts: Integers
    ends: Integers

    @classmethod
    def sorted(cls, owners: Integers, starts: Integers, ends: Integers) -> Places:
        """The places in order, each once."""
        # Owner, start and length in one number, because plain numbers are the quickest to sort.
        keys = (owners << _OWNER) | (starts << _START) | (ends - starts)
        keys.sort()
        keys = keys[np.flatnonzero(np.diff(keys, prepend=-1))]
        starts = keys >> _START & _PLACE
        return cls(keys >> _OWNER, starts, starts + (keys & _LENGTH))

    def earliest_ends(self) -> Places:
        """For each owner and first word the place that ends first."""
        new = np.ones(len(self.owners), dtype=bool)
        new[1:] = (self.owners[1:] != self.owners[:-1]) | (self.starts[1:] != self.starts[:-1])
        return Places(self.owners[new], self.starts[new], self.ends[new])


@dataclass(frozen=True, slots=True)
class RowUsers:
    """Which rows belong to which users, both ways."""

    rows_of: Ragged
    users_of: Ragged

    @classmethod
    def of(cls, rows_of: Ragged, rows: int) -> RowUsers:
        """From the rows of each user; there are so many rows in all."""
        users = np.repeat(np.arange(len(rows_of.sizes)), rows_of.sizes)
        order = np.argsort(rows_of.values, kind="stable")
        return cls(rows_of, Ragged.grouped(rows_of.values[order], users[order], rows))

    def rows_wanted(self, users: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Which rows any of the wanted users has."""
        wanted = np.zeros(len(self.users_of.offsets) - 1, dtype=bool)
        wanted[self.rows_of.values[np.repeat(users, self.rows_of.sizes)]] = True
        return wanted
