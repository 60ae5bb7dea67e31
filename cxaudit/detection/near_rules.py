"""The leaves of kind `near`: which group is looked up first, and the search for the others around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.growing import SortedKeys
from cxaudit.detection.known_words import EDGE
from cxaudit.detection.presence import GroupBits, Units
from cxaudit.detection.proximity import chains_of, near_matches
from cxaudit.detection.ragged import Ragged, positions
from cxaudit.detection.row_users import Places
from cxaudit.detection.rows import AnchoredRows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxaudit.detection.presence import Presence
    from cxaudit.detection.row_users import RowNumbers
    from cxaudit.detection.rows import Sight
    from cxaudit.matchers import Near

Integers = npt.NDArray[np.int64]

_OFTEN = 0.98  # share of the places looked at whose rules are worth a question before
_ASKED = 1 << 10  # such rules at most: bounds time and memory
_AT_ONCE = 1 << 19  # words looked at around rarest groups at once: bounds the memory


class NearRules:
    """All leaves of kind `near`, numbered in the order given; their groups are numbered through."""

    def __init__(self, nears: Sequence[Near], numbers: RowNumbers) -> None:
        groups = [(rule, group) for rule, leaf in enumerate(nears) for group in leaf.groups]
        self.count = len(nears)
        self.rule_of = np.array([rule for rule, _ in groups], dtype=np.int64)
        self.rows_of = Ragged.of([numbers.of(group) for _, group in groups])
        self.chains = chains_of(nears)
        self.across = np.array([leaf.across_sentences for leaf in nears], dtype=bool)
        self.gaps = np.array([(len(leaf.groups) - 1) * leaf.within for leaf in nears], dtype=np.int64)

    def anchored(self, rows: AnchoredRows) -> AnchoredNears:
        """The rules, ready to be run; the rarest group of each is the one that is looked up."""
        group, row = self.rows_of.taken(np.arange(len(self.rule_of)))
        longest = np.zeros(len(self.rule_of), dtype=np.int64)
        np.maximum.at(longest, group, rows.sizes[row])
        order = np.lexsort((self.expected(rows), self.rule_of))
        first = np.searchsorted(self.rule_of, np.arange(self.count))
        rarest, second = order[first], order[first + 1]
        spans = self.gaps + np.bincount(self.rule_of, weights=longest, minlength=self.count).astype(np.int64)
        others = np.flatnonzero(~np.isin(group, rarest))
        members = _Members.of(rows, self.rule_of[group], group, row, others)
        return AnchoredNears(self, rows, rarest, spans, members, _Required.of(self, rows, rarest, second))

    def expected(self, rows: AnchoredRows) -> npt.NDArray[np.float64]:
        """What looking for the rows of each group would cost in the sample."""
        group, row = self.rows_of.taken(np.arange(len(self.rule_of)))
        return np.bincount(group, weights=rows.expected[row], minlength=len(self.rule_of)).astype(np.float64)


class _Members:
    """The rows of the groups that are not looked up first, by the word they are anchored on and the rule."""

    def __init__(self, of_choice: Ragged, rules: Integers, groups: Integers, rows: Integers, width: int) -> None:
        self._of_choice = of_choice
        self._rules, self._width = rules, width
        self.groups, self.rows = groups, rows
        self._keys = SortedKeys()
        self._members = np.empty(0, dtype=np.int64)
        self._words = 1

    @classmethod
    def of(
        cls, anchored: AnchoredRows, rules: Integers, groups: Integers, rows: Integers, chosen: Integers
    ) -> _Members:
        """Those chosen among all rows of all groups."""
        rules, groups, rows = rules[chosen], groups[chosen], rows[chosen]
        by_choice = anchored.by_choice(rows)
        members = cls(by_choice, rules, groups, rows, int(rules.max(initial=0)) + 1)
        anchored.lexicon.tell(members.add)
        return members

    def add(self, owners: Integers, choices: Integers, count: int) -> None:
        """More words, with the choices they fit."""
        place, members = self._of_choice.taken(choices)
        keys = (self._words + owners[place]) * self._width + self._rules[members]
        order = np.argsort(keys, kind="stable")
        self._keys.add(keys[order])
        self._members = np.concatenate((self._members, members[order]))
        self._words += count

    def found(self, words: npt.NDArray[np.int32], rules: Integers) -> tuple[Integers, Integers]:
        """The members that words anchor in their rules: the place of each word, and the member."""
        asked, low, sizes = self._keys.ranges(words.astype(np.int64) * self._width + rules)
        return np.repeat(asked, sizes), self._members[positions(low, sizes)]

    def standing(
        self,
        numbers: npt.NDArray[np.int32],
        rules: Integers,
        between: tuple[Integers, Integers],
        anchored: AnchoredRows,
        sight: Sight,
    ) -> tuple[Integers, Integers]:
        """The members of rules that stand among some words, and the first word of each, by compiled code."""
        from cxaudit.detection.compiled.near import Around, Members, find_members  # noqa: PLC0415 - imports numba

        members = Members(self._keys.keys, self._members, self._keys.filter, self._width, self.rows)
        around = Around(rules, *between)
        found: tuple[Integers, Integers] = find_members(
            numbers, around, members, *anchored.laid_out(), sight.block.sentences
        )
        return found


@dataclass(frozen=True, slots=True)
class _Required:
    """A group that must stand beside the one looked up: `of_rule` is its bit, -1 for rules that are seldom met."""

    of_rule: Integers
    bits: GroupBits

    @classmethod
    def of(cls, rules: NearRules, anchored: AnchoredRows, rarest: Integers, second: Integers) -> _Required:
        """From the rarest group of each rule, and the rarest of its others."""
        expected = rules.expected(anchored)[rarest]
        often = np.argsort(-expected, kind="stable")
        share = np.cumsum(expected[often]) / max(1.0, float(expected.sum()))
        often = often[: min(int(np.searchsorted(share, _OFTEN)) + 1, _ASKED)]
        of_rule = np.full(rules.count, -1)
        of_rule[often] = np.arange(len(often))
        bit, row = rules.rows_of.taken(second[often])
        bits = GroupBits.of(bit, anchored.anchors[row], anchored.lexicon.width)
        anchored.lexicon.tell(bits.add)
        return cls(of_rule, bits)

    def kept(self, rules: Integers, starts: Integers, held: Presence) -> Integers:
        """The places of rules beside which the group may stand in the same unit."""
        asked = self.of_rule[rules]
        stays = asked < 0
        named = np.flatnonzero(~stays)
        stays[named] = held.may_hold(starts[named], asked[named])
        return np.flatnonzero(stays)


@dataclass(frozen=True, slots=True)
class AnchoredNears:
    """`near` rules ready to be run.

    `rarest` is the group of each rule that is looked up, `spans` how many words a match of it can have; `members` are
    the rows of the other groups, and what is `required` is asked before they are looked for.
    """

    rules: NearRules
    anchored: AnchoredRows
    rarest: Integers
    spans: Integers
    members: _Members
    required: _Required

    def rarest_rows(self) -> Ragged:
        """The rows of the group of each rule that is looked up."""
        return self.rules.rows_of.only(self.rarest)

    def places(self, rules: Integers, starts: Integers, ends: Integers, sight: Sight) -> Iterator[Places]:
        """For each rule and first word the match that ends first, given where its rarest group stands."""
        kept = self._promising(rules, starts, sight)
        if not len(kept):
            return
        rarest = Places.sorted(rules[kept], starts[kept], ends[kept])
        rules, starts, ends = rarest.owners, rarest.starts, rarest.ends
        first, low, high = self._surroundings(rules, starts, ends, sight)
        batch = np.cumsum(high - low) // _AT_ONCE
        for number in np.unique(batch).tolist():
            some = np.flatnonzero(batch == number)
            here = slice(int(first[some[0]]), int(first[some[-1] + 1]) if some[-1] + 1 < len(first) else len(rules))
            looked_up = (self.rarest[rules[here]], starts[here], ends[here])
            others = self._others(rules[first[some]], low[some], high[some], sight)
            together = Places.sorted(*(np.concatenate(pair) for pair in zip(looked_up, others, strict=True)))
            for chains in self.rules.chains:
                yield near_matches(chains, together, len(self.rules.rule_of), sight.block)

    def _promising(self, rules: Integers, starts: Integers, sight: Sight) -> Integers:
        """The places that need to be looked at: another group of the rule may stand in the same sentence or text."""
        widest, block = int(self.spans[rules].max()), sight.block
        words = (max(0, int(starts.min()) - widest), min(block.words, int(starts.max()) + widest))
        across = self.rules.across[rules]
        sentences, texts = Units(block.sentences, block.sentence_starts), Units(block.word_texts, block.first_words)
        kept = []
        for places, units in ((np.flatnonzero(~across), sentences), (np.flatnonzero(across), texts)):
            if len(places):
                held = self.required.bits.among(units, words, sight)
                kept.append(places[self.required.kept(rules[places], starts[places], held)])
        return np.concatenate(kept)

    def _surroundings(
        self, rules: Integers, starts: Integers, ends: Integers, sight: Sight
    ) -> tuple[Integers, Integers, Integers]:
        """The words in which matches of a rule can lie, joined where they overlap: first place, from, to."""
        block = sight.block
        across = self.rules.across[rules]
        sentence, text = block.sentences[starts], block.word_texts[starts]
        left = np.where(across, block.first_words[text], block.sentence_starts[sentence])
        right = np.where(across, block.first_words[text + 1], block.sentence_starts[sentence + 1])
        base = rules * (block.words + 1)
        low = np.maximum(ends - self.spans[rules], left)
        high = np.maximum.accumulate(base + np.minimum(starts + self.spans[rules], right))
        first = np.flatnonzero(np.concatenate(([True], (base + low)[1:] > high[:-1])))
        last = np.append(first[1:], len(rules)) - 1
        return first, np.minimum.reduceat(low, first), (high - base)[last]

    def _others(
        self, rules: Integers, low: Integers, high: Integers, sight: Sight
    ) -> tuple[Integers, Integers, Integers]:
        """Where the other groups of rules stand among some words: group, first word and one past the last."""
        parts = []
        for numbers in sight.numbers.values():
            if sight.compiled:
                member, starts = self.members.standing(numbers, rules, (low, high), self.anchored, sight)
            else:
                member, starts = self._standing(numbers, rules, (low, high), sight)
            parts.append((self.members.groups[member], starts, starts + self.anchored.sizes[self.members.rows[member]]))
        groups, starts, ends = (np.concatenate(side) for side in zip(*parts, strict=True))
        return groups, starts, ends

    def _standing(
        self, numbers: npt.NDArray[np.int32], rules: Integers, between: tuple[Integers, Integers], sight: Sight
    ) -> tuple[Integers, Integers]:
        """The members of rules that stand among some words, and the first word of each."""
        low, high = between
        sizes = high - low
        words, rules = positions(low, sizes), np.repeat(rules, sizes)
        known = numbers[words + EDGE]
        seen = np.flatnonzero(known > 0)
        place, member = self.members.found(known[seen], rules[seen])
        rows = self.members.rows[member]
        starts = words[seen[place]] - self.anchored.places[rows]
        kept = self.anchored.standing(rows, starts, numbers, sight.block)
        return member[kept], starts[kept]
