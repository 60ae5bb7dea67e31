"""The checks of patterns hold against what the patterns match."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxaudit.checks.bare_word import bare_word
from cxaudit.checks.conditions import sufficient_leaves
from cxaudit.checks.coverage import covering
from cxaudit.checks.matches_nearly_everything import matches_nearly_everything
from cxaudit.checks.unreachable_alternative import unreachable_alternative
from cxaudit.configuration import parse_text
from cxaudit.matchers import Phrase, match_text, parse_condition
from cxaudit.model import Condition, Report
from cxaudit.rulebook import load_rulebook


def condition(text: str) -> Condition:
    report = Report()
    node = parse_text(text, "f", report)
    assert node is not None
    parsed = parse_condition(node, report)
    assert report.violations == []
    assert parsed is not None
    return parsed


WORDS = st.sampled_from(["rude", "rudely", "ru*", "*", "not", "staff", "rude/curt", "(very)", "(so) curt", "*de"])
PATTERNS = st.lists(
    st.lists(WORDS, min_size=1, max_size=3).map(" ".join).filter(lambda text: any(c.isalpha() for c in text)),
    min_size=2,
    max_size=4,
)
TEXTS = st.lists(st.sampled_from(["rude", "rudely", "curt", "not", "staff", "very", "so", "x", "."]), max_size=7)


@settings(max_examples=300)
@given(patterns=PATTERNS, words=TEXTS, negated=st.booleans())
def test_what_is_called_unreachable_can_go_and_nothing_changes(
    patterns: list[str], words: list[str], *, negated: bool
) -> None:
    report = Report()
    negation = ", negation: {before: [not], within: 2}" if negated else ""

    def phrase_of(texts: list[str]) -> Condition | None:
        listed = ", ".join(f'"{text}"' for text in texts)
        node = parse_text(f"{{phrase: [{listed}]{negation}}}", "f", report)
        return None if node is None else parse_condition(node, report)

    whole = phrase_of(patterns)
    if not isinstance(whole, Phrase) or report.violations:
        return
    idle = {pattern.location for pattern, _ in covering(whole)}
    kept = [text for text, pattern in zip(patterns, whole.patterns, strict=True) if pattern.location not in idle]
    fewer = phrase_of(kept)
    assert fewer is not None, "of patterns that find each other one is kept"
    text = " ".join(words)
    assert match_text(whole, text).state == match_text(fewer, text).state


@pytest.mark.parametrize(
    ("patterns", "idle"),
    [
        ("[rude, rude staff]", ["rude staff"]),
        ("[rude staff, rude]", ["rude staff"]),
        ("[rude, rude]", ["rude"]),
        ("[rude/curt, curt]", ["curt"]),
        ("[rude*, rudely, rudeness*]", ["rudely", "rudeness*"]),
        ("[(so) rude, rude]", ["rude"]),
        ("[rude, rudely, staff]", []),
        ("[not rude, rude staff]", []),
        ("[ru*e, rude*]", []),
    ],
)
def test_unreachable_alternatives_are_named(tmp_path: Path, patterns: str, idle: list[str]) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(f"symptoms:\n  - {{id: a, title: A, severity: minor, detect: {{phrase: {patterns}}}}}\n")
    found = list(unreachable_alternative(load_rulebook([path])))
    assert [violation.subject for violation in found] == idle


def test_with_a_negation_only_what_begins_at_the_same_word_covers() -> None:
    phrase = condition("{phrase: [rude, never rude, rude staff], negation: {before: [not], within: 1}}")
    assert isinstance(phrase, Phrase)
    assert [pattern.text for pattern, _ in covering(phrase)] == ["rude staff"]


@pytest.mark.parametrize(
    ("detect", "count"),
    [
        ("{phrase: a}", 1),
        ("{any: [{phrase: a}, {expression: b}, {field: {tags: c}}]}", 3),
        ("{phrase: a, unless: [{phrase: b}]}", 1),
        ("{any: [{phrase: a}, {phrase: b}], unless: [{phrase: c}]}", 2),
        ("{all: [{phrase: a}, {phrase: b}]}", 0),
        ("{any: [{phrase: a}, {all: [{phrase: b}, {phrase: c}]}]}", 1),
        ("{phrase: a, field: {tags: b}}", 0),
    ],
)
def test_a_leaf_is_enough_unless_others_must_hold_beside_it(detect: str, count: int) -> None:
    assert len(list(sufficient_leaves(condition(detect)))) == count


@pytest.mark.parametrize(
    ("detect", "is_wide"),
    [
        ("{phrase: the}", True),
        ("{phrase: '* is'}", True),
        ("{phrase: is it}", False),
        ("{phrase: the reply}", False),
        ("{phrase: 'the/reply'}", True),
        ("{expression: '[a-z]'}", True),
        ("{expression: '\\bwas\\b'}", False),
        ("{expression: '.+'}", True),
        ("{all: [{phrase: the}, {phrase: reply}]}", False),
        ("{phrase: reply, unless: [{phrase: the}]}", False),
    ],
)
def test_what_matches_nearly_everything_is_told(tmp_path: Path, detect: str, *, is_wide: bool) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(f"symptoms:\n  - {{id: a, title: A, severity: minor, detect: {detect}}}\n")
    assert bool(list(matches_nearly_everything(load_rulebook([path])))) == is_wide


@pytest.mark.parametrize(
    ("expression", "is_bare"),
    [("rude", True), ("rude staff", True), (r"\brude\b", False), ("rude.{0,5}staff", False), ("24", False)],
)
def test_only_plain_words_are_bare(tmp_path: Path, expression: str, *, is_bare: bool) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(f"symptoms:\n  - {{id: a, title: A, severity: minor, detect: {{expression: '{expression}'}}}}\n")
    assert bool(list(bare_word(load_rulebook([path])))) == is_bare
