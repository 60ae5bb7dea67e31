"""The leaves of kind `expression`: those with a gap between two words, and those that an engine runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.engine_rules import EngineRules, Wanted
from cxaudit.detection.gap_rules import GapRules
from cxaudit.detection.required_words import required_words
from cxaudit.detection.word_gaps import word_gap_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.detection.expressions import Matches
    from cxaudit.detection.growing import Lexicon
    from cxaudit.detection.rows import Sight
    from cxaudit.matchers import Accents, Expression, WordChoice

Integers = npt.NDArray[np.int64]


class ExpressionRules:
    """All expressions of some leaves, given with the numbers of these."""

    def __init__(self, leaves: Sequence[tuple[int, Expression]]) -> None:
        wanted = [
            Wanted(number, pattern.tree, leaf.accents, leaf.negation is not None)
            for number, leaf in leaves
            for pattern in leaf.patterns
        ]
        told = [(one, word_gap_of(one.tree)) for one in wanted]
        plain, gapped = [one for one, gap in told if gap is None], [one for one, gap in told if gap is not None]
        self._engine = EngineRules(plain, [required_words(one.tree) for one in plain])
        self._gaps = GapRules(gapped, [gap for _, gap in told if gap is not None])
        self._leaves = [np.array([one.leaf for one in some], dtype=np.int64) for some in (plain, gapped)]

    def alone(self) -> list[tuple[Accents, WordChoice]]:
        """The choices of words that expressions require, one after the other."""
        return self._engine.alone() + self._gaps.engine.alone()

    def number(self, alone: Sequence[int]) -> None:
        """Give those choices the numbers by which words tell what they fit."""
        border = len(self._engine.alone())
        self._engine.number(alone[:border])
        self._gaps.number(alone[border:])

    def listen(self, lexicon: Lexicon, counts: Integers) -> None:
        """From now on know the words that fit, given how often each known word stands in a sample."""
        self._engine.candidates.listen(lexicon, counts)
        self._gaps.listen(lexicon, counts)

    def matches(self, sight: Sight) -> Iterator[tuple[Integers, Matches]]:
        """The first matches of each expression in each text, as many as are wanted, and their leaves."""
        plain, gapped = self._leaves
        for matches in self._engine.matches(sight):
            yield plain[matches.owners], matches
        for matches in self._gaps.matches(sight):
            yield gapped[matches.owners], matches
