"""Expressions that are a word, a gap and a word: their matches are told from where the words stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.engine_rules import EngineRules
from cxaudit.detection.expressions import Matches
from cxaudit.detection.gap_askers import Askers
from cxaudit.detection.gap_matches import WordGaps

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.detection.engine_rules import Wanted
    from cxaudit.detection.growing import Lexicon
    from cxaudit.detection.rows import Sight
    from cxaudit.detection.word_gaps import WordGap
    from cxaudit.matchers import Accents

Integers = npt.NDArray[np.int64]

_LONG = 1 << 18  # characters of a text that is left to the engine, which needs less memory for it


class GapRules:
    """Such expressions, numbered in the order given."""

    def __init__(self, wanted: Sequence[Wanted], gaps: Sequence[WordGap]) -> None:
        self.engine = EngineRules(wanted, [gap.required() for gap in gaps])
        self._written = gaps

    def number(self, alone: Sequence[int]) -> None:
        """Give the choices of their words numbers, two of each expression."""
        self.engine.number(alone)
        self._gaps = WordGaps.of(self._written, alone, self.engine.limits)

    def listen(self, lexicon: Lexicon, counts: Integers) -> None:
        """From now on know the words that fit, given how often each known word stands in a sample."""
        self._lexicon = lexicon
        candidates = self.engine.candidates
        candidates.listen(lexicon, counts)
        self._askers = Askers(self._gaps, lexicon, candidates.lists, candidates.frequency)

    def matches(self, sight: Sight) -> Iterator[Matches]:
        """The first matches of each expression in each text, as many as are wanted."""
        if not self._written:
            return
        if any(int(np.diff(layer.text_starts).max(initial=0)) > _LONG for layer in sight.block.layers.values()):
            yield from self.engine.matches(sight)
        else:
            look = self._compiled if sight.compiled else self._plain
            for accents in sight.numbers:
                yield from look(sight, accents)

    def _plain(self, sight: Sight, accents: Accents) -> Iterator[Matches]:
        yield from self._gaps.matches(self._askers.windows(sight, accents), sight, accents, self._lexicon)

    def _compiled(self, sight: Sight, accents: Accents) -> Iterator[Matches]:
        from cxaudit.detection.compiled.gaps import Gaps, Words, find_gaps  # noqa: PLC0415 - imports numba

        block, layer, lists = sight.block, sight.block.layers[accents], self.engine.candidates.lists
        words = Words(
            sight.numbers[accents], layer.word_starts, layer.word_ends, block.word_texts, block.first_words,
            layer.text_starts, layer.folded.text, layer.in_word, lists.sizes, lists.offsets, lists.values,
        )  # fmt: skip
        gaps = Gaps(*(getattr(self._gaps, name) for name in Gaps._fields))
        found = find_gaps(words, gaps, self._askers.laid_out()).astype(np.int64)
        yield Matches(accents, found[:, 0], found[:, 1], found[:, 2], found[:, 3])
