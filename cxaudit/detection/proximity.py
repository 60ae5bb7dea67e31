"""`near` as joins of sorted word places, for all rules at once.

The rarest group of each rule is looked up as phrases are. Around the places where it stands, and there only, the other
groups are looked for; then the groups are joined, in time that grows with the places and not with their pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxaudit.detection.ragged import Ragged
from cxaudit.detection.row_users import Places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxaudit.matchers import Near
    from cxaudit.matchers.text_block import TextBlock

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Chains:
    """The orders in which the groups of some rules may stand; all have equally many groups.

    `groups[c, k]` is the number of the k-th group of chain c, `owners[c]` the number of its rule.
    """

    groups: Integers
    owners: Integers
    within: Integers
    across: npt.NDArray[np.bool_]


def chains_of(rules: Sequence[Near]) -> tuple[Chains, ...]:
    """The chains of rules whose groups are numbered through, rule after rule; one entry for each length."""
    rows: dict[int, list[tuple[int, tuple[int, ...]]]] = {}
    first_group = 0
    for number, rule in enumerate(rules):
        for order in rule.orders():
            groups = tuple(first_group + group for group in order)
            rows.setdefault(len(groups), []).append((number, groups))
        first_group += len(rule.groups)
    return tuple(_chains(rules, rows[length]) for length in sorted(rows))


def near_matches(chains: Chains, places: Places, group_count: int, block: TextBlock) -> Places:
    """For each rule and first word at which its groups stand close enough, the match that ends first.

    `places` are the occurrences of the groups. Works from the last group of a chain to the first: for each occurrence
    that can be continued, the earliest end of all continuations is kept.
    """
    by_group = Ragged.grouped(places.owners, np.arange(len(places.owners)), group_count)
    present = np.flatnonzero((by_group.sizes[chains.groups] > 0).all(axis=1))
    chain, place = by_group.taken(chains.groups[present, -1])
    starts, finals = places.starts[place], places.ends[place]
    for step in range(chains.groups.shape[1] - 2, -1, -1):
        left_chain, place = by_group.taken(chains.groups[present, step])
        kept, ends = _continued(chains, present, block, (left_chain, places.ends[place]), (chain, starts, finals))
        chain, starts, finals = left_chain[kept], places.starts[place[kept]], ends
    return Places.sorted(chains.owners[present[chain]], starts, finals).earliest_ends()


def _chains(rules: Sequence[Near], rows: list[tuple[int, tuple[int, ...]]]) -> Chains:
    owners = [number for number, _ in rows]
    return Chains(
        np.array([groups for _, groups in rows], dtype=np.int64),
        np.array(owners, dtype=np.int64),
        np.array([rules[number].within for number in owners], dtype=np.int64),
        np.array([rules[number].across_sentences for number in owners], dtype=bool),
    )


def _continued(
    chains: Chains,
    present: Integers,
    block: TextBlock,
    left: tuple[Integers, Integers],
    right: tuple[Integers, Integers, Integers],
) -> tuple[Integers, Integers]:
    """Which of the left places a right place of the same chain follows closely, and the earliest final end."""
    chain, ends = left
    right_chain, right_starts, right_finals = right
    width = block.words + 1
    sentence_end = block.sentence_starts[block.sentences[ends - 1] + 1]
    text_end = block.first_words[block.word_texts[ends - 1] + 1]
    border = np.where(chains.across[present[chain]], text_end, sentence_end)
    limit = np.minimum(ends + chains.within[present[chain]] + 1, border)
    keys = right_chain * width + right_starts
    low = np.searchsorted(keys, chain * width + ends)
    high = np.searchsorted(keys, chain * width + limit)
    kept = np.flatnonzero(high > low)
    if not len(kept):
        return kept, kept
    return kept, least_in_windows(right_finals, low[kept], high[kept])


def least_in_windows(values: Integers, low: Integers, high: Integers) -> Integers:
    """The least of the values from each `low` up to `high`, not included; no window may be empty.

    Two runs whose length is a power of two cover any window, and the least of each run comes from two of half its
    length (Bender and Farach-Colton 2000): the time grows with the logarithm of the windows, not with their lengths.
    """
    sizes = high - low
    least = values[low]
    run, length = values, 1
    while True:
        asked = np.flatnonzero((sizes >= length) & (sizes < 2 * length))
        least[asked] = np.minimum(run[low[asked]], run[high[asked] - length])
        if 2 * length > int(sizes.max()):
            return least
        run = np.minimum(run[:-length], run[length:])
        length *= 2
