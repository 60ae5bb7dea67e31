"""Short texts that show a pattern or a condition, made of its own words: what an example is begun from."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, product
from typing import TYPE_CHECKING, TypeAlias

from cxaudit.matchers import (
    AllOf,
    AnyOf,
    Ask,
    Condition,
    Expression,
    Field,
    Near,
    Phrase,
    PhrasePattern,
    Predicate,
    WordChoice,
    WordPattern,
)
from cxaudit.mutation.expression_samples import expression_sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Words: TypeAlias = "tuple[str, ...]"

FILLER = "something"  # a word that few rules look for, where any word will do
_TURNS = 3  # ways in which a condition beside the mutant is tried
_OPENINGS = {"n't": "did"}  # what makes a word of an ending
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sample:
    """An incident: its text, and the columns beside it in order of name."""

    text: str = ""
    fields: tuple[tuple[str, str], ...] = ()

    def beside(self, other: Sample) -> Sample:
        """Both in one incident, each in its own sentence; where both say a column, this one counts."""
        text = ". ".join(part for part in (self.text, other.text) if part)
        return Sample(text, tuple(sorted((dict(other.fields) | dict(self.fields)).items())))


def word_sample(word: WordPattern, blank: str | None = None) -> str:
    """A word that fits; `blank` stands for what an asterisk may be, something readable if it is None."""
    if blank is None:
        if word.is_any:
            return FILLER
        blank = _OPENINGS.get(word.parts[1], "") if not word.parts[0] else ""
    return unicodedata.normalize("NFC", blank.join(word.parts))


def pattern_words(pattern: PhrasePattern, blank: str | None = None) -> Iterator[Words]:
    """Every row of words that a pattern stands for, the shortest first; asterisks are `blank`, as in `word_sample`."""
    for row in sorted(pattern.rows, key=len):
        yield from product(*(_options(choice, blank) for choice in row))


def number_of_words(pattern: PhrasePattern) -> int:
    """How many rows of words `pattern_words` gives."""
    total = 0
    for row in pattern.rows:
        count = 1
        for choice in row:
            count *= len(choice.options)
        total += count
    return total


def pattern_text(pattern: PhrasePattern, turn: int = 0) -> str:
    """One of the texts of a pattern; another for another `turn`, as long as there are."""
    texts = [" ".join(words) for words in islice(pattern_words(pattern), turn + 1)]
    return texts[turn % len(texts)]


def near_text(groups: Sequence[str], gaps: Sequence[int]) -> str:
    """The texts of some groups with fillers between: `gaps[i]` words after the group i."""
    words = [groups[0]]
    for text, gap in zip(groups[1:], gaps, strict=True):
        words.extend([FILLER] * gap)
        words.append(text)
    return " ".join(words)


def shown(condition: Condition, turn: int = 0) -> Sample:
    """An incident that should show a condition, another for another `turn`; whoever uses it must check."""
    match condition:
        case Phrase(_, patterns):
            sample = Sample(pattern_text(patterns[turn % len(patterns)], turn // len(patterns)))
        case Near(_, groups):
            chosen = [pattern_text(group[turn % len(group)]) for group in groups]
            sample = Sample(near_text(chosen, [0] * (len(groups) - 1)))
        case Expression(_, patterns):
            sample = Sample(expression_sample(patterns[turn % len(patterns)].tree))
        case Field(_, predicates):
            fields = {predicate.column: value for predicate in predicates for value in values(predicate, turn)[:1]}
            sample = Sample("", tuple(sorted(fields.items())))
        case AnyOf(_, conditions):
            sample = shown(conditions[turn % len(conditions)], turn // len(conditions))
        case AllOf(_, conditions):
            sample = together([shown(part, turn) for part in conditions])
        case _:
            sample = Sample()
    return sample


def together(samples: Sequence[Sample]) -> Sample:
    """All samples in one incident."""
    whole = Sample()
    for sample in samples:
        whole = whole.beside(sample)
    return whole


def turns(conditions: Sequence[Condition]) -> Iterator[Sample]:
    """A few incidents that should show all these conditions; one empty incident when there are none."""
    for turn in range(_TURNS if conditions else 1):
        yield together([shown(part, turn) for part in conditions])


def values(predicate: Predicate, turn: int = 0) -> list[str]:
    """Values of a column at and around the edges of a predicate, those first for which it should hold."""
    found = [value for value in _candidates(predicate) if value]
    holding = [value for value in found if predicate.holds(value)]
    others = [value for value in found if not predicate.holds(value)]
    start = turn % len(holding) if holding else 0
    return [*holding[start:], *holding[:start], *others]


def _candidates(predicate: Predicate) -> list[str]:
    match predicate.ask:
        case Ask.PRESENCE:
            return [] if predicate.negated else [FILLER]
        case Ask.FLAG:
            return ["true", "false"]
        case Ask.CATEGORY:
            return [*predicate.choices, FILLER]
        case Ask.NUMBER:
            edges = [edge for edge in (predicate.low, predicate.high, *predicate.numbers) if edge is not None]
            return [written_number(edge + offset * step_of(edge)) for edge in edges for offset in (0, -1, 1, -2, 2)]
        case Ask.TIME:
            edges = [edge for edge in (predicate.low, predicate.high) if edge is not None]
            return [_day(edge, days) for edge in edges for days in (0, -1, 1, -2, 2)]


def step_of(number: float) -> float:
    """One unit in the last place that the number is written with: 1 for 3, 0.1 for 0.5."""
    _, _, decimals = written_number(number).partition(".")
    return float(10 ** -len(decimals))


def written_number(number: float) -> str:
    """A number as it is written in a rulebook."""
    return f"{round(number, 9):.10g}"


def _day(microseconds: float, days: int) -> str:
    try:
        return (_EPOCH + timedelta(microseconds=microseconds) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    except OverflowError:
        return ""


def _options(choice: WordChoice, blank: str | None) -> list[str]:
    return [word_sample(option, blank) for option in choice.options]
