"""Expressions that are a word, a gap and a word: told from where words stand, with the matches of the reference."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from detection_samples import PIECES, Written, block_with, condition_of, rulebook_of, texts_batch
from hypothesis import given, settings
from hypothesis import strategies as st
from random_cases import random_text
from test_detector_agrees import WAYS, entries, expected_entries, parsed

from cxaudit.detection import compile_detector, gap_askers, gap_matches, gap_rules
from cxaudit.detection.expression_rules import ExpressionRules
from cxaudit.detection.expressions import Searcher
from cxaudit.detection.growing import Lexicon
from cxaudit.detection.known_words import KnownWords
from cxaudit.detection.rows import RowBook, Sight
from cxaudit.detection.word_gaps import word_gap_of
from cxaudit.matchers import Accents, Expression, FieldValue, reference_text
from cxaudit.matchers.expression_syntax import parse_tree
from cxaudit.matchers.expression_tree import matches_in

if TYPE_CHECKING:
    from cxaudit.detection.finders import Find

Found = tuple[int, int, int, int]

_SIDES = ("rude", "(?:rude|late)", "a", "b", "(?:a|b)", "can't", "no(?:t|ne)?", "[ab]", "straß?e", "x", "(?:ab?|ba)")
_BETWEEN = (
    ".{0,9}",
    ".{0,30}",
    ".{0,9}?",
    ".{3,12}",
    ".{2,20}?",
    r"\s{1,2}",
    r"[^.!?]{0,40}",
    "[a-z ]{0,30}",
    "(?s:.){0,9}",
)
_expressions = st.builds(
    lambda first, gap, second: rf"\b{first}\b{gap}\b{second}\b",
    *(st.sampled_from(some) for some in (_SIDES, _BETWEEN, _SIDES)),
)
_texts = st.lists(
    st.sampled_from(("a ", "b ", "a", "b", "rude ", "late ", "not ", "no ", "can't ", "x", "ab ", "\n", ". ", *PIECES)),
    max_size=25,
).map("".join)


def _found(expressions: list[str], texts: list[str], accents: Accents, *, negated: bool, compiled: bool) -> list[Found]:
    """All matches wanted: the expression, the text, from where to where."""
    written: dict[str, Written] = {"expression": expressions, "accents": accents.value}
    leaf = condition_of(written | ({"negation": "standard"} if negated else {}))
    assert isinstance(leaf, Expression)
    rules = ExpressionRules([(number, _alone(leaf, number)) for number in range(len(leaf.patterns))])
    book = RowBook([], rules.alone())
    rules.number(book.alone)
    lexicon = Lexicon(max(1, len(book.choices)))
    rules.listen(lexicon, np.zeros(1, dtype=np.int64))
    block = block_with(texts, compiled=compiled)
    numbers = KnownWords(book.of_layer(accents), lexicon.added).numbers(block.layers[accents], compiled=compiled)
    starts = block.layers[accents].text_starts
    return sorted(
        (int(leaf), int(text), int(start - starts[text]), int(end - starts[text]))
        for leaves, found in rules.matches(Sight(block, {accents: numbers}, compiled))
        for leaf, text, start, end in zip(leaves, found.texts, found.starts, found.ends, strict=True)
    )


def _alone(leaf: Expression, number: int) -> Expression:
    return Expression(leaf.location, (leaf.patterns[number],), leaf.accents, leaf.negation)


@given(
    st.lists(_expressions, min_size=1, max_size=5),
    st.lists(_texts, min_size=1, max_size=6),
    st.sampled_from(Accents),
    st.booleans(),
)
@settings(max_examples=100, deadline=None)
def test_every_match_is_that_of_the_reference(
    expressions: list[str],
    texts: list[str],
    accents: Accents,
    negated: bool,  # noqa: FBT001 - drawn
) -> None:
    expected = [
        (number, place, *span)
        for number, expression in enumerate(expressions)
        for place, text in enumerate(texts)
        for span in matches_in(parse_tree(expression, accents), reference_text(text).layer(accents))[
            : None if negated else 1
        ]
    ]
    for compiled in WAYS:
        assert _found(expressions, texts, accents, negated=negated, compiled=compiled) == expected


@pytest.mark.parametrize("compiled", WAYS)
def test_many_matches_in_one_text_are_those_of_the_reference(compiled: bool) -> None:  # noqa: FBT001 - a parameter
    texts = ["a b " * 150, "a a b b " * 80, "b " * 300, "a " * 300 + "b", "a x b\n" * 120 + "late a a b"]
    expressions = [
        rf"\b{first}\b{gap}\bb\b" for first in ("a", "b", "(?:a|b)") for gap in (".{0,9}", ".{1,40}?", ".{0,256}")
    ]
    expected = [
        (number, place, *span)
        for number, expression in enumerate(expressions)
        for place, text in enumerate(texts)
        for span in matches_in(parse_tree(expression, Accents.FOLDED), reference_text(text).folded)
    ]
    assert _found(expressions, texts, Accents.FOLDED, negated=True, compiled=compiled) == expected


@pytest.mark.parametrize(("room", "bound"), [(gap_rules, "_LONG"), (gap_matches, "_AT_ONCE"), (gap_askers, "_AT_ONCE")])
def test_bounds_of_memory_change_nothing(room: object, bound: str, monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(5)  # noqa: S311 - nothing secret
    rules: list[dict[str, Written]] = [
        {"expression": [rf"\b{random.choice(_SIDES)}\b{random.choice(_BETWEEN)}\b{random.choice(_SIDES)}\b"]}
        | ({"negation": "standard"} if random.random() < 0.5 else {})
        for _ in range(40)
    ]
    conditions, texts = parsed(rules), [random_text(random) + " a not b rude late" for _ in range(60)]
    rows: list[dict[str, FieldValue]] = [{"text": text} for text in texts]
    expected = expected_entries(conditions, rows)
    for size in (1 << 18, 20):
        monkeypatch.setattr(room, bound, size)
        for compiled in WAYS:
            detector = compile_detector(rulebook_of(conditions), compiled=compiled)
            assert entries(detector, detector.detect(texts_batch(texts))) == expected


def test_no_engine_is_made_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Searcher] = []
    finder = Searcher.finder

    def noted(searcher: Searcher) -> Find:
        made.append(searcher)
        return finder(searcher)

    monkeypatch.setattr(Searcher, "finder", noted)
    conditions = parsed([{"expression": [r"\brude\b.{0,9}\bnot\b", r"\blate.{0,9}\bnot\b"]}])
    for compiled in WAYS:
        detector = compile_detector(rulebook_of(conditions), compiled=compiled)
        assert len(detector.detect(texts_batch(["rude, not late. not", "late, not"]))) == 2
    assert len(made) == len(WAYS)


@pytest.mark.parametrize(
    ("expression", "first", "second"),
    [
        (r"\brefund\b.{0,9}\bnever\b", "refund", "never"),
        (r"\b(?:can't|ne?t|ne[xt]t)\b.{0,9}?\bgo(?:es)?\b", "can't net next nett nt", "go goes"),
        (r"\b(refund)\b[^.!?]{1,9}\b(?:x|y1)\b", "refund", "x y1"),
        (r"\bno\b\s{1,3}\bone\b", "no", "one"),
    ],
)
def test_both_words_are_read_off_the_tree(expression: str, first: str, second: str) -> None:
    gap = word_gap_of(parse_tree(expression, Accents.FOLDED))
    assert gap is not None
    assert (set(gap.first), set(gap.second)) == (set(first.split()), set(second.split()))


@pytest.mark.parametrize(
    "expression",
    [
        r"\brefund.{0,9}\bnever\b",
        r"\brefund\b.{0,300}\bnever\b",
        r"\brefund\b.*\bnever\b",
        r"\brefund\b\w{0,9}\bnever\b",
        r"\brefund\b[é-ü ]{0,9}\bnever\b",
        r"\b\w+\b.{0,9}\bnever\b",
        r"\bno one\b.{0,9}\bnever\b",
        r"\b(?:no)?\b.{0,9}\bnever\b",
        r"\b很\b.{0,9}\bnever\b",
        r"\ba+\b.{0,9}\bb\b",
        r"\b'a\b.{0,9}\bb\b",
        r"\ba\b.{0,9}\bb\b$",
        r"\ba\b.{0,9}.\bb\b",
        r"\b[^a]\b.{0,9}\bb\b",
        r"\b(?:a|b\b.{0,9}\bc)\b",
    ],
)
def test_other_expressions_are_left_to_the_engine(expression: str) -> None:
    assert word_gap_of(parse_tree(expression, Accents.FOLDED)) is None
