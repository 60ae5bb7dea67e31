"""How many documents hold each run of one to three words, level by level (Apriori, Agrawal and Srikant 1994)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from cxaudit.coverage.tokens import Tokens

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

LONGEST = 3  # words of a phrase


@dataclass(frozen=True, slots=True)
class Grams:
    """Runs of `length` words that at least some unmatched documents hold.

    `words` has shape (grams, length); `holders[bounds[i]:bounds[i + 1]]` are the documents that hold gram i, in order;
    `unmatched` and `matched` count them.
    """

    words: Integers
    holders: Integers
    bounds: Integers
    unmatched: Integers
    matched: Integers

    @property
    def length(self) -> int:
        """Words of each run."""
        return int(self.words.shape[1])

    def __len__(self) -> int:
        """How many runs there are."""
        return len(self.words)

    def documents(self, gram: int) -> Integers:
        """The documents that hold a gram."""
        return self.holders[self.bounds[gram] : self.bounds[gram + 1]]


def frequent_grams(tokens: Tokens, is_matched: Booleans, least: int) -> tuple[Grams, ...]:
    """Runs of one, two and three words of one sentence that at least `least` unmatched documents hold."""
    level = _counted(tokens.word[:, None], np.arange(len(tokens.word)), tokens, is_matched, least)
    found = [level[0]]
    places, numbers = level[1], level[2]
    while len(found) < LONGEST and len(places):
        length = found[-1].length
        # A run can only be frequent where the one that begins a word later is frequent too, in the same sentence.
        at = np.full(len(tokens.word), -1, dtype=np.int64)
        at[places] = numbers
        inside = places[places + length < len(tokens.word)]
        inside = inside[(at[inside + 1] >= 0) & (tokens.sentence[inside] == tokens.sentence[inside + length])]
        words = np.stack([tokens.word[inside + offset] for offset in range(length + 1)], axis=1)
        grams, places, numbers = _counted(words, inside, tokens, is_matched, least)
        found.append(grams)
    return tuple(found)


def _counted(
    words: Integers, places: Integers, tokens: Tokens, is_matched: Booleans, least: int
) -> tuple[Grams, Integers, Integers]:
    """The frequent ones of these runs, where each begins in the tokens, and its number."""
    code, number = _codes(words, len(tokens.words))
    document = tokens.document[places]
    documents = len(is_matched)
    holding = np.unique(number * documents + document)
    gram, holder = holding // max(documents, 1), holding % max(documents, 1)
    matched = np.bincount(gram[is_matched[holder]], minlength=len(code))
    unmatched = np.bincount(gram, minlength=len(code)) - matched
    kept = np.flatnonzero(unmatched >= least)
    new = np.full(len(code), -1, dtype=np.int64)
    new[kept] = np.arange(len(kept))
    stays = new[gram] >= 0
    holder, gram = holder[stays], new[gram[stays]]
    bounds = np.searchsorted(gram, np.arange(len(kept) + 1))
    numbers = new[number]
    alive = numbers >= 0
    grams = Grams(code[kept], holder, bounds, unmatched[kept], matched[kept])
    return grams, places[alive], numbers[alive]


def _codes(words: Integers, vocabulary: int) -> tuple[Integers, Integers]:
    """The distinct runs, in order of their words, and the number of each run among them."""
    number = words[:, 0]
    distinct, number = np.unique(number, return_inverse=True)
    rows = distinct[:, None]
    for column in range(1, words.shape[1]):
        code = number.astype(np.int64) * vocabulary + words[:, column]
        distinct, number = np.unique(code, return_inverse=True)
        rows = np.hstack([rows[distinct // vocabulary], (distinct % vocabulary)[:, None]])
    return rows, number.astype(np.int64)
