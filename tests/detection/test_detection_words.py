"""What the detector knows of words: keys, numbers, and the choices they fit; and the least in windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from detection_samples import PIECES
from hypothesis import given, settings
from hypothesis import strategies as st

from cxaudit.detection.growing import Lexicon, SortedKeys
from cxaudit.detection.known_words import EDGE, KnownWords
from cxaudit.detection.proximity import least_in_windows
from cxaudit.detection.word_keys import word_keys
from cxaudit.matchers import Accents, ReferenceText, WordChoice, WordPattern
from cxaudit.matchers.folding_table import FoldingTable
from cxaudit.matchers.text_block import BlockLayer, text_block

if TYPE_CHECKING:
    from collections.abc import Sequence

_TABLES = {accents: FoldingTable(keep_accents=accents is Accents.AS_WRITTEN) for accents in Accents}
# Letters that share their lowest bits, and words longer than a piece of a key, than all its pieces, and than both.
_LETTERS = "ab'éĩ\u0461\u04e1жשı"
_LONG = ("abcdefgh", "abcdefghi", "a" * 63, "a" * 64, "a" * 65, "a" * 64 + "b", "é" * 70, "ж" * 9, "a" * 200)
_words = st.one_of(st.text(_LETTERS, max_size=20), st.sampled_from(_LONG), st.sampled_from(PIECES))
_texts = st.lists(st.lists(_words, max_size=8).map(" ".join), min_size=1, max_size=4)


def _layer(texts: Sequence[str], accents: Accents) -> tuple[BlockLayer, list[str]]:
    """A layer of a block, and its words by the plain text model."""
    plain = [ReferenceText(text).layer(accents) for text in texts]
    words = [layer.word(number) for layer in plain for number in range(len(layer.words))]
    return text_block(texts, _TABLES).layers[accents], words


@given(_texts, st.sampled_from(list(Accents)))
@settings(max_examples=200)
def test_words_have_one_key_when_they_are_equal_and_only_then(texts: list[str], accents: Accents) -> None:
    layer, words = _layer(texts, accents)
    keys = word_keys(layer.folded, layer.word_starts, layer.word_ends).tolist()
    assert len(keys) == len(words)
    assert len(set(zip(keys, words, strict=True))) == len(set(keys)) == len(set(words))


@given(
    st.lists(_texts, min_size=1, max_size=3),
    st.lists(st.lists(st.sampled_from(["a", "b", "", "é", "ж", "'"]), min_size=1, max_size=3), min_size=1, max_size=4),
)
@settings(max_examples=150)
def test_words_are_known_by_the_choices_they_fit_now_and_when_they_come_again(
    blocks: list[list[str]], parts: list[list[str]]
) -> None:
    patterns = (WordPattern(tuple(pieces)) for pieces in parts)
    choices = [WordChoice((pattern,)) for pattern in patterns if not pattern.is_any and pattern.parts != ("",)]
    lexicon = Lexicon(max(1, len(choices)))
    known = KnownWords(list(enumerate(choices)), lexicon.added)
    for texts in [*blocks, *blocks]:
        layer, words = _layer(texts, Accents.AS_WRITTEN)
        numbers = known.numbers(layer)
        assert not numbers[:EDGE].any()
        assert not numbers[EDGE + len(words) :].any()
        for word, number in zip(words, numbers[EDGE:].tolist(), strict=False):
            fitting = lexicon.lists.taken(np.array([number]))[1].tolist()
            assert fitting == [place for place, choice in enumerate(choices) if choice.matches(word)]
            asked = np.full(len(choices), number, dtype=np.int32)
            assert lexicon.fits(asked, np.arange(len(choices))).tolist() == [c.matches(word) for c in choices]


def test_more_words_than_the_table_begins_with_are_all_known() -> None:
    words = [f"w{number}" for number in range(70_000)]
    lexicon = Lexicon(2)
    known = KnownWords(
        [(0, WordChoice((WordPattern(("w1", "")),))), (1, WordChoice((WordPattern(("w69999",)),)))], lexicon.added
    )
    for some in (words[:20_000], words, words[::-1]):
        layer, _ = _layer([" ".join(some)], Accents.FOLDED)
        numbers = known.numbers(layer)[EDGE : EDGE + len(some)]
        assert [word for word, number in zip(some, numbers.tolist(), strict=True) if number] == [
            word for word in some if word.startswith("w1") or word == "w69999"
        ]
    assert known.count == len(words)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=40), st.data())
def test_the_least_in_windows_is_the_least_of_each_window(values: list[int], data: st.DataObject) -> None:
    window = st.integers(0, len(values) - 1).flatmap(
        lambda low: st.tuples(st.just(low), st.integers(low + 1, len(values)))
    )
    windows = data.draw(st.lists(window, min_size=1, max_size=20))
    low, high = np.array(windows).T
    assert least_in_windows(np.array(values), low, high).tolist() == [min(values[a:b]) for a, b in windows]


@given(st.lists(st.lists(st.integers(0, 20), max_size=6), max_size=4), st.lists(st.integers(0, 100), max_size=12))
def test_sorted_keys_are_found_with_all_their_places(parts: list[list[int]], asked: list[int]) -> None:
    keys = SortedKeys()
    everything: list[int] = []
    for number, part in enumerate(parts):
        more = sorted(number * 21 + key for key in part)
        keys.add(np.array(more, dtype=np.int64))
        everything += more
    queries = np.array(asked, dtype=np.int64)
    assert keys.has(queries).tolist() == [key in everything for key in asked]
    places, low, sizes = (side.tolist() for side in keys.ranges(queries))
    assert {asked[place]: (first, size) for place, first, size in zip(places, low, sizes, strict=True)} == {
        key: (everything.index(key), everything.count(key)) for key in asked if key in everything
    }
