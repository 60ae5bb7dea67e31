"""The parts of the search for phrases, each against a slow and plain way of working it out."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxaudit.coverage.grams import frequent_grams
from cxaudit.coverage.keyness import keyness
from cxaudit.coverage.sparse import Sparse, right_singular_vectors
from cxaudit.coverage.tokens import tokens_of
from cxaudit.coverage.wording import normalised

WORDS = st.sampled_from(["late", "parcel", "again", "the", "it's", "café"])
SENTENCES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
DOCUMENTS = st.lists(st.lists(SENTENCES, min_size=1, max_size=3).map(". ".join), min_size=1, max_size=12)


def counted(documents: list[str], length: int) -> Counter[tuple[str, ...]]:
    """How many documents hold each run of `length` words of one sentence, word by word."""
    found: Counter[tuple[str, ...]] = Counter()
    for document in documents:
        sentences = [sentence.split() for sentence in document.replace("café", "cafe").split(". ")]
        runs = {tuple(words[at : at + length]) for words in sentences for at in range(len(words) - length + 1)}
        found.update(runs)
    return found


@given(DOCUMENTS, st.data())
def test_runs_of_words_are_counted_as_by_hand(documents: list[str], data: st.DataObject) -> None:
    matched = np.array(data.draw(st.lists(st.booleans(), min_size=len(documents), max_size=len(documents))))
    least = data.draw(st.integers(1, 3))
    tokens = tokens_of(documents)
    unmatched = [document for document, is_matched in zip(documents, matched, strict=True) if not is_matched]
    others = [document for document, is_matched in zip(documents, matched, strict=True) if is_matched]
    for level in frequent_grams(tokens, matched, least):
        found = {
            tuple(tokens.words[word] for word in level.words[gram]): (level.unmatched[gram], level.matched[gram])
            for gram in range(len(level))
        }
        here, elsewhere = counted(unmatched, level.length), counted(others, level.length)
        assert found == {run: (number, elsewhere[run]) for run, number in here.items() if number >= least}
        for gram in range(len(level)):
            assert len(level.documents(gram)) == level.unmatched[gram] + level.matched[gram]


def test_addresses_are_no_words_and_stand_between_words() -> None:
    tokens = tokens_of(["see https://t.co/abc again", "mail ann@example.com now @shop"])
    assert sorted(tokens.words) == ["again", "mail", "now", "see"]
    assert len(set(tokens.sentence.tolist())) == 4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Case 12: It CAME late!", "case 345 - it came   late"),
        ("RE: ann@example.com it came late", "re bob@example.org It came late."),
        ("@shop see https://t.co/x", "@other see https://t.co/y"),
    ],
)
def test_copies_that_differ_in_numbers_addresses_and_spacing_are_one_text(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


def test_keyness_is_the_published_formula() -> None:
    unmatched, matched, documents, others = 40, 10, 300, 700
    prior = 500 * 50 / 1000
    logit = math.log((40 + prior) / (300 + 500 - 40 - prior)) - math.log((10 + prior) / (700 + 500 - 10 - prior))
    expected = logit / math.sqrt(1 / (40 + prior) + 1 / (10 + prior))
    found = keyness(np.array([unmatched]), np.array([matched]), documents, others)
    assert found[0] == pytest.approx(expected)
    assert keyness(np.array([matched]), np.array([unmatched]), others, documents)[0] == pytest.approx(-expected)


@given(st.integers(1, 25), st.integers(1, 25), st.integers(0, 10_000))
@settings(deadline=None)
def test_a_sparse_matrix_multiplies_as_a_dense_one(rows: int, width: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    dense = random.standard_normal((rows, width)) * (random.random((rows, width)) < 0.3)
    row, column = np.nonzero(dense)
    matrix = Sparse.of(row, column, dense[row, column], (rows, width))
    other = random.standard_normal((width, 4))
    assert np.allclose(matrix.times(other), dense @ other)
    assert np.allclose(matrix.transposed().times(random.standard_normal((rows, 2)) * 0), 0)
    some = random.integers(0, rows, 5)
    assert np.allclose(matrix.taken(some).times(other), dense[some] @ other)


def test_singular_vectors_span_what_numpys_do() -> None:
    random = np.random.default_rng(7)
    dense = random.standard_normal((300, 8)) @ random.standard_normal((8, 120))
    dense += 0.01 * random.standard_normal(dense.shape)
    row, column = np.nonzero(dense)
    found = right_singular_vectors(Sparse.of(row, column, dense[row, column], dense.shape), 8)
    exact = np.linalg.svd(dense)[2][:8].T
    assert np.allclose(found @ found.T, exact @ exact.T, atol=1e-6)
