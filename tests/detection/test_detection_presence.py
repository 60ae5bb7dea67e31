"""What is asked of a whole sentence or text before any place in it is looked at, against the words one by one."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from detection_samples import PIECES, texts
from hypothesis import given, settings
from hypothesis import strategies as st

from cxaudit.compiling import can_compile
from cxaudit.detection.growing import Lexicon
from cxaudit.detection.known_words import EDGE, KnownWords
from cxaudit.detection.presence import GroupBits, Units
from cxaudit.detection.rows import Sight
from cxaudit.matchers import Accents, WordChoice, WordPattern
from cxaudit.matchers.folding_table import FoldingTable
from cxaudit.matchers.text_block import text_block

_GROUPS = 70  # more than there are bits in a column
_TABLES = {Accents.FOLDED: FoldingTable(keep_accents=False)}
_CHOICES = [
    (number, WordChoice((WordPattern((word,)),)))
    for number, word in enumerate(sorted({word for piece in PIECES for word in piece.lower().split()}))
]


@pytest.mark.parametrize(
    "compiled", [False, pytest.param(True, marks=pytest.mark.skipif(not can_compile(), reason="-"))]
)
@given(blocks=st.lists(st.lists(texts, min_size=1, max_size=8), min_size=1, max_size=2), seed=st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_a_group_may_stand_where_one_of_the_words_fits_what_anchors_it(
    blocks: list[list[str]], seed: int, *, compiled: bool
) -> None:
    random = Random(seed)  # noqa: S311 - nothing secret
    anchors = [(random.randrange(_GROUPS), random.randrange(len(_CHOICES))) for _ in range(2 * _GROUPS)]
    groups, choices = (np.array(side, dtype=np.int64) for side in zip(*anchors, strict=True))
    lexicon = Lexicon(len(_CHOICES))
    bits = GroupBits.of(groups, choices, lexicon.width)
    lexicon.tell(bits.add)
    known = KnownWords(_CHOICES, lexicon.added)
    for said in blocks:
        block = text_block(said, _TABLES)
        if not block.words:
            continue
        numbers = known.numbers(block.layers[Accents.FOLDED])
        first, last = sorted((random.randrange(block.words), random.randrange(block.words)))
        fits = [
            set(lexicon.lists.taken(np.array([number]))[1].tolist()) for number in numbers[EDGE : len(numbers) - EDGE]
        ]
        for units in (Units(block.sentences, block.sentence_starts), Units(block.word_texts, block.first_words)):
            sight = Sight(block, {Accents.FOLDED: numbers}, compiled)
            held = bits.among(units, (first, last + 1), sight)
            for word in range(first, last + 1):
                beside = [other for other in range(first, last + 1) if units.of_word[other] == units.of_word[word]]
                there = {group for group, choice in anchors for other in beside if choice in fits[other]}
                asked = np.arange(int(groups.max()) + 1)
                told = held.may_hold(np.full(len(asked), word), asked)
                assert set(np.flatnonzero(told).tolist()) == there
