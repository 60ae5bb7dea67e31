"""The text model: known cases, and the block implementation against the plain one."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxaudit.matchers import Accents, ReferenceText
from cxaudit.matchers.folding_table import FoldingTable
from cxaudit.matchers.text_block import TextBlock, text_block

_LETTERS = "ab eE'’.!?\n\r\u200b\u00adßſİΣςée\u0301\u0323\u0345ñ\u0303 12.3很差か\u3099ガำก\u0e34\u0e48"
_SIGNS = "😡\ufe0f\u200d€_-—…\0ﬁ𝐫Ａ٣א\u05b0\u064b\u2029\x1f"
_HARD = _LETTERS + _SIGNS
_texts = st.lists(st.one_of(st.text(_HARD, max_size=12), st.text(max_size=8)), min_size=1, max_size=4)
_TABLES = {accents: FoldingTable(keep_accents=accents is Accents.AS_WRITTEN) for accents in Accents}


def _words(text: str, accents: Accents = Accents.FOLDED) -> list[str]:
    layer = ReferenceText(text).layer(accents)
    return [layer.word(number) for number in range(len(layer.words))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("She was RUDE", ["she", "was", "rude"]),
        ("I can't, I can’t, ‘can’ I", ["i", "can't", "i", "can't", "can", "i"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("ΣΑΣ σας ΣΑΣ", ["σασ", "σασ", "σασ"]),
        ("İstanbul ſo", ["istanbul", "so"]),
        ("café cafe\u0301", ["cafe", "cafe"]),
        ("re\u00adfund refund\u200b", ["refund", "refund"]),
        ("e-mail 24/7 3rd", ["e", "mail", "24", "7", "3rd"]),
        ("服务差", ["服", "务", "差"]),
        ("_rude_ a_b", ["rude", "a", "b"]),
        ("ＲＵＤＥ 𝐫𝐮𝐝𝐞 ﬁne", ["rude", "rude", "fine"]),
        ("rude\u0000staff", ["rude", "staff"]),
        ("", []),
    ],
)
def test_words_are_folded_and_found(text: str, words: list[str]) -> None:
    assert _words(text) == words


def test_accents_count_only_as_written_and_composed_equals_decomposed() -> None:
    assert _words("café", Accents.AS_WRITTEN) == _words("cafe\u0301", Accents.AS_WRITTEN) != ["cafe"]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("one two", 1),
        ("one. two", 2),
        ("one! two? three", 3),
        ("it took 3.5 hours", 1),
        ("in 2025. then", 2),
        ("one\ntwo", 1),
        ("one\n\ntwo", 2),
        ("one\r\ntwo", 1),
        ("one\r\n \r\ntwo", 2),
        ("one, two - three; four", 1),
        ("很差。很慢", 2),
    ],
)
def test_sentences_end_where_the_model_says(text: str, sentences: int) -> None:
    assert len(set(ReferenceText(text).sentences)) == sentences


def test_a_span_covers_vanished_characters_behind_it_and_the_whole_of_a_folded_letter() -> None:
    text = "ru\u00adde\u200b staff"
    assert text[slice(*ReferenceText(text).word_span(0, 1))] == "ru\u00adde\u200b"
    layer = ReferenceText("Straße").folded
    assert layer.span(4, 5) == (4, 5)


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=40))
def test_words_of_ascii_text_are_those_a_regular_expression_finds(text: str) -> None:
    assert _words(text) == re.findall(r"[a-z0-9]+(?:'[a-z0-9]+)*", text.lower())


@given(st.text(max_size=20))
def test_composed_and_decomposed_texts_have_the_same_words(text: str) -> None:
    for accents in Accents:
        assert _words(unicodedata.normalize("NFC", text), accents) == _words(
            unicodedata.normalize("NFD", text), accents
        )


@given(_texts)
@settings(max_examples=150, deadline=None)
def test_the_block_and_the_reference_agree_on_characters_words_sentences_and_offsets(texts: list[str]) -> None:
    block = text_block(texts, _TABLES)
    for number, text in enumerate(texts):
        for accents in Accents:
            _assert_same_layer(block, number, ReferenceText(text), accents)
        first, last = block.first_words[number : number + 2]
        sentences = block.sentences[first:last]
        assert (sentences - sentences[:1]).tolist() == list(ReferenceText(text).sentences)
    assert block.blank().tolist() == [ReferenceText(text).is_blank for text in texts]


def _assert_same_layer(block: TextBlock, number: int, reference: ReferenceText, accents: Accents) -> None:
    layer, plain = block.layers[accents], reference.layer(accents)
    start, end = layer.text_starts[number], layer.text_starts[number + 1] - 1
    assert "".join(map(chr, layer.codes[start:end].tolist())) == plain.characters
    assert tuple(layer.in_word[start:end].tolist()) == plain.in_word
    words = slice(block.first_words[number], block.first_words[number + 1])
    starts, ends = (layer.word_starts[words] - start).tolist(), (layer.word_ends[words] - start).tolist()
    assert tuple(zip(starts, ends, strict=True)) == plain.words
    places = [(low, high) for low in range(len(plain.characters)) for high in range(low + 1, len(plain.characters) + 1)]
    lows, highs = np.array(places, dtype=np.int64).reshape(-1, 2).T
    spans = layer.spans(np.full(len(places), number), lows + start, highs + start)
    assert list(zip(*(side.tolist() for side in spans), strict=True)) == [plain.span(*place) for place in places]
