"""The shortcut is held to the slow way: whatever the rule and the text, a mutant says what `match_text` says of it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from mutation_rules import columns, condition_of, conditions, telling_texts, text_conditions, texts

from cxaudit.matchers import Condition, State, match_text
from cxaudit.mutation import mutants_of
from cxaudit.mutation.mutant import Operator
from cxaudit.mutation.pattern_index import PatternIndex
from cxaudit.mutation.redundancy import Covers
from cxaudit.mutation.seen_text import SeenText


@settings(max_examples=60)
@given(conditions, texts, columns)
def test_every_mutant_says_of_a_text_what_a_full_evaluation_says(
    condition: Condition, text: str, fields: dict[str, str]
) -> None:
    for told in (text, *_some(telling_texts(mutants_of(condition)))):
        seen = SeenText(condition, PatternIndex(condition), told, dict(fields))
        assert seen.state(condition) is match_text(condition, told, dict(fields)).state, told
        for mutant in mutants_of(condition):
            assert seen.state(mutant.condition) is match_text(mutant.condition, told, dict(fields)).state, mutant.done


@settings(max_examples=40)
@given(conditions, texts, columns)
def test_a_text_that_a_mutant_does_not_touch_says_the_same_of_it_as_of_the_original(
    condition: Condition, text: str, fields: dict[str, str]
) -> None:
    for told in (text, *_some(telling_texts(mutants_of(condition)))):
        seen = SeenText(condition, PatternIndex(condition), told, dict(fields))
        shown = match_text(condition, told, dict(fields)).state is State.ASSERTED
        for mutant in mutants_of(condition):
            if not mutant.touches(seen):
                assert (match_text(mutant.condition, told, dict(fields)).state is State.ASSERTED) is shown, mutant.done


@settings(max_examples=150)
@given(text_conditions, st.lists(texts, min_size=2, max_size=2))
def test_no_text_tells_a_redundant_alternative(condition: Condition, several: list[str]) -> None:
    covers = Covers(condition, PatternIndex(condition))
    for mutant in mutants_of(condition):
        if mutant.dropped is None or covers.of(mutant.dropped) is None:
            continue
        for text in (*several, *telling_texts([mutant])):
            assert match_text(mutant.condition, text).state is match_text(condition, text).state, (mutant.done, text)


@settings(max_examples=100)
@given(conditions)
def test_every_mutant_differs_from_the_rule_and_says_where_it_was_made(condition: Condition) -> None:
    for mutant in mutants_of(condition):
        assert mutant.condition != condition, mutant.done
        assert mutant.location.line == 1
        assert mutant.done


def _some(several: list[str]) -> list[str]:
    """Few enough for the slow way, from all over."""
    return several[:: 1 + len(several) // 12]


def test_the_properties_see_redundant_alternatives_and_every_operator() -> None:
    condition = condition_of({"all": [{"phrase": ["late", "late*"]}, {"any": [{"phrase": "rude"}, {"phrase": "x"}]}]})
    covers = Covers(condition, PatternIndex(condition))
    redundant = [mutant.done for mutant in mutants_of(condition) if mutant.dropped and covers.of(mutant.dropped)]
    assert redundant == ["dropped 'late'"]
    found = {mutant.operator for mutant in mutants_of(condition)}
    assert found == {Operator.DROP_ALTERNATIVE, Operator.DROP_CONDITION, Operator.DROP_BOUNDARY, Operator.SWAP_ANY_ALL}
