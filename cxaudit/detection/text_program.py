"""All text rules of a rulebook compiled together, and run over one block of texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.expression_rules import ExpressionRules
from cxaudit.detection.growing import Lexicon
from cxaudit.detection.known_words import KnownWords
from cxaudit.detection.leaf_matches import LeafMatches
from cxaudit.detection.near_rules import AnchoredNears, NearRules
from cxaudit.detection.negators import AnchoredNegators, Negators
from cxaudit.detection.ragged import Ragged
from cxaudit.detection.row_finder import RowFinder
from cxaudit.detection.row_users import Places, RowNumbers, RowUsers
from cxaudit.detection.rows import RowBook, Sight
from cxaudit.detection.stretches import Stretch, next_stretch
from cxaudit.matchers import Accents, Expression, Near, Phrase, State, TextLeaf

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.detection.expressions import Matches
    from cxaudit.matchers.text_block import TextBlock

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

_KNOWN = 1 << 19  # words kept as known before all are forgotten: bounds the memory whatever the log
_LONG = 1 << 19  # words of a block that one long text makes
_RESAMPLED = 16  # times as many words, and what is rare is asked again
_SAMPLE = 1 << 22  # words after which what is rare is settled


class TextProgram:
    """The text leaves of a rulebook; a leaf's number is its place in `leaves`.

    It remembers words and how frequent they are from block to block, which only saves time.
    """

    def __init__(self, leaves: Sequence[TextLeaf]) -> None:
        numbers = RowNumbers()
        numbered = list(enumerate(leaves))
        self._negators = Negators([leaf.negation for leaf in leaves], numbers)
        phrases = [(number, leaf) for number, leaf in numbered if isinstance(leaf, Phrase)]
        self._phrase_rows = Ragged.of([numbers.of(leaf.patterns) for _, leaf in phrases])
        nears = [(number, leaf) for number, leaf in numbered if isinstance(leaf, Near)]
        self._nears = NearRules([leaf for _, leaf in nears], numbers)
        # Phrases and `near` rules are the users of rows, in this order.
        self._phrases = len(phrases)
        self._leaf_of_user = np.array([number for number, _ in (*phrases, *nears)], dtype=np.int64)
        expressions = [(number, leaf) for number, leaf in numbered if isinstance(leaf, Expression)]
        self._expressions = ExpressionRules(expressions)
        self._book = RowBook(numbers.rows, self._expressions.alone())
        self._expressions.number(self._book.alone)
        as_written = any(accents is Accents.AS_WRITTEN for accents, _ in numbers.rows)
        as_written = as_written or any(leaf.accents is Accents.AS_WRITTEN for _, leaf in expressions)
        self.accents = tuple(Accents) if as_written else (Accents.FOLDED,)
        self._forget()

    def run(self, block: TextBlock, *, compiled: bool = False) -> LeafMatches:
        """What each text of a block says of each leaf that matches in it.

        `compiled`: compiled code looks; it finds the same.
        """
        sight = self._sight(block, compiled=compiled)
        plan = self._plan_for(sight)
        found = [*self._of_users(plan, sight), *self._of_expressions(plan, sight)]
        joined = LeafMatches.joined(found)
        denied = joined.states != State.ASSERTED
        return LeafMatches.first(joined.texts, joined.leaves, denied, joined.starts, joined.ends)

    def _forget(self) -> None:
        """Know no word, as in the beginning."""
        self._lexicon = Lexicon(max(1, len(self._book.choices)))
        self._known = {
            accents: KnownWords(self._book.of_layer(accents), self._lexicon.added) for accents in self.accents
        }
        self._counts = np.zeros(1, dtype=np.int64)
        self._seen, self._sampled = 0, 0

    def _sight(self, block: TextBlock, *, compiled: bool) -> Sight:
        """The known words of a block; now and then, what is rare is settled anew."""
        if sum(known.count for known in self._known.values()) > _KNOWN:
            self._forget()
        words = {
            accents: known.numbers(block.layers[accents], compiled=compiled) for accents, known in self._known.items()
        }
        sight = Sight(block, words, compiled)
        if self._sampled < _SAMPLE:
            counts = np.zeros(len(self._lexicon.lists.sizes), dtype=np.int64)
            counts[: len(self._counts)] = self._counts
            for numbers in sight.numbers.values():
                counts += np.bincount(numbers, minlength=len(counts))
            self._counts = counts
            self._seen += block.words
            if self._seen > self._sampled * _RESAMPLED or not self._sampled:
                self._sampled = max(1, self._seen)
                self._lexicon.listeners.clear()
                self._expressions.listen(self._lexicon, self._counts)
                self._plan = self._planned(self._counts)
        return sight

    def _plan_for(self, sight: Sight) -> _Plan:
        """What to look up in a block; in a very long text what is rare there, because it may be made to match."""
        if sight.block.words <= _LONG:
            return self._plan
        known = self._lexicon.listeners
        self._lexicon.listeners = []  # this plan meets no other block, and no other words
        counts = [np.bincount(numbers, minlength=len(self._lexicon.lists.sizes)) for numbers in sight.numbers.values()]
        plan = self._planned(np.sum(counts, axis=0))
        self._lexicon.listeners = known
        return plan

    def _planned(self, counts: Integers) -> _Plan:
        """What to look up, given how often each known word stands in a sample."""
        rows = self._book.anchored(self._lexicon, counts)
        nears = self._nears.anchored(rows)
        users = RowUsers.of(Ragged.joined([self._phrase_rows, nears.rarest_rows()]), rows=len(rows.sizes))
        used = np.flatnonzero(users.users_of.sizes)
        return _Plan(RowFinder.of(rows, used), users, nears, self._negators.anchored(rows))

    def _of_users(self, plan: _Plan, sight: Sight) -> Iterator[LeafMatches]:
        """The first matches of phrases and `near` rules, stretch by stretch.

        Where a text goes on, leaves that no match behind the stretch can come before are looked for no longer.
        """
        first, wanted, finder = 0, None, plan.finder
        while first < sight.block.words:
            stretch = next_stretch(finder, sight, first)
            found = [self._first(plan, sight, places) for places in self._places(plan, sight, stretch, wanted)]
            yield from (self._in_characters(sight, matches) for matches in found)
            if stretch.goes_on:
                still = self._still_wanted(plan, wanted, found, stretch.last)
                if wanted is None or (still != wanted).any():
                    wanted, finder = still, plan.finder.only(plan.users.rows_wanted(still))
            elif wanted is not None:
                wanted, finder = None, plan.finder
            first = stretch.last

    def _places(self, plan: _Plan, sight: Sight, stretch: Stretch, wanted: Booleans | None) -> Iterator[Places]:
        """Where leaves match, given where the rows stand of which they are looked up."""
        place, users = plan.users.users_of.taken(stretch.rows)
        if wanted is not None:
            kept = wanted[users]
            place, users = place[kept], users[kept]
        starts = stretch.starts[place]
        ends = starts + plan.finder.anchored.sizes[stretch.rows[place]]
        is_phrase = users < self._phrases
        yield Places(self._leaf_of_user[users[is_phrase]], starts[is_phrase], ends[is_phrase])
        near = np.flatnonzero(~is_phrase)
        if len(near):
            for places in plan.nears.places(users[near] - self._phrases, starts[near], ends[near], sight):
                yield Places(self._leaf_of_user[places.owners + self._phrases], places.starts, places.ends)

    def _still_wanted(self, plan: _Plan, wanted: Booleans | None, found: list[LeafMatches], last: int) -> Booleans:
        """Which users can have a match behind a stretch that comes before all they have in it."""
        still = np.ones(len(self._leaf_of_user), dtype=bool) if wanted is None else wanted.copy()
        user_of_leaf = np.zeros(int(self._leaf_of_user.max(initial=-1)) + 1, dtype=np.int64)
        user_of_leaf[self._leaf_of_user] = np.arange(len(self._leaf_of_user))
        for matches in found:
            users = user_of_leaf[matches.leaves]
            safe = (matches.states == State.ASSERTED) & (matches.starts + plan.span_of(users) < last)
            still[users[safe]] = False
        return still

    def _first(self, plan: _Plan, sight: Sight, places: Places) -> LeafMatches:
        """The first matches of leaves, given where they match in words."""
        negated = plan.negators.negated(sight, places.owners, places.starts)
        texts = sight.block.word_texts[places.starts]
        return LeafMatches.first(texts, places.owners, negated, places.starts, places.ends)

    def _in_characters(self, sight: Sight, matches: LeafMatches) -> LeafMatches:
        starts, ends = sight.block.word_spans(matches.starts, matches.ends)
        return LeafMatches(matches.texts, matches.leaves, matches.states, starts, ends)

    def _of_expressions(self, plan: _Plan, sight: Sight) -> Iterator[LeafMatches]:
        for leaves, matches in self._expressions.matches(sight):
            yield _of_characters(sight, plan.negators, leaves, matches)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is looked up: the rows of phrases and of the rarest group of each `near` rule, and who uses them."""

    finder: RowFinder
    users: RowUsers
    nears: AnchoredNears
    negators: AnchoredNegators

    def span_of(self, users: Integers) -> Integers:
        """How many words a match of these users, or a row, can have at most."""
        phrases = len(self.users.rows_of.sizes) - len(self.nears.spans)
        spans = np.append(self.nears.spans, 0)[np.maximum(users - phrases, -1)]
        longest: Integers = np.maximum(spans, int(self.finder.anchored.sizes.max(initial=0)))
        return longest


def _of_characters(sight: Sight, negators: AnchoredNegators, leaves: Integers, matches: Matches) -> LeafMatches:
    """The first matches of leaves, given where their expressions match."""
    block, layer = sight.block, sight.block.layers[matches.accents]
    first_words = np.searchsorted(layer.word_ends, matches.starts.astype(np.int32), side="right")
    first_words[first_words >= block.first_words[matches.texts + 1]] = -1
    negated = negators.negated(sight, leaves, first_words)
    first = LeafMatches.first(matches.texts, leaves, negated, matches.starts, matches.ends)
    begin, finish = layer.spans(first.texts, first.starts, first.ends)
    return LeafMatches(first.texts, first.leaves, first.states, begin, finish)
