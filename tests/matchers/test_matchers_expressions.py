"""`expression`: what it matches, with Python's own engine as the oracle, and what is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_nodes import condition_of, violations_of

from cxaudit.matchers import Accents, match_text, reference_text
from cxaudit.matchers.expression_syntax import parse_tree
from cxaudit.matchers.expression_tree import can_be_empty, matches_in

_atoms = st.sampled_from(
    [
        "a",
        "b",
        "c",
        " ",
        ".",
        "[ab]",
        "[^a]",
        r"\w",
        r"\W",
        r"\s",
        r"\b",
        r"\B",
        "(?:a|ab)",
        "(?:|b)",
        "^",
        "$",
        r"\d",
        "-",
    ]
)
_repeats = st.sampled_from(["", "", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}?"])
_expressions = st.lists(st.tuples(_atoms, _repeats), min_size=1, max_size=5).map(
    lambda pairs: "".join(atom if atom in (r"\b", r"\B", "^", "$") else atom + sign for atom, sign in pairs)
)


def _quote(expression: str, text: str) -> str | None:
    told = match_text(condition_of({"expression": expression}), text)
    return text[told.start : told.end] if told.state else None


@pytest.mark.parametrize(
    ("expression", "text", "quote"),
    [
        ("promised refund", "I was PROMISED  refund", None),
        (r"promised\s.{0,20}refund", "I was PROMISED  my refund", "PROMISED  my refund"),
        (r"\bcaf\b", "café", None),
        (r"\bcafé\b", "the cafe.", "cafe"),
        (r"\bcan\b", "I can't", None),
        (r"can'?t", "I can’t", "can’t"),
        (r"\bплохо\b", "очень плохо!", "плохо"),
        (r"\bплох\b", "очень плохо!", None),
        (r"stra(?:ss|ß)e", "Straße", "Straße"),
        (r"[A-Z]{3}", "abc", "abc"),
        ("😡+", "so 😡😡", "😡😡"),
        (r"\w+_\w+", "order_id", "order_id"),
        (r"\border\b", "order_id", "order"),
        (r"refund\b.*\bnever", "refund\nnever", None),
        (r"(?s)refund\b.*\bnever", "refund\nnever", "refund\nnever"),
        (r"^late", "too late", None),
        (r"(?m)^late", "too\nlate", "late"),
        (r"\x{20AC}\d+", "paid €50", "€50"),
        (r"\Qa.b\E", "a.b", "a.b"),
        (r"[à-ü]", "é", "é"),
    ],
)
def test_an_expression_sees_folded_text_and_unicode_words(expression: str, text: str, quote: str | None) -> None:
    assert _quote(expression, text) == quote


@given(_expressions, st.text("abc -1\n", max_size=12))
@settings(max_examples=300, deadline=None)
def test_the_reference_finds_what_pythons_engine_finds(expression: str, text: str) -> None:
    tree = parse_tree(expression, Accents.FOLDED)
    pattern = re.compile(expression.replace("$", r"\Z"), re.ASCII)
    if not can_be_empty(tree) and pattern.fullmatch("") is None:
        expected = [match.span() for match in pattern.finditer(text) if match.end() > match.start()]
        assert matches_in(tree, reference_text(text).folded) == expected


@pytest.mark.parametrize(
    ("expression", "check", "advice"),
    [
        ("refund(?= now)", "non-linear-expression", "'near'"),
        ("(?!x)refund", "non-linear-expression", "'unless'"),
        ("(?<=x)refund", "non-linear-expression", "part of the expression"),
        ("(?<!x)refund", "non-linear-expression", "'unless'"),
        ("(?>a+)b", "non-linear-expression", "plain group"),
        (r"(a)\1", "non-linear-expression", "write the repeated text out"),
        ("(?P<x>a)(?P=x)", "non-linear-expression", "write the repeated text out"),
        ("a++b", "non-linear-expression", "leave the second sign out"),
        ("(a", "invalid-expression", ""),
        ("a)", "invalid-expression", ""),
        ("[a", "invalid-expression", ""),
        ("*a", "invalid-expression", "sign itself"),
        ("a**", "invalid-expression", "group"),
        ("[z-a]", "invalid-expression", ""),
        ("[[:alpha:]]", "invalid-expression", r"\w"),
        (r"\p{L}", "invalid-expression", r"\w"),
        ("[ß]", "invalid-expression", "(?:ß|…)"),
        ("a{1001}", "invalid-expression", ""),
        ("(?:a{1000}){1000}", "invalid-expression", "repeat less often"),
        ("x" * 2001, "invalid-expression", "split it"),
        ("a*", "matches-empty", "required"),
        (r"\b", "matches-empty", "required"),
        ("(?:a|b?)", "matches-empty", "required"),
    ],
)
def test_what_cannot_be_searched_in_linear_time_is_refused_with_advice(
    expression: str, check: str, advice: str
) -> None:
    (violation,) = violations_of({"expression": expression})
    assert violation.check == check
    assert advice in violation.help
    assert violation.subject == expression


def test_nested_repetition_is_fine_because_it_is_linear() -> None:
    assert _quote("(?:a+)+b", "a" * 30 + "b") == "a" * 30 + "b"


def test_a_violation_points_at_the_fault_inside_the_expression() -> None:
    (violation,) = violations_of({"expression": "refund(?= now)"})
    assert violation.location.column == 1 + len("refund")
