"""Rows of words numbered once for a whole rulebook, and who uses which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.ragged import Ragged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.detection.rows import Occurrences
    from cxaudit.matchers import Accents, PhrasePattern
    from cxaudit.matchers.word_pattern import Row

Integers = npt.NDArray[np.int64]

_BATCH = 1 << 19  # occurrences expected of the users worked at once: bounds the memory on texts made to match


class RowNumbers:
    """Gives equal rows the same number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[Accents, Row], int] = {}

    def of(self, patterns: Sequence[PhrasePattern]) -> tuple[int, ...]:
        """The numbers of all rows of some patterns, each once."""
        rows = ((pattern.accents, row) for pattern in patterns for row in pattern.rows)
        return tuple(sorted({self._numbers.setdefault(row, len(self._numbers)) for row in rows}))

    @property
    def rows(self) -> list[tuple[Accents, Row]]:
        """The rows, by number."""
        return list(self._numbers)


@dataclass(frozen=True, slots=True)
class Places:
    """Where something stands: the number of its owner, its first word and one past its last; by owner, then word."""

    owners: Integers
    starts: Integers
    ends: Integers

    @classmethod
    def sorted(cls, owners: Integers, starts: Integers, ends: Integers) -> Places:
        """The places in order, each once."""
        order = np.lexsort((ends, starts, owners))
        owners, starts, ends = owners[order], starts[order], ends[order]
        new = np.ones(len(order), dtype=bool)
        new[1:] = (owners[1:] != owners[:-1]) | (starts[1:] != starts[:-1]) | (ends[1:] != ends[:-1])
        return cls(owners[new], starts[new], ends[new])

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
    def of(cls, rows: Sequence[Sequence[int]]) -> RowUsers:
        """From the rows of each user."""
        rows_of = Ragged.of(rows)
        users = np.repeat(np.arange(len(rows)), rows_of.sizes)
        order = np.argsort(rows_of.values, kind="stable")
        count = int(rows_of.values.max()) + 1 if len(rows_of.values) else 0
        return cls(rows_of, Ragged.grouped(rows_of.values[order], users[order], count))

    def batches(self, expected: Integers, owners: Integers) -> Iterator[Integers]:
        """The users in runs that expect no more than a batch of occurrences each, or belong to one owner.

        `owners` numbers who must stay together, in order; users who cannot occur are left out.
        """
        user, rows = self.rows_of.taken(np.arange(len(owners)))
        weights = np.bincount(user, weights=expected[rows], minlength=len(owners))
        users = np.flatnonzero(weights)
        if not len(users):
            return
        by_owner = np.bincount(owners[users], weights=weights[users])
        batch = (np.cumsum(by_owner) // _BATCH)[owners[users]]
        for number in np.unique(batch).tolist():
            yield users[batch == number]

    def rows(self, users: Integers) -> Integers:
        """The rows of some users, in order, each once."""
        return np.unique(self.rows_of.taken(users)[1])

    def places(self, found: Occurrences, users: Integers) -> Places:
        """Where the given users stand, from where rows stand."""
        owner, user = self.users_of.taken(found.rows)
        kept = np.isin(user, users)
        return Places.sorted(user[kept], found.starts[owner[kept]], found.ends[owner[kept]])
