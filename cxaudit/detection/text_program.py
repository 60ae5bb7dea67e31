"""All text rules of a rulebook compiled together, and run over one block of texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.candidates import candidate_texts
from cxaudit.detection.expressions import Presented, Searcher, search, searchers
from cxaudit.detection.leaf_matches import LeafMatches
from cxaudit.detection.negators import Negators, NegatorSight
from cxaudit.detection.proximity import chains_of, near_matches
from cxaudit.detection.ragged import Ragged
from cxaudit.detection.required_words import required_choices
from cxaudit.detection.row_users import Places, RowNumbers, RowUsers
from cxaudit.detection.rows import RowBook, Sighting
from cxaudit.matchers import Accents, Expression, Near, Phrase, TextLeaf

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.matchers.text_block import TextBlock

Integers = npt.NDArray[np.int64]


class TextProgram:
    """The text leaves of a rulebook; a leaf's number is its place in `leaves`."""

    def __init__(self, leaves: Sequence[TextLeaf]) -> None:
        numbers = RowNumbers()
        numbered = list(enumerate(leaves))
        self._negators = Negators([leaf.negation for leaf in leaves], numbers)
        self._phrases = _Phrases([(number, leaf) for number, leaf in numbered if isinstance(leaf, Phrase)], numbers)
        self._nears = _Nears([(number, leaf) for number, leaf in numbered if isinstance(leaf, Near)], numbers)
        expressions = [(number, leaf) for number, leaf in numbered if isinstance(leaf, Expression)]
        patterns = [(number, leaf, pattern.tree) for number, leaf in expressions for pattern in leaf.patterns]
        required = [[(leaf.accents, choice) for choice in required_choices(tree)] for _, leaf, tree in patterns]
        self._book = RowBook(numbers.rows, [choice for choices in required for choice in choices])
        self._required = Ragged.split(self._book.alone, [len(choices) for choices in required])
        self._searchers = searchers([(tree, leaf.accents, leaf.negation is not None) for _, leaf, tree in patterns])
        self._expression_leaves = [number for number, _, _ in patterns]
        as_written = any(accents is Accents.AS_WRITTEN for accents, _ in numbers.rows)
        as_written = as_written or any(leaf.accents is Accents.AS_WRITTEN for _, leaf in expressions)
        self.accents = tuple(Accents) if as_written else (Accents.FOLDED,)

    def run(self, block: TextBlock) -> LeafMatches:
        """What each text of a block says of each leaf that matches in it."""
        sighting = self._book.sight(block)
        negators = self._negators.sight(sighting, block)
        found = [self._of_words(block, negators, places) for places in self._phrases.places(sighting, self._negators)]
        found += [self._of_words(block, negators, places) for places in self._nears.places(sighting, block)]
        presented = Presented(block)
        candidates = candidate_texts(self._required, sighting, block)
        for number in np.flatnonzero(candidates.sizes).tolist():
            leaf, searcher = self._expression_leaves[number], self._searchers[number]
            matches = search(searcher, candidates.taken(np.array([number]))[1], presented)
            if len(matches[0]):
                found.append(_of_characters(block, negators, searcher, leaf, matches))
        joined = LeafMatches.joined(found)
        denied = joined.states != 1
        return LeafMatches.first(joined.texts, joined.leaves, denied, joined.starts, joined.ends)

    def _of_words(self, block: TextBlock, negators: NegatorSight, places: Places) -> LeafMatches:
        """The first matches of leaves, given where they match in words."""
        negated = negators.negated(places.owners, places.starts)
        first = LeafMatches.first(block.word_texts[places.starts], places.owners, negated, places.starts, places.ends)
        starts, ends = block.word_spans(first.starts, first.ends)
        return LeafMatches(first.texts, first.leaves, first.states, starts, ends)


class _Phrases:
    """The leaves of kind `phrase`."""

    def __init__(self, phrases: Sequence[tuple[int, Phrase]], numbers: RowNumbers) -> None:
        self._users = RowUsers.of([numbers.of(leaf.patterns) for _, leaf in phrases])
        self._leaves = np.array([number for number, _ in phrases], dtype=np.int64)

    def places(self, sighting: Sighting, negators: Negators) -> Iterator[Places]:
        """Where each leaf matches; of a leaf without negation only the first match in each text is sure to be there."""
        expected = sighting.expected
        negatable = negators.is_negatable(self._leaves)
        for users in self._users.batches(expected, np.arange(len(self._leaves))):
            for wanted, first_only in ((users[~negatable[users]], True), (users[negatable[users]], False)):
                found = sighting.occurrences(self._users.rows(wanted), first_only=first_only)
                places = self._users.places(found, wanted)
                yield Places(self._leaves[places.owners], places.starts, places.ends)


class _Nears:
    """The leaves of kind `near`."""

    def __init__(self, nears: Sequence[tuple[int, Near]], numbers: RowNumbers) -> None:
        groups = [group for _, leaf in nears for group in leaf.groups]
        self._users = RowUsers.of([numbers.of(group) for group in groups])
        self._group_count = len(groups)
        self._leaves = np.array([number for number, _ in nears], dtype=np.int64)
        self._owners = np.repeat(np.arange(len(nears)), [len(leaf.groups) for _, leaf in nears])
        self._chains = chains_of([leaf for _, leaf in nears])

    def places(self, sighting: Sighting, block: TextBlock) -> Iterator[Places]:
        """For each leaf and first word, the match that ends first."""
        for users in self._users.batches(sighting.expected, self._owners):
            found = self._users.places(sighting.occurrences(self._users.rows(users)), users)
            for chains in self._chains:
                places = near_matches(chains, found, self._group_count, block)
                yield Places(self._leaves[places.owners], places.starts, places.ends)


def _of_characters(
    block: TextBlock,
    negators: NegatorSight,
    searcher: Searcher,
    leaf: int,
    matches: tuple[Integers, Integers, Integers],
) -> LeafMatches:
    """The first matches of an expression, given where it matches in characters."""
    texts, starts, ends = matches
    layer = block.layers[searcher.accents]
    first_words = np.searchsorted(layer.word_ends, starts, side="right")
    first_words[first_words >= block.first_words[texts + 1]] = -1
    leaves = np.full(len(texts), leaf)
    first = LeafMatches.first(texts, leaves, negators.negated(leaves, first_words), starts, ends)
    begin, finish = layer.spans(first.texts, first.starts, first.ends)
    return LeafMatches(first.texts, first.leaves, first.states, begin, finish)
