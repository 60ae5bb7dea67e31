"""Expressions that an engine runs, each where the words that it requires stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.detection.candidates import CandidateFinder
from cxaudit.detection.expressions import Search, searchers
from cxaudit.matchers import Accents
from cxaudit.matchers.expression_tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.detection.expressions import Matches
    from cxaudit.detection.required_words import RequiredWord
    from cxaudit.detection.rows import Sight
    from cxaudit.matchers import WordChoice


@dataclass(frozen=True, slots=True)
class Wanted:
    """One expression of a leaf, and whether more than its first match is wanted."""

    leaf: int
    tree: Tree
    accents: Accents
    wants_all: bool


class EngineRules:
    """Some expressions, numbered in the order given, with the words that each requires."""

    def __init__(self, wanted: Sequence[Wanted], required: Sequence[Sequence[RequiredWord]]) -> None:
        self._accents, self._required = [one.accents for one in wanted], required
        ready = searchers([(one.tree, one.accents, one.wants_all) for one in wanted])
        self.limits = [searcher.limit for searcher in ready]
        self._search = Search(ready, [number for number, words in enumerate(required) if not words])

    def alone(self) -> list[tuple[Accents, WordChoice]]:
        """The choices of words that expressions require, one after the other."""
        told = zip(self._accents, self._required, strict=True)
        return [(accents, word.choice) for accents, words in told for word in words]

    def number(self, alone: Sequence[int]) -> None:
        """Give those choices the numbers by which words tell what they fit."""
        self.candidates = CandidateFinder(self._required, alone)

    def matches(self, sight: Sight) -> Iterator[Matches]:
        """The first matches of each expression in each text, as many as are wanted."""
        if self._required:
            yield from self._search.matches(self.candidates.windows(sight), sight.block)
