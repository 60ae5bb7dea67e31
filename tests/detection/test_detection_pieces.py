"""The pieces of the detector, each against something simpler."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
import re2
from detection_samples import PIECES, Written, condition_of, detector_of, texts_batch, wild_texts
from hypothesis import given, settings
from hypothesis import strategies as st

from cxaudit.detection import finders
from cxaudit.detection.candidates import CandidateFinder
from cxaudit.detection.expressions import Search, searchers
from cxaudit.detection.finders import is_as_known
from cxaudit.detection.growing import Lexicon
from cxaudit.detection.hashing import PrefixSums, hash_of, word_hashes
from cxaudit.detection.known_words import KnownWords
from cxaudit.detection.ragged import Ragged
from cxaudit.detection.required_words import required_choices, required_words
from cxaudit.detection.rows import RowBook, Sight
from cxaudit.detection.vocabulary import ChoiceIndex, vocabulary_of
from cxaudit.detection.windows import Windows
from cxaudit.matchers import Accents, Expression, WordChoice, WordPattern, reference_text
from cxaudit.matchers.expression_syntax import parse_tree
from cxaudit.matchers.expression_tree import can_be_empty, matches_in
from cxaudit.matchers.folding_table import FoldingTable
from cxaudit.matchers.text_block import TextBlock, text_block

if TYPE_CHECKING:
    from collections.abc import Sequence

_ATOMS = (
    *(
        r"\b",
        r"\b",
        "rude",
        "not",
        "can't",
        "'",
        "é",
        "e",
        r"\w",
        r"\w+",
        r"\W",
        r"\s+",
        ".",
        ".{0,9}",
        "[a-d]",
        "[^a-e]",
    ),
    *(
        "ß",
        "(?:a|b)",
        "(?:rude|late)",
        "(?:no)?",
        "x*",
        "lat(?:e|ing)",
        "很",
        "[א-ת]",
        "_",
        r"\B",
        "€",
        "^",
        "$",
        " ",
        "σ",
    ),
    *("(?:very )?rude", "rude+", "(?:not|never){1,2}", r"\s", "-", r"ca(?:fé)?"),
)
_expressions = st.lists(st.sampled_from(_ATOMS), min_size=1, max_size=5).map("".join)
_TABLES = {accents: FoldingTable(keep_accents=accents is Accents.AS_WRITTEN) for accents in Accents}


def _block(texts: Sequence[str]) -> TextBlock:
    return text_block(texts, _TABLES)


@given(st.lists(_expressions, min_size=1, max_size=4), st.lists(wild_texts, min_size=1, max_size=12), st.booleans())
@settings(max_examples=150, deadline=None)
def test_re2_finds_the_matches_of_the_reference_wherever_the_required_words_are(
    expressions: list[str],
    texts: list[str],
    wants_all: bool,  # noqa: FBT001 - drawn
) -> None:
    block = _block(texts)
    for accents in Accents:
        trees = [tree for text in expressions if not can_be_empty(tree := parse_tree(text, accents))]
        required = [required_words(tree) for tree in trees]
        book = RowBook([], [(accents, word.choice) for words in required for word in words])
        finder = CandidateFinder(required, book.alone)
        lexicon = Lexicon(max(1, len(book.choices)))
        finder.listen(lexicon, np.zeros(1, dtype=np.int64))
        known = KnownWords(book.of_layer(accents), lexicon.added)
        windows = finder.windows(Sight(block, {accents: known.numbers(block.layers[accents])}))
        ready = searchers([(tree, accents, wants_all) for tree in trees])
        search = Search(ready, [number for number, words in enumerate(required) if not words])
        starts = block.layers[accents].text_starts
        found = sorted(
            (owner, text, start, end)
            for part in search.matches(windows, block)
            for owner, text, start, end in zip(
                part.owners.tolist(),
                part.texts.tolist(),
                (part.starts - starts[part.texts]).tolist(),
                (part.ends - starts[part.texts]).tolist(),
                strict=True,
            )
        )
        expected = [
            (number, place, *span)
            for number, tree in enumerate(trees)
            for place, text in enumerate(texts)
            for span in matches_in(tree, reference_text(text).layer(accents))[: None if wants_all else 1]
        ]
        assert found == expected


@given(_expressions, wild_texts)
@settings(max_examples=200, deadline=None)
def test_a_text_in_which_an_expression_matches_has_a_word_of_each_required_choice(expression: str, text: str) -> None:
    layer = reference_text(text).folded
    tree = parse_tree(expression, Accents.FOLDED)
    if not can_be_empty(tree) and matches_in(tree, layer):
        assert all(choice.is_in(layer.vocabulary) for choice in required_choices(tree))


@pytest.mark.parametrize(
    ("expression", "required"),
    [
        (r"\brefund\b.{0,9}\bnever\b", [["refund"], ["never"]]),
        (r"\b(?:rude|nasty)\b", [["rude", "nasty"]]),
        (r"\brefund(?:s|ed)?\b", [["refund*"]]),
        (r"\w+ charged", [["charged*"]]),
        (r"(?:over)?charged\b", [["*charged"]]),
        (r"charge", [["*charge*"]]),
        (r"\d+ (?:hours|days)?", []),
    ],
)
def test_required_words_are_read_off_the_tree(expression: str, required: list[list[str]]) -> None:
    choices = required_choices(parse_tree(expression, Accents.FOLDED))
    assert [["*".join(option.parts) for option in choice.options] for choice in choices] == required


@given(
    st.lists(st.sampled_from(PIECES), min_size=1),
    st.lists(st.sampled_from(["ru", "e", "a", "", "can't", "te"]), min_size=1, max_size=3),
)
@settings(deadline=None)
def test_the_index_of_choices_fits_the_words_that_the_patterns_match(texts: list[str], parts: list[str]) -> None:
    pattern = WordPattern(tuple(parts))
    if len(parts) > 1 or parts[0]:
        vocabulary = vocabulary_of(_block(texts).layers[Accents.FOLDED])
        words = [vocabulary.word(number) for number in range(len(vocabulary.counts))]
        choice = WordChoice((pattern,))
        _, found = ChoiceIndex([(0, choice)]).fits(vocabulary)
        expected = [] if choice.is_any else [word for word in words if pattern.matches(word)]
        assert sorted(words[number] for number in found.tolist()) == sorted(expected)


@given(st.lists(st.text("abcé", min_size=1, max_size=5), min_size=1), st.integers(0, 4), st.integers(0, 4))
def test_the_hash_of_a_part_is_the_hash_of_that_text(words: list[str], start: int, length: int) -> None:
    joined = " ".join(words)
    codes = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32)
    part = joined[start : start + length]
    end = start + len(part)
    if part:
        found = PrefixSums.of(codes).hashes(np.array([start]), np.array([end]))
        assert found.tolist() == hash_of([part]).tolist()
    starts = np.cumsum([0, *(len(word) + 1 for word in words[:-1])])
    ends = starts + np.array([len(word) for word in words])
    assert word_hashes(codes, starts, ends).tolist() == hash_of(words).tolist()


def test_hashes_are_the_same_in_every_process() -> None:
    code = "from cxaudit.detection.hashing import hash_of; print(hash_of(['rude', 'late']).tolist())"
    other = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert other.stdout.strip() == str(hash_of(["rude", "late"]).tolist())


def test_a_word_longer_than_a_chunk_is_hashed_whole() -> None:
    long = "a" * 300_000
    codes = np.frombuffer(f"{long} {long}b".encode("utf-32-le"), dtype=np.uint32)
    starts, ends = np.array([0, 300_001]), np.array([300_000, 600_002])
    assert word_hashes(codes, starts, ends).tolist() == hash_of([long, long + "b"]).tolist()


@given(st.lists(st.lists(st.integers(0, 9), max_size=4)), st.data())
def test_ragged_lists_are_taken_as_lists_are(lists: list[list[int]], data: st.DataObject) -> None:
    wanted = data.draw(st.lists(st.integers(0, len(lists) - 1), max_size=6)) if lists else []
    owner, values = Ragged.of(lists).taken(np.array(wanted, dtype=np.int64))
    expected = [(number, value) for number, place in enumerate(wanted) for value in lists[place]]
    assert list(zip(owner.tolist(), values.tolist(), strict=True)) == expected


def test_expressions_that_do_not_fit_one_alphabet_still_all_match() -> None:
    letters = [chr(code) for code in range(0x430, 0x450)]
    rules = [condition_of({"expression": "".join(letters[first : first + 12])}) for first in range(0, 20, 4)]
    trees = [rule.patterns[0].tree for rule in rules if isinstance(rule, Expression)]
    block = _block(["".join(letters)])
    ready = searchers([(tree, Accents.FOLDED, False) for tree in trees])
    assert len({searcher.alphabet for searcher in ready}) > 1
    everywhere = Windows.joined([Windows.all_of(block.layers[Accents.FOLDED], number) for number in range(len(ready))])
    found = Search(ready, []).matches(everywhere, block)
    assert [start for part in found for start in part.starts.tolist()] == [1, 5, 9, 13, 17]


class _Changed:
    """RE2 with an inner part that is asked, or answers, in another way than today."""

    def __init__(self, how: str) -> None:
        self._how = how

    @property
    def _regexp(self) -> _Changed:
        if self._how == "gone":
            raise AttributeError
        return self

    def Match(self, *asked: object) -> object:  # noqa: N802 - the name it has there
        if self._how == "asked in another order":
            asked = (asked[1], asked[0], *asked[2:])
        if self._how == "asked for more":
            asked = (*asked, 1)
        spans = re2.compile(b"b+")._regexp.Match(*asked)  # noqa: SLF001 - what is tested
        answers = {"one span": spans[0], "lengths": [(first, last - first) for first, last in spans], "nothing": []}
        return answers.get(self._how, spans)


@pytest.mark.parametrize(
    "how", ["gone", "asked in another order", "asked for more", "one span", "lengths", "nothing", "as it is"]
)
def test_a_changed_inner_part_of_re2_is_noticed(how: str) -> None:
    assert is_as_known(_Changed(how)) == (how == "as it is")


def test_the_inner_part_of_re2_is_as_known_and_without_it_the_same_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_as_known(re2.compile(b"b+"))
    rules: list[Written] = [{"expression": [r"\brude.{0,9}\bnot\b", "x+", "^no"], "negation": "standard"}]
    texts = ["rude, not. no rude x not", "no one", "", "xx rude rude not not x"]
    told = []
    for quickly in (True, False):
        monkeypatch.setattr(finders, "_can_ask_quickly", lambda quickly=quickly: quickly)
        found = detector_of(*rules).detect(texts_batch(texts))
        told.append([getattr(found, column).tolist() for column in ("row", "state", "start", "end")])
    assert told[0] == told[1]
    assert told[0][0]
