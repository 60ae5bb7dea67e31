"""The words in a pattern are those of the text model, by the quick way for ASCII as by the plain one."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxaudit.matchers import Accents, ReferenceText
from cxaudit.matchers.word_parsing import words_of

_ASCII = st.text(st.characters(max_codepoint=127), max_size=12)
_LIKELY = st.text(st.sampled_from("aBz09'`*-_. \t\x1f\r\n&"), max_size=12)
_WIDE = st.text(st.sampled_from("aé*'’ß很กา\u0301İ \u00ad"), max_size=8)
_STANDS_FOR_ASTERISK = "ж"  # a letter that folds to itself


def expected(text: str, accents: Accents) -> list[tuple[str, ...]]:
    """The words that the text model finds when an asterisk is a letter."""
    layer = ReferenceText(text.replace("*", _STANDS_FOR_ASTERISK)).layer(accents)
    words = (layer.word(index) for index in range(len(layer.words)))
    return [tuple(re.split(f"{_STANDS_FOR_ASTERISK}+", word)) for word in words]


@given(st.one_of(_ASCII, _LIKELY, _WIDE), st.sampled_from(Accents))
def test_the_words_of_a_pattern_are_those_of_the_text_model(text: str, accents: Accents) -> None:
    assert [pattern.parts for pattern in words_of(text, accents)] == expected(text, accents)


@pytest.mark.parametrize("sign", [chr(code) for code in range(128) if chr(code) != "*"])
def test_every_ascii_sign_is_what_it_is_in_a_text(sign: str) -> None:
    for text in (sign, f"a{sign}", f"{sign}a", f"a{sign}b", f"a{sign}{sign}b"):
        assert [pattern.parts for pattern in words_of(text, Accents.FOLDED)] == expected(text, Accents.FOLDED)


def test_letters_and_digits_alone_are_one_word() -> None:
    whole = string.ascii_letters + string.digits
    assert [pattern.parts for pattern in words_of(whole, Accents.FOLDED)] == [(whole.lower(),)]
