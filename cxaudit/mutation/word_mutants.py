"""Mutants of `phrase` and `near`: an alternative less, words that may go on, another distance or order."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import islice, permutations
from typing import TYPE_CHECKING

from cxaudit.matchers import Accents, Near, Phrase, PhrasePattern, WordChoice, WordPattern
from cxaudit.matchers.near import WITHIN_LIMIT
from cxaudit.mutation.mutant import Dropped, Mutant, Operator, Spot
from cxaudit.mutation.pattern_index import patterns_of
from cxaudit.mutation.samples import Sample, near_text, pattern_text, pattern_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cxaudit.mutation.seen_text import SeenText

_VARIANTS = 6  # texts of one alternative that are tried
_PARTNERS = 12  # partners of one alternative of a `near` that are tried
_TURNS = 3  # texts of a `near` that are tried with another order or distance
_BLANKS = (None, "s", "5")  # what an asterisk is tried as; see `word_sample`
_WORDS = 12  # words of a leaf that are tried with an ending
_ENDINGS = ("s", "ed", "ing", "er", "ly", "x")


def phrase_mutants(phrase: Phrase, spot: Spot) -> Iterator[Mutant]:
    """Everything that is done to a `phrase`."""
    for index, pattern in enumerate(phrase.patterns if len(phrase.patterns) > 1 else ()):
        rest = phrase.patterns[:index] + phrase.patterns[index + 1 :]
        yield Mutant(
            Operator.DROP_ALTERNATIVE,
            pattern.location,
            f"dropped '{pattern.text}'",
            spot.with_node(replace(phrase, patterns=rest)),
            spot.probes(partial(_alternative, pattern)),
            partial(_stands_in, pattern),
            Dropped(spot, pattern),
        )
    yield from _without_boundaries(phrase, spot)


def near_mutants(near: Near, spot: Spot) -> Iterator[Mutant]:
    """Everything that is done to a `near`."""
    for place, group in enumerate(near.groups):
        for index, pattern in enumerate(group if len(group) > 1 else ()):
            rest = group[:index] + group[index + 1 :]
            groups = (*near.groups[:place], rest, *near.groups[place + 1 :])
            yield Mutant(
                Operator.DROP_ALTERNATIVE,
                pattern.location,
                f"dropped '{pattern.text}'",
                spot.with_node(replace(near, groups=groups)),
                spot.probes(partial(_partnered, near, place, index)),
                partial(_stands_in, pattern),
                Dropped(spot, pattern, place),
            )
    yield from _without_boundaries(near, spot)
    yield from _distances(near, spot)
    yield _order(near, spot)


def _alternative(pattern: PhrasePattern) -> Iterator[Sample]:
    return map(Sample, _variants(pattern))


def _variants(pattern: PhrasePattern) -> Iterator[str]:
    texts = (" ".join(words) for blank in _BLANKS for words in islice(pattern_words(pattern, blank), _VARIANTS))
    return iter(dict.fromkeys(texts))


def _partnered(near: Near, place: int, index: int) -> Iterator[Sample]:
    """Texts with one alternative of a group, close to one of each other and as far from it as may be.

    The partner is first the one with the same number, so that one text often serves for one alternative of each group.
    """
    texts = list(_variants(near.groups[place][index]))
    first, *others = (_near_sample(near, place, text, turn, 0) for turn, text in _pairs(texts, index))
    yield first
    yield _near_sample(near, place, texts[0], index, near.within)
    yield from others


def _pairs(texts: list[str], index: int) -> Iterator[tuple[int, str]]:
    """Partners by number with the texts to try beside them: all with the first, then all partners with the first."""
    yield from ((index, text) for text in texts)
    yield from ((index + turn, texts[0]) for turn in range(1, _PARTNERS))


def _near_sample(near: Near, place: int, text: str, turn: int, gap: int) -> Sample:
    partners = [pattern_text(group[turn % len(group)]) for group in near.groups]
    return Sample(near_text([*partners[:place], text, *partners[place + 1 :]], [gap] * (len(partners) - 1)))


def _without_boundaries(leaf: Phrase | Near, spot: Spot) -> Iterator[Mutant]:
    """The leaf with words that may go on; none if they all may already."""
    open_ended: Phrase | Near
    if isinstance(leaf, Phrase):
        open_ended = replace(leaf, patterns=tuple(map(_open_ended, leaf.patterns)))
    else:
        open_ended = replace(leaf, groups=tuple(tuple(map(_open_ended, group)) for group in leaf.groups))
    if open_ended != leaf:
        yield Mutant(
            Operator.DROP_BOUNDARY,
            leaf.location,
            "let its words go on, as if each ended in *",
            spot.with_node(open_ended),
            spot.probes(partial(_with_endings, leaf)),
            partial(_holds_longer_word, *_stems(leaf)),
        )


def _stems(leaf: Phrase | Near) -> tuple[frozenset[str], frozenset[Accents], bool]:
    """The words of a leaf that may not go on, the accents that count for them, and whether there are others such."""
    patterns = list(patterns_of(leaf))
    words = [word for entry in patterns for row in entry.rows for choice in row for word in choice.options]
    exact = frozenset(word.parts[0] for word in words if word.is_exact)
    others = any(not word.is_exact and word.parts[-1] for word in words)
    return exact, frozenset(pattern.accents for pattern in patterns), others


def _holds_longer_word(stems: frozenset[str], accents: frozenset[Accents], others: bool, seen: SeenText) -> bool:  # noqa: FBT001 - of the words
    return others or any(seen.has_longer_word(stems, entry) for entry in accents)


def _stands_in(pattern: PhrasePattern, seen: SeenText) -> bool:
    return bool(seen.places(pattern))


def _has_all_groups(near: Near, seen: SeenText) -> bool:
    return seen.has_all_groups(near)


def _open_ended(pattern: PhrasePattern) -> PhrasePattern:
    rows = tuple(tuple(WordChoice(tuple(map(_any_ending, choice.options))) for choice in row) for row in pattern.rows)
    return replace(pattern, rows=rows)


def _any_ending(word: WordPattern) -> WordPattern:
    return word if word.parts[-1] == "" and not word.is_exact else WordPattern((*word.parts, ""))


def _with_endings(leaf: Phrase | Near) -> Iterator[Sample]:
    """Texts of the leaf in which one word goes on."""
    if isinstance(leaf, Phrase):
        texts = [_variants(pattern) for pattern in patterns_of(leaf)]
        lines = [next(text).split() for text in texts][:_WORDS]
    else:
        lines = [near_text([pattern_text(group[0]) for group in leaf.groups], [0] * (len(leaf.groups) - 1)).split()]
    for line in lines:
        for index in reversed(range(len(line))):
            for ending in _ENDINGS:
                yield Sample(" ".join((*line[:index], line[index] + ending, *line[index + 1 :])))


def _distances(near: Near, spot: Spot) -> Iterator[Mutant]:
    for within in (near.within - 1, near.within + 1):
        if 0 <= within <= WITHIN_LIMIT:
            yield Mutant(
                Operator.SHIFT_THRESHOLD,
                near.location,
                f"within: {near.within} became {within}",
                spot.with_node(replace(near, within=within)),
                spot.probes(partial(_apart, near, max(within, near.within))),
                partial(_has_all_groups, near),
            )


def _apart(near: Near, gap: int) -> Iterator[Sample]:
    """Texts with so many words between the first two groups, or between the last two."""
    for turn in range(_TURNS):
        texts = [pattern_text(group[turn % len(group)]) for group in near.groups]
        gaps = [0] * (len(texts) - 1)
        yield Sample(near_text(texts, [gap, *gaps[1:]]))
        yield Sample(near_text(texts, [*gaps[:-1], gap]))


def _order(near: Near, spot: Spot) -> Mutant:
    done = f"ordered: {str(near.ordered).lower()} became {str(not near.ordered).lower()}"
    condition = spot.with_node(replace(near, ordered=not near.ordered))
    touches = partial(_has_all_groups, near)
    return Mutant(Operator.FLIP_ORDER, near.location, done, condition, spot.probes(partial(_reordered, near)), touches)


def _reordered(near: Near) -> Iterable[Sample]:
    for turn in range(_TURNS):
        texts = [pattern_text(group[turn % len(group)]) for group in near.groups]
        for order in islice(permutations(texts), 1, None):
            yield Sample(near_text(order, [0] * (len(texts) - 1)))
