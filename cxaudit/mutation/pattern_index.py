"""Which of a symptom's patterns could be in a text, by the words they cannot do without."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from cxaudit.matchers import Accents, AllOf, AnyOf, Condition, Near, Phrase, PhrasePattern, leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cxaudit.matchers import ReferenceText, WordChoice, WordPattern


class PatternIndex:
    """The patterns of a condition; most of them are passed over without a look at their rows.

    `patterns` are by their `id`. Patterns of mutants are learned as they come.
    """

    def __init__(self, condition: Condition) -> None:
        self.patterns = {id(pattern): pattern for pattern in patterns_of(condition)}
        self._groups = {id(leaf): _ids_by_group(leaf) for leaf in leaves(condition) if isinstance(leaf, Phrase | Near)}
        self._needed: dict[int, tuple[PhrasePattern, frozenset[str]]] = {}
        self._everywhere: list[PhrasePattern] = []
        self._by_key: defaultdict[str, list[PhrasePattern]] = defaultdict(list)
        for pattern in self.patterns.values():
            keys = needed_keys(pattern)
            for key in keys:
                self._by_key[key].append(pattern)
            if not keys:
                self._everywhere.append(pattern)

    def occurrences(self, text: ReferenceText, keys: frozenset[str]) -> dict[int, list[tuple[int, int]]]:
        """Where each pattern stands, by its `id`; what stands nowhere is left out. `keys` are `keys_of` the text."""
        by_key = (self._by_key[key] for key in keys if key in self._by_key)
        possible = {id(pattern): pattern for pattern in chain(self._everywhere, *by_key)}
        found = ((key, pattern.occurrences(text)) for key, pattern in possible.items())
        return {key: places for key, places in found if places}

    def may_match(self, leaf: Phrase | Near, found: Iterable[int]) -> bool:
        """Whether each group of a leaf has one of the patterns found; True of a leaf that is not of the condition."""
        return not any(group.isdisjoint(found) for group in self._groups.get(id(leaf), ()))

    def may_stand(self, pattern: PhrasePattern, keys: frozenset[str]) -> bool:
        """Whether a pattern, of the condition or of a mutant, could be in a text with these keys."""
        known = self._needed.get(id(pattern))
        if known is None:
            known = pattern, needed_keys(pattern)
            self._needed[id(pattern)] = known  # the pattern is kept so that its id stays its own
        return not known[1] or not known[1].isdisjoint(keys)


def keys_of(text: ReferenceText) -> frozenset[str]:
    """The words of a text, accents folded, and each beginning of a word with an asterisk behind it."""
    words = text.folded.vocabulary
    return words.union(f"{word[:end]}*" for word in words for end in range(1, len(word) + 1))


def needed_keys(pattern: PhrasePattern) -> frozenset[str]:
    """Keys one of which every text with the pattern has; empty when nothing such can be said."""
    if pattern.accents is Accents.AS_WRITTEN:
        return frozenset()
    found: set[str] = set()
    for row in pattern.rows:
        choices = [keys for keys in map(_keys_of_choice, row) if keys]
        if not choices:
            return frozenset()
        found |= min(choices, key=lambda keys: (len(keys), -max(map(len, keys)), sorted(keys)))
    return frozenset(found)


def patterns_of(condition: Condition) -> Iterator[PhrasePattern]:
    """All patterns of words in a condition, in the order of the rulebook."""
    for leaf in leaves(condition):
        if isinstance(leaf, Phrase | Near):
            yield from chain.from_iterable(groups_of(leaf))


def groups_of(leaf: Phrase | Near) -> tuple[tuple[PhrasePattern, ...], ...]:
    """The patterns of a leaf in groups, one of each of which must match."""
    return (leaf.patterns,) if isinstance(leaf, Phrase) else leaf.groups


def inner_conditions(condition: Condition) -> Iterator[Condition]:
    """A condition and all inside it, outer ones first."""
    yield condition
    match condition:
        case AnyOf(_, conditions):
            inner: Iterable[Condition] = conditions
        case AllOf(_, conditions, unless):
            inner = conditions + unless
        case _:
            inner = ()
    for part in inner:
        yield from inner_conditions(part)


def _ids_by_group(leaf: Phrase | Near) -> tuple[frozenset[int], ...]:
    return tuple(frozenset(map(id, group)) for group in groups_of(leaf))


def _keys_of_choice(choice: WordChoice) -> frozenset[str]:
    """What a place in a row asks for, as keys; empty when one of its options has none."""
    keys = [_key(option) for option in choice.options]
    return frozenset(keys) if all(keys) else frozenset()


def _key(word: WordPattern) -> str:
    first = word.parts[0]
    return first if word.is_exact or not first else f"{first}*"
