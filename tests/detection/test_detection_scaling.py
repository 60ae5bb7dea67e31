"""Texts made to be slow: twice the text is twice the work, whatever the rules, and the bounds of memory change nothing.

Work is counted, not timed: calls made and the most memory held. Numbers of matches that were paired with each other,
or a pass over the text for each match, would show in one of them.
"""

from __future__ import annotations

import sys
import tracemalloc
from random import Random
from typing import TYPE_CHECKING

import pytest
from detection_samples import Written, condition_of, detector_of, rulebook_of, texts_batch
from random_cases import random_rule, random_text
from test_detector_agrees import WAYS, entries, expected_entries, parsed

from cxaudit.detection import candidates, compile_detector, near_rules, negators, stretches, text_program

if TYPE_CHECKING:
    from types import FrameType

_CHARACTERS = 6_000
_GROWTH = 2.4  # times the work for twice the text; what does not depend on the text only makes it less
_NEARS: list[Written] = [
    {"near": {"words": [["a", "b a"], ["b", "a"], ["c", "b"]], "within": str(number), "ordered": "false"}}
    for number in range(12)
]
_MANY: list[Written] = [{"phrase": [" ".join(["a"] * (n % 14 + 1)) + f" b{n}" for n in range(1000)]}]
_DENIED: Written = {"phrase": ["rude", "rude not", "r*"], "negation": "standard"}
_CASES: dict[str, tuple[str, list[Written]]] = {
    "near rules that match everywhere": ("a b c ", _NEARS),
    "near rules whose groups overlap": ("a a a ", _NEARS),
    "near rules without their last word": ("a b ", _NEARS),
    "near across sentences": (
        "not a b. ",
        [{"near": {"words": ["a", "b"], "within": "50", "across_sentences": "true"}}],
    ),
    "phrases that match everywhere": ("a ", [{"phrase": ["a", "a a", "a a a"], "negation": "standard"}]),
    "phrases that nearly match everywhere": ("a ", _MANY),
    "every match denied": ("not rude ", [_DENIED]),
    "wildcards": ("abcdef ", [{"phrase": [f"{'abcdef'[: n % 6 + 1]}*" for n in range(1000)]}]),
    "one word": ("abcdef", [{"phrase": ["*b*", "b*c", "abc*"], "negation": "standard"}]),
    "marks": ("e\u0301\u0323", [{"phrase": "é", "accents": "as-written"}]),
    "line ends": ("\r\n\r\n", [{"phrase": "rude"}]),
    "quotes": ("a' ’", [{"phrase": "a'a"}, {"expression": r"\ba'\b"}]),
    "an expression that backtracks": ("aaaaaa", [{"expression": "(?:a+)+b"}]),
    "a negated expression": ("x ", [{"expression": "x.*z|x", "negation": {"before": ["x"], "within": "1"}}]),
}


def _work(text: str, rules: list[Written]) -> tuple[int, int]:
    """Calls made and bytes held at most while a text is looked at."""
    detector = detector_of(*rules)
    detector.detect(texts_batch(["an apple for the teacher", "nothing to see"]))
    calls = 0

    def counted(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    batch = texts_batch([text])
    detector.detect(batch)
    tracemalloc.start()
    detector.detect(batch)
    _, held = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    sys.setprofile(counted)
    detector.detect(batch)
    sys.setprofile(None)
    return calls, held


@pytest.mark.parametrize("name", _CASES)
def test_twice_the_text_is_twice_the_work(name: str) -> None:
    piece, rules = _CASES[name]
    once, twice = (_work(piece * (times * _CHARACTERS // len(piece)) + " x", rules) for times in (1, 2))
    assert twice[0] <= _GROWTH * once[0]
    assert twice[1] <= _GROWTH * once[1]


def test_a_rule_of_a_thousand_alternatives_looks_at_little_more_than_one_of_a_hundred() -> None:
    words = [f"w{number}" for number in range(1000)]
    text = " ".join(f"w{number * 7 % 1000} w{number % 1000} here" for number in range(2000))
    few, many = (
        _work(text, [{"near": {"words": [words[:count], words[-count:]], "within": "3"}}]) for count in (100, 1000)
    )
    assert many[0] <= 2 * few[0]
    assert many[1] <= 12 * few[1]  # there are ten times as many matches


@pytest.mark.parametrize("seed", range(100, 112))
def test_the_bounds_of_memory_change_nothing(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stretches, "_FOUND", seed % 5)
    monkeypatch.setattr(negators, "_AT_ONCE", 1 + seed % 3)
    monkeypatch.setattr(stretches, "_WORDS", 1 + seed % 7)
    monkeypatch.setattr(near_rules, "_AT_ONCE", 1 + seed % 9)
    monkeypatch.setattr(candidates, "_WORDS", 1 + seed % 5)
    monkeypatch.setattr(candidates, "_FITTED", seed % 6)
    monkeypatch.setattr(text_program, "_LONG", seed % 40)
    monkeypatch.setattr(text_program, "_KNOWN", seed % 13)
    random = Random(seed)  # noqa: S311 - nothing secret
    conditions = parsed([random_rule(random) for _ in range(12)])
    texts = [random_text(random) for _ in range(20)]
    expected = expected_entries(conditions, [{"text": text} for text in texts])
    for compiled in WAYS:
        detector = compile_detector(rulebook_of(conditions), compiled=compiled)
        assert entries(detector, detector.detect(texts_batch(texts))) == expected
        assert entries(detector, detector.detect(texts_batch(texts))) == expected


def test_the_first_match_of_a_text_of_many_stretches_is_found_though_a_later_one_was_seen_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stretches, "_WORDS", 1)
    rules: list[Written] = [
        {"near": {"words": ["late", "rude"], "within": "3"}},
        {"phrase": ["rude", "so rude and very late"]},
        {"phrase": "very late", "negation": "standard"},
    ]
    detector = compile_detector(rulebook_of([condition_of(rule) for rule in rules]))
    text = "not very late, so rude and very late, rude"
    found = detector.detect(texts_batch([text]))
    said = [text[start:end] for start, end in zip(found.start.tolist(), found.end.tolist(), strict=True)]
    assert said == ["late, so rude", "so rude and very late", "very late"]
    assert found.start.tolist() == [9, 15, 27]
