"""Rows of words are found where a plain look at every word finds them, however many are found and however often."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from random_cases import random_text

from cxaudit.compiling import can_compile
from cxaudit.detection.growing import Lexicon
from cxaudit.detection.known_words import KnownWords
from cxaudit.detection.row_finder import RowFinder
from cxaudit.detection.rows import RowBook, Sight
from cxaudit.detection.stretches import next_stretch
from cxaudit.matchers import Accents, WordChoice, WordPattern
from cxaudit.matchers.folding_table import FoldingTable
from cxaudit.matchers.text_block import TextBlock, text_block

_TABLES = {Accents.FOLDED: FoldingTable(keep_accents=False)}
_PATTERNS = [
    *(WordPattern((word,)) for word in ("rude", "not", "late", "a", "b", "no", "only", "can't", "cafe")),
    *(WordPattern(parts) for parts in (("rud", ""), ("", "e"), ("c", ""), ("", "a", ""), ("n", "t"))),
]
_ANY = WordChoice((WordPattern(("", "")),))

compiled_or_not = pytest.mark.parametrize(
    "compiled", [False, pytest.param(True, marks=pytest.mark.skipif(not can_compile(), reason="-"))]
)


def _choice(random: Random) -> WordChoice:
    return WordChoice(tuple(random.sample(_PATTERNS, random.choice((1, 1, 2, 3)))))


def _row(random: Random, choices: list[WordChoice]) -> tuple[WordChoice, ...]:
    row = [random.choice(choices) for _ in range(random.choice((1, 2, 2, 3, 4)))]
    if random.random() < 0.2:
        row[random.randrange(len(row))] = _ANY
    return tuple(row) if any(not choice.is_any for choice in row) else (choices[0],)


def _standing(rows: list[tuple[WordChoice, ...]], block: TextBlock) -> set[tuple[int, int]]:
    """The rows and their first words, by looking at every word of every row."""
    layer = block.layers[Accents.FOLDED]
    words = [
        "".join(map(chr, layer.codes_between(int(start), int(end)).tolist()))
        for start, end in zip(layer.word_starts, layer.word_ends, strict=True)
    ]
    return {
        (number, start)
        for number, row in enumerate(rows)
        for start in range(len(words) - len(row) + 1)
        if block.sentences[start] == block.sentences[start + len(row) - 1]
        and all(choice.matches(words[start + place]) for place, choice in enumerate(row))
    }


@compiled_or_not
@pytest.mark.parametrize("seed", range(30))
def test_rows_are_found_where_every_word_of_them_stands(seed: int, *, compiled: bool) -> None:
    random = Random(seed)  # noqa: S311 - nothing secret
    choices = [_choice(random) for _ in range(random.choice((2, 8, 30)))]
    rows = list(dict.fromkeys(_row(random, choices) for _ in range(random.choice((1, 20, 200)))))
    book = RowBook([(Accents.FOLDED, row) for row in rows])
    lexicon = Lexicon(len(book.choices))
    known = KnownWords(book.of_layer(Accents.FOLDED), lexicon.added)
    finder = None
    for _ in range(3):
        block = text_block([random_text(random) for _ in range(30)], _TABLES)
        sight = Sight(block, {Accents.FOLDED: known.numbers(block.layers[Accents.FOLDED])}, compiled)
        if finder is None:
            counts = np.array([random.randrange(9) for _ in range(len(lexicon.lists.sizes))])
            finder = RowFinder.of(book.anchored(lexicon, counts), np.arange(len(rows)))
        expected = _standing(rows, block)
        for most in (10**9, random.randrange(20)):
            found: list[tuple[int, int]] = []
            first = 0
            while first < block.words:
                some, starts, first = finder.found(sight, first, block.words, most)
                found += zip(some.tolist(), starts.tolist(), strict=True)
            assert len(found) == len(set(found))
            assert set(found) == expected
        wanted = np.array([random.random() < 0.5 for _ in rows])
        some, starts, _ = finder.only(wanted).found(sight, 0, block.words, 10**9)
        assert set(zip(some.tolist(), starts.tolist(), strict=True)) == {pair for pair in expected if wanted[pair[0]]}


@compiled_or_not
@pytest.mark.parametrize("most", [0, 3, 50, 10**9])
def test_stretches_have_whole_texts_unless_one_text_is_too_much(
    most: int, monkeypatch: pytest.MonkeyPatch, *, compiled: bool
) -> None:
    monkeypatch.setattr("cxaudit.detection.stretches._FOUND", most)
    row = (WordChoice((WordPattern(("a",)),)), WordChoice((WordPattern(("b",)),)))
    book = RowBook([(Accents.FOLDED, row)])
    lexicon = Lexicon(len(book.choices))
    known = KnownWords(book.of_layer(Accents.FOLDED), lexicon.added)
    texts = ["a b " * length for length in (1, 0, 2, 40, 0, 3, 1)]
    block = text_block(texts, _TABLES)
    sight = Sight(block, {Accents.FOLDED: known.numbers(block.layers[Accents.FOLDED])}, compiled)
    finder = RowFinder.of(book.anchored(lexicon, np.ones(len(lexicon.lists.sizes), dtype=np.int64)), np.arange(1))
    borders, first, starts = set(block.first_words.tolist()), 0, []
    while first < block.words:
        stretch = next_stretch(finder, sight, first)
        assert first < stretch.last
        assert stretch.goes_on == (stretch.last not in borders)
        starts += stretch.starts.tolist()
        first = stretch.last
    assert sorted(set(starts)) == list(range(0, block.words, 2))
