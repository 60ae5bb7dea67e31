"""Which patterns another one finds: as if each were compared with each, in time that grows with their number alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxaudit.checks.coverage import covering
from cxaudit.matchers import Phrase, PhrasePattern, WordChoice, WordPattern, parse_condition
from cxaudit.model import Location, MappingNode, Node, Report, ScalarNode, SequenceNode

_WORDS = st.sampled_from(
    ["a", "ab", "b", "ba", "a*", "*b", "*a*", "ab*", "*", "a*b", "a/b", "a*/b", "a/*b", "(b)", "a*b*a"]
)
_PATTERNS = st.lists(_WORDS, min_size=1, max_size=3).map(" ".join)


def phrase_of(patterns: list[str], *, negated: bool) -> Phrase | None:
    """The phrase; without the patterns that are refused, such as a lone asterisk."""

    def scalar(text: str, line: int = 1) -> ScalarNode:
        return ScalarNode(text, Location("rules.yaml", line, 1))

    listed = SequenceNode(tuple(scalar(text, line) for line, text in enumerate(patterns, 1)), Location("r", 1, 1))
    entries: list[tuple[ScalarNode, Node]] = [(scalar("phrase"), listed)]
    if negated:
        entries.append((scalar("negation"), scalar("standard")))
    found = parse_condition(MappingNode(tuple(entries), Location("r", 1, 1)), Report())
    return found if isinstance(found, Phrase) else None


def expected(phrase: Phrase) -> list[tuple[int, int]]:
    """Each pattern with the first that finds it, told from the last to the first."""
    found: dict[int, int] = {}
    for number, pattern in reversed(list(enumerate(phrase.patterns))):
        finders = [
            other
            for other, wider in enumerate(phrase.patterns)
            if other != number and other not in found and _finds_all(wider, pattern, starts_alike=bool(phrase.negation))
        ]
        if finders:
            found[number] = min(finders)
    return sorted(found.items())


def _finds_all(wider: PhrasePattern, pattern: PhrasePattern, *, starts_alike: bool) -> bool:
    def finds(row: tuple[WordChoice, ...], other: tuple[WordChoice, ...]) -> bool:
        starts = range(1 if starts_alike else len(other))
        parts = (other[start : start + len(row)] for start in starts)
        return any(len(part) == len(row) and all(map(_choice_finds, row, part)) for part in parts)

    return all(any(finds(row, other) for row in wider.rows) for other in pattern.rows)


def _choice_finds(wide: WordChoice, narrow: WordChoice) -> bool:
    return all(any(_word_finds(one, other) for one in wide.options) for other in narrow.options)


def _word_finds(wide: WordPattern, narrow: WordPattern) -> bool:
    if narrow.is_exact:
        return wide.matches(narrow.parts[0])
    is_beginning = len(wide.parts) == 2 and not wide.parts[1]
    return wide.parts == narrow.parts or wide.is_any or (is_beginning and narrow.parts[0].startswith(wide.parts[0]))


@given(st.lists(_PATTERNS, min_size=1, max_size=8), st.booleans())
def test_the_same_is_found_as_by_comparing_each_with_each(patterns: list[str], negated: bool) -> None:  # noqa: FBT001
    phrase = phrase_of(patterns, negated=negated)
    if phrase is None:
        return
    numbers = {id(pattern): number for number, pattern in enumerate(phrase.patterns)}
    told = [(numbers[id(pattern)], numbers[id(finder)]) for pattern, finder in covering(phrase)]
    assert told == expected(phrase)


@pytest.mark.parametrize("form", ["w%d*", "*w%d", "*w%d* x", "late w%d", "w%d late", "same again", "* w%d*"])
def test_four_thousand_patterns_take_no_longer_than_their_number(form: str) -> None:
    phrase = phrase_of([form % number if "%" in form else form for number in range(4000)], negated=False)
    assert phrase is not None
    started = time.process_time()
    list(covering(phrase))
    assert time.process_time() - started < 3, "comparing each with each takes twenty seconds"
