"""`phrase`, `near` and `negation`: what they match, and what is refused."""

from __future__ import annotations

import pytest
from rule_nodes import Written, condition_of, violations_of

from cxaudit.matchers import State, match_text


def _quote(rule: Written, text: str) -> str | None:
    """What a rule matches in a text, or None."""
    told = match_text(condition_of(rule), text)
    return text[told.start : told.end] if told.state else None


@pytest.mark.parametrize(
    ("pattern", "text", "quote"),
    [
        ("rude", "She was RUDE!", "RUDE"),
        ("rude", "intruded", None),
        ("can", "I can't", None),
        ("can't", "I CAN’T wait", "CAN’T"),
        ("disrespect*", "so disrespectful", "disrespectful"),
        ("*charged", "I was overcharged", "overcharged"),
        ("un*ed", "unhelped and unfed", "unhelped"),
        ("un*ed", "uned", "uned"),
        ("un*ned", "uned", None),
        ("*fun*", "a refund", "refund"),
        ("m*s*n", "mention, mission", "mission"),
        ("talked down to", "talked, down - to me", "talked, down - to"),
        ("talked down", "We talked. Down there", None),
        ("not * rude", "not so rude", "not so rude"),
        ("not * rude", "not rude", None),
        ("refund/money back", "my money back", "money back"),
        ("very (very) late", "very late", "very late"),
        ("very (very) late", "very very late", "very very late"),
        ("e-mail/letter", "an e mail", "e mail"),
        ("straße", "die STRASSE", "STRASSE"),
        ("cafe", "the cafés", None),
        ("cafe*", "the cafés", "cafés"),
        ("差", "服务差", "差"),
        ("服务", "服务差", "服务"),
    ],
)
def test_a_phrase_matches_whole_words_next_to_each_other(pattern: str, text: str, quote: str | None) -> None:
    assert _quote({"phrase": pattern}, text) == quote


def test_accents_count_only_when_the_rule_says_so() -> None:
    assert _quote({"phrase": "café"}, "cafe") == "cafe"
    assert _quote({"phrase": "café", "accents": "as-written"}, "cafe") is None
    assert _quote({"phrase": "café", "accents": "as-written"}, "cafe\u0301") == "cafe\u0301"


@pytest.mark.parametrize(
    ("text", "within", "quote"),
    [
        ("a bad attitude", "0", "bad attitude"),
        ("attitude was very bad", "2", "attitude was very bad"),
        ("attitude was very bad", "1", None),
        ("attitude. Bad", "4", None),
    ],
)
def test_near_counts_the_words_between(text: str, within: str, quote: str | None) -> None:
    rule: Written = {"near": {"words": [["attitude", "tone"], ["bad", "nasty"]], "within": within}}
    assert _quote(rule, text) == quote


def test_near_in_order_and_across_sentences() -> None:
    ordered: Written = {"near": {"words": ["bad", "attitude"], "within": "3", "ordered": "true"}}
    assert _quote(ordered, "attitude is bad") is None
    assert _quote(ordered, "bad attitude") == "bad attitude"
    across: Written = {"near": {"words": ["bad", "attitude"], "within": "3", "across_sentences": "true"}}
    assert _quote(across, "Attitude. Bad") == "Attitude. Bad"


def test_groups_of_near_do_not_share_a_word() -> None:
    rule: Written = {"near": {"words": ["late", "late"], "within": "3"}}
    assert _quote(rule, "late") is None
    assert _quote(rule, "late and late") == "late and late"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("She was rude", State.ASSERTED),
        ("She was not rude", State.DENIED),
        ("She wasn't at all rude", State.DENIED),
        ("Not that she was ever rude", State.ASSERTED),
        ("No. Rude", State.ASSERTED),
        ("not rude then, but rude now", State.ASSERTED),
        ("not only rude", State.ASSERTED),
        ("polite", State.SILENT),
    ],
)
def test_a_match_behind_a_negator_is_a_denial(text: str, state: State) -> None:
    assert match_text(condition_of({"phrase": "rude", "negation": "standard"}), text).state is state


def test_negators_can_be_named() -> None:
    rule: Written = {"phrase": "rude", "negation": {"before": ["far from"], "within": "1"}}
    assert match_text(condition_of(rule), "far from rude").state is State.DENIED
    assert match_text(condition_of(rule), "far from being rude").state is State.ASSERTED
    assert match_text(condition_of(rule), "not rude").state is State.ASSERTED


def test_inner_conditions_take_the_settings_around_them_unless_they_have_their_own() -> None:
    rule: Written = {"any": [{"phrase": "rude"}, {"phrase": "late", "negation": "none"}], "negation": "standard"}
    assert match_text(condition_of(rule), "not rude").state is State.DENIED
    assert match_text(condition_of(rule), "not late").state is State.ASSERTED


@pytest.mark.parametrize(
    ("rule", "check"),
    [
        ({"phrase": "rude(ly)"}, "invalid-phrase"),
        ({"phrase": "(very (very) late)"}, "invalid-phrase"),
        ({"phrase": "(very late"}, "invalid-phrase"),
        ({"phrase": "* *"}, "invalid-phrase"),
        ({"phrase": "😡"}, "invalid-phrase"),
        ({"phrase": "(rude)"}, "matches-empty"),
        ({"phrase": " ".join(["a"] * 17)}, "invalid-phrase"),
        ({"phrase": "a" * 101}, "invalid-phrase"),
        ({"phrase": " ".join(["(a)"] * 9) + " b"}, "too-many-expansions"),
        ({"phrase": []}, "wrong-type"),
        ({"phrase": {"rude": "x"}}, "wrong-type"),
        ({"frase": "rude"}, "unknown-key"),
        ({"near": {"words": ["a", "b"]}}, "missing-key"),
        ({"near": {"words": ["a"], "within": "2"}}, "wrong-type"),
        ({"near": {"words": ["a", "b"], "within": "51"}}, "out-of-range"),
        ({"near": {"words": ["a", "b"], "within": "2", "ordered": "yes"}}, "not-one-of"),
        ({"near": {"words": ["a", "b"], "within": "2", "sorted": "true"}}, "unknown-key"),
        ({"phrase": "rude", "negation": "always"}, "not-one-of"),
        ({"phrase": "rude", "accents": "gone"}, "not-one-of"),
        ({"negation": "standard"}, "missing-key"),
        ({"any": ["rude"]}, "wrong-type"),
        ({"any": [{"repeat": {"same": "customer", "within": "14 days"}}]}, "wrong-type"),
    ],
)
def test_what_cannot_be_meant_is_refused(rule: Written, check: str) -> None:
    assert [violation.check for violation in violations_of(rule)] == [check]


def test_all_violations_of_a_rule_are_told() -> None:
    rule: Written = {"any": [{"phrase": "a(b)"}, {"frase": "x"}], "unless": [{"expression": "(?=x)"}]}
    assert [violation.check for violation in violations_of(rule)] == [
        "invalid-phrase",
        "unknown-key",
        "non-linear-expression",
    ]
