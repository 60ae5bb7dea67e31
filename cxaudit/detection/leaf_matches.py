"""What the text of each incident says of each leaf condition: the first match that counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.matchers import State

if TYPE_CHECKING:
    from collections.abc import Sequence

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Booleans = npt.NDArray[np.bool_]

_START, _NEGATED = 31, 62  # the lowest bits of where a match starts and of whether it is negated
_PLACE = (1 << 31) - 1  # places in a block, whose texts have no more bytes than an Arrow string
_LEAVES = 1 << 31


@dataclass(frozen=True, slots=True)
class LeafMatches:
    """One entry for each text and leaf with a match: the state, and where the match stands in the original text."""

    texts: Integers
    leaves: Integers
    states: Integers
    starts: Integers
    ends: Integers

    @classmethod
    def joined(cls, parts: Sequence[LeafMatches]) -> LeafMatches:
        """All entries of several."""
        return cls(
            _concatenated([part.texts for part in parts]),
            _concatenated([part.leaves for part in parts]),
            _concatenated([part.states for part in parts]),
            _concatenated([part.starts for part in parts]),
            _concatenated([part.ends for part in parts]),
        )

    @classmethod
    def first(
        cls, texts: Integers | Numbers, leaves: Integers, negated: Booleans, starts: Integers, ends: Integers
    ) -> LeafMatches:
        """For each leaf and text the first match that is not negated, or else the first, which is then denied."""
        # Negated, start and length in one number: its least in each group tells all three, and only groups are sorted.
        rank = negated.astype(np.int64) << _NEGATED | starts << _START | (ends - starts)
        group = texts.astype(np.int64) * _LEAVES + leaves
        order = np.argsort(group, kind="stable")
        group = group[order]
        new = np.flatnonzero(np.diff(group, prepend=-1))
        if not len(new):
            return cls(group, group, group, group, group)
        least = np.minimum.reduceat(rank[order], new)
        states = np.where(least >> _NEGATED, int(State.DENIED), int(State.ASSERTED))
        first = least >> _START & _PLACE
        return cls(group[new] // _LEAVES, group[new] % _LEAVES, states, first, first + (least & _PLACE))

    def outside(self, texts: Booleans) -> LeafMatches:
        """The matches in texts other than these: white space alone shows nothing, even if an expression matches it."""
        kept = ~texts[self.texts]
        return LeafMatches(self.texts[kept], self.leaves[kept], self.states[kept], self.starts[kept], self.ends[kept])

    def shifted(self, texts: int) -> LeafMatches:
        """The same matches, of texts that stand so many places further on."""
        return LeafMatches(self.texts + texts, self.leaves, self.states, self.starts, self.ends)


def _concatenated(parts: list[Integers]) -> Integers:
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
